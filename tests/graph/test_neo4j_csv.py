"""Files for the bulk import: what they hold, and a real server that was filled by them."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from clauseway.graph.engine import GraphData, GraphError
from clauseway.graph.grafeo_engine import GrafeoEngine, write_graph_file
from clauseway.graph.neo4j_csv import dump
from clauseway.graph.neo4j_differences import Changes
from clauseway.graph.neo4j_engine import Neo4jEngine
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema

STARTED = "2026-11-22T00:00:00Z"
SERVER = Path(__file__).resolve().parents[1] / "neo4j_server"


def test_headers_give_the_type_of_every_column(small_graph: GraphData, schema: Schema, tmp_path: Path) -> None:
    dump(small_graph, schema, tmp_path / "out", started=STARTED)

    def header(name: str) -> list[str]:
        return next(csv.reader((tmp_path / "out" / f"{name}.header.csv").read_text("utf-8").splitlines()))

    assert header("Economy")[:2] == ["iso3:ID(Economy)", "iso2:string"]
    assert {"signed:date", "binding:boolean"} <= set(header("Agreement"))
    assert "position:long" in header("ClauseType")
    assert "value:double" in header("OBSERVED")
    assert header("PARTY_TO")[:2] == [":START_ID(Economy)", ":END_ID(Agreement)"]
    assert header("PARTY_TO")[-2:] == ["rel_key:string", "load_id:string"]


def test_an_absent_value_is_bare_and_text_is_quoted(small_graph: GraphData, schema: Schema, tmp_path: Path) -> None:
    small_graph.nodes["Economy"][0]["aliases"] = ""
    dump(small_graph, schema, tmp_path / "out", started=STARTED)
    lines = (tmp_path / "out" / "Economy.csv").read_text("utf-8").split("\n")
    assert lines[0] == '"XAA","XA","Alpha","state","","small-1"'
    assert lines[2] == '"XCC",,"Γάμμα","customs-territory",,"small-1"'


def test_the_same_data_give_the_same_bytes(small_graph: GraphData, schema: Schema, tmp_path: Path) -> None:
    first = dump(small_graph, schema, tmp_path / "a", started=STARTED)
    second = dump(small_graph, schema, tmp_path / "b", started=STARTED)
    assert [(f.name, f.read_bytes()) for f in first] == [(f.name, f.read_bytes()) for f in second]


def test_a_folder_that_holds_something_is_left_as_it_is(small_graph: GraphData, schema: Schema, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(GraphError, match="is not an empty folder; name a new one"):
        dump(small_graph, schema, tmp_path, started=STARTED)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_nothing_is_left_when_writing_fails(
    small_graph: GraphData, schema: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clauseway.graph.neo4j_csv.relationship_keys", full)
    with pytest.raises(OSError, match="No space left"):
        dump(small_graph, schema, tmp_path / "out", started=STARTED)
    assert list(tmp_path.iterdir()) == []


QUESTIONS = (
    "MATCH (e:Economy) RETURN e.iso3 AS iso3, e.iso2 AS iso2, e.name AS name, e.aliases AS aliases ORDER BY iso3",
    "MATCH (a:Agreement) RETURN a.slug AS slug, a.signed AS signed, a.binding AS binding ORDER BY slug",
    "MATCH (c:ClauseType) RETURN c.slug AS slug, c.counted AS counted, c.position AS position ORDER BY slug",
    "MATCH (e:Economy)-[r:PARTY_TO]->(a:Agreement) RETURN e.iso3 AS iso3, a.slug AS slug, r.state AS state, "
    "r.since AS since, r.until AS until ORDER BY iso3, slug, since",
    "MATCH (e:Economy)-[m:MEMBER_OF]->(g:Group) RETURN e.iso3 AS iso3, g.slug AS slug, m.since AS since ORDER BY iso3",
)


def test_a_database_imported_backed_up_and_restored_answers_as_a_loaded_one(
    small_graph: GraphData, schema: Schema, tmp_path: Path, require_or_skip: Callable[[str, str], NoReturn]
) -> None:
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        require_or_skip("neo4j", f"{' and '.join(missing)} cannot be found")
    dump(small_graph, schema, tmp_path / "tables", started=STARTED)
    imported_into, instance, backup = str(tmp_path / "imported"), str(tmp_path / "restored"), tmp_path / "backup"
    backup.mkdir()
    server("import", "--csv", str(tmp_path / "tables"), "--instance", imported_into)
    server("admin", "--instance", imported_into, "--", "database", "dump", "neo4j", f"--to-path={backup}")
    assert [file.name for file in backup.iterdir()] == ["neo4j.dump"]
    loading = ("database", "load", "neo4j", f"--from-path={backup}", "--overwrite-destination")
    server("admin", "--instance", instance, "--", *loading)
    try:
        uri = server("start", "--instance", instance)
        settings = Neo4jSettings(uri=uri, password=server("password", "--instance", instance))
        write_graph_file(tmp_path / "small.grafeo", small_graph, schema)
        with Neo4jEngine.connect(settings) as imported, GrafeoEngine.open(tmp_path / "small.grafeo") as embedded:
            for question in QUESTIONS:
                assert imported.run(question, {}) == embedded.run(question, {})
        everything = Changes(unchanged=sum(small_graph.counts().values()))
        assert load(settings, small_graph, schema, dry_run=True).total == everything
        assert load(settings, small_graph, schema).total == everything
    finally:
        server("stop", "--instance", instance)


def server(*words: str) -> str:
    """The last line that the script for a real server prints."""
    done = subprocess.run(
        [str(SERVER), *words], capture_output=True, text=True, timeout=600, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return (done.stdout.strip().splitlines() or [""])[-1]
