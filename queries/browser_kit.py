"""Files for people who look at the graph in Neo4j Browser: saved queries, a style sheet and a guide.

The forms are those the tools themselves read: `.cypher` files whose first line is the name, or a zip of them with
folders (Browser 5), a CSV of saved Cypher (Query in Aura), and GraSS (Browser 5).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from clauseway.graph.browser_style import style_sheet
from clauseway.graph.new_folder import new_folder
from clauseway.graph.schema import Schema
from clauseway.queries.catalogue import query
from clauseway.queries.graph_variants import GraphView, graph_views, literal, with_values

FAVOURITES_FOLDER = "favourites"
FAVOURITES_ZIP = "favourites.zip"
SAVED_CYPHER = "saved-cypher.csv"
STYLE_SHEET = "style.grass"
GUIDE = "guide.md"
SHOWN_AS = "Clauseway"
"""Name of the folder that the saved queries get in the tool."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can name: one fixed moment, so that the same queries give the same bytes."""


def write_kit(folder: Path, schema: Schema, as_of: date) -> list[Path]:
    """Write the kit into a new folder: all of it, or nothing.

    Args:
        folder: The folder to make; it may be there if it is empty.
        schema: Labels, relationship types and captions.
        as_of: The day that queries about a day ask about, until the user writes another.

    Returns:
        The files, the guide first.

    Raises:
        GraphError: The folder holds something.
        OSError: The folder cannot be written.
    """
    views = list(graph_views().values())
    favourites = {favourite_name(place, view): favourite(view, as_of) for place, view in enumerate(views, 1)}
    contents = {
        GUIDE: guide(views, schema, as_of).encode(),
        STYLE_SHEET: style_sheet(schema).encode(),
        FAVOURITES_ZIP: _zipped(favourites),
        SAVED_CYPHER: saved_cypher(views, as_of).encode(),
        **{f"{FAVOURITES_FOLDER}/{name}": text.encode() for name, text in favourites.items()},
    }
    with new_folder(folder) as beside:
        (beside / FAVOURITES_FOLDER).mkdir()
        for name, content in contents.items():
            (beside / name).write_bytes(content)
    return [folder / name for name in contents]


def favourite_name(place: int, view: GraphView) -> str:
    """File name of a saved query; the place keeps them in the order of the guide."""
    return f"{place:02}-{view.name.replace('_', '-')}.cypher"


def favourite(view: GraphView, as_of: date) -> str:
    """A saved query as a file: its name, its question, its values to change, and its text."""
    values = view.values(as_of)
    hint = " The values to change are in the next line." if values else ""
    return f"// {view.title}\n// {view.question}{hint}\n{with_values(view.text, values).rstrip()};\n"


def saved_cypher(views: Iterable[GraphView], as_of: date) -> str:
    """The saved queries as the CSV that Query in Aura exports and imports: a folder, then its queries."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["name", "description", "query", "id", "parentId", "isFolder"])
    table.writerow([SHOWN_AS, "", "", "0", "", "true"])
    for number, view in enumerate(views, 1):
        text = with_values(view.text, view.values(as_of)).rstrip()
        table.writerow([view.title, view.question, text, str(number), "0", "false"])
    return out.getvalue()


def guide(views: Iterable[GraphView], schema: Schema, as_of: date) -> str:
    """The guide: how to use the files, then the questions, each with its parameters, its query and how to read it."""
    captions = "\n".join(f"| {node.label} | `{node.caption}` |" for node in schema.nodes)
    parts = [_OPENING.format(captions=captions)]
    parts += [_question(view, as_of) for view in views if view.guide is not None]
    return "\n".join(parts)


_OPENING = f"""# Ten questions to the graph of digital-trade rules

## The files

| file | for | how |
|---|---|---|
| `{STYLE_SHEET}` | captions and colours in Browser 5 | drag it onto the window of Browser |
| `{FAVOURITES_ZIP}` | every query below and some more, for Favorites of Browser 5 | drag it onto the window |
| `{FAVOURITES_FOLDER}/` | the same, one file each | drag one onto the window, or `cypher-shell -f FILE` |
| `{SAVED_CYPHER}` | the same in Query of Aura | Saved Cypher, import |

A saved query runs as it is; the values to change stand in its line `WITH ...`. The questions below use parameters
instead: run the `:param` lines one by one, then the query.

In the settings of Browser switch off "Connect result nodes". With it Browser adds every line between the nodes it
shows: between economies also their distances and all years of trade.

In Bloom (Explore), and wherever no style sheet can be read, choose these captions where the tool has not done so:

| label | caption |
|---|---|
{{captions}}
"""


def _question(view: GraphView, as_of: date) -> str:
    values = view.values(as_of)
    parameters = "".join(f":param {name} => {literal(value)}\n" for name, value in values.items())
    asked = [parameter.name for parameter in query(view.table).parameters]
    named = "".join(f" --param {name}={values[name]}" for name in asked)
    parts = [f"## {view.guide}. {view.question}", f"**What one sees.** {view.see}", f"**How to read it.** {view.read}"]
    if parameters:
        parts.append(f"```text\n{parameters}```")
    parts.append(f"```cypher\n{view.text}```")
    parts.append(f"As a table: `clauseway query run {view.table}{named}`")
    return "\n\n".join(parts) + "\n"


def _zipped(favourites: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in favourites.items():
            entry = zipfile.ZipInfo(f"{SHOWN_AS}/{name}", _EARLIEST)
            entry.create_system = 3  # else the bytes would depend on the machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return out.getvalue()
