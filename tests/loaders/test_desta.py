"""DESTA gives treaties, Parties and years; what it does not tell is not guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clauseway.loaders.build import read_sources
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.records import ParticipationRecord


def of(dataset: Dataset, slug: str) -> dict[str, ParticipationRecord]:
    return {p.economy: p for p in dataset.participations if p.agreement == slug}


def test_a_treaty_has_its_parties_and_the_year_as_a_range_of_days(small_read: tuple[Dataset, list[Problem]]) -> None:
    tokelau = of(small_read[0], "desta-9001")["TKL"]
    assert tokelau.state == "in-force"
    assert tokelau.since is not None
    assert (tokelau.since.first, tokelau.since.last) == (date(1991, 1, 1), date(1991, 12, 31))
    assert tokelau.since.precision == "year"


def test_an_economy_that_acceded_is_bound_from_then(small_read: tuple[Dataset, list[Problem]]) -> None:
    joined = of(small_read[0], "desta-9001")["PCN"]
    assert joined.since is not None and joined.since.first == date(1996, 1, 1)


def test_an_economy_that_withdrew_is_bound_until_it_surely_had_left(small_read: tuple[Dataset, list[Problem]]) -> None:
    parties = of(small_read[0], "desta-9001")
    assert parties["NIU"].until == date(2002, 1, 1)
    assert parties["TKL"].until is None


def test_a_protocol_without_a_year_of_force_is_only_signed_and_amends_its_treaty(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    dataset, _ = small_read
    assert {p.state for p in of(dataset, "desta-9002").values()} == {"signed"}
    assert [(link.end, link.kind) for link in dataset.links if link.start == "desta-9002"] == [("desta-9001", "amends")]


def test_the_union_stands_for_its_members(small_read: tuple[Dataset, list[Problem]]) -> None:
    assert set(of(small_read[0], "desta-9004")) == {"EUU", "NFK"}, "no membership of the Union is in these sources"


def test_talks_consolidated_texts_and_treaties_inside_the_union_are_left_out_and_counted(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    dataset, problems = small_read
    assert not {"desta-9003", "desta-9001a", "desta-9005"} & set(dataset.agreements)
    told = next(p.text for p in problems if p.text.startswith("not loaded"))
    assert "1 consolidated, 1 negotiation, 1 treaties among members" in told


def test_a_treaty_known_from_elsewhere_is_compared_and_not_made_again(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    dataset, problems = small_read
    assert "desta-9006" not in dataset.agreements
    claimed = {claim.economy for claim in dataset.party_claims if claim.agreement == "test-agreement-c"}
    assert claimed == {"PCN", "NFK", "NIU"}
    told = [p.text for p in problems if p.file.startswith("desta/") and "test-agreement-c" in p.text]
    assert not any("contradicts" in text for text in told), "2024 is the year of the day that is known"


def test_another_year_than_the_day_known_elsewhere_is_told(sources: Path) -> None:
    path = sources / "desta/desta_treaties_parties_iso3.csv"
    path.write_text(path.read_text().replace("base_treaty,2024.0", "base_treaty,2021.0"))
    dataset, problems = read_sources(sources, lambda _stage: None, readings=sources / "readings")
    assert any("test-agreement-c: signed 2021-01-01 contradicts 2024-02-29" in p.text for p in problems)
    signed = dataset.agreements["test-agreement-c"].signed
    assert signed is not None and signed.first == date(2024, 2, 29)


def test_all_of_it_is_read_from_the_source_data(shared_data: Path) -> None:
    dataset, problems = read_sources(shared_data, lambda _stage: None)
    listed = [slug for slug in dataset.agreements if slug.startswith("desta-")]
    assert len(listed) == 735
    assert not [p for p in problems if p.severity == "error"]
    assert "KGZ" not in {claim.economy for claim in dataset.party_claims if claim.agreement == "eaeu-vietnam-fta"}
    britain = of(dataset, "desta-997")["GBR"]
    assert britain.via == "EU" and britain.until == date(2021, 1, 1), "the partnership with Kazakhstan"


def test_a_year_that_is_none_is_refused_with_its_place(sources: Path) -> None:
    path = sources / "desta/desta_treaties_parties_iso3.csv"
    path.write_text(path.read_text().replace("1990.0", "soon"))
    with pytest.raises(SourceError, match="column year: 'soon' is not a year"):
        read_sources(sources, lambda _stage: None, readings=sources / "readings")


def test_a_sources_folder_without_desta_is_built_without_it_and_says_so(sources: Path) -> None:
    (sources / "desta/treaties_dyads.csv").unlink()
    dataset, problems = read_sources(sources, lambda _stage: None, readings=sources / "readings")
    assert not any(slug.startswith("desta-") for slug in dataset.agreements)
    (told,) = [p for p in problems if p.file == "desta/treaties_dyads.csv"]
    assert told.severity == "warning" and "left out" in told.advice
