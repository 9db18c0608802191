"""What a page may be asked: typed parameters of its address, checked before anything is worked out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clauseway.queries import names
from clauseway.queries.names import UnknownName
from clauseway.queries.runner import Runner
from clauseway.web.problems import bad_parameter, not_found

type ParameterType = Literal[
    "economy", "economies", "agreement", "agreements", "clause", "clauses", "group", "day", "choice", "flag",
    "integer", "number", "text",
]  # fmt: skip

LONGEST = 500
"""Characters of a parameter; the longest one that makes sense lists some dozens of codes."""

MOST_NAMES = 250
"""Names in one list: as many as there are economies."""

FIRST_DAY, LAST_DAY = date(1948, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a kind of page.

    Attributes:
        name: Name in the address.
        type: What it names or holds; the plural types take several, parted by commas.
        about: What it does, a sentence for the form and for the OpenAPI document.
        title: Words before its field in a form; empty for the name.
        required: Whether the page cannot do without; those in the path always are.
        default: Text taken where none is given; empty for none.
        choices: The texts allowed, of a `choice`.
        least: Least number allowed, of `integer` and `number`.
        most: Largest number allowed.
        longest: Characters allowed.
        example: A text that fits, for the documentation.
        suggests: What is suggested while a `text` is typed: a kind of thing, or `any`; empty for nothing.
        lines: Whether a `text` may have several lines.
        unseen: Whether the form that changes the question leaves it out, as another form of the page asks for it.
    """

    name: str
    type: ParameterType
    about: str
    title: str = ""
    required: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int = LONGEST
    example: str = ""
    suggests: str = ""
    lines: bool = False
    unseen: bool = False

    @property
    def label(self) -> str:
        """Words before its field in a form."""
        return self.title or self.name.replace("_", " ").capitalize()

    @property
    def many(self) -> bool:
        """Whether it takes several names."""
        return self.type in ("economies", "agreements", "clauses")


AS_OF = Parameter(
    name="as_of", type="day", about="The day asked about, YYYY-MM-DD; today where none is given.",
    title="As of", example="2026-11-22",
)  # fmt: skip
LEAST_KNOWN = Parameter(
    name="min_verification",
    type="choice",
    about="The weakest level of verification that counts; what is known less well counts as not read.",
    title="Count codings known at least by",
    default="machine-coded",
    choices=("primary-text", "secondary", "title-only", "recalled", "machine-coded"),
)
COMMON = (AS_OF, LEAST_KNOWN)
"""What every page about duties takes, and every link on it carries on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of one request, checked and in their canonical form.

    Attributes:
        texts: Canonical text by name, of those that were given and of those with a default.
        given: Names of those that stand in the address and differ from their default.
        as_of: The day asked about.
    """

    texts: Mapping[str, str]
    given: frozenset[str]
    as_of: date
    runner: Runner = field(repr=False, compare=False)

    def text(self, name: str) -> str:
        """The text of a parameter; empty where none was given."""
        return self.texts.get(name, "")

    def names(self, name: str) -> list[str]:
        """The names of a list, in the order given."""
        return [part for part in self.text(name).split(",") if part]

    def flag(self, name: str) -> bool:
        """Whether a flag is set."""
        return self.text(name) == "true"

    def integer(self, name: str) -> int | None:
        """The whole number of a parameter; None where none was given."""
        return int(self.text(name)) if self.text(name) else None

    def number(self, name: str) -> float | None:
        """The number of a parameter; None where none was given."""
        return float(self.text(name)) if self.text(name) else None

    def day(self, name: str) -> date | None:
        """The day of a parameter; None where none was given."""
        return date.fromisoformat(self.text(name)) if self.text(name) else None

    @property
    def title(self) -> str:
        """The day as titles say it."""
        return self.as_of.isoformat()


def read_asked(
    runner: Runner,
    parameters: Sequence[Parameter],
    in_path: Mapping[str, str],
    in_query: Sequence[tuple[str, str]],
    *,
    from_form: bool = True,
) -> Asked:
    """Check the parameters of an address.

    Args:
        runner: Knows which names there are.
        parameters: What the kind of page takes, those of the path as well.
        in_path: Texts in the path, by name.
        in_query: Names and texts after the question mark; a list may be given by repeating its name.
        from_form: Whether an empty text is a field that was left empty; else it does not fit.

    Raises:
        Problem: 404 for a name in the path that means nothing; 400 for a parameter that is unknown, given twice, too
            long or does not fit; the sentence offers what is nearest.
    """
    known = {each.name: each for each in parameters}
    typed: dict[str, str] = {}
    for name, text in in_query:
        if name not in known or name in in_path:
            near = difflib.get_close_matches(name, [each for each in known if each not in in_path], 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise bad_parameter(name, f"This page has no parameter '{name}'.{hint}")
        if not text.strip():
            if not from_form:
                raise bad_parameter(name, f"The parameter '{name}' is empty.")
            continue
        if name in typed and not known[name].many:
            raise bad_parameter(name, f"The parameter '{name}' is given twice.")
        typed[name] = f"{typed[name]},{text}" if name in typed else text
    found: dict[str, str] = {}
    given: set[str] = set()
    today = date.today()
    # the day comes first: which economies belong to a group depends on it
    for each in sorted(parameters, key=lambda p: p.name != AS_OF.name):
        text = in_path.get(each.name, typed.get(each.name, ""))
        if not text:
            if each.required or each.name in in_path:
                raise bad_parameter(each.name, f"This page needs the parameter '{each.name}': {each.about}")
            if each.default:
                found[each.name] = each.default
            continue
        if len(text) > each.longest:
            raise bad_parameter(each.name, f"The parameter '{each.name}' is longer than {each.longest} characters.")
        try:
            found[each.name] = _canonical(runner, each, text)
        except UnknownName as error:
            sentence = without_command(str(error))
            raise (
                not_found(sentence, each.name) if each.name in in_path else bad_parameter(each.name, sentence)
            ) from None
        if each.name in in_path or found[each.name] != (each.default or (today.isoformat() if each == AS_OF else "")):
            given.add(each.name)
    as_of = date.fromisoformat(found[AS_OF.name]) if AS_OF.name in found else today
    return Asked(found, frozenset(given), as_of, runner)


def without_command(sentence: str) -> str:
    """A sentence without its end, where that names the command that lists: a page has links for that.

    >>> without_command("Unknown economy 'Singapor'. Did you mean SGP Singapore? List: clauseway economies")
    "Unknown economy 'Singapor'. Did you mean SGP Singapore?"
    >>> without_command("China has no step 19; list: clauseway upgrade CHN")
    'China has no step 19.'
    """
    said, found, _ = re.sub(r"([;.]?) [Ll]ist: (?=clauseway)", r"\1\n", sentence, count=1).partition("\n")
    return said.rstrip(";") + "." if found and said.endswith(";") else said


def _canonical(runner: Runner, parameter: Parameter, text: str) -> str:
    """The one way to write what a text means.

    Raises:
        UnknownName: It means nothing.
    """
    said = text.strip()
    match parameter.type:
        case "economy":
            return names.find_economy(runner, said)[0]
        case "agreement":
            return names.find_agreement(runner, said)[0]
        case "clause":
            return names.find_clauses(runner, [said.replace(",", " ")])[0]
        case "economies":
            return ",".join(names.find_economy(runner, part)[0] for part in _parts(parameter, said))
        case "agreements":
            return ",".join(names.find_agreement(runner, part)[0] for part in _parts(parameter, said))
        case "clauses":
            return ",".join(names.find_clauses(runner, _parts(parameter, said)))
        case "group":
            return _group(runner, said)
        case "day":
            return _day(parameter, said).isoformat()
        case "choice":
            return names.one_of(said, parameter.choices, parameter.label.lower())
        case "flag":
            return _flag(parameter, said)
        case "integer" | "number":
            return _number(parameter, said)
        case "text":
            if parameter.lines:
                said = "\n".join(said.splitlines())
            if not (said.replace("\n", " ").replace("\t", " ") if parameter.lines else said).isprintable():
                raise UnknownName(f"The parameter '{parameter.name}' holds characters that cannot be printed.")
            return said


def _parts(parameter: Parameter, text: str) -> list[str]:
    parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not parts or len(parts) > MOST_NAMES:
        raise UnknownName(f"The parameter '{parameter.name}' takes 1 to {MOST_NAMES} names; there are {len(parts)}.")
    return parts


def _group(runner: Runner, text: str) -> str:
    groups = [str(row["group"]) for row in runner.rows("groups")]
    slug = text.lower()
    if slug in groups:
        return slug
    try:
        return names.find_agreement(runner, text)[0]  # its Parties are meant
    except UnknownName:
        near = names.near_name(slug, groups)
        raise UnknownName(f"Unknown group '{text}'.{near}") from None


def _day(parameter: Parameter, text: str) -> date:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise UnknownName(
            f"'{text}' is no day; write YYYY-MM-DD, from {FIRST_DAY} to {LAST_DAY}, in '{parameter.name}'."
        )
    return found


def _flag(parameter: Parameter, text: str) -> str:
    answers = {"true": "true", "1": "true", "on": "true", "yes": "true", "false": "", "0": "", "off": "", "no": ""}
    if text.lower() not in answers:
        raise UnknownName(f"'{text}' does not fit '{parameter.name}'; write true or false.")
    return answers[text.lower()]


def _number(parameter: Parameter, text: str) -> str:
    wanted = "a whole number" if parameter.type == "integer" else "a number"
    least, most = parameter.least, parameter.most
    bounds = "" if least is None or most is None else f" from {least:g} to {most:g}"
    try:
        found = (int if parameter.type == "integer" else float)(text) if text.isascii() else None
    except ValueError:
        found = None
    # "not <=" catches what compares with nothing as well
    if (
        found is None
        or (least is not None and not found >= least)
        or (most is not None and not found <= most)
        or not abs(found) < 1e15
    ):
        raise UnknownName(f"'{text}' does not fit '{parameter.name}'; write {wanted}{bounds}.")
    return f"{found}"
