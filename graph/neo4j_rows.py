"""A property graph as the rows of a Neo4j load: checked against the schema first, then made one at a time."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter

from clauseway.graph.engine import GraphError, GraphSource, Relationship
from clauseway.graph.neo4j_marks import DATASET_LABEL
from clauseway.graph.schema import NodeMapping, Schema
from clauseway.graph.sorted_on_disk import HELD, sorted_on_disk

_ENDS = attrgetter("start", "end")

type End = tuple[str, str, str, str]
"""Key of a node that a relationship needs, and as an example the mapping and the two ends of one that does."""


def check_data(data: GraphSource, schema: Schema, held: int = HELD) -> Counter[str]:
    """Refuse data that contradict the schema or themselves, before anything is written.

    For each label its keys and the ends of relationships that need them are gone through side by side, in order.

    Args:
        data: The graph; each relationship is read once for each of its ends.
        schema: Its schema.
        held: Items that a sorting may hold in memory.

    Returns:
        Number of nodes by label and of relationships by mapping name.

    Raises:
        GraphError: A label or mapping is unknown, a key is missing or stands twice, an end of a relationship is not
            among the nodes, or there is not one Dataset node.
    """
    if unknown := sorted(set(data.labels()) - schema.labels):
        raise GraphError(f"The data has nodes with labels the schema does not know: {', '.join(unknown)}.")
    if unknown := sorted(set(data.mappings()) - {r.name for r in schema.relationships}):
        raise GraphError(f"The data has relationships the schema does not know: {', '.join(unknown)}.")
    if sum(1 for _ in data.nodes_of(DATASET_LABEL)) != 1:
        raise GraphError(f"The data must have exactly one {DATASET_LABEL} node.")
    counts: Counter[str] = Counter()
    for node in schema.nodes:
        ends = sorted_on_disk(_needed(node, data, schema, counts, held), itemgetter(0), held)
        needed = next(ends, None)
        last = ""
        for key in sorted_on_disk(_keys(node, data), str, held):
            if key == last:
                raise GraphError(f"The data has two {node.label} nodes with the {node.key} {key!r}.")
            last = key
            counts[node.label] += 1
            while needed is not None and needed[0] == key:
                needed = next(ends, None)
            if needed is not None and needed[0] < key:
                break
        if needed is not None:
            key, mapping, start, end = needed
            raise GraphError(f"{mapping} from {start!r} to {end!r}: no {node.label} is {key!r}.")
    return counts


def _needed(
    node: NodeMapping, data: GraphSource, schema: Schema, counts: Counter[str], held: int
) -> Iterator[End]:
    """Keys of a label that relationships end at; most of those that come again are left out."""
    seen: set[str] = set()
    for mapping in schema.relationships:
        for side, label in (("start", mapping.start), ("end", mapping.end)):
            if label != node.label:
                continue
            number = 0
            key_of = attrgetter(side)
            for item in data.relationships_of(mapping.name):
                number += 1
                key: str = key_of(item)
                if key not in seen:
                    if len(seen) >= held:
                        seen.clear()
                    seen.add(key)
                    yield key, mapping.name, item.start, item.end
            if side == "start":
                counts[mapping.name] = number


def _keys(node: NodeMapping, data: GraphSource) -> Iterator[str]:
    for item in data.nodes_of(node.label):
        key = item.get(node.key)
        if not isinstance(key, str) or not key:
            raise GraphError(f"The data has a node {node.label} without {node.key}.")
        yield key


def relationship_keys(
    items: Iterable[Relationship], held: int = HELD
) -> Iterator[tuple[Relationship, str | None]]:
    """Tell the relationships of one mapping apart: a key for each, the same on the next load.

    A relationship that is alone between its two nodes needs none, so a changed property is an update. Parallel ones
    are known by a digest of their properties; equal ones are counted. They come in the order of start, end and key:
    so they can be compared one by one, and a batch locks few nodes. In memory are `held` of them, and those that run
    between the same two nodes.

    >>> one = Relationship("SGP", "depa", {"since": "2021"})
    >>> other = Relationship("SGP", "depa", {"since": "2022"})
    >>> [key for _, key in relationship_keys([one])]
    [None]
    >>> keys = [key for _, key in relationship_keys([one, other, one])]
    >>> len(set(keys)), keys == [key for _, key in relationship_keys([other, one, one])]
    (3, True)
    """
    for _, together in groupby(sorted_on_disk(items, _ENDS, held), key=_ENDS):
        parallel = list(together)
        if len(parallel) == 1:
            yield parallel[0], None
            continue
        seen: Counter[str] = Counter()
        keyed: list[tuple[Relationship, str]] = []
        for item in parallel:
            present = {key: value for key, value in item.properties.items() if value is not None}
            text = json.dumps(present, sort_keys=True, default=str)
            seen[text] += 1
            # 48 bits: no more than some hundreds share their two ends
            keyed.append((item, hashlib.blake2b(f"{text}{seen[text]}".encode(), digest_size=6).hexdigest()))
        yield from sorted(keyed, key=itemgetter(1))

