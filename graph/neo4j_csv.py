"""A whole property graph as CSV files for `neo4j-admin database import`, with headers and types.

The files hold the bookkeeping of [`neo4j_marks`][clauseway.graph.neo4j_marks] too, so that the imported database
answers at once, and the next `clauseway load` only changes what differs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from clauseway.graph.engine import GraphSource
from clauseway.graph.neo4j_marks import LOAD_ID, LOAD_LABEL, LOCK_LABEL, MARK_CONSTRAINTS, REL_KEY
from clauseway.graph.neo4j_retired import loaded_names
from clauseway.graph.neo4j_rows import check_data, relationship_keys
from clauseway.graph.new_folder import new_folder
from clauseway.graph.schema import PropertyMapping, PropertyType, Schema, neo4j_constraints
from clauseway.graph.sorted_on_disk import HELD

ARGUMENTS_FILE = "import.args"
CONSTRAINTS_FILE = "constraints.cypher"

_CSV_TYPES: dict[PropertyType, str] = {
    "string": "string",
    "date": "date",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
}


def dump(data: GraphSource, schema: Schema, folder: Path, *, started: str, held: int = HELD) -> list[Path]:
    """Write the files into a new folder: all of them, or none.

    Args:
        data: The whole graph; rows are read and written one at a time.
        schema: The schema of the data; properties it does not name are left out.
        folder: The folder to make; it may be there if it is empty.
        started: When the data were made, ISO 8601 in UTC, for the mark.
        held: Items that a sorting may hold in memory, 1 or more; the rest lies in temporary files.

    Returns:
        The files, in the order of the schema; the arguments and the constraints last.

    Raises:
        GraphError: The data contradict the schema or themselves, or the folder holds something.
        OSError: The folder cannot be written.
    """
    check_data(data, schema, held)
    with new_folder(folder) as beside:
        names = _write(data, schema, beside, started, held)
    return [folder / name for name in names]


def _write(data: GraphSource, schema: Schema, folder: Path, started: str, held: int) -> list[str]:
    arguments: list[str] = []
    names: list[str] = []

    def table(name: str, option: str, header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        files = [f"{name}.header.csv", f"{name}.csv"]
        for file, lines in zip(files, ([header], rows), strict=True):
            with (folder / file).open("w", encoding="utf-8", newline="") as out:
                # an absent value is left bare and every other is quoted: else an empty text would be lost
                csv.writer(out, quoting=csv.QUOTE_NOTNULL, lineterminator="\n").writerows(lines)
        names.extend(files)
        arguments.append(f"{option}={','.join(files)}")

    for node in schema.nodes:
        others = [p for p in node.properties if p.name != node.key]
        header = [f"{node.key}:ID({node.label})", *map(_column, others), f"{LOAD_ID}:string"]
        convert = [_TEXT[p.type] for p in others]
        rows = (
            [str(item[node.key]), *_cells(item, others, convert), data.version]
            for item in data.nodes_of(node.label)
        )
        table(node.label, f"--nodes={node.label}", header, rows)
    for mapping in schema.relationships:
        header = [
            f":START_ID({mapping.start})",
            f":END_ID({mapping.end})",
            *map(_column, mapping.properties),
            f"{REL_KEY}:string",
            f"{LOAD_ID}:string",
        ]
        convert = [_TEXT[p.type] for p in mapping.properties]
        rows = (
            [item.start, item.end, *_cells(item.properties, mapping.properties, convert), key, data.version]
            for item, key in relationship_keys(data.relationships_of(mapping.name), held)
        )
        table(mapping.name, f"--relationships={mapping.type}", header, rows)
    mark = ["name:string", "state:string", "generation:long", "version:string", "started:string", "names:string[]"]
    names_used = ";".join(loaded_names(schema))
    table(LOAD_LABEL, f"--nodes={LOAD_LABEL}", mark, [["load", "complete", "1", data.version, started, names_used]])
    table(LOCK_LABEL, f"--nodes={LOCK_LABEL}", ["name:string"], [["load"]])

    options = ["--multiline-fields=true", "--id-type=string"]
    (folder / ARGUMENTS_FILE).write_text("\n".join([*options, *arguments]) + "\n", encoding="utf-8")
    constraints = [*(statement for _, _, statement in MARK_CONSTRAINTS), *neo4j_constraints(schema)]
    (folder / CONSTRAINTS_FILE).write_text("".join(f"{line};\n" for line in constraints), encoding="utf-8")
    return [*names, ARGUMENTS_FILE, CONSTRAINTS_FILE]


def _column(p: PropertyMapping) -> str:
    return f"{p.name}:{_CSV_TYPES[p.type]}"


def _cells(
    item: Mapping[str, object], properties: Sequence[PropertyMapping], convert: Sequence[Callable[[object], str]]
) -> list[str | None]:
    return [
        None if (value := item.get(p.name)) is None else text(value)
        for p, text in zip(properties, convert, strict=True)
    ]


def _date(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _boolean(value: object) -> str:
    return "true" if value else "false"


_TEXT: dict[PropertyType, Callable[[object], str]] = {
    "string": str,
    "date": _date,
    "integer": str,
    "number": str,
    "boolean": _boolean,
}
