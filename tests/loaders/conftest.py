"""Made-up sources, the dataset read from them, and the shipped dataset as RDF."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.loaders.build import Built, build_from_sources, read_sources
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.problems import Problem
from clauseway.loaders.rdf_files import read_shipped

SMALL = Path(__file__).parent / "sources_small"

type Change = Callable[[str, str, str], None]


def quiet(_stage: str) -> None:
    """Progress that nobody wants to see."""


@pytest.fixture(scope="session")
def small_sources() -> Path:
    """The made-up sources, with their own `readings` folder; read only."""
    return SMALL


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the made-up sources to break."""
    return shutil.copytree(SMALL, tmp_path / "sources")


@pytest.fixture
def change(sources: Path) -> Change:
    """Replaces a text that stands once in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        path = sources / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def small_read() -> tuple[Dataset, list[Problem]]:
    """The made-up sources as a reconciled dataset, with what their reading said."""
    return read_sources(SMALL, quiet, readings=SMALL / "readings")


@pytest.fixture(scope="session")
def small_built() -> Built:
    """The made-up sources all the way to the graph."""
    return build_from_sources(SMALL, quiet, readings=SMALL / "readings")


@pytest.fixture(scope="session")
def shipped_quads() -> list[ox.Quad]:
    """Every statement of the shipped dataset."""
    return read_shipped()
