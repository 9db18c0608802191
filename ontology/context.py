"""The JSON-LD context of the ontology, made from the modules and shapes so that it cannot fall behind them."""

from __future__ import annotations

import json

from clauseway.ontology import MODULES_FOLDER, ONTOLOGY_FOLDER, SHAPES_FOLDER
from clauseway.ontology.namespaces import BASE, CW, DCT, ELI, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, XSD
from clauseway.ontology.turtle import read_descriptions

CONTEXT_FILE = ONTOLOGY_FOLDER / "context.jsonld"
"""The context as shipped; `clauseway ontology context -o` writes it anew."""

CONTEXT_PREFIXES: dict[str, str] = {
    "cw": CW,
    # One prefix for all resources and concepts: the names of the schemes (wording, group, ...) are those of properties.
    "clauseway": BASE,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dct": DCT,
    "prov": PROV,
    "eli": ELI,
    "org": ORG,
}

type TermDefinition = str | float | dict[str, str]
type Context = dict[str, TermDefinition]

_LINKS = (
    "prov:wasDerivedFrom", "dct:isPartOf", "skos:inScheme", "skos:broader", "skos:narrower", "skos:related",
    "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch",
)  # fmt: skip


def build_context() -> Context:
    """Prefixes, one term a class and property of the ontology, and the foreign properties that need a type.

    A property whose shape allows one value stands for that value; every other one is a set, so that readers meet a
    list whether it has one value or many. `xsd:string` is what JSON says anyway and is left out.
    """
    terms = read_descriptions(*sorted(MODULES_FOLDER.glob("*.ttl")))
    single = _single_valued()
    context: Context = {"id": "@id", "type": "@type", **CONTEXT_PREFIXES}
    classes: Context = {}
    properties: Context = {}
    for iri in sorted(terms):
        if not iri.startswith(CW):
            continue
        name, kinds = iri.removeprefix(CW), terms[iri].iris(f"{RDF}type")
        if f"{OWL}Class" in kinds:
            classes[name] = f"cw:{name}"
            continue
        definition = {"@id": f"cw:{name}"}
        datatype = terms[iri].iri(f"{RDFS}range").removeprefix(XSD)
        if f"{OWL}ObjectProperty" in kinds:
            definition["@type"] = "@id"
        elif datatype != "string":
            definition["@type"] = f"xsd:{datatype}"
        if iri not in single:
            definition["@container"] = "@set"
        properties[name] = definition
    foreign: Context = {name: {"@id": name, "@type": "@id"} for name in _LINKS}
    return {"@version": 1.1, **context, **classes, **properties, **foreign}


def context_text(context: Context | None = None) -> str:
    """The context as a JSON document, one term a line.

    >>> context_text({"cw": "x#", "since": {"@id": "cw:since"}}).splitlines()[1:3]
    ['"cw": "x#",', '"since": {"@id": "cw:since"}']
    """
    terms = build_context() if context is None else context
    lines = [f"{json.dumps(name)}: {json.dumps(definition)}" for name, definition in terms.items()]
    text = ",\n".join(lines)
    return f'{{"@context": {{\n{text}\n}}}}\n'


def _single_valued() -> set[str]:
    """Properties that a shape limits to one value."""
    shapes = read_descriptions(*sorted(SHAPES_FOLDER.glob("*.ttl"))).values()
    return {d.iri(f"{SH}path") for d in shapes if d.text(f"{SH}maxCount", default="") == "1" and d.iris(f"{SH}path")}
