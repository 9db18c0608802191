"""Seal a dataset that the SHACL gate has passed; `clauseway.ontology.seal` is who looks at the seal."""

from __future__ import annotations

from pathlib import Path

from clauseway.ontology.seal import SEAL_FILE, seal_text, sealed_files


def write_seal(dataset: Path) -> Path:
    """Seal a dataset folder that has just passed the gate."""
    target = dataset / SEAL_FILE
    beside = target.with_suffix(".part")
    beside.write_text(seal_text(sealed_files(dataset).items()), encoding="utf-8", newline="\n")
    beside.replace(target)
    return target
