"""The version of the ontology, which the header file alone decides."""

from __future__ import annotations

from functools import cache

from clauseway.ontology import ONTOLOGY_FOLDER
from clauseway.ontology.namespaces import BASE, OWL
from clauseway.ontology.turtle import read_descriptions

ONTOLOGY_IRI = f"{BASE}ontology"


@cache
def ontology_version() -> str:
    """`owl:versionInfo` of the header; parts and data that say another are faults of their own.

    >>> ontology_version().count(".")
    2
    """
    return read_descriptions(ONTOLOGY_FOLDER / "clauseway.ttl")[ONTOLOGY_IRI].text(f"{OWL}versionInfo")
