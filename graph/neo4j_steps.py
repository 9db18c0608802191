"""Statements that make a database equal to the data, given out when there are enough rows for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched, groupby

from clauseway.graph.engine import Relationship
from clauseway.graph.neo4j_marks import LOAD_ID, REL_KEY
from clauseway.graph.schema import RelationshipMapping, Schema


@dataclass(frozen=True, slots=True)
class Step:
    """One statement with its parameters: how many things it changes, and how far it brings their label or type."""

    name: str
    statement: str
    parameters: dict[str, object]
    changes: int
    done: int
    total: int


class Batch[T]:
    """Rows of one statement, given out as a step when there are enough.

    Attributes:
        done: Rows given out so far, 0 or more.
    """

    def __init__(self, name: str, statement: str, size: int, total: int) -> None:
        self._name = name
        self._statement = statement
        self._size = size
        self._total = total
        self._rows: list[T] = []
        self.done = 0

    def add(self, row: T) -> Iterable[Step]:
        """Take a row; a step when it is full."""
        self._rows.append(row)
        return self.rest() if len(self._rows) >= self._size else ()

    def fill(self, rows: Iterable[T]) -> Iterator[Step]:
        """Take all rows, as a step for each time that it is full and one for the rest."""
        for together in batched(rows, self._size):
            self._rows = list(together)
            yield from self.rest()

    def rest(self) -> Iterable[Step]:
        """What was not given out so far: one step, or none."""
        rows, self._rows = self._rows, []
        if not rows:
            return ()
        self.done += len(rows)
        statement, parameters = self._made(rows)
        return (Step(self._name, statement, parameters, len(rows), self.done, max(self._total, self.done)),)

    def _made(self, rows: list[T]) -> tuple[str, dict[str, object]]:
        return self._statement, {"rows": rows}


class NewRelationships(Batch[tuple[Relationship, str | None]]):
    """New relationships of one mapping, with their own keys, in the order of their start nodes."""

    def __init__(self, mapping: RelationshipMapping, schema: Schema, size: int, total: int) -> None:
        start, end = schema.node(mapping.start), schema.node(mapping.end)
        # looked up once in a batch and then known by number; not one is connected when one of them is missing, since
        # the numbers would then be those of others
        find = (
            f"UNWIND range(0, size($ends) - 1) AS i MATCH (b:{end.label} {{{end.key}: $ends[i]}}) WITH b ORDER BY i "
            "WITH collect(b) AS ends WHERE size(ends) = size($ends) "
            f"UNWIND $rows AS line MATCH (a:{start.label} {{{start.key}: line[0]}}) "
        )
        super().__init__(mapping.type, find, size, total)
        self._own = [p.name for p in mapping.properties]

    def _made(self, rows: list[tuple[Relationship, str | None]]) -> tuple[str, dict[str, object]]:
        present = set[str]().union(*(item.properties for item, _ in rows))
        own = [name for name in self._own if name in present]
        keyed = any(key is not None for _, key in rows)
        ends, lines = by_start(rows, own, keyed=keyed)
        names = [REL_KEY, *own] if keyed else own
        # without values of their own the places in the columns are not needed: a fifth of the server's work less
        each = (
            "UNWIND range(0, size(line[1]) - 1) AS i WITH a, line, i, ends[line[1][i]] AS b "
            if names
            else "UNWIND line[1] AS i WITH a, ends[i] AS b "
        )
        statement = f"{self._statement}{each}CREATE (a)-[:{self._name} {inline(names, 2, '[i]')}]->(b)"
        return statement, {"ends": ends, "rows": lines}


def inline(names: list[str], first: int, index: str = "") -> str:
    """A property map in Cypher whose values are the items of `line` from one on; what is null is not set.

    >>> inline(["iso3", "name"], 0)
    '{iso3: line[0], name: line[1], load_id: $load_id}'
    """
    values = "".join(f"{name}: line[{place}]{index}, " for place, name in enumerate(names, first))
    return f"{{{values}{LOAD_ID}: $load_id}}"


def by_start(
    rows: Iterable[tuple[Relationship, str | None]], names: list[str], *, keyed: bool
) -> tuple[list[str], list[object]]:
    """Keys of the ends, each once, and the relationships with the same start as one line that names them by number.

    A line is the key of the start, the numbers of the ends, own keys where there are any, and values by column. This
    saves the server most of its look-ups and a driver in Python most of its work. A column without any value is
    empty, and an item past its end is null.

    >>> one, other = Relationship("SGP", "depa", {"via": "EU"}), Relationship("SGP", "rcep")
    >>> by_start([(one, None), (other, None)], ["since", "via"], keyed=False)
    (['depa', 'rcep'], [['SGP', [0, 1], [], ['EU', None]]])
    """
    places: dict[str, int] = {}
    lines: list[object] = []
    for start, together in groupby(rows, key=lambda pair: pair[0].start):
        pairs = list(together)
        columns: list[list[object]] = [[key for _, key in pairs]] if keyed else []
        for name in names:
            columns.append([item.properties.get(name) for item, _ in pairs])
        filled: list[object] = [[] if all(value is None for value in column) else column for column in columns]
        lines.append([start, [places.setdefault(item.end, len(places)) for item, _ in pairs], *filled])
    return list(places), lines
