"""The files of the sources folder: who published each, under which licence, and how it is told from another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clauseway.loaders.records import SourceRecord
from clauseway.loaders.tables import read_table
from clauseway.ontology import READINGS_FOLDER

CATALOGUE_FILE = "readings/source_files.csv"
"""The catalogue, one row a file; it ships with the readings."""

_COLUMNS = ("file", "publisher", "address", "licence", "sha256", "bytes", "derived", "feeds", "ships")
_BLOCK = 1 << 20

type FileState = Literal["ok", "differs", "missing", "unknown"]
type FileProgress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes done and the bytes in all."""


class SourceFilesDiffer(Exception):
    """A sources folder is not what the catalogue says. The text is one sentence."""


class SourceFile(BaseModel):
    """One file of the sources folder.

    Attributes:
        file: Path in the sources folder, with forward slashes.
        publisher: Who published what it holds.
        address: Where it comes from; several are joined by `; `. Empty when the project made it or kept no address.
        licence: Terms it is under.
        sha256: Checksum of its bytes.
        bytes: Its size.
        derived: Whether it was converted from the upstream (or made here), so that no address gives it byte for byte.
        feeds: What it feeds: codings, parties, observations and so on.
        ships: Whether facts from it may be part of the shipped dataset; the file itself never ships.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    file: Annotated[str, StringConstraints(pattern=r"^\w[\w.-]*(/\w[\w.-]*)*$")]
    publisher: Annotated[str, StringConstraints(min_length=2)]
    address: str
    licence: Annotated[str, StringConstraints(min_length=2)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(gt=0)]
    derived: Literal["yes", "no"]
    feeds: Annotated[str, StringConstraints(min_length=2)]
    ships: Literal["yes", "no"]

    @property
    def can_be_fetched(self) -> bool:
        """Whether its address gives it byte for byte."""
        return self.derived == "no"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What became of one file of a folder.

    Attributes:
        file: Path in the folder; ends with a slash for a folder of which nothing is catalogued.
        state: `ok`, `differs` (size or checksum), `missing`, or `unknown` to the catalogue.
        bytes: Size found; `None` when missing.
        expected_bytes: Size in the catalogue; `None` when unknown.
        note: What is different.
    """

    file: str
    state: FileState
    bytes: int | None
    expected_bytes: int | None
    note: str = ""


@cache
def source_files() -> tuple[SourceFile, ...]:
    """The catalogue, by path."""
    rows = read_table(READINGS_FOLDER.parent, CATALOGUE_FILE, _COLUMNS)
    return tuple(SourceFile.model_validate(row.values) for row in rows)


def chosen_files(names: Iterable[str], sources: Sequence[SourceRecord]) -> list[SourceFile]:
    """The files that names stand for, each once, by path.

    Args:
        names: Names of sources (their files), folders of the sources folder, or single files; none for all.
        sources: The sources of the dataset.

    Raises:
        KeyError: A name stands for nothing; it is the argument.
    """
    files = source_files()
    wanted = list(names)
    if not wanted:
        return list(files)
    of_source = {source.id: source.files for source in sources}
    found: set[str] = set()
    for name in wanted:
        folder = name.rstrip("/") + "/"
        own = of_source.get(name, ())
        fits = {f.file for f in files if f.file == name or f.file.startswith(folder) or f.file in own}
        if not fits and name not in of_source:
            raise KeyError(name)
        found |= fits
    return [f for f in files if f.file in found]


def names_of_files(sources: Sequence[SourceRecord]) -> list[str]:
    """Every name that `chosen_files` understands."""
    folders = {f.file.partition("/")[0] for f in source_files() if "/" in f.file}
    return sorted({*(source.id for source in sources), *folders, *(f.file for f in source_files())})


def checksum(path: Path, progress: Callable[[int], None] = lambda done: None) -> str:
    """SHA-256 of a file, read in blocks.

    Raises:
        OSError: It cannot be read.
    """
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(done)
    return digest.hexdigest()


def check_files(folder: Path, files: Sequence[SourceFile], progress: FileProgress) -> list[FileCheck]:
    """Hold files of a folder against the catalogue.

    Args:
        folder: The sources folder.
        files: What is expected.
        progress: Told of each block that was read.

    Raises:
        OSError: A file is there and cannot be read.
    """
    return [_check(folder / f.file, f, progress) for f in files]


def _check(path: Path, expected: SourceFile, progress: FileProgress) -> FileCheck:
    if not path.is_file():
        note = "this is not a file" if path.exists() else ""
        return FileCheck(expected.file, "missing", None, expected.bytes, note)
    size = path.stat().st_size
    if size != expected.bytes:
        return FileCheck(expected.file, "differs", size, expected.bytes, f"{size - expected.bytes:+,} bytes")
    found = checksum(path, lambda done: progress(expected.file, done, expected.bytes))
    if found != expected.sha256:
        return FileCheck(expected.file, "differs", size, expected.bytes, f"checksum {found[:12]}...")
    return FileCheck(expected.file, "ok", size, expected.bytes)


def unknown_files(folder: Path) -> list[FileCheck]:
    """What a folder holds beyond the catalogue; a folder of which nothing is catalogued is one line.

    Hidden files and what a fetch left unfinished are passed over.
    """
    known = {f.file for f in source_files()}
    known_folders = {str(parent) for file in known for parent in Path(file).parents}
    extra: dict[str, list[int]] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts) or inside.as_posix() in known:
            continue
        strange = next((p for p in reversed(inside.parents) if p.as_posix() not in known_folders), None)
        extra.setdefault(f"{strange.as_posix()}/" if strange else inside.as_posix(), []).append(path.stat().st_size)
    return [
        FileCheck(name, "unknown", sum(sizes), None, f"{len(sizes)} files" if name.endswith("/") else "")
        for name, sizes in sorted(extra.items())
    ]
