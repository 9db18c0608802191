"""The drawings a user asks for, made from the answers of the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import BINDING_STATES
from clauseway.queries.bound_pairs import depth, mutual_rules
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.drawings.network import network
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.drawings.timeline import Span, timeline
from clauseway.queries.duties import day, row_on, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.rules_in_force import Pair, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner

TIE_COLUMNS = (
    Column("first", "First", "string", "ISO3 code of one economy"),
    Column("first_name", "Name", "string", "its name"),
    Column("second", "Second", "string", "ISO3 code of the other"),
    Column("second_name", "Name", "string", "its name"),
    Column("depth", "Depth", "number", "mean grade both surely owe each other by 5, over the clause types, in (0, 1]"),
    Column("clauses", "Clauses", "integer", "clause types both surely owe each other"),
    Column("because", "Rests on", "string", "agreements the rules rest on"),
    Column("unread", "Not read", "integer", "agreements in force between them that are not or only partly read"),
)
SPAN_COLUMNS = (
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("title", "Name", "string", "title of the agreement"),
    Column("state", "State", "string", "in-force, provisional, waiting or ended on the day asked about"),
    Column("since", "Since", "date", "first day on which it surely holds; null when no source gives it"),
    Column("until", "Until", "date", "first day on which it no longer holds"),
    Column("via", "Via", "string", "bloc through which the economy is bound"),
    Column("changes", "Changes", "string", "days on which a duty of the economy under it begins or may end its delay"),
    Column("verification", "Known by", "string", "how the days are known"),
    Column("source", "Source", "string", "citation"),
)


def ties(rules: RulesInForce) -> tuple[dict[Pair, float], list[Row]]:
    """Depth of the rules of each pair that owes each other something, and the same as rows, the deepest first."""
    deep: dict[Pair, float] = {}
    rows: list[Row] = []
    for pair in rules.linked():
        both = mutual_rules(rules, *pair)
        if not both:
            continue
        deep[pair] = depth(rules, *pair)
        rows.append(
            {
                "first": pair[0],
                "second": pair[1],
                "depth": round(deep[pair], 6),
                "clauses": len(both),
                "because": ", ".join(sorted({rule.agreement for rule in both.values()})),
                "unread": sum(agreement not in rules.read_whole for agreement, _ in rules.shared(*pair)),
            }
        )
    rows.sort(key=lambda row: (-deep[str(row["first"]), str(row["second"])], str(row["first"]), str(row["second"])))
    return deep, rows


def network_drawing(
    runner: Runner,
    economies: Sequence[str],
    as_of: date,
    *,
    name: str,
    clauses: Iterable[str] = (),
    centre: str = "",
    group: str = "",
) -> Drawing:
    """Draw who is bound with whom in a set, or with one economy.

    Args:
        runner: Where to ask.
        economies: Codes of the set; with a centre and none, every economy that is bound with it.
        as_of: The date.
        name: The set, or the economy in the centre, in words.
        clauses: Only these clause types (the 51 substantive ones when empty).
        centre: Code of the economy in the centre.
        group: Name of the group the set is, for the record of parameters.
    """
    wanted = tuple(clauses)
    asked = {*economies, centre} if centre and economies else set(economies)

    def all_ties() -> tuple[RuleFacts, RulesInForce, dict[Pair, float], list[Row]]:
        facts = rule_facts(runner)
        rules = rules_in_force(facts, as_of, asked, clauses=wanted)
        return facts, rules, *ties(rules)

    # around one economy or the next, the ties of the world are the same
    facts, rules, deep, found = runner.once("ties", (as_of, frozenset(asked), wanted), all_ties)
    rows = [dict(row) for row in found]
    if centre:
        rows = [row for row in rows if centre in (row["first"], row["second"])]
    drawn = asked or {str(row[side]) for row in rows for side in ("first", "second")} | {centre}
    names = {code: facts.names.get(code, code) for code in sorted(drawn)}
    for row in rows:
        row |= {f"{side}_name": facts.names.get(str(row[side])) for side in ("first", "second")}
    title = f"Rules in force {'with' if centre else 'within'} {name} on {as_of}"
    parameters: dict[str, Value] = {"centre": centre or None}
    parameters |= {"group": group} if group else {"economies": ",".join(economies) or None}
    parameters["clauses"] = ",".join(wanted) or None
    unread = {slug for row in rows for slug, _ in rules.shared(str(row["first"]), str(row["second"]))}
    notes = [
        f"A line stands where both surely owe each other a duty{' on ' + ', '.join(wanted) if wanted else ''}. Texts "
        f"not or partly read may hold more: {len(unread - rules.read_whole)} of the {len(unread)} agreements behind it."
    ]
    table = ResultTable(
        title=title,
        columns=list(TIE_COLUMNS),
        rows=rows,
        provenance=runner.provenance("draw network", as_of, parameters, notes),
        empty_message=f"No rule in force {'with' if centre else 'within'} {name} on {as_of} is in the data.",
    )
    resting = {slug for row in rows for slug in str(row["because"]).split(", ")}
    table = with_sources(runner, table, agreements=sorted(resting), economies=sorted(drawn))
    tips = {(str(r["first"]), str(r["second"])): f"{r['first_name']}, {r['second_name']}: {r['because']}" for r in rows}
    return network(title, names, deep, table, tips=tips, centre=centre)


def timeline_drawing(runner: Runner, iso3: str, name: str, as_of: date) -> Drawing:
    """Draw the agreements of an economy in time, with the days on which its duties change.

    Args:
        runner: Where to ask.
        iso3: The economy.
        name: Its name.
        as_of: The date.
    """
    changes: dict[str, set[date]] = defaultdict(set)
    for row in runner.rows("provisions_of_economy", iso3=iso3):
        for column in ("valid_from", "valid_until", "deferred_until", "may_extend_until"):
            if (found := day(row, column)) is not None:
                changes[text(row, "agreement")].add(found)
    by_agreement: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("agreements_of_economy", iso3=iso3):
        by_agreement[text(row, "agreement")].append(row)
    spans: list[Span] = []
    rows: list[Row] = []
    for slug, found in by_agreement.items():
        row = row_on(found, as_of)
        assert row is not None, "an agreement of an economy has a participation"
        since, until = day(row, "since_latest") or day(row, "since"), day(row, "until")
        state = _state(row, until, as_of)
        ahead = tuple(sorted(each for each in changes[slug] if state in BINDING_STATES and each > as_of))
        spans.append(Span(slug, state, since, until, ahead))
        rows.append(
            {
                "agreement": slug,
                "title": row["title"],
                "state": state,
                "since": since,
                "until": until,
                "via": row["via"],
                "changes": ", ".join(map(str, ahead)) or None,
                "verification": row["date_verification"],
                "source": row["source"],
            }
        )
    title = f"Agreements of {name} in time, on {as_of}"
    table = ResultTable(
        title=title,
        columns=list(SPAN_COLUMNS),
        rows=sorted(rows, key=lambda row: (row["since"] is None, str(row["since"]), str(row["agreement"]))),
        provenance=runner.provenance("draw timeline", as_of, {"economy": iso3}, []),
        empty_message=f"No agreement of {name} is in the data.",
    )
    return timeline(title, spans, as_of, with_sources(runner, table, agreements=sorted(by_agreement), economies=[iso3]))


def _state(row: Row, until: date | None, as_of: date) -> str:
    if until is not None and until <= as_of:
        return "ended"
    state = text(row, "state")
    return state if state in BINDING_STATES else "waiting"
