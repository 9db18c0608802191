"""The project's paragraph readings: every row loads, the telling ones say what the texts say, the sample agrees."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from clauseway.loaders.build import read_sources
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.loading import Loading
from clauseway.loaders.locators import provision_id
from clauseway.loaders.records import CodingRecord
from clauseway.loaders.sources import hand_coded
from clauseway.loaders.sources.paragraph_readings import OWN
from clauseway.ontology import READINGS_FOLDER

SMALL_SAMPLE = """file,article,clause,wording,exception,dispute_settlement,evidence
pta_159,15.1,principle-avoid-barriers,soft,none_specific,full,x
pta_159,15.3,digital-products-national-treatment,hard,closed_list,full,x
pta_159,15.3,digital-products-mfn,hard,closed_list,full,x
pta_54,14.4,electronic-transactions-framework,hard,none_specific,partial (14.10),x
pta_398,13.9,dispute-settlement-excluded,hard,none_specific,excluded (13.9),x
switzerland-china-fta,*,none,none,,,no digital chapter or article
"""


@pytest.fixture(scope="module")
def read() -> tuple[list[CodingRecord], Loading]:
    loading = Loading(folder=READINGS_FOLDER.parent)
    return [record for record in OWN.load(loading) if isinstance(record, CodingRecord)], loading


@pytest.fixture(scope="module")
def by_id(read: tuple[list[CodingRecord], Loading]) -> dict[str, CodingRecord]:
    return {provision_id(c.agreement, c.article, c.paragraph, c.clause): c for c in read[0]}


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> Dataset:
    return read_sources(shared_data, lambda _stage: None)[0]


def test_every_row_of_every_file_loads_without_a_problem(read: tuple[list[CodingRecord], Loading]) -> None:
    codings, loading = read
    assert [str(problem) for problem in loading.log] == []
    for file in OWN.SOURCE.files:
        with (READINGS_FOLDER.parent / file).open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert len(rows) == sum(c.origin.file == file for c in codings) > 40, file


def test_no_place_is_read_twice(
    read: tuple[list[CodingRecord], Loading], by_id: dict[str, CodingRecord]
) -> None:
    assert len(by_id) == len(read[0])


def test_a_duty_has_an_exception_and_a_sentence_without_duty_has_none(by_id: dict[str, CodingRecord]) -> None:
    wrong = [key for key, c in by_id.items() if (c.exception is None) != (c.wording == "none")]
    assert wrong == []


def test_every_row_says_what_the_paragraph_does_and_why_a_panel_may_hear_it(by_id: dict[str, CodingRecord]) -> None:
    assert [key for key, c in by_id.items() if not (c.summary and c.basis and c.citation and c.title)] == []
    assert [key for key, c in by_id.items() if len(c.summary.split()) > 32] == []


@pytest.mark.parametrize(
    ("place", "wording", "exception", "enforcement"),
    [
        ("wto-jsi-ecommerce/11.3/customs-duties-electronic-transmissions", "hard", "none_specific", "full"),
        ("wto-jsi-ecommerce/11.5/review-clause", "none", None, "full"),
        ("wto-jsi-ecommerce/4.1/electronic-transactions-framework", "soft", "none_specific", "full"),
        ("wto-jsi-ecommerce/5.5/electronic-authentication-signatures", "mixed", "none_specific", "full"),
        ("wto-jsi-ecommerce/8.7/paperless-trading", "hard", "closed_list", "full"),
        ("wto-jsi-ecommerce/16.3/personal-data-protection", "hard", "none_specific", "full"),
        ("wto-jsi-ecommerce/16.4/personal-data-protection", "soft", "none_specific", "full"),
        ("wto-jsi-ecommerce/20.6/transition-periods", "none", None, "full"),
        ("wto-jsi-ecommerce/26.1/indigenous-peoples-exception", "none", None, "partial"),
        ("wto-jsi-ecommerce/Annex.2.2/telecommunications-access", "hard", "none_specific", "full"),
        ("singapore-turkey-fta/9.5.1/electronic-transactions-framework", "soft", "none_specific", "full"),
        ("singapore-turkey-fta/9.7.2/personal-data-protection", "hard", "none_specific", "full"),
        ("efta-moldova-fta/5.11.1/cross-border-data-transfer", "hard", "closed_list", "full"),
        ("efta-moldova-fta/5.13.2/personal-data-protection", "mixed", "none_specific", "full"),
        ("japan-mongolia-epa/9.10.1/data-localisation-ban", "hard", "reviewable_two_limb", "full"),
        ("japan-mongolia-epa/9.6.3/personal-data-protection", "mixed", "none_specific", "full"),
        ("korea-vietnam-fta/10.2.1/customs-duties-electronic-transmissions", "mixed", "none_specific", "full"),
        ("pacific-alliance-protocol/13.11/data-flow-review", "none", None, "full"),
        ("eaeu-vietnam-fta/13.7.c/online-consumer-protection", "soft", "none_specific", "full"),
        ("canada-ukraine-fta-2016/8.2.2/internal-taxation", "hard", "none_specific", "full"),
        ("korus-fta/15.8/cross-border-data-transfer", "soft", "none_specific", "full"),
        ("china-australia-fta/12.5.1/electronic-transactions-framework", "hard", "none_specific", "excluded"),
        ("safta-2003/14.4.1/electronic-transactions-framework", "hard", "none_specific", "excluded"),
        ("safta-2003/14.8.2/paperless-trading", "hard", "closed_list", "full"),
        ("aanzfta-2009/10.8.3/paperless-trading", "soft", "none_specific", "excluded"),
        ("mexico-panama-fta/14.10/cross-border-data-transfer", "mixed", "none_specific", "full"),
        ("switzerland-china-fta/4.7.5-a/paperless-trading", "hard", "none_specific", "full"),
    ],
)
def test_telling_paragraphs_are_graded_as_their_words_go(
    by_id: dict[str, CodingRecord], place: str, wording: str, exception: str | None, enforcement: str
) -> None:
    found = by_id[place]
    assert (found.wording, found.exception, found.enforcement) == (wording, exception, enforcement)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("wto-jsi-ecommerce/4.1/electronic-transactions-framework", "UNCITRAL Model Law on Electronic Commerce (1996)"),
        ("wto-jsi-ecommerce/4.3/electronic-transferable-records",
         "UNCITRAL Model Law on Electronic Transferable Records (2017)"),
        ("wto-jsi-ecommerce/11.2/customs-duties-electronic-transmissions", "WTO Work Programme on Electronic Commerce"),
        ("wto-jsi-ecommerce/9.3-a/single-window", "WCO Data Model"),
        ("singapore-turkey-fta/9.5.1/electronic-transactions-framework",
         "UN Convention on the Use of Electronic Communications in International Contracts (2005)"),
        ("efta-moldova-fta/5.16/general-exceptions", "GATS art XIV"),
        ("china-korea-fta/13.3/customs-duties-electronic-transmissions", "WT/MIN(13)/32"),
    ],
)  # fmt: skip
def test_a_text_a_paragraph_names_stands_in_refers_to(by_id: dict[str, CodingRecord], place: str, text: str) -> None:
    assert text in by_id[place].refers_to.split("; ")


def test_a_model_text_has_one_spelling(by_id: dict[str, CodingRecord]) -> None:
    parts = {part for coding in by_id.values() for part in coding.refers_to.split("; ")}
    named = {part for part in parts if "UNCITRAL" in part or "Convention" in part}
    assert named == {
        "UNCITRAL Model Law on Electronic Commerce (1996)",
        "UNCITRAL Model Law on Electronic Transferable Records (2017)",
        "UN Convention on the Use of Electronic Communications in International Contracts (2005)",
    }


def test_the_group_wide_delays_of_the_wto_text_put_off_no_economy(whole: Dataset) -> None:
    assert not [d for d in whole.deferrals if d.record.agreement == "wto-jsi-ecommerce"]


def test_turkey_waits_for_an_event_not_a_date(whole: Dataset) -> None:
    waiting = {d.provision: d for d in whole.deferrals if d.record.agreement == "singapore-turkey-fta"}
    assert sorted(waiting) == [f"singapore-turkey-fta/9.7.{n}/personal-data-protection" for n in (2, 3)]
    for deferral in waiting.values():
        assert (deferral.economy, deferral.until) == ("TUR", None)
        assert "law" in deferral.record.event


@pytest.mark.parametrize(
    ("agreement", "extent"),
    [
        ("wto-jsi-ecommerce", "digital-chapter"), ("japan-mongolia-epa", "digital-chapter"),
        ("korea-vietnam-fta", "digital-chapter"), ("eaeu-vietnam-fta", "digital-chapter"),
        ("canada-ukraine-fta-2016", "digital-chapter"), ("japan-switzerland-epa", "digital-chapter"),
        ("pacific-alliance-protocol", "partial"), ("switzerland-china-fta", "main-text"), ("pacer-plus", "main-text"),
    ],
)  # fmt: skip
def test_what_was_read_whole_is_said_so(whole: Dataset, agreement: str, extent: str) -> None:
    assert whole.agreements[agreement].record.reading == extent


def test_no_article_coding_stands_beside_the_paragraphs_of_its_article(whole: Dataset) -> None:
    own = {
        (p.coding.agreement, article)
        for p in whole.provisions
        if p.coding.origin.source == OWN.SOURCE.id
        for article in p.coding.covers
    }
    beside = [
        p.id
        for p in whole.provisions
        if p.coding.origin.source != OWN.SOURCE.id and any((p.coding.agreement, a) in own for a in p.coding.covers)
    ]
    assert beside == []


def test_the_sample_yields_to_the_paragraphs_and_is_kept_beside_them(whole: Dataset) -> None:
    sources = Counter(other.origin.source for p in whole.provisions for other in p.others)
    assert sources["hand-coded"] > 100
    assert not [p.id for p in whole.provisions if p.coding.origin.source == "hand-coded"]


def sample(folder: Path, text: str = SMALL_SAMPLE) -> tuple[list[CodingRecord], Loading]:
    (folder / "facts").mkdir()
    (folder / "facts/hand_coded_dev.csv").write_text(text, encoding="utf-8")
    loading = Loading(folder=folder)
    return [r for r in hand_coded.load(loading) if isinstance(r, CodingRecord)], loading


def test_the_sample_is_mapped_to_agreements_and_clause_types(tmp_path: Path) -> None:
    codings, loading = sample(tmp_path)
    assert [(c.agreement, c.article, c.clause, c.enforcement, c.basis) for c in codings] == [
        ("korus-fta", "15.3", "non-discrimination-digital-products", "full", ""),
        ("safta-2003", "14.4", "electronic-transactions-framework", None, ""),
        ("china-korea-fta", "13.9", "dispute-settlement", "excluded", "13.9"),
    ]
    assert {c.coder for c in codings} == {"hand-coded sample"}
    assert [(p.severity, p.line) for p in loading.log] == [("info", 2), ("info", 7)]


def test_the_words_quoted_as_evidence_are_not_taken_over(tmp_path: Path) -> None:
    codings, _ = sample(tmp_path, SMALL_SAMPLE.replace(",x\n", ",words of a treaty\n"))
    assert not [c for c in codings if "words of a treaty" in c.model_dump_json()]


def test_an_unknown_text_of_the_sample_is_named_with_its_nearest(tmp_path: Path) -> None:
    _, loading = sample(tmp_path, SMALL_SAMPLE.replace("pta_398", "pta_39"))
    (problem,) = [p for p in loading.log if p.severity == "error"]
    assert (problem.file, problem.line) == ("facts/hand_coded_dev.csv", 6)
    assert "'pta_39'" in problem.text
