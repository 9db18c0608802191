"""Whatever is wrong, the command line says it in one sentence, with its exit code, and leaves all else as it was."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clauseway.loaders.rdf_files import shipped_store
from clauseway.ontology import seal

type Clauseway = Callable[..., Any]

USAGE, DATA, OTHER = 2, 3, 1


def contents(folder: Path) -> dict[str, str]:
    """Every file under a folder with a digest of its bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def rewritten(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@dataclass(frozen=True)
class Break:
    """One way to break one source file.

    Attributes:
        file: The file.
        line: Line the complaint must name; 0 for the file as a whole.
        says: A part of the sentence.
        change: New bytes out of the old ones.
    """

    file: str
    line: int
    says: str
    change: Callable[[bytes], bytes]


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


BREAKS = {
    "an unknown column": Break("facts/agreements.csv", 1, "'in_forse'", replaced(b"in_force", b"in_forse")),
    "a missing column": Break("groups/bri_members.csv", 1, "'note' is missing", replaced(b",note\n", b"\n")),
    "a doubled column": Break("facts/coverage.csv", 1, "twice", replaced(b"strength,note", b"note,note")),
    "a row too short": Break("facts/coverage.csv", 5, "2 cells", lambda c: c + b"test-agreement-a,smes\n"),
    "an unclosed quote": Break("facts/coverage.csv", 5, "quotes", lambda c: c + b'test-agreement-a,smes,"1\n'),
    "a bad date": Break("facts/agreements.csv", 2, "'2020-01-32'", replaced(b"2020-01-15", b"2020-01-32")),
    "an unknown ISO code": Break("facts/agreements.csv", 5, "'NFX'", replaced(b"NFK|SJM", b"NFX|SJM")),
    "an unknown clause slug": Break("facts/coverage.csv", 2, "protektion", replaced(b"-protection", b"-protektion")),
    "another encoding": Break("facts/coverage.csv", 5, "UTF-8", lambda c: c + "é,".encode("latin-1") * 6 + b"\n"),
    "a NUL": Break("facts/coverage.csv", 5, "NUL", lambda c: c + b"\0\n"),
    "a sequence for the terminal": Break("facts/coverage.csv", 5, "U+001B", lambda c: c + b"\x1b[2J\n"),
    "a sign that turns the letters": Break(
        "facts/agreements.csv", 2, "U+202E", replaced(b"Test Agreement A", "Test \u202eA tnemeergA".encode())),
    "a text out of the folder": Break(
        "desta/tota_desta_match.csv", 4, "leads out of the sources folder",
        lambda c: c + c.splitlines()[-1].replace(b"pta_9002.xml", b"../../../secret.xml") + b"\n"),
    "an empty file": Break("facts/recalled_dates.csv", 0, "empty", lambda _: b""),
    "an agreement given twice": Break(
        "facts/agreements_more.csv", 3, "already defined at facts/agreements.csv:2",
        lambda c: c + b"test-agreement-a,T,bilateral FTA,PCN|SJM,2020,2021,in force,none,n/a,t\n"),
    "a coding given twice": Break(
        "facts/coverage.csv", 5, "already coded at facts/coverage.csv:2",
        lambda c: c + b"test-agreement-a,online-consumer-protection,3.1,T,soft,,page\n"),
    "an unknown agreement": Break(
        "facts/coverage.csv", 5, "'test-agreement-q' is not a known agreement. Did you mean",
        lambda c: c + b"test-agreement-q,smes,3.3,T,soft,,page\n"),
    "a name where a slug belongs": Break(
        "facts/coverage.csv", 5, "'Test Agreement A'", lambda c: c + b"Test Agreement A,smes,3.3,T,soft,,page\n"),
}  # fmt: skip


@pytest.fixture
def old_graph(clauseway: Clauseway, sources: Path, tmp_path: Path) -> Path:
    """A graph of the sound sources."""
    path = tmp_path / "graphs" / "small.grafeo"
    done = clauseway("build", "--sources", sources, "--graph", path)
    assert done.code == 0, done.err
    return path


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_broken_source_is_refused_in_one_sentence_with_its_place(
    clauseway: Clauseway, sources: Path, tmp_path: Path, broken: Break
) -> None:
    path = sources / broken.file
    path.write_bytes(broken.change(path.read_bytes()))
    before = contents(tmp_path)
    for command in (
        ("build", "--graph", tmp_path / "new.grafeo"),
        ("validate",),
        ("dataset", "-o", tmp_path / "rdf"),
    ):
        done = clauseway(*command, "--sources", sources)
        place = f"{broken.file}:{broken.line}: " if broken.line else f"{broken.file}: "
        assert done.code == DATA
        assert done.out == ""
        assert done.err.count("\n") == 1, done.err
        assert done.message.startswith(place)
        assert broken.says in done.message
        assert contents(tmp_path) == before


def test_a_missing_source_file_is_named(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    (sources / "facts" / "coverage.csv").unlink()
    done = clauseway("build", "--sources", sources, "--graph", tmp_path / "new.grafeo")
    assert done.code == DATA
    assert done.message.startswith("facts/coverage.csv: ")
    assert not (tmp_path / "new.grafeo").exists()


def test_several_errors_are_each_told_with_their_place(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    for name in ("an unknown ISO code", "an unknown clause slug", "an unknown agreement"):
        path = sources / BREAKS[name].file
        path.write_bytes(BREAKS[name].change(path.read_bytes()))
    done = clauseway("build", "--sources", sources, "--graph", tmp_path / "new.grafeo")
    assert done.code == DATA
    assert "(and 2 more)" in done.message
    assert done.err.count("\n") == 3
    for place in ("facts/agreements.csv:5: ", "facts/coverage.csv:2: ", "facts/coverage.csv:5: "):
        assert place in done.err


def test_a_broken_shape_is_refused_with_its_place_and_a_table_of_findings(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    rewritten(sources / "readings" / "agreement_kinds.csv", lambda t: t.replace("digital-economy-agreement", "treaty"))
    before = contents(tmp_path)
    done = clauseway("build", "--sources", sources, "--graph", tmp_path / "new.grafeo")
    assert done.code == DATA
    assert done.message.startswith("facts/agreements.csv:2: ")
    assert "kind/treaty" in done.err.replace("\n", "")
    assert contents(tmp_path) == before


def test_a_value_makes_no_markup_in_the_table_of_findings(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    rewritten(sources / "readings" / "agreement_kinds.csv", lambda t: t.replace("digital-economy-agreement", "[/red]"))
    done = clauseway("build", "--sources", sources, "--graph", tmp_path / "new.grafeo")
    assert done.code == DATA
    assert "--debug" not in done.message


def test_a_table_of_a_gigabyte_is_refused_unread(clauseway: Clauseway, sources: Path) -> None:
    with (sources / "facts" / "coverage.csv").open("r+b") as file:
        file.truncate(1 << 30)  # a sparse file: it takes no room on the disk
    done = clauseway("validate", "--sources", sources)
    assert done.code == DATA
    assert done.message.startswith("facts/coverage.csv: error: 1,074 MB are more than the 268 MB read at once.")


def test_of_thousands_of_problems_some_are_told_and_the_rest_counted(clauseway: Clauseway, sources: Path) -> None:
    with (sources / "facts" / "coverage.csv").open("a", encoding="utf-8") as file:
        file.write("test-agreement-q,smes,3.3,T,soft,,page\n" * 3_000)
    done = clauseway("validate", "--sources", sources)
    assert done.code == DATA
    assert done.err.count("\n") < 300
    assert "... and 2" in done.err and "more." in done.err


def test_after_a_refused_build_the_old_graph_still_answers(
    clauseway: Clauseway, sources: Path, old_graph: Path
) -> None:
    ask = ("agreements", "--graph", old_graph, "--format", "csv")
    answer = clauseway(*ask).out
    assert "test-agreement-a" in answer
    rewritten(sources / "facts" / "agreements.csv", lambda t: t.replace("2020-01-15", "2020-02-30"))
    before = contents(old_graph.parent)
    assert clauseway("build", "--sources", sources, "--graph", old_graph).code == DATA
    assert contents(old_graph.parent) == before
    assert clauseway(*ask).out == answer


def test_a_sound_build_takes_the_place_of_the_old_graph_and_leaves_nothing_beside_it(
    clauseway: Clauseway, sources: Path, old_graph: Path
) -> None:
    rewritten(sources / "facts" / "agreements.csv", lambda t: t.replace("Test Agreement A", "Test Agreement Z"))
    done = clauseway("build", "--sources", sources, "--graph", old_graph)
    assert done.code == 0
    assert sorted(contents(old_graph.parent)) == ["small.grafeo"]
    assert "Test Agreement Z" in clauseway("agreements", "--graph", old_graph, "--format", "csv").out


def test_a_broken_copy_of_the_real_sources_is_refused(
    process: Clauseway, shared_data: Path, tmp_path: Path
) -> None:
    shutil.copytree(shared_data / "facts", tmp_path / "data" / "facts", copy_function=shutil.copyfile)
    for part in shared_data.iterdir():
        if part.name != "facts":
            (tmp_path / "data" / part.name).symlink_to(part)
    path = tmp_path / "data" / "facts" / "coverage.csv"
    path.parent.chmod(0o755)
    lines = path.read_text(encoding="utf-8").count("\n")
    with path.open("a", encoding="utf-8") as file:
        file.write("rcepp,smes,1.1,Small Firms,soft,,page\n")
    done = process("build", "--sources", tmp_path / "data", "--graph", tmp_path / "new.grafeo")
    assert done.code == DATA
    assert done.message.startswith(f"facts/coverage.csv:{lines + 1}: error: 'rcepp' is not a known agreement.")
    assert "'rcep'" in done.message
    assert done.err.count("error:") == 1
    assert not (tmp_path / "new.grafeo").exists()


@pytest.mark.parametrize("command", [("build",), ("validate",), ("dataset",)])
def test_a_sources_folder_that_is_not_there_is_a_usage_error(
    clauseway: Clauseway, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = clauseway(*command, "--sources", tmp_path / "nowhere")
    assert done.code == USAGE
    assert "nowhere" in done.message


# Graph files


@pytest.mark.parametrize("size", [0, 100, 5_000, 100_000, 400_000])
def test_a_graph_file_cut_off_anywhere_is_refused(
    clauseway: Clauseway, shipped_graph: Path, tmp_path: Path, size: int
) -> None:
    whole = shipped_graph.read_bytes()
    path = tmp_path / "cut.grafeo"
    path.write_bytes(whole[:size])
    done = clauseway("economies", "--graph", path)
    assert done.code == DATA
    assert str(path) in done.message
    assert "clauseway build" in done.message
    assert done.out == ""
    assert path.read_bytes() == whole[:size]


@pytest.mark.parametrize("content", [b"Not a graph at all.\n", b"\0" * 9000, b"PK\x03\x04" + b"x" * 9000])
def test_a_file_of_another_kind_is_refused_and_left_alone(
    clauseway: Clauseway, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "foreign.grafeo"
    path.write_bytes(content)
    done = clauseway("coverage", "CHN", "--graph", path)
    assert done.code == DATA
    assert "clauseway build" in done.message
    assert path.read_bytes() == content


def test_a_graph_of_another_program_is_refused(clauseway: Clauseway, tmp_path: Path) -> None:
    grafeo: Any = import_module("grafeo")
    path = tmp_path / "other.grafeo"
    database = grafeo.GrafeoDB(str(path))
    database.execute_cypher("CREATE (:Person {name: 'Nobody'})")
    database.close()
    done = clauseway("economies", "--graph", path)
    assert done.code == DATA
    assert "no Clauseway data version" in done.message


def test_a_graph_named_by_hand_that_is_missing_is_not_built(
    clauseway: Clauseway, on_shipped: Path, tmp_path: Path
) -> None:
    """Even where CLAUSEWAY_GRAPH names another one: a mistyped name must not give an answer."""
    done = clauseway("economies", "--graph", tmp_path / "mistyped.grafeo")
    assert done.code == DATA
    assert "mistyped.grafeo" in done.message
    assert not (tmp_path / "mistyped.grafeo").exists()


def test_a_folder_is_no_graph(clauseway: Clauseway, tmp_path: Path) -> None:
    done = clauseway("economies", "--graph", tmp_path)
    assert done.code == DATA
    assert "is a folder" in done.message


@pytest.mark.parametrize("words", [("validate",), ("sparql", "ASK { ?s ?p ?o }"), ("build", "--graph", "x.grafeo")])
def test_a_damaged_installation_is_told_in_one_sentence(
    clauseway: Clauseway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    def broken(*_: object) -> str:
        return "dataset/figures/trade.csv changed since it was sealed"

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(seal, "broken_seal", broken)
    shipped_store.cache_clear()
    done = clauseway(*words)
    assert done.code == 3
    assert "dataset/figures/trade.csv changed since it was sealed" in done.message
    assert "Install Clauseway again" in done.message
    assert list(tmp_path.iterdir()) == []
