"""Instruments beside the agreements: nobody is bound by a memorandum, and no partner to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clauseway.loaders.build import read_sources
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.problems import Problem, SourceError
from clauseway.ontology.strength import Enforcement, Verification

type Change = Callable[[str, str, str], None]
type Read = tuple[Dataset, list[Problem]]

PARTNERS = "groups/silk_road_mou_partners.csv"


def read(folder: Path) -> Read:
    return read_sources(folder, lambda _stage: None, readings=folder / "readings")


def refusal(folder: Path) -> Problem:
    with pytest.raises(SourceError) as caught:
        read(folder)
    (problem,) = caught.value.problems
    return problem


def states(dataset: Dataset, slug: str) -> dict[str, str]:
    return {p.economy: p.state for p in dataset.participations if p.agreement == slug}


def test_each_memorandum_is_between_china_and_one_partner_and_binds_neither(small_read: Read) -> None:
    dataset, _ = small_read
    memorandum = dataset.agreements["srec-mou-tkl"]
    assert memorandum.record.binding is False
    assert memorandum.record.enforcement_default is Enforcement.NON_BINDING
    assert memorandum.signed is not None and memorandum.signed.first == date(2017, 11, 10)
    assert memorandum.in_force is None
    assert states(dataset, "srec-mou-tkl") == {"CHN": "signed", "TKL": "signed"}


def test_a_signing_that_nobody_saw_makes_a_candidate(small_read: Read) -> None:
    dataset, _ = small_read
    assert states(dataset, "srec-mou-pcn") == {"CHN": "candidate", "PCN": "candidate"}
    assert "signing not seen" in dataset.agreements["srec-mou-pcn"].record.status


def test_the_programme_has_no_parties_and_every_memorandum_is_part_of_it(small_read: Read) -> None:
    dataset, _ = small_read
    assert states(dataset, "srec-mous") == {}
    parts = {link.start for link in dataset.links if (link.kind, link.end) == ("part-of", "srec-mous")}
    assert parts == {"srec-mou-tkl", "srec-mou-pcn"}


def test_both_files_on_the_memoranda_are_cited_once_each(small_read: Read) -> None:
    assert small_read[0].agreements["srec-mou-tkl"].record.citation == "test data one ; test data two"


def test_two_days_for_one_memorandum_are_told_and_the_list_of_partners_wins(sources: Path, change: Change) -> None:
    change("groups/silk_road_mou_facts.csv", "mou,TKL,2017-11-10", "mou,TKL,2018-11-10")
    dataset, problems = read(sources)
    told = [p for p in problems if p.file == "groups/silk_road_mou_facts.csv"]
    assert [(p.line, p.severity) for p in told] == [(2, "warning")]
    assert "2018-11-10 contradicts 2017-11-10" in told[0].text
    signed = dataset.agreements["srec-mou-tkl"].signed
    assert signed is not None and signed.first == date(2017, 11, 10)


def test_parties_of_an_instrument_may_have_states_of_their_own(small_read: Read) -> None:
    dataset, _ = small_read
    assert states(dataset, "test-agreement-a-upgrade") == {"PCN": "in-force", "NFK": "in-force", "TKL": "signed"}
    upgrade = dataset.agreements["test-agreement-a-upgrade"]
    assert upgrade.in_force is not None and upgrade.in_force.first == date(2024, 5, 6)
    assert upgrade.date_verification is Verification.RECALLED


def test_a_day_on_a_page_comes_before_a_recalled_one(shared_data: Path) -> None:
    dataset, _ = read_sources(shared_data, lambda _stage: None)
    upgrade = dataset.agreements["china-new-zealand-upgrade"]
    assert upgrade.in_force is not None and upgrade.in_force.first == date(2022, 4, 7)
    assert upgrade.date_verification is Verification.SECONDARY


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("readings/instruments.csv", "PCN|NFK,in-force", "PCN|NFF,in-force", "'NFF' is not a known ISO 3166 code"),
        ("readings/instruments.csv", "NFK,in-force", "NFK,in force", "'in force' is not a known state"),
        ("readings/instruments.csv", "false,2015", "no,2015", "'no' is not a known yes or no"),
        ("readings/instruments.csv", "srec-mous,Test", "test-model-law,Test", "is already defined at line 2"),
        ("readings/instrument_parties.csv", "a-upgrade", "a-upgrad", "'test-agreement-a-upgrad' is not a known instr"),
        (PARTNERS, "made up,high", "made up,sure", "'sure' is not a known confidence"),
        (PARTNERS, "2017-11-10", "2017-11-31", "column signed_or_year: '2017-11-31' is not a day of the calendar"),
        ("readings/referred_texts.csv", "law,test-model-law", "law,test-model-lw", "'test-model-lw' is not a known"),
        ("readings/referred_texts.csv", "^open standards$", "(open standards", "'(open standards' is no regular expr"),
        ("readings/links.csv", "supersedes", "superseeds", "'superseeds' is not a known link between agreements"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(
    sources: Path, change: Change, file: str, old: str, new: str, told: str
) -> None:
    change(file, old, new)
    with pytest.raises(SourceError) as caught:
        read(sources)
    problem = caught.value.problems[0]
    assert (problem.file, told in problem.text) == (file, True), str(problem)
    assert problem.line > 1


def test_a_memorandum_cannot_be_entered_as_binding(sources: Path, change: Change) -> None:
    from clauseway.loaders.build import build_from_sources
    from clauseway.loaders.validation import ShapesRefused

    change("readings/instruments.csv", "model-law,false", "model-law,true")
    with pytest.raises(ShapesRefused, match="An instrument of this kind does not bind"):
        build_from_sources(sources, lambda _stage: None, readings=sources / "readings")


# ---- what provisions point to ---------------------------------------------------------------------


def test_a_provision_is_tied_to_the_instrument_its_coding_names(small_read: Read) -> None:
    dataset, problems = small_read
    tied = {p.id: p.refers_to for p in dataset.provisions if p.refers_to}
    assert tied == {"test-agreement-a/4.2.1/data-localisation-ban": ("test-model-law",)}
    assert not [p for p in problems if "refers_to" in p.text]


def test_a_text_that_no_spelling_fits_is_noted_with_its_place(sources: Path, change: Change) -> None:
    change("readings/rcep_paragraphs.csv", "open standards", "Book of Songs")
    _, problems = read(sources)
    (problem,) = [p for p in problems if "refers_to" in p.text]
    assert (problem.file, problem.line, problem.severity) == ("readings/rcep_paragraphs.csv", 2, "info")
    assert "'Book of Songs' (1 time)" in problem.text


def test_a_provision_does_not_refer_to_its_own_agreement(sources: Path) -> None:
    path = sources / "readings/referred_texts.csv"
    path.write_text(path.read_text(encoding="utf-8") + "open standards,test-agreement-a\n", encoding="utf-8")
    dataset, _ = read(sources)
    assert {p.refers_to for p in dataset.provisions} == {(), ("test-model-law",)}


# ---- the real readings ----------------------------------------------------------------------------


def test_the_nineteen_memoranda_bind_nobody_and_join_no_two_partners(shared_data: Path) -> None:
    dataset, problems = read_sources(shared_data, lambda _stage: None)
    memoranda = [a for a in dataset.agreements.values() if a.record.kind == "memorandum"]
    silk = [a for a in memoranda if a.slug.startswith("srec-mou-")]
    assert len(silk) == 19
    for memorandum in silk:
        parties = states(dataset, memorandum.slug)
        assert len(parties) == 2 and "CHN" in parties
        assert set(parties.values()) <= {"signed", "candidate"}
    assert states(dataset, "srec-mou-pan") == {"CHN": "candidate", "PAN": "candidate"}
    assert states(dataset, "srec-mous") == {}
    assert states(dataset, "tpp")["USA"] == "signed"
    assert not [p for p in problems if "srec-mous" in p.text and "Parties" in p.text]


def test_no_text_of_a_known_body_stays_without_a_link(shared_data: Path) -> None:
    dataset, problems = read_sources(shared_data, lambda _stage: None)
    unknown = [str(p) for p in problems if "refers_to" in p.text]
    bodies = ("UNCITRAL Model", "Communications Convention", "CBPR", "OECD", "GATT", "GATS", "WTO Agreement", "WT/MIN")
    assert [text for text in unknown if any(body in text for body in bodies)] == []
    named = {p.id: p.refers_to for p in dataset.provisions}
    assert named["rcep/12.10.1/electronic-transactions-framework"] == (
        "uncitral-mlec", "un-electronic-communications-convention",
    )  # fmt: skip
