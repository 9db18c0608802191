"""The browser kit as its user has it: read back from the files and run on a real server over the shipped data."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, LiteralString, NoReturn, cast

import pytest

from clauseway.graph.engine import Engine, GraphError
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import load_schema
from clauseway.loaders.build import Built
from clauseway.queries.browser_kit import write_kit
from clauseway.queries.catalogue import query
from clauseway.queries.graph_variants import graph_views

AS_OF = date(2026, 11, 22)
PARAMETER = re.compile(r"^:param (\w+) => (.+)$", re.MULTILINE)
VIEW_NAMES = [name.replace("_", "-") for name in graph_views()]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit") / "kit"
    write_kit(folder, load_schema(), AS_OF)
    return folder


def favourites(kit: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((kit / "favourites").iterdir())}


def saved(kit: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((kit / "saved-cypher.csv").read_text("utf-8"))))


def questions(kit: Path) -> dict[str, tuple[dict[str, str], str, str]]:
    """Each question of the written guide with its parameters, its query and the command for the table."""
    found: dict[str, tuple[dict[str, str], str, str]] = {}
    for part in (kit / "guide.md").read_text("utf-8").split("\n## ")[2:]:
        text = re.search(r"```cypher\n(.+?)```", part, re.DOTALL)
        command = re.search(r"`(clauseway query run [^`]+)`", part)
        assert text
        assert command
        found[part.splitlines()[0]] = (dict(PARAMETER.findall(part)), text[1], command[1])
    return found


def run(settings: Neo4jSettings, text: str, values: dict[str, Any] | None = None) -> list[Any]:
    with open_driver(settings) as driver:
        found, _, _ = driver.execute_query(cast(LiteralString, text), values, database_=settings.database)
        return found


# ---- on the server ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEW_NAMES)
def test_every_saved_query_finds_something(
    kit: Path, name: str, neo4j: Engine, neo4j_settings: Neo4jSettings
) -> None:
    text = next(text for file, text in favourites(kit).items() if file.endswith(f"-{name}.cypher"))
    assert holds_nodes_and_relationships(run(neo4j_settings, text))


@pytest.mark.parametrize("place", range(1, 11))
def test_every_question_of_the_guide_finds_something(
    kit: Path, place: int, neo4j: Engine, neo4j_settings: Neo4jSettings
) -> None:
    parameters, text, _ = next(found for title, found in questions(kit).items() if title.startswith(f"{place}. "))
    values = {name: run(neo4j_settings, f"RETURN {value} AS value")[0]["value"] for name, value in parameters.items()}
    assert holds_nodes_and_relationships(run(neo4j_settings, text, values))


def holds_nodes_and_relationships(found: list[Any]) -> bool:
    held: list[Any] = [value for r in found for value in r.values()]
    items: list[Any] = [item for v in held for item in (cast("list[Any]", v) if isinstance(v, list) else [v])]
    return {"labels", "type"} <= {name for item in items for name in ("labels", "type") if hasattr(item, name)}


# ---- the files ----------------------------------------------------------------------------------


def test_folder_zip_and_table_hold_the_same_queries(kit: Path) -> None:
    files = favourites(kit)
    with zipfile.ZipFile(kit / "favourites.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == {
            f"Clauseway/{name}": text for name, text in files.items()
        }
    folder, *rows = saved(kit)
    assert (folder["name"], folder["query"], folder["isFolder"]) == ("Clauseway", "", "true")
    assert {(row["parentId"], row["isFolder"]) for row in rows} == {(folder["id"], "false")}
    assert len({row["id"] for row in (folder, *rows)}) == len(rows) + 1
    for row, text in zip(rows, files.values(), strict=True):
        title, question, body = text.split("\n", 2)
        assert title == f"// {row['name']}"
        assert question.startswith(f"// {row['description']}")
        assert body.rstrip(";\n") == row["query"]


def test_the_guide_has_ten_questions_and_the_command_of_each_table_fits(kit: Path) -> None:
    found = questions(kit)
    assert [title.partition(".")[0] for title in found] == [str(n) for n in range(1, 11)]
    for _, _, command in found.values():
        words = command.split()
        asked = [word.partition("=")[0] for word in words[4:] if word != "--param"]
        assert asked == [p.name for p in query(words[3]).parameters]


def test_the_guide_names_the_caption_of_every_label(kit: Path) -> None:
    page = (kit / "guide.md").read_text("utf-8")
    assert all(f"| {node.label} | `{node.caption}` |" in page for node in load_schema().nodes)


def test_every_node_of_the_shipped_data_has_its_caption(shipped: Built) -> None:
    for node in load_schema().nodes:
        unnamed = [n[node.key] for n in shipped.graph.nodes[node.label] if not str(n.get(node.caption) or "")]
        assert not unnamed, node.label


def test_the_same_day_gives_the_same_bytes_and_another_day_another_kit(kit: Path, tmp_path: Path) -> None:
    def content(day: date, name: str) -> dict[str, bytes]:
        written = write_kit(tmp_path / name, load_schema(), day)
        return {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in written}

    first = content(AS_OF, "a")
    assert first == content(AS_OF, "b")
    assert first == {str(p.relative_to(kit)): p.read_bytes() for p in sorted(kit.rglob("*")) if p.is_file()}
    other = content(date(2020, 1, 1), "c")
    assert {name for name in first if first[name] != other[name]} >= {"guide.md", "favourites.zip", "saved-cypher.csv"}
    assert b"date('2020-01-01')" in other["saved-cypher.csv"]


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(GraphError, match="is not an empty folder; name a new one"):
        write_kit(tmp_path, load_schema(), AS_OF)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_nothing_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_kit(tmp_path / "kit", load_schema(), AS_OF)
    assert list(tmp_path.iterdir()) == []
