"""The seal lets a build leave out the gate while nothing it saw has changed, and refuses what was changed unsaid."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clauseway.graph.schema import load_schema
from clauseway.loaders.build import build_from_shipped, read_sources, ship
from clauseway.loaders.rdf_files import read_shipped
from clauseway.ontology import DATASET_FOLDER, VOCABULARY_FOLDER, seal

SMALL = Path(__file__).parent / "sources_small"


def quiet(_stage: str) -> None:
    """Progress that nobody wants to see."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dataset as `clauseway dataset` writes it."""
    folder = tmp_path_factory.mktemp("sealed")
    dataset, _ = read_sources(SMALL, quiet, readings=SMALL / "readings")
    ship(dataset, folder, quiet)
    return folder


@pytest.fixture
def copy(sealed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed, tmp_path / "dataset")


@pytest.fixture
def editing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody who edits the shipped files says so."""
    monkeypatch.setenv(seal.EDITED, "yes")


def stages(folder: Path, *, trust: bool = True) -> tuple[list[str], str]:
    told: list[str] = []
    built = build_from_shipped(told.append, folder=folder, trust_seal=trust)
    return told, built.gate


def test_the_dataset_in_the_repository_is_sealed() -> None:
    assert seal.broken_seal(DATASET_FOLDER) == "", "make the dataset anew: clauseway dataset --sources ../shared/data"


def test_a_sound_seal_leaves_out_the_gate_and_says_so(sealed: Path) -> None:
    told, gate = stages(sealed)
    assert "checking shapes" not in told
    assert gate.startswith("The seal of the shipped dataset holds")


def test_validation_does_not_trust_the_seal(sealed: Path) -> None:
    told, gate = stages(sealed, trust=False)
    assert "checking shapes" in told
    assert gate == ""


@pytest.mark.parametrize("file", ["agreements.trig", "figures/laws.csv", "codings/machine_coded.csv"])
def test_one_changed_bit_is_refused_by_name(copy: Path, file: str) -> None:
    changed = copy / file
    data = bytearray(changed.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    for read in (lambda: stages(copy), lambda: stages(copy, trust=False), lambda: read_shipped(copy)):
        with pytest.raises(seal.SealBroken, match=rf"dataset/{file} changed since it was sealed"):
            read()


def test_files_of_another_dataset_are_refused(copy: Path) -> None:
    shutil.copyfile(DATASET_FOLDER / "accessions.trig", copy / "agreements.trig")
    with pytest.raises(seal.SealBroken, match=r"dataset/agreements\.trig changed"):
        stages(copy)


@pytest.mark.usefixtures("editing")
def test_an_edit_that_is_told_brings_the_gate_back_and_marks_the_data_version(copy: Path, sealed: Path) -> None:
    plain = build_from_shipped(quiet, folder=sealed, trust_seal=True).graph.version
    changed = copy / "agreements.trig"
    changed.write_bytes(changed.read_bytes() + b"\n")
    told, gate = stages(copy)
    assert "checking shapes" in told
    assert "dataset/agreements.trig changed" in gate
    built = build_from_shipped(quiet, folder=copy, trust_seal=True).graph
    assert built.version.startswith(f"{plain}-edited-")
    assert built.nodes["Dataset"][0]["version"] == built.version


def test_a_file_more_or_less_breaks_the_seal(copy: Path) -> None:
    (copy / "more.trig").write_text("")
    assert seal.broken_seal(copy) == "dataset/more.trig changed since it was sealed"
    (copy / "more.trig").unlink()
    (copy / "figures" / "laws.csv").unlink()
    assert seal.broken_seal(copy) == "dataset/figures/laws.csv changed since it was sealed"


@pytest.mark.parametrize("left", [b"\xff\xfe", b"", None], ids=["no text", "nothing in it", "gone"])
def test_without_a_sound_seal_nothing_is_read(copy: Path, left: bytes | None) -> None:
    if left is None:
        (copy / "seal.csv").unlink()
    else:
        (copy / "seal.csv").write_bytes(left)
    with pytest.raises(seal.SealBroken):
        stages(copy)


def test_a_changed_word_of_the_ontology_is_refused_where_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every reader of these files does: through `read_descriptions`, which looks at the seal first."""
    folder = tmp_path / "ontology"
    shutil.copytree(VOCABULARY_FOLDER, folder / "vocab")
    monkeypatch.setattr(seal, "ONTOLOGY_FOLDER", folder)
    file = folder / "vocab" / "clause-types.ttl"
    seal.require_sealed(file)
    file.write_bytes(file.read_bytes().replace(b"flow", b"flaw", 1))
    with pytest.raises(seal.SealBroken, match=r"^vocab/clause-types\.ttl of Clauseway is damaged or was edited"):
        seal.require_sealed(file)
    file.unlink()
    with pytest.raises(seal.SealBroken, match="cannot be read"):
        seal.require_sealed(file)


def test_files_of_others_are_none_of_the_seals(tmp_path: Path) -> None:
    own = tmp_path / "tiers.csv"
    own.write_text("theirs", encoding="utf-8")
    assert own.name not in seal.sealed_files()
    seal.require_sealed(own)  # raises nothing


def test_whoever_makes_a_new_seal_may_read_changed_files(copy: Path) -> None:
    (copy / "seal.csv").unlink()
    with seal.being_edited():
        assert seal.require_whole(copy) == "it has no seal"
        load_schema()
    with pytest.raises(seal.SealBroken):
        seal.require_whole(copy)


def test_the_seal_covers_all_that_answers_are_made_from(sealed: Path) -> None:
    names = set(seal.sealed_files(sealed))
    assert names >= {
        "clauseway.ttl", "graph-schema.ttl", "modules/readiness.ttl", "shapes/parties.ttl", "vocab/laws.ttl",
        "mappings/desta.ttl", "readings/indicators.csv", "readings/tiers.csv", "readings/tier_weights.csv",
        "dataset/dataset.trig", "dataset/figures/trade.csv", "dataset/codings/machine_coded.csv",
    }  # fmt: skip
