"""Cypher that makes the graph of the schema out of RDF that neosemantics has imported.

neosemantics makes each resource a node and each triple a relationship or a property. What the schema reads over several
steps (the name of a concept, the coding that a provision adopts) or keeps on a relationship (a participation, a trade
flow) is put in place here, by the same paths by which `project` reads the RDF.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clauseway.graph.neosemantics import name_pairs, untold
from clauseway.graph.schema import NodeMapping, PropertyMapping, RelationshipMapping, Schema
from clauseway.ontology.namespaces import CW, PREFIXES

_STEP = re.compile(r"(\w+):([\w-]+)")
_CONDITION = re.compile(r"\?s (\^?)(\w+:[\w-]+) (\?\w+|\w+:[\w-]+) \.")


class UnreadablePath(ValueError):
    """A path of the schema has a form that this module does not know."""


def graph_statements(schema: Schema) -> list[str]:
    """Statements to run in this order, once, after the import; the vocabularies must have been imported too.

    Raises:
        UnreadablePath: The schema reads the RDF in a way that cannot be said here.
    """
    names = {pair.iri: pair.name for pair in name_pairs(schema)}
    far = {(owner, name) for owner, name, _ in untold(schema)}
    statements: list[str] = []
    for node in schema.nodes:
        statements += _node_statements(node, names, far)
    for mapping in schema.relationships:
        if mapping.type not in names.values():  # else a triple is one already
            statements.append(_relationship_statement(mapping, schema, names))
    return statements


def graph_script(schema: Schema) -> str:
    """The statements as a script for cypher-shell."""
    lines = [
        "// Makes the graph of Clauseway out of its RDF, imported by neosemantics (n10s) after the script of names,",
        "// with the vocabularies: clauseway rdf export --vocabularies -o clauseway.ttl",
        "// The nodes and relationships of the RDF stay beside it. Run it once.",
        *(f"{statement};" for statement in graph_statements(schema)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _node_statements(node: NodeMapping, names: Mapping[str, str], far: set[tuple[str, str]]) -> list[str]:
    paths = {p.name: p.path for p in node.properties}
    own = node.rdf_class.startswith(CW)
    label = names[node.rdf_class] if own else "Concept"
    assigned = [f"x.{name} = {_value('x', path, names)}" for name, path in paths.items() if (node.label, name) in far]
    where = ""
    if not own:  # concepts of all schemes share a class, and the key tells which are meant
        assigned.insert(0, f"x:{node.label}")
        where = f" WHERE {_value('x', paths[node.key], names)} IS NOT NULL"
    return [f"MATCH (x:{label}){where} SET {', '.join(assigned)}"] if assigned else []


def _relationship_statement(mapping: RelationshipMapping, schema: Schema, names: Mapping[str, str]) -> str:
    subject = names[mapping.subject_class] if mapping.subject_class in names else _local(mapping.subject_class)
    patterns = [f"(s:{subject})"]
    ends: list[str] = []
    for variable, label, path in (("a", mapping.start, mapping.start_path), ("b", mapping.end, mapping.end_path)):
        steps = path.split("/")[:-1]
        if steps:
            patterns.append(f"(s){_arrows(steps, names)}({variable}:{schema.node(label).label})")
        ends.append(variable if steps else "s")
    conditions = [_condition(found, names) for found in _CONDITION.finditer(mapping.where)]
    if _CONDITION.sub("", mapping.where).strip():
        raise UnreadablePath(f"{mapping.name}: {mapping.where}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    values = _assigned(mapping.properties, names)
    return f"MATCH {', '.join(patterns)}{where} CREATE ({ends[0]})-[r:{mapping.type}]->({ends[1]}){values}"


def _assigned(properties: tuple[PropertyMapping, ...], names: Mapping[str, str]) -> str:
    values = ", ".join(f"r.{p.name} = {_value('s', p.path, names)}" for p in properties)
    return f" SET {values}" if values else ""


def _condition(found: re.Match[str], names: Mapping[str, str]) -> str:
    back, step, target = found.groups()
    name = _called(step, names)
    if target.startswith("?"):
        return f"EXISTS {{ (s){'<' if back else ''}-[:{name}]-{'' if back else '>'}() }}"
    prefix, _, local = target.partition(":")
    return f"EXISTS {{ (s)-[:{name}]->({{uri: '{PREFIXES[prefix]}{local}'}}) }}"


def _value(variable: str, path: str, names: Mapping[str, str]) -> str:
    """Cypher for the value at the end of a path.

    >>> _value("x", "cw:slug", {}), _value("x", "cw:state/skos:notation", {})
    ('x.slug', 'head([(x)-[:state]->(v) | v.notation])')
    >>> _value("x", "cw:a/cw:b|cw:c", {CW + "c": "d"})
    'coalesce(head([(x)-[:a]->(v) | v.b]), x.d)'
    """
    ways: list[str] = []
    for way in path.split("|"):
        *steps, last = way.split("/")
        name = _called(last, names)
        ways.append(f"head([({variable}){_arrows(steps, names)}(v) | v.{name}])" if steps else f"{variable}.{name}")
    return ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"


def _arrows(steps: list[str], names: Mapping[str, str]) -> str:
    return "()".join(f"-[:{_called(step, names)}]->" for step in steps)


def _called(step: str, names: Mapping[str, str]) -> str:
    """What neosemantics calls a term: its name where it was told one, else its local name."""
    found = _STEP.fullmatch(step)
    if found is None or found[1] not in PREFIXES:
        raise UnreadablePath(step)
    return names.get(PREFIXES[found[1]] + found[2], found[2])


def _local(iri: str) -> str:
    return re.split("[#/]", iri)[-1]
