"""What-if: a world worked out on paper, what holds for any change, and the shipped data, which stay as they are."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauseway.graph.engine import Engine, Row
from clauseway.ontology.strength import Grade
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.asked_scenarios import AskedScenario, scenario_asked
from clauseway.queries.compliance import compliance_table
from clauseway.queries.duties import text
from clauseway.queries.results import ResultTable
from clauseway.queries.rules_in_force import ClauseKind, RuleFacts, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.scenarios import Scenario, under
from clauseway.queries.whatif import Positions, acting_measures, changed_pairs, set_measures
from clauseway.queries.whatif_analysis import whatif_table, whatif_tables
from clauseway.queries.whatif_columns import COLUMNS, SHOWN
from clauseway.queries.whatif_comparison import compare

DAY = date(2026, 11, 21)
VIEWS = tuple(COLUMNS)

# ---- the miniature, on paper: D joins x ----------------------------------------------------------

TRADE = {("A", "D"): 10, ("B", "D"): 10, ("C", "D"): 20}


def test_measures_before_and_after_are_those_on_paper(miniature: ModuleType) -> None:
    told: list[dict[str, float | None]] = []
    for parties in (miniature.PARTIES, {**miniature.PARTIES, "x": "ABCD"}):
        rules = miniature.world(parties)
        found = acting_measures(Positions(rules, Grade.QUALIFIED), ["D"], TRADE) | set_measures(rules, Grade.QUALIFIED)
        told.append({key: measure.value for key, measure in found.items()})
    before, after = told
    assert before == pytest.approx({
        "duties": 1, "duties-hard": 0, "duties-mixed": 0, "duties-soft": 1, "partners": 1, "partner-duties": 1,
        "trade-covered": 0, "pairs-with-rules": 4, "pairs-bound": 3, "mean-gap": 0.75, "clause-entropy": 0.625815,
        "pair-divergence": 0.3, "overlap-load": 1.142857, "conflict-load": 0.142857, "modularity": 0,
    }, abs=2e-6)  # fmt: skip
    assert after == pytest.approx({
        "duties": 2, "duties-hard": 1, "duties-mixed": 0, "duties-soft": 1, "partners": 3, "partner-duties": 6,
        "trade-covered": 0.5, "pairs-with-rules": 6, "pairs-bound": 6, "mean-gap": 0.5, "clause-entropy": 0.625815,
        "pair-divergence": 0, "overlap-load": 1.166667, "conflict-load": 0.166667, "modularity": 0,
    }, abs=2e-6)  # fmt: skip


def test_what_was_not_read_is_told_and_no_duty_of_it_counts(miniature: ModuleType) -> None:
    before = Positions(miniature.world(), Grade.QUALIFIED).of("D")
    assert before.unread == {"q"}
    assert set(before.rules) == {"p"}
    after = Positions(miniature.world({**miniature.PARTIES, "x": "ABCD"}), Grade.QUALIFIED).of("D")
    assert after.unread == frozenset()


def test_pairs_newly_bound_are_those_of_the_newcomer(miniature: ModuleType) -> None:
    before = Positions(miniature.world(), Grade.QUALIFIED)
    after = Positions(miniature.world({**miniature.PARTIES, "x": "ABCD"}), Grade.QUALIFIED)
    assert changed_pairs(before, after, ["D"]) == [("A", "D"), ("B", "D"), ("C", "D")]
    assert after.bound("C", "D") == {"p"}


# ---- what holds for any change -------------------------------------------------------------------

ECONOMIES, AGREEMENTS = "ABCDE", "uvw"
WORDINGS = ("hard", "mixed", "soft")
memberships = st.fixed_dictionaries({a: st.sets(st.sampled_from(ECONOMIES)) for a in AGREEMENTS})
contents = st.fixed_dictionaries({a: st.dictionaries(st.sampled_from("pqr"), st.sampled_from((*WORDINGS, None)))
                                  for a in AGREEMENTS})  # fmt: skip


def small_facts(
    parties: dict[str, set[str]], holds: dict[str, dict[str, str | None]], side: frozenset[str] = frozenset()
) -> RuleFacts:
    """Facts of agreements whose rules are open to dispute settlement without exception; None is not read."""

    def party(economy: str, agreement: str) -> Row:
        start = date(2020, 1, 1)
        return {"economy": economy, "name": economy, "agreement": agreement, "state": "in-force", "since": start,
                "since_latest": start, "until": None, "via": None,
                "side": "S" if economy in side else None}  # fmt: skip

    def rule(agreement: str, clause: str, wording: str | None) -> Row:
        return {"agreement": agreement, "clause": clause, "article": clause, "provision": f"{agreement}/{clause}",
                "wording": wording, "exception": "none_specific" if wording else None, "source": "a text",
                "enforcement": "full" if wording else None, "verification": "primary-text"}  # fmt: skip

    return RuleFacts(
        {(economy, agreement): [party(economy, agreement)] for agreement, who in parties.items() for economy in who},
        {agreement: [rule(agreement, clause, wording) for clause, wording in held.items()]
         for agreement, held in holds.items()},
        {},
        {clause: ClauseKind(clause, clause.upper(), "theme") for clause in "pqr"},
        frozenset("pqr"),
        frozenset(agreement for agreement, held in holds.items() if None not in held.values()),
        {economy: economy for economy in ECONOMIES},
    )  # fmt: skip


def told_of(facts: RuleFacts) -> dict[str, object]:
    rules = rules_in_force(facts, DAY)
    positions = Positions(rules, Grade.QUALIFIED)
    found = acting_measures(positions, list(ECONOMIES), {}) | set_measures(rules, Grade.QUALIFIED)
    return {**found, **{economy: positions.of(economy) for economy in ECONOMIES}}


@settings(deadline=None, max_examples=60)
@given(memberships, contents, st.sampled_from(ECONOMIES), st.sampled_from(AGREEMENTS))
def test_joining_never_lowers_coverage_or_pairs_bound_and_leaving_restores(
    parties: dict[str, set[str]], holds: dict[str, dict[str, str | None]], economy: str, agreement: str
) -> None:
    parties = {**parties, agreement: parties[agreement] - {economy}}
    facts = small_facts(parties, holds)
    joined = under(facts, Scenario(joins=((economy, agreement),)), DAY)
    before, after = (Positions(rules_in_force(each, DAY), Grade.QUALIFIED) for each in (facts, joined))
    for each in ECONOMIES:
        one, other = before.of(each), after.of(each)
        assert all(other.rules[clause].grade.rank >= rule.grade.rank for clause, rule in one.rules.items())
        assert all(other.partners[clause] >= partners for clause, partners in one.partners.items())
        assert all(other.bound[partner] >= clauses for partner, clauses in one.bound.items())
    lower = set_measures(before.rules, Grade.QUALIFIED)["pairs-bound"].value
    higher = set_measures(after.rules, Grade.QUALIFIED)["pairs-bound"].value
    assert lower is not None and higher is not None and lower <= higher
    assert told_of(under(joined, Scenario(leaves=((economy, agreement),)), DAY)) == told_of(facts)


@settings(deadline=None, max_examples=40)
@given(memberships, contents, st.sampled_from(AGREEMENTS), st.sampled_from(AGREEMENTS))
def test_an_upgrade_never_lowers_a_duty_and_changes_only_what_the_parties_owe_each_other(
    parties: dict[str, set[str]], holds: dict[str, dict[str, str | None]], agreement: str, model: str
) -> None:
    if agreement == model:
        return
    facts = small_facts(parties, holds)
    before = rules_in_force(facts, DAY)
    after = rules_in_force(under(facts, Scenario(upgrades=((agreement, model),)), DAY), DAY)
    for pair in before.pairs():
        one, other = before.between(*pair), after.between(*pair)
        assert all(other[clause].low >= cell.low for clause, cell in one.items())
        if not set(pair) <= parties[agreement]:
            assert one == other


@settings(deadline=None, max_examples=40)
@given(memberships, contents, st.sets(st.sampled_from(ECONOMIES)))
def test_joining_again_what_was_left_restores_it_with_its_side(
    parties: dict[str, set[str]], holds: dict[str, dict[str, str | None]], side: set[str]
) -> None:
    facts = small_facts(parties, holds, frozenset(side))
    moves = tuple((economy, "u") for economy in sorted(parties["u"]))
    gone = under(facts, Scenario(leaves=moves), DAY)
    asked = Scenario(leaves=moves, joins=moves)
    assert told_of(under(facts, asked, DAY)) == told_of(facts)
    assert all(agreement != "u" for _, agreement in gone.participations)


# ---- the shipped data ----------------------------------------------------------------------------


def asked(runner: Runner, *, joins: str = "", leaves: str = "", upgrades: str = "") -> AskedScenario:
    return scenario_asked(runner, joins.split(), leaves.split(), upgrades.split(), DAY)


def content(table: ResultTable) -> dict[str, object]:
    told = asdict(table)
    del told["provenance"]["engine"], told["provenance"]["milliseconds"]
    return told


@pytest.mark.parametrize("by", VIEWS)
def test_a_what_if_of_nothing_changes_nothing(grafeo: Engine, by: str) -> None:
    runner = Runner(grafeo)
    table = whatif_table(runner, AskedScenario(Scenario()), DAY, by=by, economies=["CHN", "KOR", "NZL", "SGP"])
    if by:
        assert table.rows == []
    else:
        assert len(table.rows) > 15
        assert {row["difference"] for row in table.rows} <= {0.0, None}
        assert all(row["before"] == row["after"] for row in table.rows)


def test_the_stored_graph_is_as_it_was(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    before = rule_facts(runner), runner.version
    for by in VIEWS:
        whatif_table(runner, asked(runner, joins="CHN:depa", leaves="GBR:cptpp", upgrades="rcep:cptpp"), DAY, by=by)
    again = Runner(grafeo)
    assert (rule_facts(again), again.version) == before


@pytest.mark.parametrize("by", VIEWS)
def test_every_row_has_its_columns_the_rows_it_rests_on_and_the_share_not_read(grafeo: Engine, by: str) -> None:
    runner = Runner(grafeo)
    table = whatif_table(runner, asked(runner, joins="CHN:depa"), DAY, by=by)
    assert table.rows
    assert table.records() == [{column.name: row.get(column.name) for column in table.columns} for row in table.rows]
    assert {*SHOWN[by], "because", "not_read"} <= {column.name for column in table.columns}
    for row in table.rows:
        assert row["because"]
        assert isinstance(row["not_read"], float) and 0 <= row["not_read"] <= 1
    assert {"instruments"} <= {cited.source for cited in table.provenance.sources}


def test_who_joins_is_bound_by_what_the_text_holds(grafeo: Engine) -> None:
    """China and Chile share no text that was read, so what binds them afterwards is the text of DEPA alone."""
    runner = Runner(grafeo)
    counted = {row["clause"] for row in runner.rows("clauses") if row["counted"] is True}
    holds = {
        row["clause"]
        for row in agreement_table(runner, "depa", DAY).rows
        if row["clause"] in counted and Grade(str(row["grade"])).rank >= Grade.QUALIFIED.rank
    }
    rows = {(r["first"], r["second"]): r for r in whatif_table(runner, asked(runner, joins="CHN:depa"), DAY, by="pair")}
    assert set(rows) == {("CHL", "CHN"), ("CHN", "KOR"), ("CHN", "NZL"), ("CHN", "SGP")}
    row = rows["CHL", "CHN"]
    assert (row["change"], row["clauses_before"]) == ("newly-bound", 0)
    assert set(text(row, "gained").split(", ")) == holds


def test_differences_by_economy_add_up_to_the_measures(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    changes = asked(runner, joins="asean:depa")
    measures = {row["measure"]: row for row in whatif_table(runner, changes, DAY)}
    rows = [row for row in whatif_table(runner, changes, DAY, by="economy") if row["acts"]]
    for measure, column in (("duties", "duties"), ("duties-hard", "firm"), ("partners", "partners")):
        for when in ("before", "after", "difference"):
            values = [row[f"{column}_{when}"] for row in rows]
            assert sum(value for value in values if isinstance(value, int)) == measures[measure][when]


def test_law_behind_a_step_is_that_of_the_planned_obligations(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    planned = compliance_table(runner, "UZB", "Uzbekistan", DAY, obligation_from=("rcep", "RCEP")).rows
    assert all(row["planned"] is True for row in planned)
    step = whatif_table(runner, asked(runner, joins="UZB:rcep"), DAY, by="law").rows
    assert {(row["clause"], row["law"], row["status"], row["grade"]) for row in step} == {
        (row["clause"], row["law"], row["status"], row["grade"]) for row in planned
    }


def test_members_of_a_union_that_joins_do_not_owe_it_to_each_other(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    found = compare(runner, asked(runner, joins="EU:depa").scenario, DAY)
    assert len(found.acting) == 27
    pairs = changed_pairs(found.before, found.after, found.acting)
    assert len(pairs) == 27 * 4
    assert not [pair for pair in pairs if set(pair) <= set(found.acting)]


def test_leaving_takes_away_and_the_notes_name_the_texts_not_read(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = whatif_table(runner, asked(runner, leaves="GBR:cptpp"), DAY, by="pair")
    changes = {(row["first"], row["second"]): row["change"] for row in table.rows}
    texts = {(row["first"], row["second"]): row["unread"] for row in table.rows}
    assert (texts["GBR", "JPN"], texts["GBR", "VNM"]) == ("uk-japan-cepa", None)
    assert changes["GBR", "VNM"] == "released"
    assert changes["GBR", "JPN"] == "fewer", "their own agreement holds part of it"
    assert any("not or only partly read" in note for note in table.provenance.notes)


def test_joining_what_is_in_force_for_nobody_binds_no_pair_and_says_so(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    table = whatif_table(runner, asked(runner, joins="CHN:wto-jsi-ecommerce"), DAY, by="pair")
    assert table.rows == []
    assert any("wto-jsi-ecommerce is in force for nobody else" in note for note in table.provenance.notes)


def test_the_set_can_be_chosen(grafeo: Engine) -> None:
    runner = Runner(grafeo)
    changes = asked(runner, joins="CHN:depa")
    own = {row["measure"]: row["after"] for row in whatif_table(runner, changes, DAY)}
    two = {row["measure"]: row["after"] for row in whatif_table(runner, changes, DAY, economies=["CHL", "CHN"])}
    assert two["pairs-with-rules"] == 1 < float(str(own["pairs-with-rules"]))
    assert two["duties"] == own["duties"]


def test_both_engines_give_the_same_tables(grafeo: Engine, neo4j: Engine) -> None:
    one, other = (
        whatif_tables(runner, asked(runner, joins="CHN:depa", leaves="GBR:cptpp"), DAY)
        for runner in (Runner(grafeo), Runner(neo4j))
    )
    assert list(one) == list(other) == list(VIEWS)
    for by in VIEWS:
        assert content(one[by]) == content(other[by])
