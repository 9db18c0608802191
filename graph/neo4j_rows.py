"""A whole property graph as the rows of a Neo4j load: checked against the schema first, then made one at a time."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from clauseway.graph.engine import GraphData, GraphError, Properties, Relationship
from clauseway.graph.neo4j_marks import DATASET_LABEL
from clauseway.graph.schema import NodeMapping, Schema


def check_data(data: GraphData, schema: Schema) -> None:
    """Refuse data that contradict the schema or themselves, before anything is written.

    Raises:
        GraphError: A label or mapping is unknown, a key is missing or stands twice, an end of a relationship is not
            among the nodes, or there is not one Dataset node.
    """
    if unknown := sorted(data.nodes.keys() - schema.labels):
        raise GraphError(f"The data has nodes with labels the schema does not know: {', '.join(unknown)}.")
    if unknown := sorted(data.relationships.keys() - {r.name for r in schema.relationships}):
        raise GraphError(f"The data has relationships the schema does not know: {', '.join(unknown)}.")
    if len(data.nodes.get(DATASET_LABEL, ())) != 1:
        raise GraphError(f"The data must have exactly one {DATASET_LABEL} node.")
    known = {node.label: _keys(node, data.nodes.get(node.label, [])) for node in schema.nodes}
    for mapping in schema.relationships:
        for item in data.relationships.get(mapping.name, []):
            for label, key in ((mapping.start, item.start), (mapping.end, item.end)):
                if key not in known[label]:
                    raise GraphError(f"{mapping.name} from {item.start!r} to {item.end!r}: no {label} is {key!r}.")


def relationship_keys(items: Sequence[Relationship]) -> Iterator[tuple[Relationship, str | None]]:
    """Tell the relationships of one mapping apart: a key for each, the same on the next load.

    A relationship that is alone between its two nodes needs none, so a changed property is an update. Parallel ones
    are known by a digest of their properties; equal ones are counted. They come in the order of their start nodes, so
    that a batch locks few of them.

    >>> one = Relationship("SGP", "depa", {"since": "2021"})
    >>> other = Relationship("SGP", "depa", {"since": "2022"})
    >>> [key for _, key in relationship_keys([one])]
    [None]
    >>> keys = [key for _, key in relationship_keys([one, other, one])]
    >>> len(set(keys)), keys == [key for _, key in relationship_keys([other, one, one])]
    (3, False)
    >>> set(keys) == {key for _, key in relationship_keys([other, one, one])}
    True
    """
    for _, together in groupby(sorted(items, key=_ends), key=_ends):
        parallel = list(together)
        if len(parallel) == 1:
            yield parallel[0], None
            continue
        seen: Counter[str] = Counter()
        for item in parallel:
            present = {key: value for key, value in item.properties.items() if value is not None}
            text = json.dumps(present, sort_keys=True, default=str)
            seen[text] += 1
            # 48 bits: no more than some hundreds share their two ends
            yield item, hashlib.blake2b(f"{text}{seen[text]}".encode(), digest_size=6).hexdigest()


def _ends(item: Relationship) -> tuple[str, str]:
    return item.start, item.end


def _keys(node: NodeMapping, items: Sequence[Properties]) -> set[str]:
    found: set[str] = set()
    for item in items:
        key = item.get(node.key)
        if not isinstance(key, str) or not key:
            raise GraphError(f"The data has a node {node.label} without {node.key}.")
        if key in found:
            raise GraphError(f"The data has two {node.label} nodes with the {node.key} {key!r}.")
        found.add(key)
    return found
