"""Lifting property shapes to their targets makes the gate faster and must change nothing else."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox

from clauseway.loaders.rdf_files import read_shipped, store_of
from clauseway.loaders.validation import check_shapes, lift_property_shapes, read_shapes
from clauseway.ontology.namespaces import CW, DATASET_GRAPH, XSD, resource


def _faulty_store() -> ox.Store:
    """One agreement of the shipped data, with an unknown wording, a bad code and dates the wrong way round."""
    quads = [q for q in read_shipped() if "asean-defa" in str(q.subject) or "/economy/" in str(q.subject)]
    graph = ox.NamedNode(DATASET_GRAPH)
    agreement = ox.NamedNode(resource("agreement", "asean-defa"))
    economy = ox.NamedNode(resource("economy", "SGP"))
    day = ox.NamedNode(f"{XSD}date")
    quads += [
        ox.Quad(economy, ox.NamedNode(f"{CW}iso3"), ox.Literal("Singapore"), graph),
        ox.Quad(agreement, ox.NamedNode(f"{CW}signed"), ox.Literal(date(2030, 1, 1).isoformat(), datatype=day), graph),
        ox.Quad(agreement, ox.NamedNode(f"{CW}inForce"), ox.Literal(date(2020, 1, 1).isoformat(), datatype=day), graph),
    ]
    return store_of(quads)


def test_lifted_shapes_find_exactly_what_the_written_shapes_find() -> None:
    store = _faulty_store()
    as_written = check_shapes(store, read_shapes())
    lifted = check_shapes(store, lift_property_shapes(read_shapes()))
    assert len(as_written) >= 3
    assert lifted == as_written
