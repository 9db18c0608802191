"""The seal of the shipped dataset: what the SHACL gate has passed need not pass again, as long as nothing changed.

`clauseway dataset` lists every file the gate depends on with its SHA-256, after the gate passed. A build of the
shipped dataset compares the list with the files: only when all agree is the gate left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from clauseway.ontology import (
    DATASET_FOLDER,
    GRAPH_SCHEMA_FILE,
    MODULES_FOLDER,
    ONTOLOGY_FOLDER,
    READINGS_FOLDER,
    SHAPES_FOLDER,
    VOCABULARY_FOLDER,
)

SEAL_FILE = "seal.csv"
_HEADER = "file,sha256"


def sealed_files(dataset: Path = DATASET_FOLDER) -> dict[str, Path]:
    """Name to path of every file the result of the gate depends on: data, shapes, vocabularies and ontology."""
    ontology = [
        ONTOLOGY_FOLDER / "clauseway.ttl",
        GRAPH_SCHEMA_FILE,
        READINGS_FOLDER / "indicators.csv",
        *(file for folder in (MODULES_FOLDER, SHAPES_FOLDER, VOCABULARY_FOLDER) for file in folder.glob("*.ttl")),
    ]
    data = [*dataset.glob("*.trig"), *dataset.glob("codings/*.csv"), *dataset.glob("figures/*.csv")]
    named = {file.relative_to(ONTOLOGY_FOLDER).as_posix(): file for file in ontology}
    named |= {f"dataset/{file.relative_to(dataset).as_posix()}": file for file in data}
    return dict(sorted(named.items()))


def seal_text(files: Iterable[tuple[str, Path]]) -> str:
    """The seal of some files: name and checksum, a line each."""
    lines = [f"{name},{hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in files]
    return "\n".join([_HEADER, *lines]) + "\n"


def write_seal(dataset: Path) -> Path:
    """Seal a dataset folder that has just passed the gate."""
    target = dataset / SEAL_FILE
    beside = target.with_suffix(".part")
    beside.write_text(seal_text(sealed_files(dataset).items()), encoding="utf-8", newline="\n")
    beside.replace(target)
    return target


def broken_seal(dataset: Path = DATASET_FOLDER) -> str:
    """Why the seal does not hold, in a few words; empty when it does."""
    try:
        kept = (dataset / SEAL_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "it has no seal"
    now = seal_text(sealed_files(dataset).items())
    if kept == now:
        return ""
    changed = sorted({line.partition(",")[0] for line in {*kept.splitlines()} ^ {*now.splitlines()}})
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{changed[0]}{more} changed since it was sealed"
