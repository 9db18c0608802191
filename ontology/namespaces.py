"""IRIs used across the project, and short helpers to build them."""

from __future__ import annotations

import re
from urllib.parse import quote

BASE = "https://w3id.org/clauseway/"
CW = BASE + "ontology#"
PG = BASE + "graph-schema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
ELI = "http://data.europa.eu/eli/ontology#"
ORG = "http://www.w3.org/ns/org#"
SH = "http://www.w3.org/ns/shacl#"

VOCABULARIES = (
    "clause", "theme", "wording", "exception", "enforcement", "verification", "grade", "kind", "state",
    "extent", "link", "precision", "practice", "law", "law-state",
)  # fmt: skip
DATA_KINDS = (
    "agreement", "economy", "group", "provision", "claim", "source", "row", "graph", "membership",
    "indicator", "observation", "law-status", "law-requirement", "trade-flow", "distance",
)  # fmt: skip

PREFIXES: dict[str, str] = {
    "cw": CW,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "dct": DCT,
    "prov": PROV,
    "eli": ELI,
    "org": ORG,
    "agr": BASE + "agreement/",
    "econ": BASE + "economy/",
    "group": BASE + "group/",
    "source": BASE + "source/",
    **{name: f"{BASE}{name}/" for name in VOCABULARIES},
}
"""Prefixes of the Turtle and TriG files this project writes."""

DATASET_GRAPH = BASE + "graph/dataset"
"""Named graph of what is adopted; every other named graph holds the claims of one source."""

_UNESCAPED = re.compile(r"[A-Za-z0-9/#@._~-]*")
"""What stands in an IRI of a resource as it is."""


def concept(scheme: str, notation: str) -> str:
    """IRI of a vocabulary concept.

    >>> concept("wording", "hard")
    'https://w3id.org/clauseway/wording/hard'

    Raises:
        KeyError: There is no such scheme.
    """
    if scheme not in VOCABULARIES:
        raise KeyError(scheme)
    return f"{BASE}{scheme}/{quote(notation)}"


def resource(kind: str, *parts: object) -> str:
    """IRI of a data resource; each part is escaped.

    >>> resource("row", "facts/coverage.csv#L17")
    'https://w3id.org/clauseway/row/facts/coverage.csv#L17'

    Raises:
        KeyError: There is no such kind of resource.
    """
    if kind not in DATA_KINDS:
        raise KeyError(kind)
    path = "/".join(map(str, parts))
    # most need no escape, and there are hundreds of thousands
    return f"{BASE}{kind}/{path if _UNESCAPED.fullmatch(path) else quote(path, safe='/#@-._~')}"
