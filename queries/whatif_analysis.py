"""What-if as tables: measures before and after, by economy, clause type, duty, pair or law at home.

The facts are changed in memory and the rules worked out twice; the graph is only read.
"""

# Long because each breakdown has its documented columns beside the rows that fill them.

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.asked_scenarios import NAMES_TOLD, AskedScenario, scenario_sentence
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.compliance import (
    STATUSES,
    LawAtHome,
    Requirement,
    citing_laws,
    held_against_law,
    laws_at_home,
    requirements_of,
)
from clauseway.queries.duties import day, row_on, text
from clauseway.queries.fragmentation_measures import fragmentation_by_clause
from clauseway.queries.gap_analysis import ACCESSION_STATES, clause_gaps, trade_of_pairs
from clauseway.queries.gaps import gap
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rules_in_force import OwedRule, Pair, RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.whatif import (
    Measure,
    Positions,
    acting_measures,
    change_of_duty,
    change_of_pair,
    changed_pairs,
    difference,
    set_measures,
    trade_covered,
)

AGREEMENTS_TOLD = 12
"""Agreements named in a note; more are counted."""

_BECAUSE = Column("because", "Rests on", "string", "agreements, articles and grades it rests on")
_UNREAD = Column("not_read", "Not read", "number", "share of the cells behind the row not read, in [0, 1]")
_CLAUSE = (
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
)
_RULE = (
    Column("agreement", "Agreement", "string", "agreement of the strongest rule after; before, where it is lifted"),
    Column("article", "Article", "string", "its article; of an upgrade the model and its article"),
    Column("grade", "Grade", "string", "its grade"),
    Column("verification", "Known by", "string", "how its coding is known"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
)


def _before_after(name: str, title: str, kind: str, comment: str) -> tuple[Column, Column, Column]:
    number = "integer" if kind == "integer" else "number"
    return (
        Column(f"{name}_before", f"{title} before", number, comment),
        Column(f"{name}_after", f"{title} after", number, "the same afterwards"),
        Column(f"{name}_difference", f"{title} +/-", number, "after less before"),
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    "": (
        Column("measure", "Measure", "string", "key of the measure"),
        Column("over", "Over", "string", "acting: the economies that act; set: the set named in the notes"),
        Column("before", "Before", "number", "value as the rules are; null when not known"),
        Column("after", "After", "number", "value as they would be"),
        Column("difference", "Difference", "number", "after less before"),
        Column("meaning", "Meaning", "string", "what it says"),
        _BECAUSE,
        _UNREAD,
    ),
    "economy": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("acts", "Acts", "boolean", "whether it joins, leaves or is Party to an agreement brought up"),
        *_before_after("duties", "Duties", "integer", "clause types on which it surely owes somebody a duty"),
        *_before_after("firm", "Firm", "integer", "those of them with a firm duty (hard band)"),
        *_before_after("partners", "Partners", "integer", "economies it owes at least one duty"),
        *_before_after("bound", "Bound", "integer", "partners and clause types bound both ways at the grade"),
        *_before_after("trade", "Trade covered", "number", "share of its trade covered, mean over types, in [0, 1]"),
        _BECAUSE,
        _UNREAD,
    ),
    "clause": (
        *_CLAUSE,
        Column("theme", "Theme", "string", "slug of its theme"),
        *_before_after("owing", "Owing", "integer", "acting economies that owe somebody a duty on it"),
        *_before_after("pairs", "Pairs bound", "integer", "pairs of the set bound both ways at the grade"),
        *_before_after("gap", "Gap", "number", "1 - pairs bound / pairs of the set, in [0, 1]"),
        *_before_after("entropy", "Entropy", "number", "spread of the set's agreements over four bands, in [0, 1]"),
        _BECAUSE,
        _UNREAD,
    ),
    "duty": (
        Column("economy", "Economy", "string", "ISO3 code of the acting economy"),
        *_CLAUSE,
        Column("change", "Change", "string", "new, stronger, weaker, lifted, more-partners or fewer-partners"),
        Column("grade_before", "Grade before", "string", "strongest sure grade owed to anybody; absent or not-read"),
        Column("agreement_before", "Agreement before", "string", "agreement it rests on"),
        Column("article_before", "Article before", "string", "its article"),
        Column("grade_after", "Grade after", "string", "the same afterwards"),
        *_before_after("partners", "Partners", "integer", "economies owed any duty on it"),
        *_RULE,
        _BECAUSE,
        _UNREAD,
    ),
    "pair": (
        Column("first", "First", "string", "ISO3 code of one economy"),
        Column("second", "Second", "string", "ISO3 code of the other"),
        Column("change", "Change", "string", "newly-bound, more, fewer, exchanged or released"),
        *_before_after("clauses", "Clauses", "integer", "clause types bound both ways at the grade or above"),
        Column("usd", "Trade", "integer", "trade of the pair, US dollars, goods both ways; null when not known"),
        Column("gained", "Gained", "string", "slugs of clause types newly bound"),
        Column("lost", "Lost", "string", "slugs of clause types no longer bound"),
        Column("unread", "Texts not read", "string", "agreements of the pair not or only partly read, after"),
        _BECAUSE,
        _UNREAD,
    ),
    "law": (
        Column("economy", "Economy", "string", "ISO3 code of the acting economy"),
        *_CLAUSE,
        Column("change", "Change", "string", "new, stronger, weaker or lifted"),
        Column("status", "Status", "string", "met (a law of the kind is there), draft, missing or no-data"),
        Column("law", "Law", "string", "kind of law the clause type rests on"),
        Column("law_label", "Kind of law", "string", "name of the kind of law"),
        Column("law_state", "State of law", "string", "legislation, draft, none or no-data as the source says"),
        Column("law_year", "Law as of", "integer", "year of that source"),
        Column("law_source", "Source of law", "string", "key of that source"),
        Column("reason", "Why needed", "string", "why the clause type rests on this kind of law (own judgement)"),
        *_RULE,
        _BECAUSE,
        _UNREAD,
    ),
}
"""Columns of the table at large and of each breakdown."""

SHOWN: dict[str, tuple[str, ...]] = {
    "": ("measure", "over", "before", "after", "difference", "meaning", "not_read"),
    "economy": ("economy", "name", "duties_before", "duties_after", "firm_before", "firm_after", "partners_before",
                "partners_after", "bound_difference", "trade_difference", "not_read"),
    "clause": ("label", "owing_before", "owing_after", "pairs_before", "pairs_after", "gap_difference",
               "not_read"),
    "duty": ("economy", "label", "change", "grade_before", "grade_after", "partners_before", "partners_after",
             "agreement", "article", "verification"),
    "pair": ("first", "second", "change", "clauses_before", "clauses_after", "usd", "gained", "lost", "unread"),
    "law": ("economy", "label", "change", "status", "law_label", "law_year", "agreement", "article", "grade"),
}  # fmt: skip

MEANINGS: dict[str, str] = {
    "duties": "clause types on which an acting economy owes somebody a duty, added up",
    "duties-hard": "those of them whose strongest duty is firm",
    "duties-mixed": "those whose strongest duty is qualified",
    "duties-soft": "those with a promise only",
    "partners": "economies owed at least one duty by an acting one, added up",
    "partner-duties": "partners and clause types owed a duty, added up",
    "trade-covered": "share of the trade of the acting with partners bound, mean over clause types",
    "law-met": "duties of the acting whose kind of law is there",
    "law-draft": "duties whose kind of law is a draft",
    "law-missing": "duties whose kind of law a source reports as missing",
    "law-no-data": "duties on whose kind of law no source tells",
    "pairs-with-rules": "pairs of the set that owe each other at least one duty",
    "pairs-bound": "pairs and clause types bound both ways at the grade or above",
    "mean-gap": "1 - pairs bound / pairs, mean over clause types, in [0, 1]",
    "clause-entropy": "mean over clause types: 0 one band of strength, 1 evenly split",
    "pair-divergence": "mean over economies with rules: 0 alike, 1 nothing in common",
    "overlap-load": "agreements that hold the same clause type for one pair, mean",
    "conflict-load": "those of them that grade it weaker than the best, mean",
    "modularity": "quality of the division into camps: above 0.3 well parted",
}
"""Measures in the order of the table."""


@dataclass(slots=True)
class Comparison:
    """The rules before and after, and what the tables of a what-if are made of.

    Attributes:
        runner: Where law at home is asked for.
        facts: The facts as they are.
        scenario: The changes.
        acting: Economies that act, in alphabetical order.
        members: The set gaps and fragmentation are measured over.
        before: Positions of economies as the rules are.
        after: The same as they would be.
        inside: Rules within the set, before and after.
        trade: Trade of pairs, US dollars.
    """

    runner: Runner
    facts: RuleFacts
    scenario: Scenario
    acting: tuple[str, ...]
    members: tuple[str, ...]
    before: Positions
    after: Positions
    inside: tuple[RulesInForce, RulesInForce]
    trade: Mapping[Pair, int]
    _needs: dict[str, list[Requirement]] = field(default_factory=dict[str, list[Requirement]])
    _laws: dict[str, dict[str, LawAtHome]] = field(default_factory=dict[str, dict[str, LawAtHome]])

    def held_against_law(self, economy: str, rules: Mapping[str, OwedRule]) -> list[Row]:
        """Rules an economy owes against its law at home, one row a clause type and kind of law."""
        for clause in rules:
            if clause not in self._needs:
                self._needs[clause] = requirements_of(self.runner, clause)
        if economy not in self._laws:
            self._laws[economy] = laws_at_home(self.runner, economy)
        owed = {clause: [_rule_columns(rules[clause])] for clause in self.after.rules.clauses if clause in rules}
        return held_against_law(owed, self._needs, self._laws[economy])


def touched_agreements(scenario: Scenario) -> tuple[str, ...]:
    """Agreements joined, left or brought up."""
    moved = {agreement for _, agreement in (*scenario.joins, *scenario.leaves)}
    return tuple(sorted(moved | {agreement for agreement, _ in scenario.upgrades}))


def compare(
    runner: Runner,
    scenario: Scenario,
    as_of: date,
    *,
    economies: Iterable[str] = (),
    clauses: Iterable[str] = (),
    grade: Grade = Grade.QUALIFIED,
    facts: RuleFacts | None = None,
) -> Comparison:
    """Work the rules out before and after.

    Args:
        runner: Where to ask.
        scenario: The changes.
        as_of: The day of the changes and of the rules.
        economies: The set; when empty, the acting economies with the Parties of the agreements touched, and all
            economies where nothing changes.
        clauses: Only these clause types (the 51 substantive ones when empty).
        grade: The grade a rule has to reach for a pair to count as bound.
        facts: The facts as they are, if they were fetched before.

    Raises:
        ScenarioError: A change cannot be made.
    """
    known, wanted = facts or rule_facts(runner), tuple(clauses)
    changed = under(known, scenario, as_of) if scenario else known
    before = rules_in_force(known, as_of, clauses=wanted)
    after = rules_in_force(changed, as_of, clauses=wanted) if scenario else before
    acting = {economy for economy, _ in (*scenario.joins, *scenario.leaves)}
    for agreement, _ in scenario.upgrades:
        acting |= after.bound.get(agreement, {}).keys()
    parties = {
        party
        for agreement in touched_agreements(scenario)
        for rules in (before, after)
        for party in rules.bound.get(agreement, {})
    }
    members = tuple(sorted(set(economies) or acting | parties))
    inside = rules_in_force(known, as_of, members, clauses=wanted)
    inside_after = rules_in_force(changed, as_of, members, clauses=wanted) if scenario else inside
    return Comparison(
        runner,
        known,
        scenario,
        tuple(sorted(acting)),
        members or before.economies,
        Positions(before, grade),
        Positions(after, grade),
        (inside, inside_after),
        trade_of_pairs(runner.rows("trade_flows")),
    )


def whatif_table(
    runner: Runner,
    asked: AskedScenario,
    as_of: date,
    *,
    by: str = "",
    grade: Grade = Grade.QUALIFIED,
    economies: Iterable[str] = (),
    name: str = "",
    clauses: Iterable[str] = (),
    facts: RuleFacts | None = None,
) -> ResultTable:
    """What would change, as a table.

    Args:
        runner: Where to ask.
        asked: The changes.
        as_of: The day of the changes.
        by: Nothing for the measures; `economy`, `clause`, `duty`, `pair` or `law`.
        grade: The grade a rule has to reach for a pair to count as bound.
        economies: The set gaps and fragmentation are measured over, see `compare`.
        name: The group that the set is, if it is one.
        clauses: Only these clause types.
        facts: The facts as they are, if they were fetched before.
    """
    return whatif_tables(
        runner, asked, as_of, by=(by,), grade=grade, economies=economies, name=name, clauses=clauses, facts=facts
    )[by]


def whatif_tables(
    runner: Runner,
    asked: AskedScenario,
    as_of: date,
    *,
    by: Iterable[str] = tuple(COLUMNS),
    grade: Grade = Grade.QUALIFIED,
    economies: Iterable[str] = (),
    name: str = "",
    clauses: Iterable[str] = (),
    facts: RuleFacts | None = None,
) -> dict[str, ResultTable]:
    """The tables of several breakdowns, of rules worked out once; arguments as for `whatif_table`."""
    chosen, wanted = tuple(economies), tuple(clauses)
    found = compare(runner, asked.scenario, as_of, economies=chosen, clauses=wanted, grade=grade, facts=facts)
    return {each: _table(found, asked, as_of, each, chosen, name, wanted) for each in by}


def _table(
    found: Comparison,
    asked: AskedScenario,
    as_of: date,
    by: str,
    chosen: tuple[str, ...],
    name: str,
    wanted: tuple[str, ...],
) -> ResultTable:
    runner, grade = found.runner, found.before.grade
    rows = ROWS[by](found)
    parameters: dict[str, Value] = {
        "joins": ",".join(":".join(each) for each in asked.scenario.joins) or None,
        "leaves": ",".join(":".join(each) for each in asked.scenario.leaves) or None,
        "upgrades": ",".join(":".join(each) for each in asked.scenario.upgrades) or None,
        "by": by or None,
        "grade": grade.value,
        "economies": ",".join(chosen) or None,
        "clauses": ",".join(wanted) or None,
    }
    told = name or ("the economies named" if chosen else "")
    table = ResultTable(
        title=f"What if {scenario_sentence(asked.scenario)}, on {as_of}",
        columns=list(COLUMNS[by]),
        rows=rows,
        provenance=runner.provenance("whatif", as_of, parameters, [*asked.notes, *_notes(found, as_of, by, told)]),
        empty_message="Nothing would change.",
        shown=SHOWN[by],
    )
    if asked.changes:
        options = {**asked.changes, "grade": grade.value if grade is not Grade.QUALIFIED else None}
        options |= {"set": set_key(name, chosen) if chosen else None, "clauses": parameters["clauses"]}
        with_row_ids(table, runner.trust, lambda row: _row_key(by, row), **options)
    models = {model for _, model in asked.scenario.upgrades}
    resting = {
        rule.agreement
        for positions in (found.before, found.after)
        for economy in found.acting
        for rule in positions.of(economy).rules.values()
    }
    looked_at = resting | models | set(touched_agreements(asked.scenario))
    looked_at |= {agreement for pair in found.inside[0].pairs() for agreement, _ in found.inside[0].shared(*pair)}
    table = with_sources(runner, table, agreements=sorted(looked_at), economies=found.members)
    table.provenance = citing_laws(runner, table.provenance, rows)
    return table


def _row_key(by: str, row: Row) -> tuple[Value, ...]:
    keys = {"": ("measure",), "pair": ("first", "second"), "duty": ("economy", "clause"),
            "law": ("economy", "clause", "law")}.get(by, (by,))  # fmt: skip
    return ("whatif", *([by] if by else []), *(row[key] for key in keys))


# ---- rows -----------------------------------------------------------------------------------------


def _measure_rows(found: Comparison) -> list[Row]:
    before = acting_measures(found.before, found.acting, found.trade)
    after = acting_measures(found.after, found.acting, found.trade)
    for positions, told in ((found.before, before), (found.after, after)):
        counts = Counter(
            str(row["status"])
            for economy in found.acting
            for row in found.held_against_law(economy, positions.of(economy).rules)
        )
        like = told["duties"]
        told |= {f"law-{s}": Measure(like.over, counts[s], like.unread, like.because) for s in STATUSES}
    before |= set_measures(found.inside[0], found.before.grade)
    after |= set_measures(found.inside[1], found.after.grade)
    return [
        {
            "measure": measure,
            "over": after[measure].over,
            "before": _number(before[measure].value),
            "after": _number(after[measure].value),
            "difference": _number(difference(before[measure].value, after[measure].value)),
            "meaning": meaning,
            "because": ", ".join(after[measure].because) or None,
            "not_read": after[measure].unread,
        }
        for measure, meaning in MEANINGS.items()
    ]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _economy_rows(found: Comparison) -> list[Row]:
    pairs = changed_pairs(found.before, found.after, found.acting)
    others = {economy for pair in pairs for economy in pair} - set(found.acting)
    rows: list[Row] = []
    for economy in (*found.acting, *sorted(others)):
        before, after = found.before.of(economy), found.after.of(economy)
        clauses = len(found.after.rules.clauses)
        row: Row = {"economy": economy, "name": found.facts.names.get(economy, economy), "acts": economy not in others}
        for key, one, other in (
            ("duties", len(before.rules), len(after.rules)),
            ("firm", before.in_band("hard"), after.in_band("hard")),
            ("partners", len(before.all_partners), len(after.all_partners)),
            ("bound", sum(map(len, before.bound.values())), sum(map(len, after.bound.values()))),
            (
                "trade",
                trade_covered({economy: before.bound}, found.trade, clauses),
                trade_covered({economy: after.bound}, found.trade, clauses),
            ),
        ):
            row |= _told(key, one, other)
        row["because"] = ", ".join(sorted({rule.agreement for rule in after.rules.values()})) or None
        row["not_read"] = round(len(after.unread) / clauses, 6) if clauses else 0.0
        rows.append(row)
    return rows


def _told(key: str, before: float | None, after: float | None) -> Row:
    return {f"{key}_before": before, f"{key}_after": after, f"{key}_difference": difference(before, after)}


def _clause_rows(found: Comparison) -> list[Row]:
    least = found.before.grade
    gaps = [clause_gaps(rules, least, 0, {}, (), rules) for rules in found.inside]
    spread = [fragmentation_by_clause(rules) for rules in found.inside]
    rows: list[Row] = []
    for clause, kind in found.after.rules.clauses.items():
        rules = [
            [rule for e in found.acting if (rule := positions.of(e).rules.get(clause))]
            for positions in (found.before, found.after)
        ]
        before, after = (each[clause] for each in gaps)
        pairs = len(before.bound) + len(before.missing)
        row = _told("owing", *map(len, rules)) | _told("pairs", len(before.bound), len(after.bound))
        row |= _told("gap", gap(len(before.bound), pairs), gap(len(after.bound), pairs))
        row |= _told("entropy", spread[0][clause].entropy, spread[1][clause].entropy)
        same = {rule.provision for rule in rules[0]} == {rule.provision for rule in rules[1]}
        if same and not any(value for name, value in row.items() if name.endswith("_difference")):
            continue
        hidden = after.hidden.intersection(after.missing)
        rows.append(
            {
                "clause": clause,
                "label": kind.label,
                "theme": kind.theme,
                **row,
                "because": "; ".join(sorted({_short(rule) for rule in rules[1] or rules[0]})) or None,
                "not_read": round(len(hidden) / len(after.missing), 6) if after.missing else 0.0,
            }
        )
    return rows


def _duty_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    for economy in found.acting:
        before, after = found.before.of(economy), found.after.of(economy)
        for clause, kind in found.after.rules.clauses.items():
            one, other = before.rules.get(clause), after.rules.get(clause)
            partners = [len(each.partners.get(clause, ())) for each in (before, after)]
            change = change_of_duty(_rank(one), _rank(other), partners[1] - partners[0])
            told = other or one
            if not change or told is None:
                continue
            hidden = Grade.NOT_READ.value, Grade.ABSENT.value
            rows.append(
                {
                    "economy": economy,
                    "clause": clause,
                    "label": kind.label,
                    "change": change,
                    "grade_before": one.grade.value if one else hidden[clause not in before.unread],
                    "agreement_before": one.agreement if one else None,
                    "article_before": one.article if one else None,
                    "grade_after": other.grade.value if other else hidden[clause not in after.unread],
                    **_told("partners", *partners),
                    **_rule_columns(told),
                    "because": f"{_short(told)}: {told.source}",
                    "not_read": float(clause in after.unread),
                }
            )
    return rows


def _pair_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    clauses = found.after.rules.clauses
    for first, second in changed_pairs(found.before, found.after, found.acting):
        before, after = found.before.bound(first, second), found.after.bound(first, second)
        gained, lost = ([c for c in clauses if c in one - other] for one, other in ((after, before), (before, after)))
        rests = {
            _short(rule)
            for positions, changed in ((found.after, gained), (found.before, lost))
            for debtor, creditor in ((first, second), (second, first))
            for clause in changed
            if (rule := positions.owed(debtor, creditor)[clause].rule) is not None
        }
        owed = [found.after.owed(first, second), found.after.owed(second, first)]
        shared = [agreement for agreement, _ in found.after.rules.shared(first, second)]
        unread = [agreement for agreement in shared if agreement not in found.facts.read_whole]
        hidden = sum(
            c not in after and (bool(unread) or any(c in way and not way[c].known for way in owed)) for c in clauses
        )
        rows.append(
            {
                "first": first,
                "second": second,
                "change": change_of_pair(before, after),
                **_told("clauses", len(before), len(after)),
                "usd": found.trade.get((first, second)),
                "gained": ", ".join(gained) or None,
                "lost": ", ".join(lost) or None,
                "unread": ", ".join(unread) or None,
                "because": "; ".join(sorted(rests)) or None,
                "not_read": round(hidden / len(clauses), 6),
            }
        )
    order = {"newly-bound": 0, "released": 1}
    return sorted(
        rows, key=lambda r: (order.get(str(r["change"]), 2), -(r["usd"] if isinstance(r["usd"], int) else 0))
    )


def _law_rows(found: Comparison) -> list[Row]:
    rows: list[Row] = []
    columns = {column.name for column in COLUMNS["law"]}
    for economy in found.acting:
        before, after = found.before.of(economy), found.after.of(economy)
        changed: dict[str, tuple[str, OwedRule]] = {}
        for clause in found.after.rules.clauses:
            one, other = before.rules.get(clause), after.rules.get(clause)
            told = other or one
            if told is not None and (change := change_of_duty(_rank(one), _rank(other))):
                changed[clause] = change, told
        for held in found.held_against_law(economy, {clause: rule for clause, (_, rule) in changed.items()}):
            clause = str(held["clause"])
            change, rule = changed[clause]
            rows.append(
                {
                    **{name: value for name, value in held.items() if name in columns},
                    "economy": economy,
                    "label": found.after.rules.clauses[clause].label,
                    "change": change,
                    "because": f"{_short(rule)}: {rule.source}",
                    "not_read": round(len(after.unread) / len(found.after.rules.clauses), 6),
                }
            )
    return rows


ROWS: dict[str, Callable[[Comparison], list[Row]]] = {
    "": _measure_rows,
    "economy": _economy_rows,
    "clause": _clause_rows,
    "duty": _duty_rows,
    "pair": _pair_rows,
    "law": _law_rows,
}
"""Makes the rows of the table at large and of each breakdown."""


def _rank(rule: OwedRule | None) -> int:
    return rule.grade.rank if rule else 0


def _short(rule: OwedRule) -> str:
    return f"{rule.agreement} {rule.article} ({rule.grade.value})"


def _rule_columns(rule: OwedRule) -> Row:
    return {
        "agreement": rule.agreement,
        "article": rule.article,
        "grade": rule.grade.value,
        "verification": rule.verification,
        "source": rule.source,
        "provision": rule.provision,
    }


# ---- notes ----------------------------------------------------------------------------------------


def _notes(found: Comparison, as_of: date, by: str, name: str) -> list[str]:
    notes: list[str] = []
    touched = touched_agreements(found.scenario)
    who = ", ".join(found.members) if len(found.members) <= 2 * NAMES_TOLD else f"{len(found.members)} economies"
    if by in ("", "clause"):
        chosen = name or (
            f"the acting economies with the Parties of {', '.join(touched)}" if touched else "all economies"
        )
        notes.append(f"Gaps and fragmentation are those among {chosen}: {who}.")
    if by != "law":
        notes.append(f"A pair counts as bound when each owes the other at least {found.before.grade.value}.")
    if found.scenario.joins:
        notes.append(
            "A newcomer is taken to be bound by the whole text from that day, with no period of transition of its "
            "own; whether the Parties would let it in is not weighed."
        )
    if found.scenario.leaves:
        notes.append("Whoever leaves is taken to be free from that day; periods of notice are not counted.")
    if found.scenario.upgrades:
        notes.append(
            "An agreement brought up keeps its rules and gains those of the model, without what the Parties of the "
            "model have put off for themselves."
        )
    notes += _talks(found, as_of)
    notes += _idle(found, as_of)
    notes += _unread(found, (*touched, *(model for _, model in found.scenario.upgrades)))
    return notes


def _talks(found: Comparison, as_of: date) -> list[str]:
    """Where accession stands, for economies that have asked to join."""
    notes: list[str] = []
    for economy, agreement in found.scenario.joins:
        row = row_on(found.facts.participations.get((economy, agreement), []), as_of)
        if row is not None and text(row, "state") in ACCESSION_STATES | {"signed"}:
            since = day(row, "since")
            told = f" since {since}" if since else " (no day known)"
            notes.append(f"{economy} and {agreement} at present: {text(row, 'state')}{told}.")
    return notes


def _idle(found: Comparison, as_of: date) -> list[str]:
    """Agreements that would bind no pair: nobody else is bound on the day."""
    notes: list[str] = []
    after = found.after.rules.bound
    for agreement in dict.fromkeys(agreement for _, agreement in found.scenario.joins):
        if len(after.get(agreement, {})) < 2:
            notes.append(
                f"{agreement} is in force for nobody else on {as_of}, so joining it binds no pair; let those it was "
                "made for join as well, or ask about a later day."
            )
    for agreement, _ in found.scenario.upgrades:
        if len(after.get(agreement, {})) < 2:
            notes.append(f"{agreement} binds no pair on {as_of}, so bringing it up changes nothing.")
    return notes


def _unread(found: Comparison, agreements: Sequence[str]) -> list[str]:
    notes: list[str] = []
    between = sorted(
        {
            agreement
            for economy in found.acting
            for other in found.after.rules.economies
            for agreement, _ in found.after.rules.shared(economy, other)
            if agreement not in found.facts.read_whole
        }
    )
    if between:
        told = ", ".join(between) if len(between) <= AGREEMENTS_TOLD else f"{len(between)} agreements"
        notes.append(
            f"Digital text between those that act and others not or only partly read: {told}. What was not read there "
            "is not counted, before or after, so a pair may be bound by it."
        )
    for agreement in dict.fromkeys(agreements):
        if agreement in found.facts.read_whole:
            continue
        read = [row for row in found.facts.provisions.get(agreement, []) if row["wording"] is not None]
        if read:
            notes.append(f"The digital text of {agreement} is only partly read; its other rules are not counted.")
        else:
            notes.append(f"No digital rule of {agreement} was read, so what it holds is not known and not counted.")
    return notes
