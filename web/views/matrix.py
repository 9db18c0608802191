"""The comparison matrix: rows, columns and orders of one's choice, every cell with its evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from clauseway.queries import names
from clauseway.queries.matrix_orders import ORDERS
from clauseway.queries.matrix_questions import ALL, MATRIX_KINDS, asked_matrix
from clauseway.queries.results import Matrix
from clauseway.web.kinds import Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.problems import bad_parameter
from clauseway.web.sets import CLAUSES, ECONOMIES, GROUP

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

FILES = ("csv", "json", "xlsx", "html", "svg")
FIRST_GROUP = "asean"
"""The rows of a page opened without a question."""

EXAMPLES = (
    ("RCEP, its Parties by similarity", {"group": "rcep", "order": "similarity"}),
    ("Five agreements against all clause types", {"agreements": "cptpp,depa,rcep,usmca,eu-japan-epa"}),
    ("What changed in ASEAN since 2015", {"group": "asean", "compare_to": "2015-01-01"}),
    ("What if all of ASEAN joined DEPA", {"group": "asean", "what_if": "join asean:depa"}),
    ("How far the members of APEC diverge", {"group": "apec", "kind": "divergence", "order": "similarity"}),
    ("Every economy", {"all": "economies"}),
    ("Every agreement", {"all": "agreements"}),
)
"""Questions to begin with."""

_AGREEMENTS = Parameter(
    name="agreements", type="agreements", about="Agreements as rows, parted by commas.", example="depa,rcep"
)
_ALL = Parameter(
    name="all", type="choice", choices=("economies", "agreements"), about="Everything as rows; takes some seconds."
)
_THEMES = Parameter(
    name="themes", type="text", about="Only the clause types of these themes, parted by commas.", example="data"
)
_KIND = Parameter(
    name="kind", type="choice", choices=MATRIX_KINDS, default="clauses",
    about="Rows against clause types; economies against economies (divergence, agreements); or counts of grades.",
)  # fmt: skip
_ORDER = Parameter(name="order", type="choice", choices=ORDERS, default="given", about="Order of the rows.")
_ORDER_COLUMNS = Parameter(
    name="order_columns", type="choice", choices=ORDERS, about="Order of the columns; as the rows where they are alike."
)
_MARGINS = Parameter(name="margins", type="flag", about="The totals of rows and columns.")
_COMPARE_TO = Parameter(
    name="compare_to", type="day", about="Another day: the cells then show what changed.", example="2015-01-01"
)
_WHAT_IF = Parameter(
    name="what_if", type="text", title="What if", example="join CHN:depa",
    about="Changes such as join CHN:depa, parted by commas: the cells then show what would change.",
)  # fmt: skip

_ROWS = ("group", "economies", "agreements", "all")


def matrix(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Rows against columns."""
    _check(asked)
    named = any(asked.text(name) for name in _ROWS)
    group = asked.text("group") or (None if named else FIRST_GROUP)
    economies, agreements = asked.names("economies"), asked.names("agreements")
    if asked.text("all") == "agreements":
        agreements = [*agreements, ALL]
    made = asked_matrix(
        asked.runner,
        asked.as_of,
        kind=names.one_of(asked.text("kind"), MATRIX_KINDS, "kind of matrix"),
        economies=economies or None,
        group=group,
        agreements=agreements or None,
        all_economies=asked.text("all") == "economies",
        clauses=_clauses(asked),
        order=names.one_of(asked.text("order"), ORDERS, "order"),
        order_columns=names.one_of(asked.text("order_columns"), ORDERS, "order") if asked.text("order_columns")
        else None,
        margins=asked.flag("margins"),
        compare_to=asked.day("compare_to"),
        what_if=asked.names("what_if"),
    )  # fmt: skip
    parts = [Part("The matrix", (made,))]
    links = tuple(Link(text, at.to("matrix", **question)) for text, question in EXAMPLES)
    if group and not named:
        form = Form("matrix", "Choose rows and columns", "Show the matrix", {}, (*_ROWS, "clauses", "themes"))
        below = f"Below stands {names.group_name(asked.runner, group)}."
        parts = [
            Part("Choose rows and columns", (form,), below),
            Part("Or begin with one of these", (Links(links),)),
            *parts,
        ]
    else:
        parts.append(Part("Other matrices", (Links(links),)))
    return View(made.title, made, _said(made), tuple(parts))


def _check(asked: Asked) -> None:
    """Refuse what does not go together, in the words of the form: the command line would name its options.

    Raises:
        Problem: Rows are named in several ways, or two changes are asked for at once.
    """
    if sum(bool(asked.text(name)) for name in _ROWS) > 1:
        raise bad_parameter("group", "Name the rows in one way: a group, economies, agreements or all.")
    if asked.text("compare_to") and asked.text("what_if"):
        raise bad_parameter("what_if", "Compare with another day or ask what if, not both: a matrix shows one change.")
    of_texts = asked.text("agreements") or asked.text("all") == "agreements"
    if of_texts and asked.text("what_if"):
        raise bad_parameter("what_if", "A what-if changes what economies owe; name economies or a group as rows.")
    if of_texts and asked.text("kind") in ("divergence", "agreements"):
        raise bad_parameter("kind", f"A matrix of kind '{asked.text('kind')}' sets economies against economies.")


def _clauses(asked: Asked) -> list[str]:
    """Clause types asked for by name and by theme."""
    found = asked.names("clauses")
    if not (themes := asked.names("themes")):
        return found
    rows = asked.runner.rows("clauses")
    known = sorted({str(row["theme"]) for row in rows if row["theme"] is not None})
    for typed in themes:
        theme = typed.strip().lower().replace(" ", "-")
        if theme not in known:
            near = names.near_name(theme, known) or f" Use one of {', '.join(known)}."
            raise names.UnknownName(f"Unknown theme '{typed.strip()}'.{near}")
        found += [str(row["clause"]) for row in rows if row["theme"] == theme and row["counted"] is True]
    return list(dict.fromkeys(found))


def _said(made: Matrix) -> str:
    """What the cells hold, in a sentence."""
    rows, columns = len(made.row_names), len(made.column_names)
    size = f"{rows} rows, {columns} columns."
    if made.scale is not None:
        unread = sum(cell.value is None and cell.grade == "not-read" for cell in made.cells.values())
        rest = f" {unread:,} cells are not known, as texts were not read." if unread else ""
        changed = sum(bool(cell.value) for cell in made.cells.values())
        return f"{size} {changed:,} cells change.{rest}" if made.scale.kind == "changes" else f"{size}{rest}"
    found = Counter(
        "not-read" if cell.digit is None else "suspended" if cell.suspended else "held" if cell.digit else "absent"
        for cell in made.cells.values()
    )
    off = f", {found['suspended']:,} one that is not owed on the day" if found["suspended"] else ""
    return (
        f"{size} {found['held']:,} cells hold a duty{off}, {found['absent']:,} were read and hold none, and "
        f"{found['not-read']:,} were not read, which is not the same as none."
    )


KINDS = (
    Kind(
        name="matrix", address="/matrix", title="Matrix",
        about="Economies or agreements against clause types, or economies against each other.",
        parameters=(GROUP, ECONOMIES, _AGREEMENTS, _ALL, CLAUSES, _THEMES, _KIND, _ORDER, _ORDER_COLUMNS, _MARGINS,
                    _COMPARE_TO, _WHAT_IF, *COMMON),
        answer=matrix, files=FILES, width="wide", example="/matrix?group=asean",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
