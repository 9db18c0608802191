"""Each bloc takes part in agreements by its own rule, and nobody is bound twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from clauseway.graph.engine import Row
from clauseway.graph.grafeo_engine import GrafeoEngine
from clauseway.graph.schema import load_schema
from clauseway.loaders.blocs import UNION_CODE, bind_members
from clauseway.loaders.build import build_from_shipped
from clauseway.loaders.problems import ProblemLog
from clauseway.loaders.records import BlocRecord, DateSpan, MembershipRecord, Origin, ParticipationRecord
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Verification
from clauseway.queries.coverage_analysis import economy_coverage
from clauseway.queries.duties import day, participation_of, row_on
from clauseway.queries.pair_analysis import pair_table
from clauseway.queries.runner import Runner

TODAY = date(2026, 11, 22)
MEMBERS_2026 = 27
DAYS = (date(2009, 12, 31), date(2013, 6, 30), date(2020, 12, 31), date(2021, 1, 1), TODAY, date(2027, 1, 2))


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    from clauseway.graph.grafeo_engine import write_graph_file

    path = tmp_path_factory.mktemp("blocs") / "g.grafeo"
    write_graph_file(path, build_from_shipped(lambda _stage: None, trust_seal=True).graph, load_schema())
    return Runner(GrafeoEngine.open(path))


def part(runner: Runner, slug: str, economy: str, on: date) -> Row:
    rows = [row for row in runner.rows("parties_of_agreement", slug=slug) if row["economy"] == economy]
    found = row_on(rows, on)
    assert found is not None, f"{economy} takes no part in {slug}"
    return found


def bound(runner: Runner, slug: str, economy: str, on: date) -> bool | None:
    return in_party(participation_of(part(runner, slug, economy, on)), on)


# ---- the European Union -------------------------------------------------------------------------


def test_members_of_the_union_are_bound_through_it_and_it_is_a_party_itself(runner: Runner) -> None:
    rows = runner.rows("parties_of_agreement", slug="eu-singapore-fta")
    through = {str(row["economy"]) for row in rows if row["via"] == "EU" and row["until"] is None}
    assert len(through) == MEMBERS_2026
    assert {row["economy"] for row in rows if row["via"] is None} == {UNION_CODE, "SGP"}
    assert part(runner, "eu-singapore-fta", "DEU", TODAY)["via"] == "EU"


def test_the_united_kingdom_is_bound_through_the_union_until_the_end_of_the_transition(runner: Runner) -> None:
    for slug in ("eu-singapore-fta", "eu-korea-fta", "eu-japan-epa"):
        assert bound(runner, slug, "GBR", date(2020, 12, 31)) is True, slug
        assert bound(runner, slug, "GBR", date(2021, 1, 1)) is False, slug
        assert part(runner, slug, "GBR", TODAY)["via"] == "EU"
        assert part(runner, slug, "GBR", TODAY)["until"] == date(2021, 1, 1)


def test_the_united_kingdom_has_no_part_in_agreements_made_after_the_transition(runner: Runner) -> None:
    for slug in ("eu-singapore-dta", "eu-new-zealand-fta", "eu-korea-dta", "eu-japan-dataflow-protocol"):
        assert "GBR" not in {row["economy"] for row in runner.rows("parties_of_agreement", slug=slug)}, slug


def test_after_the_transition_the_united_kingdom_is_bound_by_its_own_agreements_alone(runner: Runner) -> None:
    before = pair_table(runner, ("GBR", "United Kingdom"), ("SGP", "Singapore"), date(2020, 12, 31))
    assert {row["agreement"] for row in before.rows} == {"eu-singapore-fta"}
    assert {row["via"] for row in before.rows} == {"EU"}
    after = pair_table(runner, ("GBR", "United Kingdom"), ("SGP", "Singapore"), TODAY)
    assert {row["agreement"] for row in after.rows} == {"uk-singapore-dea", "cptpp"}
    assert {row["via"] for row in after.rows} == {None}


def test_a_state_that_joined_the_union_later_is_bound_from_its_accession(runner: Runner) -> None:
    assert part(runner, "eu-korea-fta", "HRV", TODAY)["since"] == date(2013, 7, 1)
    assert bound(runner, "eu-korea-fta", "HRV", date(2013, 6, 30)) is False
    assert bound(runner, "eu-korea-fta", "DEU", date(2013, 6, 30)) is True


def test_every_agreement_of_the_union_covers_the_same_members(runner: Runner) -> None:
    agreements = [str(row["agreement"]) for row in runner.rows("agreements_of_economy", iso3=UNION_CODE)]
    assert len(agreements) >= 12
    for slug in agreements:
        rows = runner.rows("parties_of_agreement", slug=slug)
        assert sum(row["via"] == "EU" and row["until"] is None for row in rows) == MEMBERS_2026, slug


def test_members_owe_each_other_nothing_under_an_agreement_of_the_union(runner: Runner) -> None:
    table = pair_table(runner, ("DEU", "Germany"), ("FRA", "France"), TODAY)
    assert not any(str(row["agreement"]).startswith("eu-") for row in table.rows)


# ---- the other blocs ----------------------------------------------------------------------------


def test_members_of_the_eurasian_union_are_parties_together_with_it(runner: Runner) -> None:
    rows = runner.rows("parties_of_agreement", slug="eaeu-vietnam-fta")
    assert {row["economy"] for row in rows if row["via"] == "EAEU"} == {"ARM", "BLR", "KAZ", "KGZ", "RUS"}
    assert next(row for row in rows if row["economy"] == "VNM")["via"] is None


@pytest.mark.parametrize(
    ("side", "slug", "members"),
    [
        ("EFTA", "efta-singapore-dea", {"CHE", "ISL", "LIE", "NOR"}),
        ("ASEAN", "china-asean-fta-3.0",
         {"BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "VNM"}),
        ("GCC", "efta-gcc-fta", {"ARE", "BHR", "KWT", "OMN", "QAT", "SAU"}),
        ("SACU", "efta-sacu-fta", {"BWA", "LSO", "NAM", "SWZ", "ZAF"}),
    ],
)  # fmt: skip
def test_each_member_of_the_bloc_is_a_party_in_its_own_name_on_one_side(
    runner: Runner, side: str, slug: str, members: set[str]
) -> None:
    rows = [row for row in runner.rows("parties_of_agreement", slug=slug) if row["side"] == side]
    assert {row["economy"] for row in rows} == members
    assert {row["via"] for row in rows} == {None}


def test_a_new_member_of_asean_is_no_party_to_what_asean_members_signed_before(runner: Runner) -> None:
    assert "TLS" in {row["economy"] for row in runner.rows("members_of_group", slug="asean")}
    for slug in ("aanzfta-2009", "rcep", "china-asean-fta-3.0"):
        assert "TLS" not in {row["economy"] for row in runner.rows("parties_of_agreement", slug=slug)}


@pytest.mark.parametrize(
    ("slug", "members"),
    [
        ("mercosur-ecommerce-agreement", {"ARG", "BRA", "PRY", "URY"}),
        ("pacific-alliance-protocol", {"CHL", "COL", "MEX", "PER"}),
    ],
)
def test_members_of_an_alliance_owe_its_own_agreement_to_one_another(
    runner: Runner, slug: str, members: set[str]
) -> None:
    rows = runner.rows("parties_of_agreement", slug=slug)
    assert {row["economy"] for row in rows} == members
    assert {row["side"] for row in rows} == {row["via"] for row in rows} == {None}


def test_state_parties_of_the_african_area_are_named_one_by_one_and_not_bound_yet(runner: Runner) -> None:
    rows = runner.rows("parties_of_agreement", slug="afcfta-digital-protocol")
    assert {row["economy"] for row in rows} == {r["economy"] for r in runner.rows("members_of_group", slug="afcfta")}
    assert {row["state"] for row in rows} == {"candidate"}
    coverage = economy_coverage(runner, "KEN", TODAY)
    assert "afcfta-digital-protocol" not in coverage.agreements


def test_every_bloc_has_a_rule_and_every_rule_a_bloc_with_members(runner: Runner) -> None:
    groups = {str(row["group"]): row for row in runner.rows("groups")}
    for slug in ("eu", "efta", "eaeu", "asean", "gcc", "mercosur", "sacu", "pacific-alliance", "afcfta"):
        assert groups[slug]["members"], slug
    practice = {
        str(row["slug"]): row["practice"]
        for row in runner.engine.run("MATCH (g:Group) RETURN g.slug AS slug, g.practice AS practice", {})
        if row["practice"]
    }
    assert Counter(practice.values()) == {"for-members": 1, "with-members": 1, "through-members": 7}


# ---- nobody twice -------------------------------------------------------------------------------


def test_no_economy_is_bound_twice_by_one_agreement_on_any_day_that_changes_something(runner: Runner) -> None:
    for agreement in runner.rows("agreements"):
        rows = runner.rows("parties_of_agreement", slug=str(agreement["agreement"]))
        days = {d for row in rows for name in ("since", "since_latest", "until") if (d := day(row, name))}
        for on in {*DAYS, *days, *(d - timedelta(days=1) for d in days)}:
            names = Counter(row["economy"] for row in rows if in_party(participation_of(row), on) is not False)
            assert all(count == 1 for count in names.values()), (agreement["agreement"], on, names.most_common(1))


def test_the_union_itself_is_not_counted_as_a_partner(runner: Runner) -> None:
    coverage = economy_coverage(runner, "SGP", TODAY)
    assert not any(UNION_CODE in found.partners for found in coverage.clauses.values())


# ---- the rule alone -----------------------------------------------------------------------------

HERE = Origin(source="test", file="facts/agreements.csv", line=2)


def party(economy: str, since: str | None, state: str = "in-force") -> ParticipationRecord:
    when = DateSpan(first=since, last=since, precision="day") if since else None  # type: ignore[arg-type]
    return ParticipationRecord(
        origin=HERE, verification=Verification.SECONDARY, agreement="a", economy=economy, state=state, since=when,  # type: ignore[arg-type]
    )  # fmt: skip


def member(
    economy: str, since: str | None = None, until: str | None = None, bound_until: str | None = None
) -> MembershipRecord:
    return MembershipRecord(
        origin=HERE, verification=Verification.RECALLED, group="eu", group_name="EU", economy=economy,
        since=since, until=until, bound_until=bound_until,  # type: ignore[arg-type]
    )  # fmt: skip


UNION = BlocRecord(
    origin=HERE, verification=Verification.SECONDARY, group="eu", label="EU", code=UNION_CODE, acts="for-members"
)
MEMBERS = [
    member("DEU", "1958-01-01"),
    member("HRV", "2013-07-01"),
    member("GBR", "1973-01-01", "2020-02-01", "2021-01-01"),
]


def through_union(*parties: ParticipationRecord, signed: DateSpan | None = None) -> dict[str, ParticipationRecord]:
    found = bind_members(parties, [UNION], MEMBERS, {"a": signed}, ProblemLog())
    assert len({p.economy for p in found}) == len(found)
    return {p.economy: p for p in found}


def test_all_members_listed_stand_for_the_union() -> None:
    found = through_union(party("DEU", "2016-01-01"), party("HRV", "2016-01-01"), party("SGP", "2016-01-01"))
    assert set(found) == {UNION_CODE, "DEU", "HRV", "GBR", "SGP"}
    assert found["GBR"].until == date(2021, 1, 1)
    assert found["SGP"].via == "" and found["DEU"].via == "EU"


def test_one_member_alone_is_a_party_in_its_own_name() -> None:
    found = through_union(party("DEU", "2016-01-01"), party("SGP", "2016-01-01"))
    assert set(found) == {"DEU", "SGP"}
    assert found["DEU"].via == ""


def test_the_date_of_a_later_member_is_known_only_as_well_as_its_membership() -> None:
    found = through_union(party(UNION_CODE, "2011-07-01"), party("KOR", "2011-07-01"))
    assert found["HRV"].verification is Verification.RECALLED
    assert found["DEU"].verification is Verification.SECONDARY
    assert "membership of EU" in found["HRV"].citation


def test_a_former_member_is_left_out_where_nothing_says_that_it_was_there() -> None:
    assert "GBR" not in through_union(party(UNION_CODE, None), party("CHL", None))
    signed = DateSpan(first=date(2016, 10, 30), last=date(2016, 10, 30), precision="day")
    assert through_union(party(UNION_CODE, None), party("CAN", None), signed=signed)["GBR"].until == date(2021, 1, 1)


def test_a_union_listed_by_its_own_code_stands_on_one_side_with_its_members() -> None:
    found = through_union(party(UNION_CODE, "2008-12-29"), party("BRB", "2008-12-29"), party("JAM", "2008-12-29"))
    assert {found[code].side for code in (UNION_CODE, "DEU", "HRV")} == {"EU"}
    assert found["BRB"].side == ""
