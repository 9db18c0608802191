"""How a number came about, as a tree: the number, the formula, the cells, the duties, the texts, the sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clauseway.graph.engine import Value
from clauseway.queries.citations import CitedSource
from clauseway.queries.results import as_text


@dataclass(frozen=True, slots=True)
class Derivation:
    """A value and what it was made from.

    Attributes:
        label: What the value is of.
        value: The value; `None` where nothing is known, or where the node only gathers others.
        how: The formula with the numbers put in, or the rule that decided, in words.
        children: What it was made from. A node without any is a source.
        source: The source, at the ends of the tree.
        row_id: Name of the row that explains this node further.
    """

    label: str
    value: Value = None
    how: str = ""
    children: tuple[Derivation, ...] = ()
    source: CitedSource | None = None
    row_id: str = ""

    def walk(self) -> Iterator[Derivation]:
        """This node and all below it, from the top.

        >>> [node.label for node in Derivation("a", children=(Derivation("b"),)).walk()]
        ['a', 'b']
        """
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Derivation]:
        """The ends of the tree."""
        return (node for node in self.walk() if not node.children)

    def heading(self) -> str:
        """The node in one line, without its formula.

        >>> Derivation("gap", 0.5, "1 - 3/6").heading()
        'gap = 0.5'
        """
        told = as_text(self.value)
        return f"{self.label} = {told}" if told else self.label

    def line(self) -> str:
        """The node in one line.

        >>> Derivation("gap", 0.5, "1 - 3/6").line()
        'gap = 0.5: 1 - 3/6'
        """
        more = f" [clauseway explain {self.row_id}]" if self.row_id else ""
        return f"{self.heading()}{': ' if self.how else ''}{self.how}{more}"

    def to_dict(self) -> dict[str, Any]:
        """The tree as plain values, ready for JSON; what is empty is left out."""
        told: dict[str, Any] = {"label": self.label}
        if self.value is not None:
            told["value"] = self.value.isoformat() if isinstance(self.value, date) else self.value
        if self.how:
            told["how"] = self.how
        if self.row_id:
            told["row_id"] = self.row_id
        if self.source is not None:
            cited = self.source
            told["source"] = {
                "source": cited.source, "title": cited.title, "publisher": cited.publisher, "licence": cited.licence,
                "address": cited.address or None,
            }  # fmt: skip
        if self.children:
            told["from"] = [child.to_dict() for child in self.children]
        return told


@dataclass(frozen=True, slots=True)
class Explanation:
    """The derivation of one row of an analysis.

    Attributes:
        row_id: Name of the row.
        as_of: The day.
        data_version: Version of the dataset.
        tree: The derivation; its value is the number of the row.
        notes: Sentences a reader has to know.
    """

    row_id: str
    as_of: date
    data_version: str
    tree: Derivation
    notes: tuple[str, ...] = field(default=())

    @property
    def value(self) -> Value:
        """The number explained."""
        return self.tree.value

    def sources(self) -> dict[str, CitedSource]:
        """The sources at the ends of the tree, by key."""
        found = {leaf.source.source: leaf.source for leaf in self.tree.leaves() if leaf.source is not None}
        return dict(sorted(found.items()))

    def facts(self) -> str:
        """Data version, day and size in one line."""
        nodes = sum(1 for _ in self.tree.walk())
        return f"data {self.data_version[:8]}, as of {self.as_of}, {nodes} steps, {len(self.sources())} sources"

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, ready for JSON."""
        return {
            "row_id": self.row_id,
            "as_of": self.as_of.isoformat(),
            "data_version": self.data_version,
            "tree": self.tree.to_dict(),
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """The tree as indented text, long lists shortened."""
        from clauseway.queries.exports.derivations import to_text

        itself: Any = self  # an editable installation has the class under two paths
        return to_text(itself)

    def _repr_html_(self) -> str:
        """The tree as a nested list, for a notebook."""
        from clauseway.queries.exports.derivations import to_snippet

        itself: Any = self
        return to_snippet(itself)
