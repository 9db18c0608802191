"""Changes as a user writes them in one text each, such as `join CHN:depa`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clauseway.queries.names import UnknownName, find_agreement, find_economy, near_name
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario

VERBS = ("join", "leave", "upgrade")


def changes_asked(runner: Runner, texts: Iterable[str]) -> Scenario:
    """The scenario of some changes: `join ECONOMY:AGREEMENT`, `leave ECONOMY:AGREEMENT`, `upgrade AGREEMENT:MODEL`.

    Args:
        runner: Where to look names up.
        texts: One change each; a colon may stand after the verb instead of a blank.

    Raises:
        UnknownName: A text is no change, or a name in it means nothing.
    """
    found: dict[str, list[tuple[str, str]]] = {verb: [] for verb in VERBS}
    for text in texts:
        verb, first, second = parted(text)
        one = find_agreement(runner, first)[0] if verb == "upgrade" else find_economy(runner, first)[0]
        found[verb].append((one, find_agreement(runner, second)[0]))
    return Scenario(*(tuple(dict.fromkeys(found[verb])) for verb in VERBS))


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


def told(scenario: Scenario) -> list[str]:
    """The changes as texts, in the form in which they are asked for.

    >>> told(Scenario(joins=(("CHN", "depa"),), upgrades=(("rcep", "cptpp"),)))
    ['join CHN:depa', 'upgrade rcep:cptpp']
    """
    kinds = zip(VERBS, (scenario.joins, scenario.leaves, scenario.upgrades), strict=True)
    return [f"{verb} {one}:{other}" for verb, pairs in kinds for one, other in pairs]
