"""The menu of every page, and which of its entries a page belongs to."""

from __future__ import annotations

from dataclasses import dataclass

_ENTRIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Economies", "/economies", ("economy", "pair", "upgrade")),
    ("Agreements", "/agreements", ("agreement", "evidence")),
    ("Clause types", "/clauses", ("clause",)),
    ("Groups", "/groups", ("group",)),
    ("Matrix", "/matrix", ()),
    ("Compare", "/compare", ()),
    ("Fragmentation", "/fragmentation", ()),
    ("What if", "/whatif", ()),
    ("Queries", "/queries", ("query",)),
    ("Data", "/data", ("source", "sources")),
    ("Methods", "/methods", ()),
)
"""Words, address, and with what else the paths of its pages begin."""

_CYPHER = ("Cypher", "/cypher", ())


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu.

    Attributes:
        text: Its words.
        address: Where it leads.
        current: What `aria-current` says: `page` on that very page, `true` on one below it, empty elsewhere.
    """

    text: str
    address: str
    current: str


def menu(path: str, *, cypher: bool) -> list[MenuEntry]:
    """The menu as a page shows it.

    Args:
        path: Path of the page.
        cypher: Whether this server answers queries of one's own.

    >>> [(each.text, each.current) for each in menu("/economy/CHN", cypher=False) if each.current]
    [('Economies', 'true')]
    >>> [(each.text, each.current) for each in menu("/cypher", cypher=True) if each.current]
    [('Cypher', 'page')]
    """
    first = path.strip("/").partition("/")[0]
    entries = (*_ENTRIES, _CYPHER) if cypher else _ENTRIES
    made: list[MenuEntry] = []
    for text, address, sections in entries:
        below = first == address[1:] or first in sections
        made.append(MenuEntry(text, address, "page" if path == address else "true" if below else ""))
    return made
