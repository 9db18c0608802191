"""The shipped form of machine codings: one plain table, a line a coding, from which their statements are made again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from clauseway.loaders.dataset import Provision
from clauseway.loaders.machine_citations import TABLED_SOURCE, cite_text, cited_text, note_rule, noted_rule
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.rdf_dataset import coding_quads
from clauseway.loaders.records import CodingRecord, Origin
from clauseway.loaders.tables import TableRow, read_table
from clauseway.ontology.namespaces import resource
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

CODINGS_FOLDER = "codings"
_FILE = f"{CODINGS_FOLDER}/machine_coded.csv"
_COLUMNS = (
    "provision", "table", "line", "text", "sha256", "article", "clause", "title", "wording", "exception", "enforcement",
    "basis", "refers_to", "rule", "confidence", "coder",
)  # fmt: skip


def coding_table(provisions: Iterable[Provision]) -> str:
    """The machine codings of provisions as CSV, sorted; the same codings give the same text."""
    rows: list[tuple[str, ...]] = []
    for provision in provisions:
        for coding in (provision.coding, *provision.others):
            if coding.origin.source == TABLED_SOURCE:
                text, sha256 = cited_text(coding.citation)
                rule, confidence = noted_rule(coding.note)
                rows.append(
                    (
                        provision.id, coding.origin.file, str(coding.origin.line), text, sha256, coding.article,
                        coding.clause, coding.title, coding.wording or "", coding.exception or "",
                        coding.enforcement or "", coding.basis, coding.refers_to, rule, confidence, coding.coder,
                    )
                )  # fmt: skip
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(sorted(rows))
    return written.getvalue()


def write_coding_table(provisions: Iterable[Provision], folder: Path) -> Path:
    """Write the table, beside and then in place."""
    target = folder / _FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".csv.part")
    beside.write_text(coding_table(provisions), encoding="utf-8", newline="\n")
    beside.replace(target)
    return target


def read_coding_table(folder: Path) -> Iterator[ox.Quad]:
    """The statements of the shipped table; none for a dataset that was made before there was one.

    Raises:
        SourceError: A row of it cannot be read.
    """
    if not (folder / _FILE).is_file():
        return
    for row in read_table(folder, _FILE, _COLUMNS):
        try:
            yield from coding_quads(_coding(row), resource("provision", row["provision"]))
        except ValueError as error:
            text = f"the row cannot be read ({error})."
            raise SourceError([Problem(_FILE, row.line, "error", text, "Reinstall Clauseway.")]) from None


def _coding(row: TableRow) -> CodingRecord:
    return CodingRecord(
        origin=Origin(source=TABLED_SOURCE, file=row["table"], line=int(row["line"]), part=row["article"]),
        verification=Verification.MACHINE_CODED,
        citation=cite_text(row["text"], row["sha256"]),
        agreement=row["provision"].partition("/")[0],
        article=row["article"],
        covers=(row["article"],),
        granularity="article",
        title=row["title"],
        clause=row["clause"],
        wording=Wording(row["wording"]) if row["wording"] else None,
        exception=RuleException(row["exception"]) if row["exception"] else None,
        enforcement=Enforcement(row["enforcement"]) if row["enforcement"] else None,
        basis=row["basis"],
        refers_to=row["refers_to"],
        note=note_rule(row["rule"], row["confidence"]),
        coder=row["coder"],
    )
