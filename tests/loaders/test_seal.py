"""The seal lets a build of the shipped dataset leave out the gate, only while nothing the gate saw has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clauseway.loaders import seal
from clauseway.loaders.build import build_from_shipped, read_sources, ship
from clauseway.ontology import DATASET_FOLDER

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


@pytest.mark.parametrize("file", ["agreements.trig", "figures/laws.csv"])
def test_one_changed_byte_brings_the_gate_back(copy: Path, file: str) -> None:
    changed = copy / file
    changed.write_bytes(changed.read_bytes() + b"\n")
    told, gate = stages(copy)
    assert "checking shapes" in told
    assert f"dataset/{file} changed" in gate


def test_a_file_more_breaks_the_seal(copy: Path) -> None:
    (copy / "more.trig").write_text("")
    assert seal.broken_seal(copy) == "dataset/more.trig changed since it was sealed"


def test_a_missing_or_unreadable_seal_does_not_hold(copy: Path) -> None:
    (copy / "seal.csv").write_bytes(b"\xff\xfe")
    assert seal.broken_seal(copy) == "it has no seal"
    (copy / "seal.csv").unlink()
    assert stages(copy)[0].count("checking shapes") == 1


def test_a_changed_shape_breaks_the_seal(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = seal.sealed_files(copy)
    edited = tmp_path / "edited.ttl"
    edited.write_bytes(real["shapes/readiness.ttl"].read_bytes() + b"# one remark more\n")

    def with_the_edited_one(_folder: Path) -> dict[str, Path]:
        return {**real, "shapes/readiness.ttl": edited}

    monkeypatch.setattr(seal, "sealed_files", with_the_edited_one)
    assert seal.broken_seal(copy) == "shapes/readiness.ttl changed since it was sealed"


def test_the_seal_covers_shapes_vocabularies_modules_and_the_table_of_indicators(sealed: Path) -> None:
    names = set(seal.sealed_files(sealed))
    assert names >= {
        "clauseway.ttl", "graph-schema.ttl", "modules/readiness.ttl", "shapes/parties.ttl", "vocab/laws.ttl",
        "readings/indicators.csv", "dataset/dataset.trig", "dataset/figures/trade.csv",
    }  # fmt: skip
