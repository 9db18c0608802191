"""Addresses: the whole question is in them, so a page can be shared, and every link carries the day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from clauseway.graph.engine import Row
from clauseway.queries.value_text import as_text
from clauseway.web.kinds import Kind
from clauseway.web.parameters import COMMON, Asked
from clauseway.web.registry import kind_named

CARRIED = tuple(each.name for each in COMMON)
"""Parameters that every link carries on."""

_KIND_OF_COLUMN = {
    "economy": ("economy", "economy"),
    "partner": ("economy", "economy"),
    "first": ("economy", "economy"),
    "second": ("economy", "economy"),
    "agreement": ("agreement", "agreement"),
    "clause": ("clause", "clause"),
    "group": ("group", "group"),
    "provision": ("evidence", "provision"),
    "row_id": ("explain", "row"),
}
"""Name of a column to the kind of page its values lead to, and the parameter they fill."""

_BY_NEIGHBOUR = {
    "article": ("provision", "evidence", "provision"),
    "other_article": ("other_provision", "evidence", "provision"),
    "label": ("clause", "clause", "clause"),
    "name": ("economy", "economy", "economy"),
    "title": ("agreement", "agreement", "agreement"),
    "agreement_title": ("agreement", "agreement", "agreement"),
    "first_name": ("first", "economy", "economy"),
    "second_name": ("second", "economy", "economy"),
}
"""Name of a column whose words a reader follows, to the column with the key, the kind of page, and its parameter."""

_BY_SECTION = {"memberships": "group", "agreements": "agreement", "partners": "economy"}
"""Section of the page of an economy, to the kind of page its keys and names lead to."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes the addresses that stand on one page.

    Attributes:
        kind: The kind of the page itself.
        asked: What it was asked.
    """

    kind: Kind
    asked: Asked

    def to(self, kind: str, /, **texts: str | int | bool | None) -> str:
        """The address of a page of some kind, with the day of this one where that kind takes it.

        Raises:
            KeyError: There is no such kind, or a parameter of its path is missing.
        """
        target = kind_named(kind)
        takes = {each.name for each in target.parameters}
        told = {name: self.asked.texts[name] for name in CARRIED if name in self.asked.given and name in takes}
        for name, value in texts.items():
            if value is not None and value is not False and value != "":
                told[name] = "true" if value is True else str(value)
        return address_of(target, told)

    def this(self, **texts: str | None) -> str:
        """The address of this page with some parameters changed; None takes one out."""
        told = {name: self.asked.texts[name] for name in self.asked.given}
        for name, text in texts.items():
            if text is None:
                told.pop(name, None)
            else:
                told[name] = text
        return address_of(self.kind, told)

    def file(self, suffix: str) -> str:
        """The address of the same answer as a file."""
        return with_suffix(self.this(), suffix)

    def of_cell(self, column: str, row: Row) -> str:
        """Where the value of a cell leads; empty for nowhere."""
        text = as_text(row.get(column))
        if not text:
            return ""
        if column in _KIND_OF_COLUMN:
            kind, parameter = _KIND_OF_COLUMN[column]
            if kind == "explain":
                return self.to(kind, row=text)
            return self.to(kind, **{parameter: text}) if _is_key(text, kind) else ""
        if column in ("best_pair", "worst_pair") and text.count("-") == 1:
            first, _, second = text.partition("-")
            return self.to("pair", first=first, second=second)
        if column in ("key", "name") and row.get("section") in _BY_SECTION:
            kind = _BY_SECTION[str(row["section"])]
            return self.to(kind, **{kind: as_text(row["key"])})
        # the title of an article is no title of the agreement
        if column in _BY_NEIGHBOUR and not (column == "title" and "provision" in row):
            neighbour, kind, parameter = _BY_NEIGHBOUR[column]
            key = as_text(row.get(neighbour))
            return self.to(kind, **{parameter: key}) if key and (kind == "evidence" or _is_key(key, kind)) else ""
        # only https: a data cell must not be able to carry a script address into a page
        return text if text.startswith("https://") and not any(map(str.isspace, text)) else ""


def _is_key(text: str, kind: str) -> bool:
    """Whether a text can be a key: several keys in one cell lead nowhere, nor does the whole of a ledger.

    >>> _is_key("rcep", "agreement"), _is_key("all", "agreement"), _is_key("rcep, depa", "agreement")
    (True, False, False)
    >>> _is_key("KAZ", "economy"), _is_key("central-asia", "economy")  # trade figures have groups as partners too
    (True, False)
    """
    if set(text) & set(" ,|;+") or text in ("*", "-", "all"):
        return False
    return kind != "economy" or text.isupper()


def address_of(kind: Kind, texts: Mapping[str, str]) -> str:
    """Path and query of a page: parameters in the order of their declaration, so that one question has one address."""
    in_path = kind.in_path
    names = [each.name for each in kind.parameters if each.name in texts and each.name not in in_path]
    query = [(name, texts[name]) for name in names]
    path = kind.path(texts)
    return f"{path}?{urlencode(query, safe=',:@/', quote_via=quote)}" if query else path


def with_suffix(address: str, suffix: str) -> str:
    """The address of a file of a page.

    >>> with_suffix("/economy/CHN?as_of=2026-01-01", "csv")
    '/economy/CHN.csv?as_of=2026-01-01'
    >>> with_suffix("/", "json")
    '/index.json'
    """
    path, mark, query = address.partition("?")
    return f"{'/index' if path == '/' else path}.{suffix}{mark}{query}"
