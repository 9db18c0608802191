"""A whole property graph as GraphML, as networkx, Gephi and Cytoscape read it, and APOC with `readLabels: true`.

Labels and types stand twice, because readers look in two places: as attributes of the elements (APOC) and as data
named `labels`, with a colon before the label, and `label` (everybody else).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from clauseway.graph.engine import GraphError, GraphSource
from clauseway.graph.flat_graph import Plain, flat_nodes, flat_relationships
from clauseway.graph.neo4j_rows import check_data
from clauseway.graph.schema import NodeMapping, PropertyType, RelationshipMapping, Schema
from clauseway.graph.xml_characters import NO_XML

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

_TYPES: dict[PropertyType, str] = {
    "string": "string",
    "date": "string",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
}


def graphml_lines(data: GraphSource, schema: Schema) -> Iterator[bytes]:
    """The document line by line, UTF-8; the same data give the same bytes.

    Args:
        data: The whole graph; nodes and relationships are made one at a time.
        schema: The schema of the data; properties it does not name are left out.

    Raises:
        GraphError: The data contradict the schema or themselves, a number is infinite or none, or a text holds a
            character that XML cannot.
    """
    check_data(data, schema)
    node_keys, edge_keys = _Keys(schema.nodes, "n"), _Keys(schema.relationships, "e")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{NAMESPACE}">\n'.encode()
    yield _declare("labels", "node", "labels", "string")
    yield from (_declare(key, "node", name, form) for (name, form), key in node_keys.ids.items())
    yield _declare("label", "edge", "label", "string")
    yield from (_declare(key, "edge", name, form) for (name, form), key in edge_keys.ids.items())
    yield b'<graph id="clauseway" edgedefault="directed">\n'
    for node in flat_nodes(data, schema):
        where = f"the {node.label} {node.id.partition('/')[2]!r}"
        mark = f":{node.label}"
        inner = node_keys.data(node.label, node.properties, where)
        opening = f"<node id={_attribute(node.id, where)} labels={quoteattr(mark)}>"
        yield f'{opening}<data key="labels">{escape(mark)}</data>{inner}</node>\n'.encode()
    for item in flat_relationships(data, schema):
        where = f"the {item.type} from {item.start!r} to {item.end!r}"
        inner = edge_keys.data(item.id.partition("/")[0], item.properties, where)
        opening = (
            f"<edge id={_attribute(item.id, where)} source={_attribute(item.start, where)} "
            f"target={_attribute(item.end, where)} label={quoteattr(item.type)}>"
        )
        yield f'{opening}<data key="label">{escape(item.type)}</data>{inner}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


class _Keys:
    """The identifiers that stand for the properties of nodes, or of relationships, in a document.

    Short ones, since each stands in tens of thousands of elements. A name that has two types in the schema gets two.
    """

    def __init__(self, mappings: Sequence[NodeMapping] | Sequence[RelationshipMapping], prefix: str) -> None:
        self.ids: dict[tuple[str, str], str] = {}
        self._of: dict[str, dict[str, str]] = {}
        for mapping in mappings:
            owner = mapping.label if isinstance(mapping, NodeMapping) else mapping.name
            for p in mapping.properties:
                key = self.ids.setdefault((p.name, _TYPES[p.type]), f"{prefix}{len(self.ids)}")
                self._of.setdefault(owner, {})[p.name] = key

    def data(self, owner: str, properties: Mapping[str, Plain], where: str) -> str:
        """The data elements of one node or relationship."""
        return "".join(
            f'<data key="{self._of[owner][name]}">{_text(value, where)}</data>' for name, value in properties.items()
        )


def _declare(key: str, owner: str, name: str, form: str) -> bytes:
    return f'<key id="{key}" for="{owner}" attr.name={quoteattr(name)} attr.type="{form}"/>\n'.encode()


def _text(value: Plain, where: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # a bare carriage return would be read back as a line feed
    return escape(_allowed(str(value), where), {"\r": "&#13;"})


def _attribute(value: str, where: str) -> str:
    return quoteattr(_allowed(value, where))


def _allowed(text: str, where: str) -> str:
    if found := NO_XML.search(text):
        raise GraphError(
            f"GraphML cannot hold the character U+{ord(found[0]):04X} in {where}; take it out of the source, or use "
            "--format jsonl."
        )
    return text
