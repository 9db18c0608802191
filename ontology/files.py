"""Which files state the ontology."""

from __future__ import annotations

from pathlib import Path

from clauseway.ontology import (
    ALIGNMENTS_FOLDER,
    GRAPH_SCHEMA_FILE,
    MAPPINGS_FOLDER,
    MODULES_FOLDER,
    ONTOLOGY_FOLDER,
    VOCABULARY_FOLDER,
)


def ontology_files() -> list[Path]:
    """Every Turtle file that states the ontology itself; shapes and data are apart."""
    folders = (MODULES_FOLDER, VOCABULARY_FOLDER, MAPPINGS_FOLDER, ALIGNMENTS_FOLDER)
    parts = [file for folder in folders for file in sorted(folder.glob("*.ttl"))]
    return [ONTOLOGY_FOLDER / "clauseway.ttl", *parts, GRAPH_SCHEMA_FILE]
