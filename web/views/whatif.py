"""What would change if economies joined or left agreements: a form, and before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clauseway.queries import names
from clauseway.queries.asked_changes import VERBS
from clauseway.queries.asked_scenarios import scenario_asked, scenario_sentence
from clauseway.queries.pages import paragraph
from clauseway.queries.results import ResultTable
from clauseway.queries.rules_in_force import rule_facts
from clauseway.queries.whatif_analysis import whatif_tables
from clauseway.queries.whatif_columns import COLUMNS, SHOWN
from clauseway.queries.whatif_said import headlines, measures_read, whatif_said
from clauseway.web.kinds import Facts, Form, Kind, Link, Links, Part, View
from clauseway.web.parameters import COMMON, Asked, Parameter
from clauseway.web.problems import bad_parameter
from clauseway.web.sets import CLAUSES, GROUP

if TYPE_CHECKING:
    from clauseway.ontology.strength import Grade
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

OWED = ("qualified", "reviewable-later", "best-endeavour", "binding-unenforceable", "binding-enforceable")
"""Grades that a rule can be asked to reach, the usual one first."""

EXAMPLES = (
    ("China joins DEPA", {"join": "CHN:depa"}),
    ("Kazakhstan joins DEPA, and China and Korea bring their agreement up to CPTPP",
     {"join": "KAZ:depa", "upgrade": "china-korea-fta:cptpp"}),
    ("All of ASEAN joins DEPA", {"join": "asean:depa", "group": "asean"}),
)  # fmt: skip
"""Questions to begin with."""

MOST_ROWS = 80
"""Rows of a breakdown on the page; there are five of them, so each has to be short."""

PARTS = {
    "duty": ("Duties gained or lost", "What each economy that acts would owe, and by which article."),
    "pair": ("Pairs", "Between whom something would change, the newly bound first."),
    "law": ("Law needed at home", "Kinds of law on which the changed duties rest, and whether a source knows of one."),
    "clause": ("By clause type", ""),
    "economy": ("By economy", ""),
}
"""Breakdown, its heading and what it tells."""

_JOIN = Parameter(
    name="join", type="text", title="Joins", example="CHN:depa",
    about="Who joins what, as CHN:depa; commas part several. A group stands for its members.",
)  # fmt: skip
_LEAVE = Parameter(
    name="leave", type="text", title="Leaves", about="Who leaves what, in the same form.", example="GBR:cptpp"
)
_UPGRADE = Parameter(
    name="upgrade", type="text", title="Brought up", example="china-korea-fta:cptpp",
    about="Which agreement takes on the rules of which other one, as china-korea-fta:cptpp.",
)  # fmt: skip
_BY = Parameter(
    name="by", type="choice", title="Rows of the files", choices=tuple(key for key in COLUMNS if key),
    about="What the files hold: nothing for the measures, else one breakdown.",
)  # fmt: skip
_GRADE = Parameter(
    name="grade", type="choice", choices=OWED, default="qualified",
    about="The grade a rule has to reach in both directions for a pair to count as bound.",
)  # fmt: skip
_CHANGE = Parameter(
    name="change", type="choice", choices=VERBS, default="join", about="What is done.", unseen=True, title="Change"
)
_WHO = Parameter(
    name="who", type="text", title="Who", suggests="any", example="Kazakhstan", unseen=True,
    about="An economy, or a group for its members; for an upgrade the agreement that is brought up.",
)  # fmt: skip
_WHAT = Parameter(
    name="what", type="agreement", title="Agreement", example="depa", unseen=True,
    about="The agreement joined or left; for an upgrade the one whose rules are taken on.",
)  # fmt: skip


def whatif(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Before and after."""
    changes = _changes(asked)
    if not any(changes.values()):
        return _empty(asked, at)
    runner, day = asked.runner, asked.as_of
    facts = rule_facts(runner)
    scenario = scenario_asked(runner, changes["join"], changes["leave"], changes["upgrade"], day, facts=facts)
    group = asked.text("group")
    tables = whatif_tables(
        runner,
        scenario,
        day,
        grade=_grade(asked),
        economies=names.set_asked(runner, day, group or None, ()),
        name=group,
        clauses=asked.names("clauses"),
        facts=facts,
    )
    now = {verb: ",".join(texts) or None for verb, texts in changes.items()}
    settled: dict[str, str | None] = {**now, "who": None, "what": None, "change": None}
    shown = tuple((term, text, at.to("explain", row=row)) for term, text, row in headlines(tables[""]))
    parts = [Part("Before and after", (Facts(shown), measures_read(tables[""])))]
    for by, (heading, about) in PARTS.items():
        told = f"{about} {_left_out(tables[by])}".strip()
        parts.append(Part(heading, (_read(tables[by], by),), told, at.this(**settled, by=by), ("csv", "xlsx")))
    parts.append(Part("Change the scenario", (_taken_back(changes, settled, at), _one_more(asked, now))))
    parts.append(Part("What stays as it is", (paragraph(
        "Nothing is stored: the changes are made in memory, the rules worked out twice, and the graph only read."),)))
    title = f"What if {scenario_sentence(scenario.scenario)}"
    called = {**facts.names, **{str(row["agreement"]): str(row["title"]) for row in runner.rows("agreements")}}
    lead = whatif_said(scenario.scenario, tables, called)
    return View(title, tables[asked.text("by")], lead, tuple(parts))


def _grade(asked: Asked) -> Grade:
    from clauseway.ontology.strength import Grade

    return Grade(asked.text("grade"))


def _changes(asked: Asked) -> dict[str, list[str]]:
    """The changes of the address by verb, with the one chosen in the form."""
    found = {verb: asked.names(verb) for verb in VERBS}
    who, what = asked.text("who"), asked.text("what")
    if bool(who) != bool(what):
        name = "what" if who else "who"
        raise bad_parameter(name, f"A change needs both who and which agreement; the field '{name}' is empty.")
    if who:
        change = f"{who}:{what}"
        if change not in found[asked.text("change")]:
            found[asked.text("change")].append(change)
    return found


def _empty(asked: Asked, at: Addresses) -> View:
    table = ResultTable(
        "What if", list(COLUMNS[""]), [], asked.runner.provenance("whatif", asked.as_of, {}, []),
        "No change was named: say who joins, leaves or brings up what.", SHOWN[""],
    )  # fmt: skip
    links = tuple(Link(f"{text}?", at.to("whatif", **changes)) for text, changes in EXAMPLES)
    parts = (
        Part("Choose a change", (_form("See before and after", {}),), "More changes can be added to the answer."),
        Part("Or begin with one of these", (Links(links),)),
    )
    lead = (
        "Choose who joins, leaves or brings up an agreement: the page then sets duties, pairs bound, fragmentation and "
        "law at home before and after side by side."
    )
    return View("What if", table, lead, parts)


def _form(button: str, hidden: dict[str, str]) -> Form:
    return Form("whatif", "Choose a change", button, {"change": "join"}, ("change", "who", "what"), hidden)


def _one_more(asked: Asked, now: dict[str, str | None]) -> Form:
    kept = {name: asked.text(name) for name in ("group", "grade", "clauses") if name in asked.given}
    return _form("Add this change", {**{verb: text or "" for verb, text in now.items()}, **kept})


def _taken_back(changes: dict[str, list[str]], settled: dict[str, str | None], at: Addresses) -> Links:
    """A link for each change that leaves it out."""
    links: list[Link] = []
    for verb, texts in changes.items():
        for text in texts:
            rest = ",".join(each for each in texts if each != text) or None
            links.append(Link(f"Without: {verb} {text}", at.this(**{**settled, verb: rest, "by": None})))
    return Links(tuple(links), inline=True)


def _left_out(table: ResultTable) -> str:
    most, all_rows = MOST_ROWS, len(table.rows)
    return f"The first {most} of {all_rows:,} rows; the files hold all." if all_rows > most else ""


def _read(table: ResultTable, by: str) -> ResultTable:
    """A breakdown under the heading of its part, without the columns that would push its evidence out of sight."""
    shown = tuple(name for name in SHOWN[by] if (by, name) != ("duty", "partners_before"))
    return replace(table, title=PARTS[by][0], rows=table.rows[:MOST_ROWS], shown=(*shown, "row_id"))


KINDS = (
    Kind(
        name="whatif", address="/whatif", title="What if",
        about="What would change if economies joined or left agreements, or brought one up to another.",
        parameters=(_JOIN, _LEAVE, _UPGRADE, _CHANGE, _WHO, _WHAT, GROUP, _BY, _GRADE, CLAUSES, *COMMON),
        answer=whatif, width="wide", example="/whatif?join=CHN:depa",
    ),
)  # fmt: skip
"""Kinds of pages of this module."""
