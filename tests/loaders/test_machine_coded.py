"""Machine codings: tied to agreements, beneath every reader, silent about what was not found, the same when shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clauseway.loaders.build import Built, build_from_shipped, read_sources, ship, shipped_part
from clauseway.loaders.coding_tables import coding_table, read_coding_table, write_coding_table
from clauseway.loaders.dataset import Dataset, Provision
from clauseway.loaders.loading import Loading
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.rdf_dataset import coding_quads, dataset_quads
from clauseway.loaders.records import AgreementRecord, CodingRecord
from clauseway.loaders.sources import machine_coded
from clauseway.loaders.treaty_texts import treaty_texts
from clauseway.ontology.namespaces import resource
from clauseway.ontology.strength import Verification, Wording
from clauseway.queries.coverage_analysis import READ_WHOLE

pytest.importorskip("lxml", reason="reading ToTA needs the extra 'coder'")

type Change = Callable[[str, str, str], None]


def quiet(_stage: str) -> None:
    """Progress that nobody wants to see."""


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def machine(dataset: Dataset) -> dict[str, Provision]:
    return {p.id: p for p in dataset.provisions if p.coding.verification is Verification.MACHINE_CODED}


def read(folder: Path, *, shipping: bool = False) -> Dataset:
    return read_sources(folder, quiet, readings=folder / "readings", shipping=shipping)[0]


def test_texts_are_tied_to_agreements_by_desta_number_or_by_list(small_sources: Path) -> None:
    found = treaty_texts(Loading(small_sources, readings=small_sources / "readings"))
    assert [(text.path.name, text.agreement) for text in found] == [
        ("pta_9001.xml", "desta-9001"), ("pta_9002.xml", "test-agreement-c"), ("pta_9003.xml", "tota-9003"),
    ]  # fmt: skip


def test_a_coding_names_its_rule_its_coder_and_the_text_it_was_made_from(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    found = machine(small_read[0])["desta-9001/5.1/customs-duties-electronic-transmissions"].coding
    assert found.wording is Wording.HARD
    assert found.coder.startswith("clauseway coder ")
    assert found.note.startswith("rule customs-duties-electronic-transmissions/")
    text, _, checksum = found.citation.partition(", SHA-256 ")
    assert (text, len(checksum)) == ("tota/xml/pta_9001.xml", 64)
    assert (found.origin.file, found.origin.line) == ("desta/tota_desta_match.csv", 2)


def test_no_words_of_a_text_are_taken_over(small_built: Built) -> None:
    said = " ".join(str(quad.object) for quad in small_built.quads)
    assert "electronic transmissions between persons" not in said
    assert "trade administration documents" not in said


def test_an_agreement_that_only_tota_knows_is_described_from_its_head(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    dataset = small_read[0]
    known = dataset.agreements["tota-9003"]
    assert known.record.title == "Test Pitcairn - Norfolk Island"
    assert known.signed is not None
    assert known.signed.first.isoformat() == "2002-05-04"
    assert known.in_force is None, "the text gives no day of entry into force"
    assert {p.economy: p.state for p in dataset.participations if p.agreement == "tota-9003"} == {
        "PCN": "signed", "NFK": "signed",
    }  # fmt: skip


def test_articles_that_belong_to_something_else_in_the_file_are_left_out(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    assert {p.coding.article for p in machine(small_read[0]).values() if p.coding.agreement == "tota-9003"} == {"7.1"}


def test_a_text_only_the_coder_read_proves_no_absence(small_read: tuple[Dataset, list[Problem]]) -> None:
    agreements = small_read[0].agreements
    assert {agreements[slug].record.reading for slug in ("desta-9001", "tota-9003")} == {"machine-read"}
    assert "machine-read" not in READ_WHOLE
    assert agreements["test-agreement-c"].record.reading != "machine-read", "the coder found nothing in its text"


def test_a_reader_wins_the_article_whatever_the_machine_says(sources: Path, change: Change) -> None:
    change("desta/tota_desta_match.csv", "pta_9001.xml,9001", "pta_9001.xml,9006")
    table = sources / "facts" / "coverage.csv"
    row = "test-agreement-c,paperless-trading,5.2,Paper,hard,read,https://example.org/github.com/mappingtreaties/tota\n"
    table.write_text(table.read_text("utf-8") + row, "utf-8")
    dataset = read(sources)
    (adopted,) = (p for p in dataset.provisions if p.id.startswith("test-agreement-c/5.2/"))
    assert adopted.coding.verification is not Verification.MACHINE_CODED
    assert adopted.coding.wording is Wording.HARD
    assert (Wording.SOFT, Verification.MACHINE_CODED) in [(c.wording, c.verification) for c in adopted.others]


def test_a_text_that_cannot_be_read_is_left_out_with_a_warning(sources: Path) -> None:
    (sources / "tota" / "xml" / "pta_9003.xml").write_text("<treaty><body>")
    dataset, problems = read_sources(sources, quiet, readings=sources / "readings")
    assert "tota-9003" not in dataset.agreements
    (told,) = (p for p in problems if p.file == "tota/xml/pta_9003.xml")
    assert (told.severity, "left out" in told.text) == ("warning", True)


def test_without_desta_the_texts_it_describes_are_left_out(sources: Path) -> None:
    (sources / "desta" / "desta_treaties_parties_iso3.csv").unlink()
    records = list(machine_coded.load(Loading(sources, readings=sources / "readings")))
    assert {r.agreement for r in records if isinstance(r, CodingRecord)} == {"tota-9003"}
    assert [r.slug for r in records if isinstance(r, AgreementRecord)] == ["tota-9003"]


def test_the_shipped_table_gives_the_statements_back(small_read: tuple[Dataset, list[Problem]], tmp_path: Path) -> None:
    provisions = small_read[0].provisions
    write_coding_table(provisions, tmp_path)
    made = {
        str(quad)
        for provision in provisions
        for coding in (provision.coding, *provision.others)
        if coding.origin.source == machine_coded.SOURCE.id
        for quad in coding_quads(coding, resource("provision", provision.id))
    }
    assert made
    assert {str(quad) for quad in read_coding_table(tmp_path)} == made
    assert coding_table(provisions) == coding_table(reversed(provisions))


def test_a_broken_row_of_the_shipped_table_is_named(small_read: tuple[Dataset, list[Problem]], tmp_path: Path) -> None:
    path = write_coding_table(small_read[0].provisions, tmp_path)
    path.write_text(path.read_text("utf-8").replace(",hard,", ",firm,", 1), "utf-8")
    with pytest.raises(SourceError, match=r"codings/machine_coded.csv:\d+: error: the row cannot be read"):
        list(read_coding_table(tmp_path))


def test_what_ships_holds_the_coded_agreements_of_desta_and_no_others(sources: Path, tmp_path: Path) -> None:
    dataset = read(sources, shipping=True)
    part = shipped_part(dataset)
    of_desta = {slug for slug, known in part.agreements.items() if known.record.origin.source == "desta"}
    assert of_desta == {"desta-9001"}
    assert {p.economy for p in part.participations if p.agreement == "desta-9001"} >= {"NIU", "TKL"}
    ship(dataset, tmp_path / "shipped", quiet)
    built = build_from_shipped(quiet, folder=tmp_path / "shipped")
    assert {str(q) for q in built.quads} == {str(q) for q in dataset_quads(part)}


def test_codings_of_the_sources_disagree_with_readers_in_few_articles(shared_data: Path) -> None:
    dataset = read_sources(shared_data, quiet, shipping=True)[0]
    found = machine(dataset)
    beside = [c for p in dataset.provisions for c in p.others if c.verification is Verification.MACHINE_CODED]
    assert len(found) > 400
    assert len(beside) > 300
    assert not any(p.others and p.others[0].verification is not Verification.MACHINE_CODED for p in found.values())


def test_items_of_desta_are_claims_beside_and_make_no_provision(small_read: tuple[Dataset, list[Problem]]) -> None:
    dataset = small_read[0]
    said = {c.item: c.present for c in dataset.item_claims if c.agreement == "desta-9001"}
    assert said["data_flow_free_movement"] is True
    assert said["ecommerce_duty"] is False
    assert {c.agreement for c in dataset.item_claims} == {"desta-9001"}, "a treaty without the gate item tells nothing"
    assert not any(p.coding.origin.source == "desta-items" for p in dataset.provisions)
