"""The file beside rows alone: a description after CSV on the Web that fits the file, column by column."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clauseway.graph.engine import Row
from clauseway.queries.citations import CitedSource
from clauseway.queries.exports import all_formats, description_path, export
from clauseway.queries.results import Column, Matrix, Provenance, ResultTable

MADE = Provenance(
    "1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "coverage", {"economy": "KAZ", "clause": None}, 3.0, ["Take care."],
    (CitedSource("own", "Own readings", "The project", "CC BY 4.0", 2),), "0.1.0",
)  # fmt: skip


def table() -> ResultTable:
    columns = [
        Column("name", "Name", "string", "Name of the economy."),
        Column("=odd name", "Odd", "number", "from 0 to 1"),
        Column("_n", "N", "integer"),
        Column("since", "Since", "date"),
        Column("firm", "Firm", "boolean"),
        Column("partners", "Partners"),
    ]
    rows: list[Row] = [{"name": "Việt Nam", "partners": ["a", "b"]}]
    return ResultTable("Who owes what?", columns, rows, MADE)


def described(path: Path) -> dict[str, Any]:
    return json.loads(description_path(path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("format", [name for name, form in all_formats().items() if form.rows_alone])
def test_every_column_is_described(tmp_path: Path, format: str) -> None:
    target = tmp_path / f"a b.{format}"
    assert export(table(), target) == description_path(target)
    about = described(target)
    assert about["@context"][0] == "http://www.w3.org/ns/csvw"
    assert about["url"] == f"a%20b.{format}"
    columns = about["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == ["name", "%3Dodd%20name", "%5Fn", "since", "firm", "partners"]
    types = ["string", "double", "integer", "date", "boolean", "string"]
    assert [column["datatype"] for column in columns] == types
    assert columns[0]["dc:description"] == "Name of the economy."
    assert "dc:description" not in columns[2]
    assert [column.get("separator") for column in columns] == [None] * 5 + ["; "]


def test_a_file_whose_name_is_no_text_is_named_by_its_bytes(tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"\xff.csv")
    export(table(), target)
    assert described(target)["url"] == "%FF.csv"


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
@pytest.mark.parametrize("wide", [False, True])
def test_a_reader_finds_every_column_by_its_head(
    tmp_path: Path, matrix_named: Callable[[str], Matrix], format: str, delimiter: str, wide: bool
) -> None:
    target = tmp_path / f"a.{format}"
    for result in (table(), matrix_named("=odd")):
        export(result, target, wide=wide)
        about = described(target)
        assert about["dialect"]["delimiter"] == delimiter
        text = target.read_text(encoding="utf-8")
        heads = next(csv.reader(io.StringIO(text), delimiter=delimiter))
        columns = about["tableSchema"]["columns"]
        assert len(heads) == len(columns)
        assert all(head in column["titles"] for head, column in zip(heads, columns, strict=True))
        names = [column["name"] for column in columns]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"(?!_)(\w|%[0-9A-F]{2})+", name, re.ASCII) for name in names)


def test_where_the_rows_come_from(tmp_path: Path) -> None:
    export(table(), tmp_path / "a.csv")
    about = described(tmp_path / "a.csv")
    assert about["dc:title"] == "Who owes what?"
    assert about["schema:version"] == "1a2b3c4d5e6f"
    assert about["dc:conformsTo"] == {"@id": "https://w3id.org/clauseway/ontology/0.1.0"}
    assert about["dc:temporal"] == "2026-11-21"
    assert about["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert about["rdfs:comment"] == ["Take care."]
    (source,) = about["dc:source"]
    assert (source["dc:identifier"], source["dc:license"]) == ("own", "CC BY 4.0")
    made = about["prov:wasGeneratedBy"]
    assert made["dc:identifier"] == "coverage"
    given = {p["schema:name"]: p["schema:value"] for p in made["schema:additionalProperty"]}
    assert given == {"economy": "KAZ"}
    assert about["dc:bibliographicCitation"] == MADE.citation("Who owes what?")


def test_what_was_not_asked_of_data_names_no_version(tmp_path: Path) -> None:
    export(ResultTable("t", [Column("a", "A")], [], Provenance("", None, "files", "q")), tmp_path / "a.csv")
    about = described(tmp_path / "a.csv")
    assert not {"schema:version", "dc:conformsTo", "dc:temporal", "dc:source", "rdfs:comment"} & about.keys()
    assert "data version" not in about["dc:bibliographicCitation"]


def test_formats_with_room_of_their_own_get_no_file_beside(tmp_path: Path) -> None:
    for format in ("md", "html", "xlsx"):
        assert export(table(), tmp_path / f"a.{format}") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "a.md", "a.xlsx"]
