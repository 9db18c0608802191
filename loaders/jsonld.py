"""The dataset as JSON-LD, one node object a line, framed by named graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from clauseway.ontology.context import CONTEXT_PREFIXES, Context, build_context, context_text
from clauseway.ontology.namespaces import CW, RDF, XSD

type Json = str | int | bool | list[Json] | dict[str, Json]

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Integers that every JSON reader keeps and writes back in the same digits."""


def jsonld_lines(ordered: Iterable[ox.Quad]) -> Iterator[str]:
    """JSON-LD 1.1 of statements sorted by graph and subject, piece by piece.

    The context stands inside the document, so that nothing has to be fetched to read it. A graph is an object with
    an `id` and its nodes; a node has all that its graph says of it, links as identifiers.

    >>> quad = ox.Quad(*(ox.NamedNode(f"https://w3id.org/clauseway/{name}") for name in "abcd"))
    >>> print(*list(jsonld_lines([quad]))[1:3], sep="")
    {"id": "clauseway:d", "@graph": [
    {"id": "clauseway:a", "clauseway:b": {"id": "clauseway:c"}}
    """
    writer = _Writer(build_context())
    yield context_text().removesuffix("}\n") + ', "@graph": [\n'
    ending = ""
    for graph, members in groupby(ordered, key=lambda quad: quad.graph_name):
        yield f'{ending}{{"id": {json.dumps(writer.name(graph))}, "@graph": [\n'
        parting = ""
        for subject, facts in groupby(members, key=lambda quad: quad.subject):
            yield parting + json.dumps(writer.node(subject, facts), ensure_ascii=False)
            parting = ",\n"
        ending = "\n]},\n"
    yield f"{ending.removesuffix(',' + chr(10))}\n]}}\n"


class _Writer:
    """Writes terms as the context lets them be read back."""

    def __init__(self, context: Context) -> None:
        self.definitions = {name: value for name, value in context.items() if isinstance(value, dict)}
        self.classes = {value for value in context.values() if isinstance(value, str) and value.startswith("cw:")}

    def name(self, term: object) -> str:
        """An IRI by the longest prefix that fits, a blank node as `_:id`."""
        if not isinstance(term, ox.NamedNode):
            return str(term)
        fits = [(len(base), prefix, base) for prefix, base in CONTEXT_PREFIXES.items() if term.value.startswith(base)]
        if not fits:
            return term.value
        _, prefix, base = max(fits)
        rest = term.value.removeprefix(base)
        return term.value if rest.startswith("//") else f"{prefix}:{rest}"  # `a://b` would be taken for a whole IRI

    def node(self, subject: object, facts: Iterable[ox.Quad]) -> dict[str, Json]:
        """Everything that one graph says of one subject."""
        found: dict[str, Json] = {"id": self.name(subject), "type": []}
        for predicate, members in groupby(facts, key=lambda quad: quad.predicate):
            objects = [quad.object for quad in members]
            if predicate.value == f"{RDF}type":
                names = [self.name(value) for value in objects]
                types: list[Json] = [name.removeprefix("cw:") if name in self.classes else name for name in names]
                found["type"] = types[0] if len(types) == 1 else types
                continue
            key = self.key(predicate)
            definition = self.definitions.get(key, {})
            values = [self.value(value, definition) for value in objects]
            as_list = len(values) > 1 or definition.get("@container") == "@set"
            found[key] = values if as_list else values[0]
        if not found["type"]:
            del found["type"]
        return found

    def key(self, predicate: ox.NamedNode) -> str:
        """The term of the context for a property, or its prefixed name."""
        local = predicate.value.removeprefix(CW)
        return local if predicate.value.startswith(CW) and local in self.definitions else self.name(predicate)

    def value(self, value: object, definition: dict[str, str]) -> Json:
        """A value as short as its definition allows, in full where it is not what the definition says."""
        kind = definition.get("@type", "")
        if not isinstance(value, ox.Literal):
            return self.name(value) if kind == "@id" else {"id": self.name(value)}
        if value.language is not None:
            return {"@value": value.value, "@language": value.language}
        datatype = value.datatype.value
        if datatype == f"{XSD}string":
            return {"@value": value.value} if kind else value.value
        if kind != self.name(value.datatype):
            return {"@value": value.value, "@type": self.name(value.datatype)}
        if datatype == f"{XSD}boolean" and value.value in ("true", "false"):
            return value.value == "true"
        if datatype == f"{XSD}integer" and _INTEGER.fullmatch(value.value):
            return int(value.value)
        return value.value
