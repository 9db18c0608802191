"""The seal of the shipped files: the checksum each had when the SHACL gate passed on all of them.

`clauseway dataset` lists every file that answers depend on with its SHA-256. Whoever reads such a file compares it
first, so a file that lost a bit, or was exchanged for another one, is refused before anybody gets an answer from it.
While all agree, a build of the shipped dataset need not check the shapes again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from clauseway.ontology import (
    ALIGNMENTS_FOLDER,
    DATASET_FOLDER,
    GRAPH_SCHEMA_FILE,
    MAPPINGS_FOLDER,
    MODULES_FOLDER,
    ONTOLOGY_FOLDER,
    READINGS_FOLDER,
    SHAPES_FOLDER,
    VOCABULARY_FOLDER,
)

SEAL_FILE = "seal.csv"
EDITED = "CLAUSEWAY_EDITED"
"""Environment variable: anything in it lets changed files be read, for those who edit them."""

_HEADER = "file,sha256"
_ASKED = ("indicators.csv", "tiers.csv", "tier_weights.csv")
"""Readings that answers are made from; the others are read into the dataset when it is written."""


class SealBroken(Exception):
    """A shipped file is not the one that was sealed. The text is one sentence a user can act on."""


def sealed_files(dataset: Path = DATASET_FOLDER) -> dict[str, Path]:
    """Name to path of every shipped file that answers depend on: data, shapes, vocabularies, ontology, mappings."""
    folders = (MODULES_FOLDER, SHAPES_FOLDER, VOCABULARY_FOLDER, MAPPINGS_FOLDER, ALIGNMENTS_FOLDER)
    ontology = [
        ONTOLOGY_FOLDER / "clauseway.ttl",
        GRAPH_SCHEMA_FILE,
        *(READINGS_FOLDER / name for name in _ASKED),
        *(file for folder in folders for file in folder.glob("*.ttl")),
    ]
    data = [*dataset.glob("*.trig"), *dataset.glob("codings/*.csv"), *dataset.glob("figures/*.csv")]
    named = {file.relative_to(ONTOLOGY_FOLDER).as_posix(): file for file in ontology}
    named |= {f"dataset/{file.relative_to(dataset).as_posix()}": file for file in data}
    return dict(sorted(named.items()))


def seal_text(files: Iterable[tuple[str, Path]]) -> str:
    """The seal of some files: name and checksum, a line each.

    Raises:
        OSError: A file cannot be read.
    """
    lines = [f"{name},{_checksum(path.read_bytes())}" for name, path in files]
    return "\n".join([_HEADER, *lines]) + "\n"


def broken_seal(dataset: Path = DATASET_FOLDER) -> str:
    """Why the seal does not hold, in a few words; empty when it does."""
    try:
        kept = (dataset / SEAL_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "it has no seal"
    try:
        now = seal_text(sealed_files(dataset).items())
    except OSError as error:
        return f"{error.filename} cannot be read ({error.strerror})"
    if kept == now:
        return ""
    changed = sorted({line.partition(",")[0] for line in {*kept.splitlines()} ^ {*now.splitlines()}})
    if not changed:
        return f"{SEAL_FILE} itself changed"
    more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"{changed[0]}{more} changed since it was sealed"


def require_whole(dataset: Path = DATASET_FOLDER) -> str:
    """Refuse a dataset that is not, file for file, the one that was sealed.

    Returns:
        Why the seal does not hold, where changed files were allowed; else an empty text.

    Raises:
        SealBroken: A file was changed, is missing or was added.
    """
    broken = broken_seal(dataset)
    if broken and not os.environ.get(EDITED):
        raise SealBroken(f"The files that come with Clauseway are damaged or were edited: {broken}. {_ADVICE}")
    return broken


def require_sealed(*files: Path) -> None:
    """Refuse files of the ontology folder that are not the ones that were sealed; others are none of the seal's.

    Raises:
        SealBroken: A file was changed, is missing or has no checksum.
    """
    if os.environ.get(EDITED):
        return
    for file in files:
        if not file.is_relative_to(ONTOLOGY_FOLDER):
            continue
        name = file.relative_to(ONTOLOGY_FOLDER).as_posix()
        try:
            found = _checksum(file.read_bytes())
        except OSError as error:
            raise SealBroken(f"{file} cannot be read ({error.strerror}). {_ADVICE}") from None
        if _kept_seal().get(name) != found:
            raise SealBroken(f"{name} of Clauseway is damaged or was edited: it is not the one sealed. {_ADVICE}")


@contextmanager
def being_edited() -> Generator[None]:
    """Allow changed files, here and in processes that are started meanwhile: a new seal is being made."""
    before = os.environ.get(EDITED)
    os.environ[EDITED] = "yes"
    try:
        yield
    finally:
        if before is None:
            del os.environ[EDITED]
        else:
            os.environ[EDITED] = before


_ADVICE = f"Install Clauseway again; whoever edits these files sets {EDITED}=yes, or seals them with: clauseway dataset"


@cache
def _kept_seal() -> dict[str, str]:
    try:
        lines = (DATASET_FOLDER / SEAL_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SealBroken(f"The seal {DATASET_FOLDER / SEAL_FILE} is missing or damaged. {_ADVICE}") from None
    return {name: digest for name, _, digest in (line.partition(",") for line in lines)}


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
