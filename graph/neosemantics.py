"""What neosemantics (n10s), the RDF plug-in of Neo4j, must be told to call our terms as our own load calls them.

neosemantics knows pairs of one IRI and one name; a second pair with either of them would put out the first. So only
what the schema says in one step can be told, and each IRI and each name once. It turns every resource into a node, so
what the schema makes a relationship with properties (a participation, a membership) stays a node there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clauseway.graph.schema import PropertyMapping, Schema
from clauseway.ontology.namespaces import CW, PREFIXES

CONSTRAINT = "CREATE CONSTRAINT n10s_unique_uri IF NOT EXISTS FOR (r:Resource) REQUIRE r.uri IS UNIQUE"
CONFIGURATION = "CALL n10s.graphconfig.init({handleVocabUris: 'MAP', handleRDFTypes: 'LABELS'})"


@dataclass(frozen=True, slots=True)
class NamePair:
    """One term and what it is called in the graph.

    Attributes:
        iri: The term.
        name: Label, property name or relationship type of the schema.
    """

    iri: str
    name: str


def name_pairs(schema: Schema) -> list[NamePair]:
    """The pairs to tell neosemantics: labels, relationship types, then properties; no IRI and no name twice.

    A label is told of a class of our own: concepts of every scheme share skos:Concept, and few are clause types. A type
    is told where the triple runs the same way and the relationship has no properties. Of properties that share a term
    or a name, the pair that more of the schema uses is told.
    """
    wanted = [(node.rdf_class, node.label) for node in schema.nodes if node.rdf_class.startswith(CW)]
    wanted += _direct_relationships(schema)
    wanted += _properties(p for mapping in (*schema.nodes, *schema.relationships) for p in mapping.properties)
    pairs: list[NamePair] = []
    iris: set[str] = set()
    names: set[str] = set()
    for iri, name in wanted:
        if iri not in iris and name not in names:
            pairs.append(NamePair(iri, name))
            iris.add(iri)
            names.add(name)
    return pairs


def untold(schema: Schema) -> list[tuple[str, str, str]]:
    """Owner, property and path of every property that will not be called as in the schema, in its order."""
    names = {pair.iri: pair.name for pair in name_pairs(schema)}

    def called(path: str) -> str | None:
        iri = _one_step(path)
        return None if iri is None else names.get(iri, iri.removeprefix(_namespace(iri)))

    return [
        (owner, p.name, p.path) for owner, properties in _owners(schema) for p in properties if called(p.path) != p.name
    ]


def neosemantics_statements(schema: Schema) -> list[str]:
    """Cypher that makes an empty database with neosemantics ready to import the RDF under our names."""
    pairs = name_pairs(schema)
    used = [(prefix, iri) for prefix, iri in PREFIXES.items() if any(_namespace(p.iri) == iri for p in pairs)]
    return [
        CONSTRAINT,
        CONFIGURATION,
        *(f"CALL n10s.nsprefixes.add('{prefix}', '{iri}')" for prefix, iri in used),
        *(f"CALL n10s.mapping.add('{pair.iri}', '{pair.name}')" for pair in pairs),
    ]


def neosemantics_script(schema: Schema) -> str:
    """The statements as a script for cypher-shell, with comments on what they leave as the RDF has it."""
    lines = [
        "// Makes an EMPTY database with neosemantics (n10s) ready for the RDF of Clauseway. Then, for example:",
        "//   clauseway rdf export -o clauseway.ttl",
        "//   CALL n10s.rdf.import.fetch('file:///path/to/clauseway.ttl', 'Turtle', {languageFilter: 'en'})",
        *(f"{statement};" for statement in neosemantics_statements(schema)),
        "// Properties of the graph that will not be called so, and where the RDF has them. They lie further off than",
        "// one step, or share their term or their name with one above. What has no pair keeps its local name.",
        *(f"//   {owner}.{name}: {path}" for owner, name, path in untold(schema)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _owners(schema: Schema) -> Iterator[tuple[str, tuple[PropertyMapping, ...]]]:
    yield from ((node.label, node.properties) for node in schema.nodes)
    yield from ((mapping.name, mapping.properties) for mapping in schema.relationships)


def _direct_relationships(schema: Schema) -> Iterator[tuple[str, str]]:
    for mapping in schema.relationships:
        start, end = schema.node(mapping.start), schema.node(mapping.end)
        key_of = {node.label: next(p.path for p in node.properties if p.name == node.key) for node in (start, end)}
        step, _, rest = mapping.end_path.partition("/")
        starts_at_subject = mapping.subject_class == start.rdf_class and mapping.start_path == key_of[start.label]
        plain = not mapping.properties and not mapping.where
        if starts_at_subject and plain and rest == key_of[end.label] and (iri := _one_step(step)):
            yield iri, mapping.type


def _properties(properties: Iterable[PropertyMapping]) -> list[tuple[str, str]]:
    uses = Counter((iri, p.name) for p in properties if (iri := _one_step(p.path)))
    return [pair for pair, _ in uses.most_common()]


def _one_step(path: str) -> str | None:
    """The IRI of a path that is one prefixed name.

    >>> _one_step("cw:iso3")
    'https://w3id.org/clauseway/ontology#iso3'
    >>> _one_step("cw:state/skos:notation"), _one_step("^cw:hasLink"), _one_step("cw:a|cw:b")
    (None, None, None)
    """
    prefix, colon, local = path.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES and local.isidentifier() else None


def _namespace(iri: str) -> str:
    """The part that neosemantics takes for the namespace: up to the last `#`, or else the last `/`."""
    return iri[: max(iri.rfind("#"), iri.rfind("/") if "#" not in iri else -1) + 1]
