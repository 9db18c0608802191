"""Changes as a user writes them in one text each, such as `join CHN:depa`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from clauseway.queries.asked_scenarios import AskedScenario, scenario_asked
from clauseway.queries.names import UnknownName, near_name
from clauseway.queries.rules_in_force import RuleFacts
from clauseway.queries.runner import Runner

VERBS = ("join", "leave", "upgrade")


def changes_asked(
    runner: Runner, texts: Iterable[str], as_of: date, *, facts: RuleFacts | None = None
) -> AskedScenario:
    """The scenario of some changes: `join WHO:AGREEMENT`, `leave WHO:AGREEMENT`, `upgrade AGREEMENT:MODEL`.

    Args:
        runner: Where to look names up.
        texts: One change each; a colon may stand after the verb instead of a blank. A group or union acts through
            its members, as in `scenario_asked`.
        as_of: The day of the changes.
        facts: The facts as they are, if they were fetched before.

    Raises:
        UnknownName: A text is no change, a name in it means nothing, or the change cannot be made.
    """
    found: dict[str, list[str]] = {verb: [] for verb in VERBS}
    for text in texts:
        verb, first, second = parted(text)
        found[verb].append(f"{first}:{second}")
    return scenario_asked(runner, found["join"], found["leave"], found["upgrade"], as_of, facts=facts)


def plainly(text: str) -> str:
    """A change in the one form in which results tell it.

    >>> plainly(" join:CHN : depa")
    'join CHN:depa'

    Raises:
        UnknownName: It is no change.
    """
    verb, first, second = parted(text)
    return f"{verb} {first}:{second}"


def parted(text: str) -> tuple[str, str, str]:
    """Verb and two names of a change.

    >>> parted("join CHN:depa"), parted("upgrade:china-korea-fta:cptpp")
    (('join', 'CHN', 'depa'), ('upgrade', 'china-korea-fta', 'cptpp'))

    Raises:
        UnknownName: It is no change.
    """
    said = text.strip()
    verb, _, names = said.partition(":" if said.partition(":")[0].strip() in VERBS else " ")
    verb = verb.strip()
    parts = [part.strip() for part in names.split(":")]
    if verb not in VERBS:
        near = near_name(re.split("[ :]", verb)[0], VERBS)
        raise UnknownName(
            f"'{text}' is no change: it begins with none of {', '.join(VERBS)}.{near} "
            "Write for example: join CHN:depa."
        )
    if len(parts) != 2 or not all(parts):
        shape = "AGREEMENT:MODEL" if verb == "upgrade" else "ECONOMY:AGREEMENT"
        raise UnknownName(f"'{text}' is no change; write two names with a colon between: {verb} {shape}.")
    return verb, parts[0], parts[1]
