"""Groups of economies: how far they are bound, where a common rule is lacking, and what would close the gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from clauseway.graph.engine import Row
from clauseway.queries import names
from clauseway.queries.catalogue_answers import listing
from clauseway.queries.drawings.asked import network_drawing
from clauseway.queries.drawings.bars import bars
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.gap_analysis import CLOSE, gaps_measured, gaps_table
from clauseway.queries.group_coverage import group_coverage_table
from clauseway.queries.matrix_questions import asked_matrix
from clauseway.queries.names import UnknownName
from clauseway.queries.pages import paragraph
from clauseway.queries.results import Column, Matrix, ResultTable
from clauseway.queries.said import number
from clauseway.web.kinds import DRAWN, FILES, PICTURES, Answer, Kind, Link, Links, Part, View, WebBlock
from clauseway.web.parameters import COMMON, Asked, Parameter

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

GROUP = Parameter(
    name="group", type="group", about="A group, or an agreement whose Parties are meant.", required=True,
    example="asean",
)  # fmt: skip
COVERED = ("label", "bound", "share", "trade_share", "not_read", "best_pair", "best_grade", "agreement", "article")
LACKING = ("label", "gap", "trade_gap", "weakest", "steps", "cost", "not_read", "row_id")
OF_STEPS = ("steps", "cost")
MOST_BARS = 15
MOST_MEMBERS = 60
"""Members up to which steps are looked for, and the network drawn, for a page: time and memory grow with the moves."""

MOST_TIED = 35
"""Members up to which the network stands within the page of the group: its pairs would outweigh all the rest."""



def groups(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every group."""
    table = listing(asked.runner, "groups")
    titles = {"group": "Key", "name": "Group", "members": "Members, ever"}
    columns = [Column(each.name, titles.get(each.name, each.title), each.type, each.comment) for each in table.columns]
    rows = sorted(table.rows, key=lambda row: (not row["members"], str(row["name"]).casefold()))
    whole = ResultTable(table.title, columns, rows, table.provenance, table.empty_message, ("name", "group", "members"))
    lead = (
        f"{len(rows)} groups of economies are in the data. The Parties of any agreement can be asked about as a group "
        "as well, at /group/ and the key of the agreement."
    )
    often = ("rcep", "cptpp", "depa")
    titled = {str(row["agreement"]): str(row["title"]) for row in asked.runner.rows("agreements")}
    links = Links(tuple(Link(f"Parties of {titled[s]}", at.to("group", group=s)) for s in often if s in titled))
    return View("Groups", whole, lead, (Part("Groups", (whole,)), Part("Parties of an agreement", (links,))))


def _members(asked: Asked) -> list[tuple[str, str]]:
    """Codes and names of the members on the day; none where the data know none."""
    try:
        return names.members_of(asked.runner, asked.text("group"), asked.as_of)
    except UnknownName:
        return []  # the name was checked before, so it is the members that are lacking


def _named(asked: Asked) -> tuple[str, str]:
    slug = asked.text("group")
    return slug, names.group_name(asked.runner, slug)


def _heading(asked: Asked) -> str:
    """Name of the group, told apart from an agreement of the same name."""
    slug, name = _named(asked)
    titles = names.agreement_titles(asked.runner)
    if slug in titles:
        return f"{name}: its Parties"
    return f"{name}: its members" if name in titles.values() else name


def _members_table(asked: Asked, members: list[tuple[str, str]], name: str) -> ResultTable:
    since = {
        str(row["economy"]): row["since"]
        for row in asked.runner.rows("members_of_group", slug=asked.text("group"))
        if not isinstance(row["since"], date) or row["since"] <= asked.as_of
    }
    columns = [
        Column("name", "Member", "string", "name of the economy"),
        Column("economy", "Code", "string", "ISO3 code"),
        Column("since", "Since", "date", "first day of membership; null when no source gives it"),
    ]
    rows: list[Row] = [{"name": called, "economy": code, "since": since.get(code)} for code, called in members]
    provenance = asked.runner.provenance("members of a group", asked.as_of, {"group": asked.text("group")}, [])
    empty = f"No member of {name} on {asked.as_of} is in the data."
    return ResultTable(f"Members of {name} on {asked.as_of}", columns, rows, provenance, empty)


def _trail(asked: Asked, at: Addresses, *, below: bool = True) -> tuple[Link, ...]:
    slug, name = _named(asked)
    above = (Link("Groups", at.to("groups")),)
    return (*above, Link(name, at.to("group", group=slug))) if below else above


def _too_few(asked: Asked, at: Addresses, members: list[tuple[str, str]], *, below: bool = True) -> View:
    _, name = _named(asked)
    table = _members_table(asked, members, name)
    some = f"{name} has one member on {asked.as_of}, {members[0][1]}: " if members else f"{table.empty_message} "
    lead = f"{some}{'a' if members else 'A'} group needs two to have a rule in common."
    return View(_heading(asked), table, lead, trail=_trail(asked, at, below=below))


def _group_network(asked: Asked, members: list[tuple[str, str]]) -> Drawing:
    slug, name = _named(asked)
    return network_drawing(asked.runner, [code for code, _ in members], asked.as_of, name=name, group=slug)


def _bars(coverage: ResultTable, name: str, day: date) -> Drawing:
    """The clause types on which most pairs are bound."""
    ranked = sorted(coverage.rows, key=lambda row: (-number(row["share"]), str(row["label"])))
    chosen = [row for row in ranked if row["bound"]][:MOST_BARS]
    values = [(str(row["label"]), number(row["share"]), f"{number(row['share']):.0%}") for row in chosen]
    said = "Share of pairs that owe each other the clause type, at qualified or above"
    return bars(f"Share of pairs bound in {name} on {day}", said, values, coverage, most=1.0)


def group(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """A group on a day: coverage, gaps, weakest members, network."""
    runner, day = asked.runner, asked.as_of
    slug, name = _named(asked)
    members = _members(asked)
    if len(members) < 2:
        return _too_few(asked, at, members, below=False)
    codes = [code for code, _ in members]
    coverage = group_coverage_table(runner, codes, day, name=slug)
    network = _group_network(asked, members)
    here = {"group": slug}
    bound = _bars(coverage, name, day) if any(row["bound"] for row in coverage.rows) else coverage
    held = _of(coverage, f"Clause coverage among {name}", (*COVERED, "row_id"), "share", -1)
    none = [str(row["label"]) for row in held.rows if not row["best_grade"]]
    held.rows = [row for row in held.rows if row["best_grade"]]
    said = paragraph(f"No pair surely owes each other ({len(none)}): {', '.join(none)}.", "small")
    shown: tuple[WebBlock, ...] = (held, said) if none else (held,)
    lacking, weakest = _gap_parts(asked, at, codes)
    ties = paragraph(network.reading) if len(codes) > MOST_TIED else network if network.table.rows else network.table
    parts = (
        Part("How far it is bound", (bound,), "", at.to("group-bars", **here), PICTURES),
        Part("Coverage by clause type", shown, "", at.to("group-coverage", **here), FILES),
        *lacking,
        Part("Who is bound with whom", (ties,), "", at.to("group-network", **here), PICTURES),
        Part("Members", (_members_table(asked, members, name),)),
        Part("Go on from here", (_onward(slug, name, at, steps=len(codes) <= MOST_MEMBERS),)),
    )
    lead = _said(name, len(members), coverage, weakest, network, day)
    return View(_heading(asked), coverage, lead, parts, trail=_trail(asked, at, below=False))


def _gap_parts(asked: Asked, at: Addresses, codes: list[str]) -> tuple[tuple[Part, ...], str]:
    """Gaps and weakest members of a set, and the name of the weakest, empty for none; steps of sets not too large."""
    slug, name = _named(asked)
    large = len(codes) > MOST_MEMBERS
    close = _close(len(codes))
    measured = gaps_measured(asked.runner, codes, asked.as_of, close=close)
    gaps = gaps_table(asked.runner, codes, asked.as_of, close=close, name=slug, measured=measured)
    weakest = gaps_table(asked.runner, codes, asked.as_of, by="economy", close=close, name=slug, measured=measured)
    shown = _of(gaps, f"Gaps of {name}", tuple(c for c in LACKING if not large or c not in OF_STEPS), "gap", 1)
    listed = replace(weakest, title=f"Members of {name} by what they lack")
    title, said = "Gaps", _too_many(asked, len(codes))
    if not large:
        title = "Gaps, and steps that close them"
        said = "The steps close four fifths of the missing pairs of a clause type, by the greedy rule."
    parts = (
        Part(title, (shown,), said, at.to("group-gaps", group=slug), FILES),
        Part("Weakest members", (listed,), "", at.to("group-members", group=slug), FILES),
    )
    differ = len({str(row["missing"]) for row in weakest.rows}) > 1
    return parts, str(weakest.rows[0]["name"]) if differ else ""


def _close(size: int) -> float:
    """Per cent of the missing pairs that steps have to close: none where the members are too many to look for steps."""
    return CLOSE if size <= MOST_MEMBERS else 0


def _too_many(asked: Asked, size: int) -> str:
    slug, name = _named(asked)
    return (
        f"Steps that close gaps are looked for here for groups of up to {MOST_MEMBERS} members; {name} has {size}. "
        f"The command clauseway gaps --group {slug} takes its time and tells them."
    )


def _of(table: ResultTable, title: str, shown: tuple[str, ...], order: str, sign: int) -> ResultTable:
    """A table for people: the clause types nearest to a common rule first; the files keep the order of the taxonomy."""
    rows = sorted(table.rows, key=lambda row: sign * number(row[order]))
    return replace(table, title=title, rows=rows, shown=shown)


def _said(name: str, size: int, coverage: ResultTable, weakest: str, network: Drawing, day: date) -> str:
    pairs = size * (size - 1) // 2
    whole = sum(row["share"] == 1 for row in coverage.rows)
    none = sum(row["bound"] == 0 for row in coverage.rows)
    told = (
        f"{name} has {size} members on {day}, which make {pairs:,} pair{'' if pairs == 1 else 's'}. {network.reading} "
        f"At qualified or above, {whole} of {len(coverage.rows)} clause types bind all pairs and {none} bind none."
    )
    if weakest:
        told += f" Most is lacking for {weakest}."
    hidden = max((number(row["not_read"]) for row in coverage.rows), default=0.0)
    if hidden:
        told += f" Texts not read may bind up to {hidden:.0%} of the pairs on a clause type besides."
    return told


def _onward(slug: str, name: str, at: Addresses, *, steps: bool) -> Links:
    links = [
        Link(f"Heat map of {name}", at.to("group-heatmap", group=slug), "each member against each clause type"),
        Link(f"Fragmentation among {name}", at.to("fragmentation", group=slug)),
        Link(f"Matrix of {name}", at.to("matrix", group=slug), "choose rows, columns and order"),
    ]
    if steps:
        told = "clause type by clause type, with laws lacking"
        links.insert(1, Link("Every step", at.to("group-steps", group=slug), told))
    return Links(tuple(links))


type _Made = ResultTable | Matrix | Drawing


def _alone(work_out: Callable[[Asked, list[tuple[str, str]]], _Made], *, most: int | None = None) -> Answer:
    """A page that shows one thing about a group with two members or more, and at most so many."""

    def answer(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
        members = _members(asked)
        if len(members) < 2:
            return _too_few(asked, at, members)
        if most is not None and len(members) > most:
            table = _members_table(asked, members, _named(asked)[1])
            return View(table.title, table, _too_many(asked, len(members)), trail=_trail(asked, at))
        made = work_out(asked, members)
        lead = made.reading if isinstance(made, Drawing) else ""
        return View(made.title, made, lead, trail=_trail(asked, at))

    return answer


def _coverage_alone(asked: Asked, members: list[tuple[str, str]]) -> ResultTable:
    codes = [code for code, _ in members]
    return group_coverage_table(asked.runner, codes, asked.as_of, name=asked.text("group"))


def _bars_alone(asked: Asked, members: list[tuple[str, str]]) -> Drawing:
    return _bars(_coverage_alone(asked, members), _named(asked)[1], asked.as_of)


def _gaps_by(by: str) -> Callable[[Asked, list[tuple[str, str]]], _Made]:
    def made(asked: Asked, members: list[tuple[str, str]]) -> ResultTable:
        codes = [code for code, _ in members]
        close = _close(len(codes)) if by != "step" else CLOSE
        return gaps_table(asked.runner, codes, asked.as_of, by=by, close=close, name=asked.text("group"))

    return made


def _heatmap(asked: Asked, members: list[tuple[str, str]]) -> Matrix:
    return asked_matrix(asked.runner, asked.as_of, group=asked.text("group"))


def _sub(
    name: str, title: str, about: str, answer: Answer, *, files: tuple[str, ...] = FILES, example: str = "asean"
) -> Kind:
    path = name.partition("-")[2]
    return Kind(
        name=name, address=f"/group/{{group}}/{path}", title=title, about=about, parameters=(GROUP, *COMMON),
        answer=answer, files=files, width="wide", example=f"/group/{example}/{path}",
    )  # fmt: skip



KINDS = (
    Kind(
        name="groups", address="/groups", title="Groups", about="Every group of economies in the data.",
        answer=groups, example="/groups",
    ),
    Kind(
        name="group", address="/group/{group}", title="A group and its gaps",
        about="How far a group is bound, where it lacks a common rule, and the steps that close the gap.",
        parameters=(GROUP, *COMMON), answer=group, width="wide", example="/group/asean",
    ),
    _sub("group-bars", "Share of pairs bound in a group", "The clause types on which most pairs of a group are bound.",
         _alone(_bars_alone), files=DRAWN),
    _sub("group-coverage", "Clause coverage of a group", "The share of pairs of a group that owe each other each "
         "clause type.", _alone(_coverage_alone)),
    _sub("group-gaps", "Gaps of a group", "Where a group lacks a common rule, with steps that close the gap.",
         _alone(_gaps_by("clause"))),
    _sub("group-members", "Weakest members of a group", "Which members of a group lack most pairs and clause types.",
         _alone(_gaps_by("economy"))),
    _sub("group-steps", "Steps of a group", "Each step that closes a gap of a group, with the laws lacking for it.",
         _alone(_gaps_by("step"), most=MOST_MEMBERS)),
    _sub("group-network", "Network of a group", "Who is bound with whom in a group, and how deeply.",
         _alone(_group_network), files=DRAWN),
    _sub("group-heatmap", "Heat map of a group", "The members of a group against clause types.", _alone(_heatmap),
         files=("svg", "csv", "xlsx", "json")),
)  # fmt: skip
"""Kinds of pages of this module."""
