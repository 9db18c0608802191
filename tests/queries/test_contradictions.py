"""The report of contradictions finds what sources tell differently, and nothing where they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.loaders.build import read_sources, shipped_part
from clauseway.loaders.rdf_dataset import dataset_quads
from clauseway.loaders.rdf_files import read_shipped, store_of
from clauseway.ontology.namespaces import BASE, PREFIXES
from clauseway.queries.contradictions import contradiction_table, contradictions
from clauseway.queries.disagreements import Contradiction, Statement

HEADS = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + (
    f"@prefix graph: <{BASE}graph/> .\n@prefix row: <{BASE}row/> .\n@prefix x: <urn:x:> .\n"
)
AGREEMENT = """
GRAPH graph:dataset {
  source:list a cw:Source ; cw:sourceId "list" ; cw:file "facts/list.csv" .
  x:a a cw:Agreement ; cw:slug "a" ; cw:signed "2020-01-01"^^xsd:date ; cw:signedPrecision precision:year ;
    cw:dateVerification verification:secondary ; prov:wasDerivedFrom <ROW2> ; cw:readingExtent extent:EXTENT ;
    cw:hasParticipation x:chl, x:nzl .
  econ:CHL a cw:Economy ; cw:iso3 "CHL" . econ:NZL a cw:Economy ; cw:iso3 "NZL" .
  econ:GBR a cw:Economy ; cw:iso3 "GBR" .
}
GRAPH graph:list {
  x:chl a cw:Participation ; cw:agreement x:a ; cw:economy econ:CHL ; cw:state state:in-force ;
    cw:since "2021-01-07"^^xsd:date ; cw:sinceLatest "2021-01-07"^^xsd:date ; cw:fromSource source:list ;
    prov:wasDerivedFrom <ROW3> ; cw:verification verification:primary-text .
  x:nzl a cw:Participation ; cw:agreement x:a ; cw:economy econ:NZL ; cw:state state:NZL ;
    cw:fromSource source:list ; prov:wasDerivedFrom <ROW4> ; cw:verification verification:secondary .
}
"""

type Find = Callable[..., list[Contradiction]]


@pytest.fixture
def find() -> Find:
    """Contradictions of one made-up agreement and further statements."""

    def found(statements: str = "", *, extent: str = "none", nzl: str = "in-force") -> list[Contradiction]:
        text = HEADS + (AGREEMENT.replace("EXTENT", extent).replace("state:NZL", f"state:{nzl}") + statements)
        for line in range(2, 10):
            text = text.replace(f"<ROW{line}>", f"<{BASE}row/facts/list.csv#L{line}>")
        return contradictions(store_of(ox.parse(input=text, format=ox.RdfFormat.TRIG)))

    return found


def dated(field: str, first: str, last: str = "", economy: str = "") -> str:
    latest = f'; cw:sinceLatest "{last}"^^xsd:date ' if last else ""
    who = f"; cw:economy econ:{economy} " if economy else ""
    return (
        f'GRAPH graph:other {{ x:d a cw:DateClaim ; cw:agreement x:a {who}; cw:dateField "{field}" ; '
        f'cw:since "{first}"^^xsd:date {latest}; cw:fromSource source:other ; prov:wasDerivedFrom <ROW9> ; '
        "cw:verification verification:recalled }"
    )


def test_nothing_is_said_of_one_source(find: Find) -> None:
    assert find() == []


def test_a_signature_outside_the_adopted_year_contradicts_it(find: Find) -> None:
    assert find(dated("signed", "2020-12-31")) == []
    (found,) = find(dated("signed", "2021-01-01"))
    assert (found.kind, found.agreement, found.subject) == ("date", "a", "signed")
    assert found.preferred == Statement("2020-01-01 to 2020-12-31", "list", "facts/list.csv:2", "secondary")
    assert found.other == Statement("2021-01-01", "other", "facts/list.csv:9", "recalled")
    assert found.why == "secondary is better than recalled"


def test_a_first_day_is_held_against_each_dated_party(find: Find) -> None:
    assert find(dated("in_force", "2021-01-07")) == []
    (found,) = find(dated("in_force", "2021-01-08"))
    assert (found.economy, found.subject) == ("CHL", "in force")
    assert (found.preferred.value, found.preferred.place) == ("2021-01-07", "facts/list.csv:3")
    assert find(dated("in_force", "2021-01-08", economy="NZL")) == []  # undated: nothing to contradict


def test_a_year_and_a_day_in_it_agree(find: Find) -> None:
    assert find(dated("in_force", "2021-01-01", "2021-12-31")) == []
    assert len(find(dated("in_force", "2022-01-01", "2022-12-31"))) == 1


def listed(*economies: str) -> str:
    return "GRAPH graph:other { " + " ".join(
        f"x:l{code} a cw:PartyClaim ; cw:agreement x:a ; cw:economy econ:{code} ; cw:fromSource source:other ; "
        "prov:wasDerivedFrom <ROW9> ; cw:verification verification:secondary ."
        for code in economies
    ) + " }"  # fmt: skip


def test_lists_of_parties_are_compared_both_ways(find: Find) -> None:
    assert find(listed("CHL", "NZL")) == []
    more, fewer = find(listed("CHL", "GBR"))
    assert (more.economy, more.preferred.value, more.other.value) == ("GBR", "not a Party", "Party")
    assert (fewer.economy, fewer.preferred.value, fewer.other.value) == ("NZL", "Party (in-force)", "not listed")
    assert {found.kind for found in (more, fewer)} == {"party"}


def test_a_list_need_not_name_who_only_signed(find: Find) -> None:
    assert find(listed("CHL"), nzl="signed") == []


def coded(adopted: str, other: str, *, level: str = "secondary", coded_as: str = "smes") -> str:
    return f"""
    GRAPH graph:dataset {{ x:p a cw:Provision ; cw:provisionId "a/1/smes" ; cw:ofAgreement x:a ; cw:article "1" ;
      cw:addresses clause:smes ; cw:adoptedCoding x:one ; cw:otherCoding x:two }}
    GRAPH graph:list {{ x:one a cw:Coding ; cw:codes x:p ; cw:codedClause clause:smes ; {adopted} ;
      cw:fromSource source:list ; prov:wasDerivedFrom <ROW5> ; cw:verification verification:primary-text }}
    GRAPH graph:other {{ x:two a cw:Coding ; cw:codes x:p ; cw:codedClause clause:{coded_as} ; {other} ;
      cw:fromSource source:other ; prov:wasDerivedFrom <ROW9> ; cw:verification verification:{level} }}
    """


@pytest.mark.parametrize(
    ("one", "two", "subject"),
    [
        ("cw:wording wording:soft", "cw:wording wording:hard", "wording"),
        ("cw:exception exception:self_judging", "cw:exception exception:none_specific", "exception"),
        ("cw:enforcement enforcement:full", "cw:enforcement enforcement:excluded", "enforcement"),
    ],
)
def test_a_coding_that_yields_with_another_fact_is_reported(find: Find, one: str, two: str, subject: str) -> None:
    (found,) = find(coded(one, two))
    assert (found.kind, found.article, found.clause, found.subject) == ("coding", "1", "smes", subject)
    assert (found.preferred.value, found.other.value) == (one.rpartition(":")[2], two.rpartition(":")[2])
    assert (found.preferred.place, found.other.place) == ("facts/list.csv:5", "facts/list.csv:9")
    assert found.why == "primary-text is better than secondary"
    assert find(coded(one, one)) == []


def test_what_is_not_known_contradicts_nothing(find: Find) -> None:
    assert find(coded("cw:wording wording:soft", 'cw:note "not read"')) == []
    assert find(coded("cw:enforcement enforcement:full", "cw:enforcement enforcement:unknown")) == []
    assert find(coded("cw:enforcement enforcement:unknown", "cw:enforcement enforcement:full")) == []


def test_another_clause_type_of_the_same_article_is_reported(find: Find) -> None:
    hard = "cw:wording wording:hard"
    (found,) = find(coded(hard, hard, coded_as="paperless-trading"))
    assert (found.subject, found.preferred.value, found.other.value) == ("clause type", "smes", "paperless-trading")


def test_a_text_read_whole_without_the_rule_contradicts_a_coding_from_elsewhere(find: Find) -> None:
    rule = """
    GRAPH graph:dataset { x:p a cw:Provision ; cw:provisionId "a/1/smes" ; cw:ofAgreement x:a ; cw:article "1" ;
      cw:addresses clause:smes ; cw:adoptedCoding x:one }
    GRAPH graph:other { x:one a cw:Coding ; cw:codes x:p ; cw:wording wording:hard ; cw:fromSource source:other ;
      prov:wasDerivedFrom <ROW9> ; cw:verification verification:recalled }
    """
    assert find(rule, extent="partial") == []
    (found,) = find(rule, extent="digital-chapter")
    assert (found.kind, found.clause, found.preferred.value) == ("silence", "smes", "hard")
    assert found.other.verification == "primary-text"
    assert find(rule.replace("recalled", "primary-text"), extent="digital-chapter") == []


@pytest.fixture(scope="module")
def shipped_store() -> Iterator[ox.Store]:
    yield store_of(read_shipped())


def test_the_shipped_dataset_reports_the_list_without_the_united_kingdom(shipped_store: ox.Store) -> None:
    found = [c for c in contradictions(shipped_store) if c.kind == "party" and c.agreement == "cptpp"]
    assert [(c.economy, c.other.source) for c in found] == [("GBR", "party-lists")]


def test_every_row_of_the_shipped_report_names_both_sides(shipped_store: ox.Store) -> None:
    rows = contradiction_table(shipped_store).records()
    assert len(rows) >= 20
    for row in rows:
        assert row["preferred"] != row["other"] and row["why"]
        for side in ("preferred", "other"):
            assert row[f"{side}_source"] and ":" in str(row[f"{side}_place"]) and row[f"{side}_verification"]


def test_the_sources_give_the_same_report_as_the_shipped_dataset(shared_data: Path, shipped_store: ox.Store) -> None:
    dataset, _ = read_sources(shared_data, lambda stage: None)
    assert contradictions(store_of(dataset_quads(shipped_part(dataset)))) == contradictions(shipped_store)


def test_desta_contradicts_some_years_and_some_parties(shared_data: Path) -> None:
    dataset, _ = read_sources(shared_data, lambda stage: None)
    found = [each for each in contradictions(store_of(dataset_quads(dataset))) if each.other.source == "desta"]
    assert any((each.kind, each.agreement) == ("date", "canada-ukraine-fta-2016") for each in found)
    assert any((each.kind, each.agreement, each.economy) == ("party", "eaeu-vietnam-fta", "KGZ") for each in found)
    assert not any(each.economy in ("DEU", "FRA", "GBR") and each.agreement.startswith("eu-") for each in found)
