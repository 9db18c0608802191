"""A whole property graph as JSON Lines: one object a line, nodes first, in the form that APOC exports and imports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from clauseway.graph.engine import GraphSource
from clauseway.graph.flat_graph import flat_nodes, flat_relationships
from clauseway.graph.neo4j_rows import check_data
from clauseway.graph.schema import Schema

_json = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_lines(data: GraphSource, schema: Schema) -> Iterator[bytes]:
    """The lines, UTF-8, each with its line feed; the same data give the same bytes.

    Args:
        data: The whole graph; lines are made one at a time.
        schema: The schema of the data; properties it does not name are left out.

    Raises:
        GraphError: The data contradict the schema or themselves, or a number is infinite or none.
    """
    check_data(data, schema)
    for node in flat_nodes(data, schema):
        row = {"type": "node", "id": node.id, "labels": [node.label], "properties": node.properties}
        yield f"{_json(row)}\n".encode()
    for item in flat_relationships(data, schema):
        row = {
            "type": "relationship",
            "id": item.id,
            "label": item.type,
            "properties": item.properties,
            "start": {"id": item.start, "labels": [item.start_label]},
            "end": {"id": item.end, "labels": [item.end_label]},
        }
        yield f"{_json(row)}\n".encode()
