"""Neo4j from the command line: loading again, asking with either library, profiles, and files for the bulk import."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, cast

import networkx as nx
import pytest

from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings

type Clauseway = Callable[..., Any]

USAGE = 2


@pytest.fixture
def server(neo4j_settings: Neo4jSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neo4jSettings]:
    """An empty database that the environment names, emptied again afterwards."""
    monkeypatch.setenv("NEO4J_URI", neo4j_settings.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_settings.password or "")
    with open_driver(neo4j_settings) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings.database)
        yield neo4j_settings
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings.database)


@pytest.mark.parametrize("library", ["neo4j", "py2neo"])
def test_a_load_tells_what_it_did_and_a_second_one_does_nothing(
    library: str,
    clauseway: Clauseway,
    sources: Path,
    server: Neo4jSettings,
    require_or_skip: Callable[[str, str], NoReturn],
) -> None:
    if find_spec(library) is None:
        require_or_skip(library, f"{library} is not installed")
    words = ("load", "--to", "neo4j", "--driver", library, "--sources", sources)
    foretold = clauseway(*words, "--dry-run")
    assert (foretold.code, "would then hold data version" in foretold.err) == (0, True)
    done = clauseway(*words)
    assert done.code == 0
    last = done.err.strip().splitlines()[-1]
    assert last.startswith(f"{server.uri} now holds data version")
    assert last.endswith(" created, 0 updated, 0 removed, 0 unchanged.")
    again = clauseway(*words).err.strip().splitlines()[-1]
    assert ": 0 created, 0 updated, 0 removed, " in again
    asked = clauseway("economies", "--engine", library, "-f", "csv")
    assert asked.code == 0
    assert asked.out == clauseway("economies", "--engine", "neo4j", "-f", "csv").out
    assert len(asked.out.splitlines()) > 1


def test_a_profile_names_the_server(clauseway: Clauseway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "neo4j.toml"
    file.write_text('[work]\nuri = "bolt://127.0.0.1:9"\npassword = "correct-horse"\n')
    file.chmod(0o600)
    monkeypatch.setenv("CLAUSEWAY_NEO4J_PROFILES", str(file))
    done = clauseway("economies", "--engine", "neo4j", "--profile", "work")
    assert "No Neo4j answers at bolt://127.0.0.1:9" in done.message
    wrong = clauseway("economies", "--engine", "neo4j", "--profile", "wrok")
    assert (wrong.code, "did you mean 'work'?" in wrong.message) == (USAGE, True)
    file.chmod(0o644)
    open_to_all = clauseway("load", "--to", "neo4j", "--profile", "work")
    assert (open_to_all.code, "chmod 600" in open_to_all.message) == (USAGE, True)
    assert "correct-horse" not in open_to_all.err


def test_the_dump_says_how_to_import_it_and_refuses_a_folder_in_use(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    words = ("neo4j", "dump", "--sources", sources, "-o", tmp_path / "tables")
    done = clauseway(*words)
    assert done.code == 0
    assert "neo4j-admin database import full neo4j --overwrite-destination @import.args" in done.err
    named = (tmp_path / "tables" / "import.args").read_text().split()
    files = [name for line in named if "," in line for name in line.rpartition("=")[2].split(",")]
    assert files
    assert all((tmp_path / "tables" / name).is_file() for name in files)
    again = clauseway(*words)
    assert (again.code, "is not an empty folder; name a new one" in again.message) == (USAGE, True)


def test_the_browser_kit_says_where_to_begin_and_refuses_a_folder_in_use(clauseway: Clauseway, tmp_path: Path) -> None:
    words = ("neo4j", "browser-kit", "-o", tmp_path / "kit", "--as-of", "2026-11-22")
    done = clauseway(*words)
    assert done.code == 0
    assert done.err.strip().endswith("begin with " + str(tmp_path / "kit" / "guide.md") + ".")
    assert sorted(path.name for path in (tmp_path / "kit").iterdir()) == [
        "favourites", "favourites.zip", "guide.md", "saved-cypher.csv", "style.grass",
    ]  # fmt: skip
    assert "date('2026-11-22')" in (tmp_path / "kit" / "saved-cypher.csv").read_text("utf-8")
    again = clauseway(*words)
    assert (again.code, "is not an empty folder; name a new one" in again.message) == (USAGE, True)


def test_a_query_is_shown_as_its_graph_variant(clauseway: Clauseway) -> None:
    shown = clauseway("query", "show", "agreements_of_pair", "--graph")
    assert shown.code == 0
    assert shown.out.startswith("// Agreements both economies take part in\n")
    assert "WITH 'SGP' AS first, 'NZL' AS second\n" in shown.out
    assert "RETURN x, p, a, q, y" in shown.out
    without = clauseway("query", "show", "economies", "--graph")
    assert (without.code, "has no GRAPH variant; these have one: accessions" in without.message) == (USAGE, True)


def test_the_suffix_decides_the_form_and_both_files_hold_the_same_graph(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    for name in ("graph.graphml", "graph.jsonl"):
        done = clauseway("neo4j", "dump", "--sources", sources, "-o", tmp_path / name)
        assert (done.code, done.out) == (0, "")
        assert f"relationships to {tmp_path / name}" in done.err
    rows = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text("utf-8").split("\n") if line]
    network: Any = cast("Any", nx).read_graphml(tmp_path / "graph.graphml")
    assert set(network.nodes) == {row["id"] for row in rows if row["type"] == "node"}
    assert {key for *_, key in network.edges(keys=True)} == {row["id"] for row in rows if row["type"] == "relationship"}
    assert len(network) > 5
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(("graph", ".clauseway"))) == [
        "graph.graphml",
        "graph.jsonl",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("graph.graphm", "the suffix '.graphm'; did you mean '.graphml'? Else name it by --format."),
        ("graph.json", "the suffix '.json'; did you mean '.jsonl'? Else name it by --format."),
        ("graph.zip", "the suffix '.zip'; name it by --format."),
    ],
)
def test_an_unknown_suffix_is_not_taken_for_a_folder(
    name: str, sentence: str, clauseway: Clauseway, tmp_path: Path
) -> None:
    done = clauseway("neo4j", "dump", "-o", tmp_path / name)
    assert (done.code, done.message) == (USAGE, f"Cannot tell the form from {sentence}")
    assert not (tmp_path / name).exists()


def test_a_folder_is_no_file(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("neo4j", "dump", "--format", "graphml", "-o", tmp_path)
    assert (done.code, "is a folder; graphml is one file" in done.message) == (USAGE, True)


def test_the_names_for_neosemantics_go_to_a_file_or_the_pipe(clauseway: Clauseway, tmp_path: Path) -> None:
    piped = clauseway("neo4j", "neosemantics")
    assert piped.code == 0
    assert "CALL n10s.mapping.add('https://w3id.org/clauseway/ontology#Economy', 'Economy');" in piped.out.splitlines()
    assert clauseway("neo4j", "neosemantics", "-o", tmp_path / "names.cypher").code == 0
    assert (tmp_path / "names.cypher").read_text("utf-8") == piped.out


def test_the_script_for_after_the_import_is_another_one(clauseway: Clauseway) -> None:
    piped = clauseway("neo4j", "neosemantics", "--after")
    assert piped.code == 0
    assert any(line.startswith("MATCH (s:Participation)") for line in piped.out.splitlines())
    assert "n10s.mapping" not in piped.out
