"""Names that an earlier schema had and this one has not: what Clauseway owns under them goes with the next load.

The node `ClausewayLoad` lists every name that loads have used, as in `:Economy.name` for a property of a label (its key
first) and `-PARTY_TO`, `-PARTY_TO.since` for a type and a property of it. The mark `load_id` alone would not do: others
may have a property of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from clauseway.graph.neo4j_marks import LOAD_LABEL
from clauseway.graph.neo4j_writer import Writer
from clauseway.graph.schema import Schema

READ_NAMES = f"MATCH (l:{LOAD_LABEL} {{name: 'load'}}) UNWIND l.names AS name RETURN name"

_NAME = re.compile(r"([:-])([A-Za-z]\w*)(?:\.([A-Za-z]\w*))?", re.ASCII)


@dataclass(slots=True)
class Retired:
    """What is no longer in the schema.

    Attributes:
        labels: Labels, with every property that they had, the key first.
        types: Relationship types.
        properties: Properties by the label or type that still is.
    """

    labels: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    types: list[str] = field(default_factory=list[str])
    properties: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def of(self, name: str) -> list[str]:
        """Retired properties of a label or type of the schema."""
        return self.properties.get(name, [])

    def constraints(self) -> list[tuple[str, str]]:
        """Labels and properties that may have been a key."""
        gone = chain(self.labels.items(), self.properties.items())
        return [(name, property_name) for name, names in gone for property_name in names]


def loaded_names(schema: Schema) -> list[str]:
    """Every name of a schema, in the form of the mark.

    >>> from clauseway.graph.schema import load_schema
    >>> names = loaded_names(load_schema())
    >>> names[0], "-PARTY_TO" in names, "-PARTY_TO.since" in names
    (':Economy.iso3', True, True)
    """
    names: list[str] = []
    for node in schema.nodes:
        names.append(f":{node.label}.{node.key}")
        names += (f":{node.label}.{p.name}" for p in node.properties)
    for mapping in schema.relationships:
        names.append(f"-{mapping.type}")
        names += (f"-{mapping.type}.{p.name}" for p in mapping.properties)
    return list(dict.fromkeys(names))


def retired_names(loaded: Iterable[str], schema: Schema) -> Retired:
    """What of the names that loads have used is no longer in the schema; what is no name of ours is passed over.

    >>> from clauseway.graph.schema import load_schema
    >>> found = retired_names([":Port.code", ":Port.name", "-SAILS", ":Economy.name", ":Economy.gdp"], load_schema())
    >>> found.labels, found.types, found.properties
    ({'Port': ['code', 'name']}, ['SAILS'], {'Economy': ['gdp']})
    """
    now = set(loaded_names(schema))
    found = Retired()
    for text in loaded:
        # they become part of statements, so what somebody else may have written there is not trusted
        parts = _NAME.fullmatch(text)
        if parts is None or text in now:
            continue
        kind, name, property_name = parts.groups()
        if kind == ":" and name not in schema.labels:
            found.labels.setdefault(name, []).append(property_name)
        elif kind == "-" and name not in schema.relationship_types:
            if name not in found.types:
                found.types.append(name)
        elif property_name is not None:
            found.properties.setdefault(name, []).append(property_name)
    return found


def read_names(writer: Writer) -> list[str]:
    """The names that loads have used; none before the first load."""
    return [str(name) for (name,) in writer.read(READ_NAMES)]
