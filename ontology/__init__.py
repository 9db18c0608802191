"""The ontology: Turtle modules, vocabularies, shapes and the shipped dataset, and the Python that reads them."""

from __future__ import annotations

from pathlib import Path

ONTOLOGY_FOLDER = Path(__file__).parent
"""Folder of the Turtle files. The package is always installed as plain files, never zipped."""

MODULES_FOLDER = ONTOLOGY_FOLDER / "modules"
VOCABULARY_FOLDER = ONTOLOGY_FOLDER / "vocab"
MAPPINGS_FOLDER = ONTOLOGY_FOLDER / "mappings"
ALIGNMENTS_FOLDER = ONTOLOGY_FOLDER / "alignments"
SHAPES_FOLDER = ONTOLOGY_FOLDER / "shapes"
READINGS_FOLDER = ONTOLOGY_FOLDER / "readings"
DATASET_FOLDER = ONTOLOGY_FOLDER / "dataset"
GRAPH_SCHEMA_FILE = ONTOLOGY_FOLDER / "graph-schema.ttl"
