"""The whole shipped dataset, once a session: as RDF, in the embedded engine and in a real Neo4j."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pyoxigraph as ox
import pytest

from clauseway.graph.engine import Engine
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.neo4j_engine import Neo4jEngine, open_driver
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_marks import READ_MARK, Mark, read_mark
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built, build_from_shipped
from clauseway.loaders.rdf_files import shipped_store
from clauseway.queries.citations import CitedSource
from clauseway.queries.exports import all_formats
from clauseway.queries.results import Column, Matrix, MatrixCell, Provenance, ResultTable

type Tell = Callable[[str], None]

_TOLD = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how much was compared: a green dot does not tell 3 comparisons from 3,000."""
    if told := config.stash.get(_TOLD, None):
        terminalreporter.section("answers compared")
        for line in told:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def tell(request: pytest.FixtureRequest) -> Tell:
    """Adds a line to the summary at the end of the run."""
    worker: dict[str, Any] | None = getattr(request.config, "workeroutput", None)
    if worker is not None:  # one of several processes (pytest-xdist), which hands its lines to the first
        return worker.setdefault("told", []).append
    return request.config.stash.setdefault(_TOLD, []).append


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the lines of a process that has ended."""
    node.config.stash.setdefault(_TOLD, []).extend(getattr(node, "workeroutput", {}).get("told", []))


@pytest.fixture(scope="session")
def shipped() -> Built:
    """The shipped dataset as a user's build makes it: under its seal, so that the shapes are not gone through again."""
    return build_from_shipped(lambda _stage: None, trust_seal=True)


@pytest.fixture(scope="session")
def store() -> ox.Store:
    """The RDF of the shipped dataset and the vocabularies: what an oracle reads."""
    return shipped_store()


@pytest.fixture(scope="session")
def shipped_file(shipped: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset as a graph file."""
    path = tmp_path_factory.mktemp("shipped") / "shipped.grafeo"
    write_graph_file(path, shipped.graph, load_schema())
    return path


@pytest.fixture(scope="session")
def grafeo(shipped_file: Path) -> Iterator[Engine]:
    """The shipped dataset in the embedded engine."""
    with GrafeoEngine.open(shipped_file) as engine:
        yield engine


@pytest.fixture(scope="session")
def marks_of_shipped() -> list[Mark | None]:
    """What the database said of itself after the dataset was last loaded into it."""
    return []


@pytest.fixture(scope="module")
def neo4j(neo4j_settings: Neo4jSettings, shipped: Built, marks_of_shipped: list[Mark | None]) -> Iterator[Engine]:
    """The shipped dataset in Neo4j.

    Other modules fill the same server with graphs of their own. Where none did since the dataset was loaded, it is
    still there: loading it again would write nothing, but read and compare everything.
    """
    with open_driver(neo4j_settings) as driver:

        def mark() -> Mark | None:
            records, _, _ = driver.execute_query(READ_MARK, database_=neo4j_settings.database)
            return read_mark([record.data() for record in records])

        if not marks_of_shipped or mark() != marks_of_shipped[-1]:
            load(neo4j_settings, shipped.graph, load_schema())
            marks_of_shipped.append(mark())
    with Neo4jEngine.connect(neo4j_settings) as engine:
        yield engine


@pytest.fixture(scope="module", params=["grafeo", "neo4j"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The shipped dataset in one engine and then in the other; without a server the second is skipped."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def oracle(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("tests/queries/oracle.py")


@pytest.fixture(scope="session")
def miniature(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("tests/queries/miniature.py")


_LIBRARIES = {"docx": "docx", "charts": "cairosvg", "arrow": "pyarrow"}
"""Extra to the module that tells whether it is installed."""


@pytest.fixture
def at_hand() -> Callable[[str], None]:
    """Skip the test where the library of a format, or a part of the system below it, is missing."""

    def check(format: str) -> None:
        extra = all_formats()[format].extra
        if extra:
            try:
                import_module(_LIBRARIES[extra])
            except (ImportError, OSError) as error:
                pytest.skip(f"the extra '{extra}' is not complete here: {error}")

    return check


@pytest.fixture(scope="session")
def matrix_named() -> Callable[[str], Matrix]:
    """A matrix of every kind of cell, in which a text stands wherever data can put one."""

    def make(text: str) -> Matrix:
        made = Provenance(
            "1a2b3c4d5e6f", date(2026, 11, 21), "grafeo", "matrix", {"group": text}, 3, [text],
            (CitedSource("own", text, text, "CC BY 4.0", 3),), "0.1.0",
        )  # fmt: skip
        evidence = ResultTable(
            text,
            [Column("evidence_id", "Evidence"), Column("agreement", "Agreement", comment=text), Column("source", text)],
            [{"evidence_id": f"a/{n}", "agreement": "a", "source": "s"} for n in range(3)],
            made,
        )
        agreements = ResultTable("Agreements", [Column("slug", "Agreement")], [{"slug": "a"}], made)
        sources = ResultTable("Sources", [Column("source_id", "Source")], [{"source_id": "s"}], made)
        cells = {
            ("R0", "x"): MatrixCell(5, text, "binding-enforceable", 2, "a", text, "primary-text", True, "a/0"),
            ("R0", "y-z"): MatrixCell(0, "none", "absent"),
            ("R1", "x"): MatrixCell(4, "firm", "binding-unenforceable", 1, "a", "1", "secondary", False, "a/1"),
            ("R2", "y-z"): MatrixCell(1, "later", "reviewable-later", 0, "a", "2", "recalled", True, "a/2"),
        }
        rows = [("R0", text), ("R1", "Chile"), ("R2", "Việt Nam")]
        columns, themes = [("x", "Data"), ("y-z", text)], {"x": "Data", "y-z": text}
        return Matrix(text, rows, columns, themes, cells, evidence, agreements, sources, made)

    return make
