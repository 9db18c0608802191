"""What the columns of a file mean and where its rows come from, in the vocabulary of CSV on the Web (W3C).

The document goes beside files of rows alone, and into the metadata of Parquet and Arrow files.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from clauseway.ontology.namespaces import BASE
from clauseway.queries.exports.format import Format
from clauseway.queries.exports.formats.delimited import guarded
from clauseway.queries.provenance import CODINGS_LICENCE_ADDRESS, Provenance
from clauseway.queries.results import Column, ColumnType, ResultTable

type Json = str | int | bool | list[Json] | dict[str, Json] | None

_DATATYPES: dict[ColumnType, str] = {
    "string": "string",
    "integer": "integer",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
}

_LONGEST_STEM = 240
"""Bytes of a file's name that leave room for a further suffix where names have at most 255."""


def description_path(path: Path) -> Path:
    """Where the description of a file of rows alone goes; the place where readers of CSVW look for it.

    >>> description_path(Path("out/coverage.csv")).name
    'coverage.csv-metadata.json'
    """
    stem = os.fsencode(path.name)[:_LONGEST_STEM].decode(errors="ignore")
    return path.with_name(f"{stem}-metadata.json")


def described(table: ResultTable, form: Format, file_name: str) -> str:
    """The description of a file, as JSON text.

    Args:
        table: The rows the file holds.
        form: The format of the file.
        file_name: Its name, without a folder: the two files move together.
    """
    return json.dumps(description(table, form, file_name), ensure_ascii=False, indent=2) + "\n"


def description(table: ResultTable, form: Format, file_name: str = "") -> dict[str, Json]:
    """The description of a file: columns, sources, licences, citation, and how the rows were made.

    >>> from datetime import date
    >>> made = Provenance("1a2b3c4d", date(2026, 11, 21), "grafeo", "coverage")
    >>> table = ResultTable("Who?", [Column("share", "Share", "number", "0 to 1")], [], made)
    >>> description(table, Format(name="x", suffixes=(".x",), good_for="", media_type="text/x"))["tableSchema"]
    {'columns': [{'name': 'share', 'titles': ['share', 'Share'], 'datatype': 'double', 'dc:description': '0 to 1'}]}
    """
    from urllib.parse import quote  # here, because help lists the formats and has no use for it

    made = table.provenance
    about: dict[str, Json] = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}]}
    if file_name:
        about["url"] = quote(os.fsencode(file_name))
    about |= {
        "dc:title": table.title,
        "dc:format": form.media_type,
        "dc:license": {"@id": CODINGS_LICENCE_ADDRESS},
        "dc:bibliographicCitation": made.citation(table.title),
    }
    if made.data_version:
        about["schema:version"] = made.data_version
    if made.ontology_version:
        about["dc:conformsTo"] = {"@id": f"{BASE}ontology/{made.ontology_version}"}
    if made.as_of is not None:
        about["dc:temporal"] = made.as_of.isoformat()
    if made.notes:
        about["rdfs:comment"] = list[Json](made.notes)
    if made.sources:
        about["dc:source"] = [_source(cited.source, cited.title, cited.publisher, cited.licence, cited.facts)
                              for cited in made.sources]  # fmt: skip
    about["prov:wasGeneratedBy"] = _activity(made)
    if form.separator:
        about["dialect"] = {"delimiter": form.separator, "encoding": "utf-8", "lineTerminators": ["\n"], "header": True}
    about["tableSchema"] = {"columns": [_column(column, table, form) for column in table.columns]}
    return about


def _source(key: str, title: str, publisher: str, licence: str, facts: int) -> Json:
    return {
        "dc:identifier": key,
        "dc:title": title,
        "dc:publisher": publisher,
        "dc:license": licence,
        "schema:description": f"{facts} of the facts behind the rows",
    }


def _activity(made: Provenance) -> Json:
    parameters: list[Json] = [
        {"@type": "schema:PropertyValue", "schema:name": name, "schema:value": text}
        for name, text in made.given_parameters()
    ]
    activity: dict[str, Json] = {"@type": "prov:Activity", "dc:identifier": made.query}
    if parameters:
        activity["schema:additionalProperty"] = parameters
    return activity


def _column(column: Column, table: ResultTable, form: Format) -> Json:
    head = guarded(column.name) if form.separator else column.name
    said: dict[str, Json] = {
        "name": _variable(column.name),
        # a reader of CSVW finds a column by its head, so the head stands among the titles
        "titles": list[Json](dict.fromkeys((head, column.title))),
        "datatype": _DATATYPES[column.type],
    }
    if column.comment:
        said["dc:description"] = column.comment
    if any(isinstance(row.get(column.name), list) for row in table.rows):
        said["separator"] = "; "
    return said


def _variable(name: str) -> str:
    """A column name as CSVW takes it: letters, digits and inner underscores, all else percent-encoded.

    >>> _variable("data-localisation-ban"), _variable("_row")
    ('data%2Dlocalisation%2Dban', '%5Frow')
    """
    encoded = re.sub(r"[^A-Za-z0-9_]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)
    return encoded if not encoded.startswith("_") else f"%5F{encoded[1:]}"
