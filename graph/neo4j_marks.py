"""The bookkeeping of a load in a Neo4j database: what is Clauseway's, which version is there, and whether it is whole.

- `load_id` on every node and relationship that Clauseway owns: the data version whose load wrote it last. What
  lacks it belongs to somebody else.
- `rel_key` on relationships that run side by side between the same two nodes: tells them apart.
- One node `ClausewayLoad`: `state` is `complete`, or `loading` from before the first change of a load until after
  its last; `generation` counts the loads that changed something. A reader that finds it complete and the same
  before and after a query has read one data version (a sequence lock; see decision 22).
- One node `ClausewayLock`: a loader holds its write lock in a transaction that stays open for the whole load, so that
  the server itself frees it when the loader dies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clauseway.graph.engine import GraphNotFound
from clauseway.graph.neo4j_settings import Neo4jSettings

LOAD_ID = "load_id"
REL_KEY = "rel_key"
DATASET_LABEL = "Dataset"
UNFINISHED_LABEL = "DatasetBeingLoaded"
"""What the Dataset node is called during a load, so that nobody takes half a load for the version it names."""

LOAD_LABEL = "ClausewayLoad"
LOCK_LABEL = "ClausewayLock"
BOOKKEEPING_LABELS = frozenset({LOAD_LABEL, LOCK_LABEL, UNFINISHED_LABEL})
LOAD_COMMAND = "clauseway load --to neo4j"

READ_MARK = (
    f"MATCH (l:{LOAD_LABEL} {{name: 'load'}}) "
    "RETURN l.state AS state, l.generation AS generation, l.version AS version, l.started AS started"
)
MARK_CONSTRAINTS = tuple(
    (label, "name", f"CREATE CONSTRAINT {label.lower()}_name IF NOT EXISTS FOR (n:{label}) REQUIRE n.name IS UNIQUE")
    for label in (LOAD_LABEL, LOCK_LABEL)
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the node `ClausewayLoad` says.

    Attributes:
        state: `complete`, `loading`, or `empty` before the first load.
        generation: Number of loads so far that changed something, 0 or more.
        version: Data version that is there, or is being loaded.
        started: When the last load began, ISO 8601 in UTC.
    """

    state: str
    generation: int
    version: str
    started: str

    @property
    def is_complete(self) -> bool:
        """Whether one whole data version is there."""
        return self.state == "complete"


def read_mark(rows: Sequence[Mapping[str, object]]) -> Mark | None:
    """The mark in the rows of `READ_MARK`; `None` when no load ever began.

    >>> read_mark([{"state": "complete", "generation": 3, "version": "1a", "started": None}])
    Mark(state='complete', generation=3, version='1a', started='')
    """
    if not rows:
        return None
    row = rows[0]
    generation = row["generation"]
    return Mark(
        state=str(row["state"]),
        generation=generation if isinstance(generation, int) else 0,
        version=str(row["version"] or ""),
        started=str(row["started"] or ""),
    )


def not_ready(mark: Mark | None, settings: Neo4jSettings) -> GraphNotFound:
    """Why there is nothing to ask: no graph was loaded, or the last load has not ended."""
    where = f"the database {settings.database!r} at {settings.shown_uri}"
    if mark is None or mark.state == "empty":
        return GraphNotFound(f"There is no Clauseway graph in {where}; load it with: {LOAD_COMMAND}")
    return GraphNotFound(
        f"The load of data version {mark.version} into {where}, begun {mark.started}, has not ended: it is under way, "
        f"or it was interrupted; wait for it, or load again with: {LOAD_COMMAND}"
    )
