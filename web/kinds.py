"""What a kind of page is: an address with typed parameters, and the function that works its answer out.

From one declaration come the page, its form, its files (`.json`, `.csv`, ...), its place in the API and in the OpenAPI
document. An answer has a `main` result, which the files hold, and parts, which people see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.derivations import Shown
from clauseway.queries.exports.format import Result
from clauseway.queries.pages import Paragraph, SideBySide
from clauseway.queries.provenance import Provenance
from clauseway.queries.results import Matrix, ResultTable
from clauseway.web.parameters import Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses


FILES = ("csv", "json", "xlsx")
"""Suffixes of the files that a page of rows offers; every other format of the exports is served as well."""

PICTURES = ("svg", "csv", "png")
"""Those that a picture within a page offers."""

DRAWN = (*PICTURES, "json")
"""Those that a page which is a picture offers."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something to follow: its text, its address, and what to say of it."""

    text: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """A list of links; `inline` puts them side by side."""

    links: tuple[Link, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with what they are, as a list: (term, text, address or empty)."""

    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of its own in the page: it leads to a kind of page with some parameters filled in.

    Attributes:
        kind: Name of the kind of page that answers.
        title: What one asks with it.
        button: Words on its button.
        filled: Texts of fields, by parameter.
        only: Names of the parameters to show; empty for all.
        hidden: Texts to carry along unseen, by parameter.
    """

    kind: str
    title: str
    button: str
    filled: Mapping[str, str] = field(default_factory=dict[str, str])
    only: tuple[str, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Tree:
    """A derivation, drawn as nested lists that open and close."""

    top: Shown


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its meaning and, smaller, what else there is to say of it; `anchor` is its name in the address."""

    anchor: str
    term: str
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Words with their meanings, each of which can be linked to."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A text of which every space and line counts, such as a query; `title` is its name for a screen reader."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of a column: the heading of an article, or a provision with its facts, grade and evidence."""

    text: str
    facts: str = ""
    grade: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """What one agreement says: its title and address, and the lines below."""

    title: str
    address: str
    lines: tuple[ComparedLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Agreements side by side on one thing: its name and address, and a column an agreement."""

    title: str
    address: str
    columns: tuple[ComparedColumn, ...]


type WebBlock = (
    Paragraph | SideBySide | ResultTable | Matrix | Drawing | Links | Facts | Form | Tree | Code | Terms | Compared
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page under a heading.

    Attributes:
        title: The heading; unique on its page.
        blocks: What stands below it.
        about: A sentence below the heading; empty for none.
        address: Where the part is a page of its own, without suffix, for its files; empty where it is none.
        files: Suffixes, without dot, of the files to offer for the part.
        anchor: Its name in an address, where others link to it; empty for its number.
    """

    title: str
    blocks: tuple[WebBlock, ...]
    about: str = ""
    address: str = ""
    files: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The answer to one request.

    Attributes:
        title: Heading of the page.
        lead: One sentence that says what is to be seen; empty for none.
        main: What its files hold.
        parts: What the page shows; empty for the main result alone.
        notes: What a reader has to know; those of the main result are added.
        trail: The pages above this one.
    """

    title: str
    main: Result
    lead: str = ""
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    trail: tuple[Link, ...] = ()

    @property
    def provenance(self) -> Provenance:
        """Where the main result comes from."""
        return self.main.provenance


type Answer = Callable[[ServedGraph, Asked, Addresses], View]

_HOLE = re.compile(r"\{(\w+)(:path)?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of page.

    Attributes:
        name: Stable key, `[a-z][a-z0-9-]*`.
        address: Its path with the names of parameters in braces; `{name:path}` may hold slashes and stands last.
        title: A few words, for menus and the OpenAPI document.
        about: One sentence on what it answers.
        parameters: What it takes, those of the path first.
        answer: Works it out.
        files: Suffixes, without dot, that the page offers; every other format of the exports is served as well.
        in_api: Whether the API answers it too.
        width: `wide` for pages whose tables need all the room.
        example: An address of this kind on the shipped data, for tests and documentation.
    """

    name: str
    address: str
    title: str
    about: str
    answer: Answer
    parameters: tuple[Parameter, ...] = ()
    files: tuple[str, ...] = FILES
    in_api: bool = True
    width: Literal["text", "wide"] = "text"
    example: str

    @property
    def in_path(self) -> tuple[str, ...]:
        """Names of the parameters in the path."""
        return tuple(match[1] for match in _HOLE.finditer(self.address))

    def path(self, texts: Mapping[str, str]) -> str:
        """The path with the holes filled; each text is escaped.

        Raises:
            KeyError: A parameter of the path is missing.
        """
        from urllib.parse import quote

        return _HOLE.sub(lambda m: quote(texts[m[1]], safe="/@:," if m[2] else "@:,"), self.address)
