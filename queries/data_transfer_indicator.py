"""Indicator 6.5 of the Regional Digital Trade Integration Index from the graph: is an economy bound on data transfer?

The index gives 0 to an economy in an agreement with binding commitments on data transfer and 1 to one in none
(`ontology/mappings/rdtii.ttl`). Counted here: a provision on cross-border transfer, worded hard or mixed, active for
the economy on the day, in an agreement meant to bind. Whether Article 12.15 of RCEP is such a commitment is open to
argument, because a Party judges alone whether it needs an exception; so both answers are given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Wording
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import Duty, duties_by_provision, one_each, participation_of, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

CLAUSE = "cross-border-data-transfer"
RCEP = "rcep"
_FIRM = frozenset({Wording.HARD, Wording.MIXED})

COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code"),
    Column("name", "Name", "string", "name of the economy"),
    Column("with_rcep", "With RCEP", "integer", "0 bound, 1 not bound; null: not known from what was read"),
    Column("without_rcep", "Without RCEP", "integer", "the same, leaving out RCEP Article 12.15"),
    Column("agreement", "Agreement", "string", "slug of the agreement with the strongest such commitment"),
    Column("article", "Article", "string", "its article"),
    Column("paragraph", "Para", "string", "its paragraph; null when the article was coded as a whole"),
    Column("wording", "Wording", "string", "hard or mixed"),
    Column("exception", "Exception", "string", "exception written for this rule; null when not recorded"),
    Column("grade", "Grade", "string", "grade that is sure by the text"),
    Column("active_from", "From", "date", "first day on which it applied; null when not known"),
    Column("verification", "Known by", "string", "how the coding is known"),
    Column("source", "Source", "string", "citation of the coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("commitments", "All commitments", "string", "every such commitment: agreement and article"),
    Column("undecided", "Undecided", "string", "agreements whose commitment may be active or was not read"),
    Column("unread", "Unread", "integer", "agreements in force, or perhaps, whose digital text was not read whole"),
    Column("why", "Why", "string", "one sentence where the value is not plainly 0"),
)
SHOWN = ("economy", "name", "with_rcep", "without_rcep", "agreement", "article", "wording", "grade", "unread")


@dataclass(frozen=True, slots=True)
class Commitments:
    """What is known of an economy's commitments on data transfer.

    Attributes:
        firm: Agreements with an active commitment worded hard or mixed.
        undecided: Agreements whose commitment may be active, or of which only the title is known.
        unread: Agreements in force, or perhaps, whose digital text was not read whole.
        agreements: How many agreements in force, or perhaps, are in the data.
    """

    firm: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    agreements: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """An economy's commitments on data transfer with the duties behind them.

    Attributes:
        known: What the indicator is worked out from.
        firm: Duties active and worded hard or mixed, the strongest first.
        undecided: Duties that may be active, or of which only the title is known.
        in_play: Agreements meant to bind that are in force, or perhaps.
    """

    known: Commitments
    firm: tuple[Duty, ...] = ()
    undecided: tuple[Duty, ...] = ()
    in_play: frozenset[str] = frozenset()


def indicator(known: Commitments, *, without: frozenset[str] = frozenset()) -> int | None:
    """The indicator: 0 bound, 1 not bound, None where what was read does not tell.

    Args:
        known: The economy's commitments.
        without: Agreements that do not count.

    >>> bound = Commitments(firm=frozenset({"rcep"}), agreements=1)
    >>> indicator(bound), indicator(bound, without=frozenset({"rcep"}))
    (0, 1)
    >>> indicator(Commitments(unread=frozenset({"old-fta"}), agreements=1)) is None
    True
    >>> indicator(Commitments()) is None
    True
    """
    if known.firm - without:
        return 0
    if (known.undecided - without) or (known.unread - without) or not known.agreements:
        return None
    return 1


def indicator_table(runner: Runner, as_of: date) -> ResultTable:
    """Indicator 6.5 for every economy, with the commitment it rests on.

    Args:
        runner: Where to ask.
        as_of: The date.
    """
    held = commitments_held(runner, as_of)
    rows = [
        _row(text(economy, "economy"), text(economy, "name"), held[text(economy, "economy")])
        for economy in runner.rows("economies")
        if economy["kind"] != "union"
    ]
    table = ResultTable(
        title=f"RDTII indicator 6.5, binding commitments on data transfer, on {as_of}",
        columns=list(COLUMNS),
        rows=rows,
        provenance=runner.provenance("rdtii 6.5", as_of, {}, _notes(rows)),
        empty_message="No economy is in the data.",
        shown=SHOWN,
    )
    return with_sources(runner, with_row_ids(table, runner.trust, lambda row: ("rdtii-6.5", row["economy"])))


def commitments_held(runner: Runner, as_of: date) -> dict[str, Held]:
    """Every economy with its commitments on data transfer on a day."""
    repeated: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("commitments_on_clause", clause=CLAUSE):
        repeated[text(row, "economy")].append(row)
    in_play = _agreements_in_play(runner, as_of)
    whole = {text(row, "agreement") for row in runner.rows("agreements") if row["reading"] in READ_WHOLE}
    found: dict[str, Held] = {}
    for economy in runner.rows("economies"):
        code = text(economy, "economy")
        duties = [duty for duty in duties_by_provision(repeated.get(code, []), as_of) if duty.row["binding"] is True]
        found[code] = _held(duties, in_play.get(code, frozenset()), whole)
    return found


def _agreements_in_play(runner: Runner, as_of: date) -> dict[str, frozenset[str]]:
    """Agreements meant to bind that are in force, or perhaps, by economy."""
    binding = {text(row, "agreement") for row in runner.rows("agreements") if row["binding"] is not False}
    found: dict[str, set[str]] = defaultdict(set)
    for row in one_each(runner.rows("participations"), as_of, "economy", "agreement"):
        if text(row, "agreement") in binding and in_party(participation_of(row), as_of) is not False:
            found[text(row, "economy")].add(text(row, "agreement"))
    return {code: frozenset(slugs) for code, slugs in found.items()}


def _held(duties: Iterable[Duty], in_play: frozenset[str], whole: set[str]) -> Held:
    held = [duty for duty in duties if duty.standing.active is not False]
    firm = sorted(
        (duty for duty in held if duty.standing.active is True and duty.facts.wording in _FIRM),
        key=lambda duty: duty.strength_key,
    )
    open_ones = [
        duty for duty in held
        if duty.facts.wording is None or (duty.standing.active is None and duty.facts.wording in _FIRM)
    ]  # fmt: skip
    known = Commitments(
        firm=frozenset(text(duty.row, "agreement") for duty in firm),
        undecided=frozenset(text(duty.row, "agreement") for duty in open_ones),
        unread=frozenset(in_play - whole),
        agreements=len(in_play),
    )
    return Held(known, tuple(firm), tuple(open_ones), in_play)


def _row(code: str, name: str, held: Held) -> Row:
    known, firm = held.known, held.firm
    row: Row = {
        "economy": code,
        "name": name,
        "with_rcep": indicator(known),
        "without_rcep": indicator(known, without=frozenset({RCEP})),
        "commitments": "; ".join(dict.fromkeys(_place(duty) for duty in firm)) or None,
        "undecided": ", ".join(sorted(known.undecided - known.firm)) or None,
        "unread": len(known.unread),
        "why": _why(known),
    }
    if firm:
        best = firm[0]
        kept = ("agreement", "article", "paragraph", "wording", "exception", "verification", "source", "provision")
        row |= {each: best.row[each] for each in kept}
        row |= {"grade": best.grade.low.value, "active_from": best.standing.active_from}
    return row


def _place(duty: Duty) -> str:
    return " ".join(part for part in (text(duty.row, each) for each in ("agreement", "article", "paragraph")) if part)


def _why(known: Commitments) -> str | None:
    if known.firm - {RCEP}:
        return None
    if not known.agreements:
        return "No agreement of it in force is in the data, so nothing was read."
    lead = "Bound by RCEP alone. " if known.firm else ""
    if known.undecided - known.firm:
        return f"{lead}May be bound: {', '.join(sorted(known.undecided - known.firm))}."
    if known.unread:
        return f"{lead}{len(known.unread)} of {known.agreements} agreements in force not or partly read."
    return f"{lead}No {'other ' if known.firm else ''}agreement in force holds such a commitment."


def _notes(rows: list[Row]) -> list[str]:
    def told(column: str) -> str:
        counts = Counter(row[column] for row in rows)
        return f"{counts[0]} bound (0), {counts[1]} not bound (1), {counts[None]} not known"

    return [
        f"With RCEP Article 12.15: {told('with_rcep')}.",
        f"Without it: {told('without_rcep')}.",
        "Bound: a commitment worded hard or mixed, active on the day, in an agreement meant to bind. Not known where "
        "an agreement in force was not read whole; whoever counts unread texts as silent reads those as 1.",
    ]
