"""The files of the sources as tables: the catalogue, and what became of a folder held against it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from clauseway.graph.engine import Row
from clauseway.loaders.records import SourceRecord
from clauseway.loaders.source_files import FileCheck, SourceFile
from clauseway.queries.results import Column, Provenance, ResultTable

_FILE = Column("file", "File", "string", "path in the sources folder")


def file_list(files: Sequence[SourceFile], sources: Sequence[SourceRecord]) -> ResultTable:
    """The catalogue of source files, with the sources that read each."""
    started = time.perf_counter()
    rows: list[Row] = [
        {
            "file": f.file,
            "read_by": "; ".join(source.id for source in sources if f.file in source.files) or None,
            "publisher": f.publisher,
            "licence": f.licence,
            "bytes": f.bytes,
            "sha256": f.sha256,
            "address": f.address or None,
            "derived": f.derived == "yes",
            "feeds": f.feeds,
            "ships": f.ships == "yes",
        }
        for f in files
    ]
    columns = [
        _FILE,
        Column("read_by", "Read by", "string", "sources of the dataset that read it"),
        Column("publisher", "Publisher", "string", "who published what it holds"),
        Column("licence", "Licence", "string", "terms it is under"),
        Column("bytes", "Bytes", "integer", "its size"),
        Column("sha256", "SHA-256", "string", "checksum of its bytes"),
        Column("address", "Address", "string", "where it comes from; empty when it was made by the project"),
        Column("derived", "Derived", "boolean", "whether no address gives it byte for byte"),
        Column("feeds", "Feeds", "string", "what it feeds"),
        Column("ships", "Ships", "boolean", "whether facts from it may be in the shipped dataset"),
    ]
    shown = ("file", "read_by", "feeds", "bytes", "ships", "publisher", "licence")
    return ResultTable("Source files", columns, rows, _provenance("sources list", started, []), "", shown)


def check_table(checks: Sequence[FileCheck], folder: str) -> ResultTable:
    """What became of each file of a folder, what is wrong first."""
    started = time.perf_counter()
    order = ("differs", "missing", "unknown", "ok")
    rows: list[Row] = [
        {
            "file": check.file,
            "state": check.state,
            "bytes": check.bytes,
            "expected_bytes": check.expected_bytes,
            "note": check.note or None,
        }
        for check in sorted(checks, key=lambda check: (order.index(check.state), check.file))
    ]
    columns = [
        _FILE,
        Column("state", "State", "string", "ok, differs (size or checksum), missing, or unknown to the catalogue"),
        Column("bytes", "Bytes", "integer", "size found"),
        Column("expected_bytes", "Expected", "integer", "size in the catalogue"),
        Column("note", "Note", "string", "what is different"),
    ]
    counts = Counter(check.state for check in checks)
    note = ", ".join(f"{counts[state]} {state}" for state in reversed(order) if counts[state]) + "."
    return ResultTable(f"Files of {folder}", columns, rows, _provenance("sources verify", started, [note]))


def file_notes(source: SourceRecord, files: Sequence[SourceFile]) -> list[str]:
    """One sentence a file of a source: size, checksum, licence, address, what it feeds."""
    known = {f.file: f for f in files}
    return [_sentence(known[name]) for name in source.files if name in known]


def _sentence(file: SourceFile) -> str:
    where = f"from {file.address}" + (", converted" if file.derived == "yes" else "")
    return (
        f"{file.file}: {file.bytes:,} bytes, SHA-256 {file.sha256}, {file.licence}, "
        f"{where if file.address else 'made by the project'}; feeds {file.feeds}."
    )


def _provenance(query: str, started: float, notes: list[str]) -> Provenance:
    return Provenance("", None, "files", query, {}, (time.perf_counter() - started) * 1000, notes)
