"""Why a what-if says what it says: the number before and after, and the cells that changed, down to the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.asked_scenarios import AskedScenario, scenario_asked, scenario_sentence
from clauseway.queries.compliance import requirements_of
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.explanations.upgrade_gains import named
from clauseway.queries.names import UnknownName, one_of
from clauseway.queries.rules_in_force import OwedRule, rule_facts
from clauseway.queries.whatif import Position, Positions
from clauseway.queries.whatif_columns import MEANINGS
from clauseway.queries.whatif_comparison import Comparison, compare
from clauseway.queries.whatif_rows import ROWS

_KEYS: dict[str, tuple[str, ...]] = {
    "economy": ("economy",),
    "clause": ("clause",),
    "duty": ("economy", "clause"),
    "pair": ("first", "second"),
    "law": ("economy", "clause", "law"),
}
"""Columns that name a row of each breakdown."""

_OWED = ("duties", "duties-hard", "duties-mixed", "duties-soft", "law-met", "law-draft", "law-missing", "law-no-data")
"""Measures that change with the strongest duty on a clause type."""

_REACHED = ("partners", "partner-duties", "trade-covered")
"""Measures that change with the partners of the acting."""

_BOUND = ("pairs-with-rules", "pairs-bound", "mean-gap")
"""Measures that change with the pairs of the set that are bound."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A what-if with the evidence behind it."""

    asked: RowAsked
    scenario: AskedScenario
    found: Comparison

    @property
    def evidence(self) -> Evidence:
        """Where the facts are asked for."""
        return self.asked.evidence

    def side(self, *, after: bool) -> Positions:
        """Positions as the rules are, or as they would be."""
        return self.found.after if after else self.found.before

    def rule(self, rule: OwedRule, economy: str, *, after: bool) -> Derivation:
        """A rule as an economy owes it, or would owe it."""
        changes = self.found.scenario
        newly = (economy, rule.agreement) in changes.joins or " as " in rule.provision
        place = f"{rule.agreement} Article {rule.article}"
        if after and newly:
            return self.evidence.rule(rule, label=f"{economy} would owe by {place}")
        return self.evidence.rule(rule, economy, label=f"{economy} by {place}")

    def rows(self, by: str) -> list[Row]:
        """Rows of a breakdown."""
        return ROWS[by](self.found)


def explain_whatif(asked: RowAsked) -> Derivation:
    """`whatif/MEASURE/join:ECONOMY:AGREEMENT` or `whatif/BREAKDOWN/.../leave:...`: a difference, or a cell."""
    kind = asked.one_of(0, "measure or breakdown", [*MEANINGS, *_KEYS])
    asked.whole(1 + len(_KEYS.get(kind, ())))
    changed = _changed(asked)
    if kind in MEANINGS:
        return _measure(changed, kind)
    rows = changed.rows(kind)
    keys = _KEYS[kind]
    given = [asked.key(place) for place in range(1, 1 + len(keys))]
    for place, key in enumerate(keys, 1):
        there = [row for row in rows if [text(row, k) for k in keys[: place - 1]] == given[: place - 1]]
        if not any(row[key] == given[place - 1] for row in there):
            raise asked.unknown(place, f"{key} that changes", dict.fromkeys(text(row, key) for row in there))
    row = next(row for row in rows if [text(row, key) for key in keys] == given)
    return _BREAKDOWNS[kind](changed, row)


def _changed(asked: RowAsked) -> Changed:
    told = asked.row.options
    joins, leaves, upgrades = (
        [part for part in told.get(name, "").split(",") if part] for name in ("join", "leave", "upgrade")
    )
    if not (joins or leaves or upgrades):
        raise UnknownName(f"'{asked.row}' names no change; the form is {asked.form}.")
    facts = rule_facts(asked.runner)
    try:
        scenario = scenario_asked(asked.runner, joins, leaves, upgrades, asked.as_of, facts=facts)
    except UnknownName as error:
        raise UnknownName(f"There is no row '{asked.row}': {error}") from None
    grade = one_of(told.get("grade", Grade.QUALIFIED.value), [each for each in Grade if each.rank > 0], "grade")
    given = told.get("set", "")
    economies = asked.named_set(given) if given else ()
    found = compare(
        asked.runner, scenario.scenario, asked.as_of, economies=economies, clauses=asked.clauses(), grade=grade,
        facts=facts,
    )  # fmt: skip
    return Changed(asked, scenario, found)


# ---- measures -----------------------------------------------------------------------------------


def _measure(changed: Changed, measure: str) -> Derivation:
    row = next(row for row in changed.rows("") if row["measure"] == measure)
    sides = tuple(_side(changed, measure, row, after=after) for after in (False, True))
    if measure in _OWED:
        cells = _changed_duties(changed)
        what = "clause types whose strongest duty changed"
    elif measure in _REACHED:
        cells = _changed_pairs(changed) if measure == "trade-covered" else _changed_partners(changed)
        what = "partners bound otherwise" if measure == "trade-covered" else "partners owed otherwise"
    else:
        cells = _changed_clauses(changed)
        what = "clause types that changed in the set"
    if cells:
        sides += (Derivation("changed", len(cells), what, tuple(cells)),)
    how = f"{_figure(row['after'])} - {_figure(row['before'])} if {scenario_sentence(changed.found.scenario)}"
    return Derivation(f"{measure}: difference ({MEANINGS[measure]})", row["difference"], how, sides)


def _figure(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, (int, float)) else "not known"


def _side(changed: Changed, measure: str, row: Row, *, after: bool) -> Derivation:
    """A measure before or after: what each acting economy adds, or the agreements of the set."""
    name = "after" if after else "before"
    if row["over"] == "set":
        rules = changed.found.inside[after]
        members = frozenset(rules.economies)
        slugs = sorted({slug for pair in rules.pairs() for slug, _ in rules.shared(*pair)})
        nodes = tuple(
            changed.evidence.partners(sorted(members & rules.bound[slug].keys()), slug) for slug in slugs
        )
        newly = {slug for _, slug in changed.found.scenario.joins} if after else set[str]()
        how = f"over {len(slugs)} agreements in force between {len(members)} members of the set"
        told = f"{how}; newly bound by {', '.join(sorted(newly))}: see changed" if newly else how
        nothing = changed.evidence.dataset("It holds no agreement in force within the set.")
        return Derivation(name, row[name], told, nodes or (nothing,))
    positions = changed.side(after=after)
    nodes = tuple(_of_economy(changed, measure, economy, positions, after=after) for economy in changed.found.acting)
    return Derivation(name, row[name], "of those that act", nodes)


def _of_economy(
    changed: Changed, measure: str, economy: str, positions: Positions, *, after: bool
) -> Derivation:
    position = positions.of(economy)
    counts: dict[str, Callable[[], int]] = {
        "duties": lambda: len(position.rules),
        "partners": lambda: len(position.all_partners),
        "partner-duties": lambda: sum(map(len, position.partners.values())),
        **{f"duties-{band}": lambda band=band: position.in_band(band) for band in ("hard", "mixed", "soft")},
    }
    by_agreement = Counter(rule.agreement for rule in position.rules.values())
    told = ", ".join(f"{slug} {number}" for slug, number in by_agreement.most_common())
    below = tuple(changed.rule(rule, economy, after=after) for rule in position.rules.values())
    nothing = (changed.evidence.dataset(f"It holds no duty that {economy} surely owes."),)
    value = counts[measure]() if measure in counts else None
    how = f"strongest duties by agreement: {told}" if told else "no duty is surely owed"
    if measure in _REACHED and position.partners:
        how = f"owes {named(position.all_partners)}; {how}"
    return shortened(Derivation(changed.evidence.name(economy), value, how, below or nothing))


def _changed_duties(changed: Changed) -> list[Derivation]:
    return [
        _with_row(changed, _duty(changed, row), "duty", text(row, "economy"), text(row, "clause"))
        for row in changed.rows("duty")
        if row["change"] not in ("more-partners", "fewer-partners")
    ]


def _with_row(changed: Changed, node: Derivation, *keys: str) -> Derivation:
    """A cell with its sources right below it and the name of the row that tells the steps between."""
    return shortened(node, changed.asked.row_id("whatif", *keys, *_options(changed)))


def _options(changed: Changed) -> list[str]:
    told = changed.asked.row.options
    return [f"{name}:{told[name]}" for name in ("join", "leave", "upgrade", "grade", "set") if name in told]


def _changed_pairs(changed: Changed) -> list[Derivation]:
    return [
        _with_row(changed, _pair(changed, row), "pair", text(row, "first"), text(row, "second"))
        for row in changed.rows("pair")
    ]


def _changed_clauses(changed: Changed) -> list[Derivation]:
    return [_with_row(changed, _clause(changed, row), "clause", text(row, "clause")) for row in changed.rows("clause")]


def _changed_partners(changed: Changed) -> list[Derivation]:
    """Partners that an acting economy owes more or fewer clause types than before."""
    nodes: list[Derivation] = []
    for economy in changed.found.acting:
        before, after = (_by_partner(changed.side(after=late).of(economy)) for late in (False, True))
        for partner in sorted(before.keys() | after.keys()):
            one, other = before.get(partner, frozenset[str]()), after.get(partner, frozenset[str]())
            if one == other:
                continue
            state = "new" if not one else "lost" if not other else "kept"
            late = bool(other - one)
            owed = changed.side(after=late).owed(economy, partner)
            rules = [cell.rule for clause, cell in owed.items() if clause in (other ^ one) and cell.rule is not None]
            ends = tuple(changed.rule(rule, economy, after=late) for rule in rules)
            slugs = sorted({rule.agreement for rule in rules})
            seats = tuple(changed.evidence.participation(partner, slug) for slug in slugs)
            how = f"{state}: {len(one)} clause types before, {len(other)} after, by {', '.join(slugs)}"
            label = f"{economy} to {changed.evidence.name(partner)} ({partner})"
            nodes.append(shortened(Derivation(label, len(other) - len(one), how, (*seats, *ends))))
    return sorted(nodes, key=lambda node: -abs(node.value) if isinstance(node.value, int) else 0)


def _by_partner(position: Position) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for clause, partners in position.partners.items():
        for partner in partners:
            found.setdefault(partner, set()).add(clause)
    return {partner: frozenset(clauses) for partner, clauses in found.items()}


# ---- breakdowns ---------------------------------------------------------------------------------


def _sides(row: Row, key: str) -> str:
    return f"{_figure(row[f'{key}_after'])} - {_figure(row[f'{key}_before'])}"


def _economy(changed: Changed, row: Row) -> Derivation:
    iso3 = text(row, "economy")
    nodes = [
        Derivation(
            key,
            row[f"{key}_difference"],
            _sides(row, key),
            tuple(
                _of_economy(changed, measure, iso3, changed.side(after=late), after=late) for late in (False, True)
            ),
        )
        for key, measure in (
            ("duties", "duties"), ("firm", "duties-hard"), ("partners", "partners"), ("bound", ""), ("trade", ""),
        )
    ]  # fmt: skip
    pairs = [
        _with_row(changed, _pair(changed, each), "pair", text(each, "first"), text(each, "second"))
        for each in changed.rows("pair")
        if iso3 in (each["first"], each["second"])
    ]
    if pairs:
        nodes.append(Derivation("pairs bound otherwise", len(pairs), children=tuple(pairs)))
    label = f"{changed.evidence.name(iso3)}: difference of duties"
    return Derivation(label, row["duties_difference"], _sides(row, "duties"), tuple(nodes))


def _clause(changed: Changed, row: Row) -> Derivation:
    clause = text(row, "clause")
    told = [
        f"{key} {_figure(row[f'{key}_before'])} > {_figure(row[f'{key}_after'])}" for key in ("owing", "gap", "entropy")
    ]
    nodes = [node for economy in changed.found.acting for node in _before_after(changed, economy, clause)]
    nothing = changed.evidence.dataset("None of those that act owes it, before or after.")
    return Derivation(
        f"{row['label']}: difference of pairs bound",
        row["pairs_difference"],
        f"{_sides(row, 'pairs')}; {', '.join(told)}",
        tuple(nodes) or (nothing,),
    )


def _before_after(changed: Changed, economy: str, clause: str) -> list[Derivation]:
    """The strongest rule of an economy on a clause type before and after; one node where it stays."""
    one, other = (changed.side(after=late).of(economy).rules.get(clause) for late in (False, True))
    nodes: list[Derivation] = []
    for rule, late in ((one, False), (other, True)):
        if rule is not None and not (late and rule == one):
            node = changed.rule(rule, economy, after=late)
            when = "before and after" if rule in (one, other) and one == other else "after" if late else "before"
            nodes.append(Derivation(when, rule.grade.value, "strongest rule it owes anybody", (node,)))
    return nodes


def _duty(changed: Changed, row: Row) -> Derivation:
    iso3, clause = text(row, "economy"), text(row, "clause")
    how = (
        f"{row['change']}: {row['grade_before']} before; partners owed "
        f"{_figure(row['partners_before'])} before, {_figure(row['partners_after'])} after"
    )
    nodes = tuple(_before_after(changed, iso3, clause))
    return Derivation(f"{row['label']} of {changed.evidence.name(iso3)}", row["grade_after"], how, nodes)


def _pair(changed: Changed, row: Row) -> Derivation:
    first, second = text(row, "first"), text(row, "second")
    nodes: list[Derivation] = []
    for what, late in (("gained", True), ("lost", False)):
        clauses = [each for each in text(row, what).split(", ") if each]
        below: list[Derivation] = []
        for clause in clauses:
            rules = [
                (debtor, changed.side(after=late).owed(debtor, creditor)[clause].rule)
                for debtor, creditor in ((first, second), (second, first))
            ]
            ways = tuple(changed.rule(rule, debtor, after=late) for debtor, rule in rules if rule is not None)
            below.append(shortened(Derivation(clause, None, "; ".join(way.heading() for way in ways), ways)))
        if below:
            grade = changed.found.before.grade.value
            nodes.append(Derivation(what, len(below), f"owed both ways at {grade} or above", tuple(below)))
    usd = f"; trade {row['usd']:,} US dollars" if isinstance(row["usd"], int) else ""
    label = f"clause types on which {first} and {second} are bound: difference"
    return Derivation(label, row["clauses_difference"], f"{_sides(row, 'clauses')}, {row['change']}{usd}", tuple(nodes))


def _law(changed: Changed, row: Row) -> Derivation:
    iso3, clause, evidence = text(row, "economy"), text(row, "clause"), changed.evidence
    reason = next(each.reason for each in requirements_of(changed.asked.runner, clause) if each.law == row["law"])
    needed = Derivation("needed because", None, reason, (evidence.cited("law-requirements"),))
    home = (
        evidence.cited(text(row, "law_source"), f"as of {row['law_year']}")
        if row["law_source"]
        else evidence.dataset(f"No source in it tells of this kind of law in {iso3}; no data is not missing.")
    )
    law = Derivation(f"law at home: {iso3}, {row['law_label']}", row["law_state"], "", (needed, home))
    how = f"the duty is {row['change']} and the law at home is: {row['law_state']}"
    label = f"{row['label']} of {evidence.name(iso3)} against its {str(row['law_label']).lower()} law"
    return Derivation(label, row["status"], how, (*_before_after(changed, iso3, clause), law))


_BREAKDOWNS: dict[str, Callable[[Changed, Row], Derivation]] = {
    "economy": _economy,
    "clause": _clause,
    "duty": _duty,
    "pair": _pair,
    "law": _law,
}
