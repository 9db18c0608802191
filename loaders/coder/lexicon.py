"""The cues of a language, read from its file under `lexicon/`: a new language is a new file."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import cast

from clauseway.loaders.coder.coding import CODE_VERSION, WORDINGS, Wording

_GROUPS = ("scope", "kinds", "force", "exceptions", "disputes", "deferral")


class LexiconFaulty(ValueError):
    """A lexicon file that cannot be used; the message names the file, the place and what to do."""


@dataclass(frozen=True, slots=True)
class Match:
    """A cue and the words it met.

    Attributes:
        cue: Its name, `body-2`.
        words: The words of the text.
        start: Offset in the text that was searched.
        end: Offset after them.
    """

    cue: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cues:
    """A list of cues, tried in order."""

    name: str
    patterns: tuple[re.Pattern[str], ...]

    def find(self, text: str) -> Match | None:
        """The first cue that matches."""
        for number, pattern in enumerate(self.patterns, 1):
            if found := pattern.search(text):
                return Match(f"{self.name}-{number}", found.group(0).strip(), found.start(), found.end())
        return None

    def find_first(self, text: str) -> Match | None:
        """The match that begins first in the text, whatever the place of its cue in the list."""
        best: Match | None = None
        for number, pattern in enumerate(self.patterns, 1):
            found = pattern.search(text)
            if found and (best is None or found.start() < best.start):
                best = Match(f"{self.name}-{number}", found.group(0).strip(), found.start(), found.end())
        return best

    def cut(self, text: str) -> str:
        """The text without what the cues match."""
        for pattern in self.patterns:
            text = pattern.sub(" ", text)
        return text


_EMPTY = Cues("", ())
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class ClauseCues:
    """How a clause type is known.

    Attributes:
        slug: Of the taxonomy.
        titles: Over the heading of an article.
        body: Over a paragraph with the words that lead into it.
        general_body: Further body cues for general and scope articles alone.
        excluded: A paragraph that meets one of these is not of the clause.
        unless_title: The body cues are not read in an article whose heading meets one of these.
        general: Whether the body cues are read in general and scope articles.
        anywhere: Whether the title cues are read outside digital chapters.
        fixed: Wording that the clause always has; `None` when it is graded.
        replaces: Clause type that gives way where this one is found.
        notes: Whether the body cues are read in footnotes too.
    """

    slug: str
    titles: Cues
    body: Cues
    general_body: Cues
    excluded: Cues
    unless_title: Cues
    general: bool
    anywhere: bool
    fixed: Wording | None
    replaces: str
    notes: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one language."""

    language: str
    gate: tuple[str, ...]
    clauses: tuple[ClauseCues, ...]
    qualifiers: tuple[ClauseCues, ...]
    outside: tuple[ClauseCues, ...]
    references: tuple[tuple[str, Cues], ...]
    numbers: dict[str, int]
    groups: dict[str, Cues] = field(repr=False)

    def without(self, names: frozenset[str]) -> Lexicon:
        """The lexicon with some cues silenced, to see what the others find without them.

        Args:
            names: Names of cues, `customs-duties-electronic-transmissions/body-2`.
        """

        def silenced(cues: Cues) -> Cues:
            return Cues(
                cues.name,
                tuple(_NEVER if f"{cues.name}-{n}" in names else p for n, p in enumerate(cues.patterns, 1)),
            )

        def clauses(entries: tuple[ClauseCues, ...]) -> tuple[ClauseCues, ...]:
            return tuple(
                replace(
                    entry, titles=silenced(entry.titles), body=silenced(entry.body),
                    general_body=silenced(entry.general_body),
                )
                for entry in entries
            )  # fmt: skip

        return replace(
            self, clauses=clauses(self.clauses), qualifiers=clauses(self.qualifiers), outside=clauses(self.outside),
            groups={name: silenced(cues) for name, cues in self.groups.items()},
        )  # fmt: skip

    def cues(self, name: str) -> Cues:
        """The cues of a group, `force.soft`; none where the language has none."""
        return self.groups.get(name, _EMPTY)


def languages() -> tuple[str, ...]:
    """Languages that have a lexicon, as ISO 639-1 codes in alphabetical order."""
    return tuple(sorted(path.name[:-5] for path in _folder().iterdir() if path.name.endswith(".toml")))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language.

    Raises:
        LexiconFaulty: When there is none, or a cue of it cannot be read.
    """
    if language not in languages():
        language = " ".join(language.split())[:40]  # a file may call anything its language
        raise LexiconFaulty(
            f"There is no lexicon for the language '{language}'; there are {', '.join(languages())}. "
            f"Add loaders/coder/lexicon/{language}.toml or leave the text out."
        )
    return parse(_folder().joinpath(f"{language}.toml").read_text("utf-8"), f"{language}.toml")


@cache
def coder_version() -> str:
    """Version of the coder: a checksum over the lexicons and the version of the rules in code.

    The first twelve hexadecimal digits of a SHA-256; it changes when a cue changes, so that stored codings are
    never mistaken for those of other rules.
    """
    digest = hashlib.sha256(CODE_VERSION.encode())
    for language in languages():
        digest.update(_folder().joinpath(f"{language}.toml").read_bytes())
    return f"{CODE_VERSION}-{digest.hexdigest()[:12]}"


def parse(text: str, file: str) -> Lexicon:
    """Read a lexicon.

    Args:
        text: TOML.
        file: Name for messages.

    Raises:
        LexiconFaulty: When it is no TOML, holds an unknown key or a cue that is no regular expression.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconFaulty(f"{file} is no TOML: {error}. Mend the line.") from error
    known = {"language", "gate", "clauses", "qualifiers", "outside", "references", "numbers", *_GROUPS}
    if unknown := sorted(set(data) - known):
        raise LexiconFaulty(f"{file} holds the unknown key '{unknown[0]}'; known are {', '.join(sorted(known))}.")
    groups: dict[str, Cues] = {}
    for group in _GROUPS:
        for name, patterns in data.get(group, {}).items():
            groups[f"{group}.{name}"] = _cues(f"{group}/{name}", patterns, file)
    return Lexicon(
        language=str(data.get("language", "")),
        gate=tuple(word.lower() for word in data.get("gate", ())),
        clauses=_clauses(data.get("clauses", {}), file),
        qualifiers=_clauses(data.get("qualifiers", {}), file),
        outside=_clauses(data.get("outside", {}), file),
        references=tuple((name, _cues(name, cues, file)) for name, cues in data.get("references", {}).items()),
        numbers={str(word): int(number) for word, number in data.get("numbers", {}).items()},
        groups=groups,
    )


_CLAUSE_KEYS = {
    "titles", "body", "general_body", "not", "unless_title", "general", "anywhere", "fixed", "replaces",
    "notes",
}  # fmt: skip


def _clauses(table: dict[str, dict[str, object]], file: str) -> tuple[ClauseCues, ...]:
    read: list[ClauseCues] = []
    for slug, entry in table.items():
        if unknown := sorted(set(entry) - _CLAUSE_KEYS):
            raise LexiconFaulty(f"{file}: '{slug}' holds the unknown key '{unknown[0]}'.")
        fixed = entry.get("fixed")
        if fixed is not None and fixed not in WORDINGS:
            raise LexiconFaulty(f"{file}: '{slug}' has the fixed wording '{fixed}', not one of {', '.join(WORDINGS)}.")
        lists = {
            key: _cues(f"{slug}/{_CUE_NAMES.get(key, key)}", entry.get(key, []), file)
            for key in ("titles", "body", "general_body", "not", "unless_title")
        }
        read.append(
            ClauseCues(
                slug=slug, titles=lists["titles"], body=lists["body"], general_body=lists["general_body"],
                excluded=lists["not"], unless_title=lists["unless_title"], general=bool(entry.get("general")),
                anywhere=bool(entry.get("anywhere")), fixed=fixed,
                replaces=str(entry.get("replaces", "")),
                notes=bool(entry.get("notes")),
            )
        )  # fmt: skip
    return tuple(read)


_CUE_NAMES = {"titles": "title", "general_body": "general", "unless_title": "unless"}


def _cues(name: str, patterns: object, file: str) -> Cues:
    if not isinstance(patterns, list):
        raise LexiconFaulty(f"{file}: '{name}' is no list of cues. Write [\"…\"].")
    compiled: list[re.Pattern[str]] = []
    for pattern in cast("list[object]", patterns):
        try:
            # Scanned treaties lose and gain spaces: a space in a cue stands for any white space or none.
            compiled.append(re.compile(str(pattern).replace(" ", r"\s*"), re.IGNORECASE))
        except re.error as error:
            raise LexiconFaulty(f"{file}: the cue '{pattern}' of '{name}' cannot be read ({error}).") from error
    return Cues(name, tuple(compiled))


def _folder():  # noqa: ANN202 - importlib.resources.abc.Traversable, whose home moved between Python versions
    return files("clauseway.loaders.coder").joinpath("lexicon")
