"""Every command has a help text with an example; listings, the catalogue and the graph file work as told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clauseway.queries.catalogue import catalogue

type Clauseway = Callable[..., Any]

DAY = ("--as-of", "2026-11-21")
COMMANDS = (
    "build", "load", "validate", "dataset", "rdf", "code", "doctor", "coverage", "pair", "agreement", "economy",
    "matrix", "query", "economies", "agreements", "clauses", "groups", "sources", "sparql", "ledger", "ontology",
    "similar", "compliance", "fragmentation", "gaps", "whatif", "trade", "upgrade", "compare", "draw", "report", "cite",
    "export", "explain", "neo4j", "serve",
)  # fmt: skip
SUBCOMMANDS = (
    ("query", "list"), ("query", "show"), ("query", "run"), ("rdf", "export"), ("sources", "list"), ("sources", "show"),
    ("sources", "verify"), ("sources", "fetch"), ("ontology", "list"), ("ontology", "show"), ("ontology", "docs"),
    ("ontology", "context"), ("code", "run"), ("code", "explain"), ("code", "evaluate"),
    ("draw", "ego"), ("draw", "group"), ("draw", "timeline"), ("draw", "ladder"), ("draw", "heatmap"),
    ("trade", "flows"), ("trade", "published"), ("trade", "gravity"), ("neo4j", "browser-kit"),
    ("query", "lint"),
    ("neo4j", "dump"), ("neo4j", "neosemantics"),
)  # fmt: skip


def csv_rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


# Help


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_lists_every_command(clauseway: Clauseway, flag: str) -> None:
    done = clauseway(flag)
    assert done.code == 0
    assert done.err == ""
    listed = re.findall(r"^  ([a-z0-9]+)  ", done.out.partition("Commands:")[2], re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    assert "clauseway coverage" in done.out


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS), *SUBCOMMANDS], ids=" ".join)
def test_every_command_has_a_help_text(clauseway: Clauseway, command: tuple[str, ...]) -> None:
    done = clauseway(*command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: clauseway {' '.join(command)}")
    assert len(done.out.splitlines()) > 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(clauseway: Clauseway, command: str) -> None:
    example = re.search(r"Examples?: (.+)", clauseway(command, "--help").out, re.DOTALL)
    assert example is not None
    assert f"clauseway {command}" in " ".join(example[1].split())


def test_the_version_is_the_packages(clauseway: Clauseway) -> None:
    from clauseway import __version__

    assert clauseway("--version").out.strip().endswith(__version__)


def test_no_words_at_all_show_the_help(clauseway: Clauseway) -> None:
    done = clauseway()
    assert done.code == 2
    assert "Commands:" in done.out + done.err


# The catalogue


def test_the_list_names_every_query(clauseway: Clauseway) -> None:
    rows = csv_rows(clauseway("query", "list", "-f", "csv").out)
    assert [row["query"] for row in rows] == list(catalogue())


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_query_is_shown_with_its_question_parameters_columns_and_text(clauseway: Clauseway, name: str) -> None:
    spec = catalogue()[name]
    shown = clauseway("query", "show", name).out
    assert spec.question in shown
    assert spec.text.strip() in shown
    assert all(f"--param {parameter.name}=" in shown for parameter in spec.parameters)
    assert all(f"  {column.name}: " in shown for column in spec.columns)


def test_a_query_runs_with_its_parameters(clauseway: Clauseway, on_shipped: Path) -> None:
    words = ("query", "run", "agreements_of_pair", "--param", "first=SGP", "--param", "second=NZL", "-f", "csv")
    rows = csv_rows(clauseway(*words).out)
    assert list(rows[0]) == [column.name for column in catalogue()["agreements_of_pair"].columns]
    assert {"depa", "cptpp", "rcep"} <= {row["agreement"] for row in rows}


def test_a_query_that_finds_nothing_says_so_and_is_no_failure(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("query", "run", "agreements_of_pair", "--param", "first=TKL", "--param", "second=PCN", "-f", "csv")
    assert done.code == 0
    assert csv_rows(done.out) == []
    assert done.err.strip()


# The graph file


def test_the_first_question_builds_the_shipped_graph_and_says_so(
    process: Clauseway, clauseway: Clauseway, shipped_graph: Path, tmp_path: Path
) -> None:
    """In a user's data folder that does not even exist yet."""
    first = process("coverage", "CHN", *DAY)
    graph = tmp_path / "data-home" / "clauseway" / "clauseway.grafeo"
    assert first.code == 0
    assert first.err.splitlines()[0].startswith(f"No graph at {graph} yet: building the shipped dataset")
    assert len(csv_rows(first.out, "\t")) == 51
    assert [path.name for path in graph.parent.iterdir()] == [graph.name]
    written = graph.stat().st_mtime_ns
    second = process("coverage", "CHN", *DAY)
    assert (second.code, second.err, second.out) == (0, "", first.out)
    assert graph.stat().st_mtime_ns == written
    assert clauseway("coverage", "CHN", *DAY, "--graph", shipped_graph).out == first.out


def test_the_graph_named_in_the_environment_is_the_one_asked(
    clauseway: Clauseway, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEWAY_GRAPH", str(tmp_path / "named" / "small.grafeo"))
    built = clauseway("build", "--sources", sources)
    assert built.code == 0
    assert f"Built {tmp_path / 'named' / 'small.grafeo'}: data version " in built.err
    assert "13 agreements, 14 provisions" in built.err
    slugs = {row["agreement"] for row in csv_rows(clauseway("agreements", "-f", "csv").out)}
    assert slugs > {f"test-agreement-{letter}" for letter in "abcd"} and "rcep" not in slugs
    assert not (tmp_path / "data-home").exists()


def test_the_option_goes_before_the_environment(
    clauseway: Clauseway, on_shipped: Path, sources: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.grafeo"
    assert clauseway("build", "--sources", sources, "--graph", small).code == 0
    assert len(csv_rows(clauseway("agreements", "--graph", small, "-f", "csv").out)) == 13
    assert len(csv_rows(clauseway("agreements", "-f", "csv").out)) > 100


# Operations


def test_doctor_says_what_is_installed_and_what_the_graph_holds(clauseway: Clauseway, on_shipped: Path) -> None:
    done = clauseway("doctor")
    assert done.code == 0
    assert str(on_shipped) in done.out
    for word in ("grafeo", "neo4j", "pyoxigraph", "pyshacl", "data version", "provisions by verification"):
        assert word in done.out
    assert re.search(r"ClauseType: 62\n", done.out)
    levels = re.findall(r"^  ([a-z-]+): (\d+) in \d+ agreements$", done.out, re.MULTILINE)
    provisions = re.search(r"Provision: (\d+)\n", done.out)
    assert provisions is not None
    assert sum(int(number) for _, number in levels) == int(provisions[1])


def test_validate_says_what_it_found_and_writes_nothing(clauseway: Clauseway, sources: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    done = clauseway("validate", "--sources", sources)
    assert done.code == 0
    assert "Valid: data version " in done.err
    assert "facts/recalled_dates.csv:4: warning: " in done.err
    assert ": info: " not in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_verbose_also_tells_how_differences_were_settled(clauseway: Clauseway, sources: Path) -> None:
    short, long = clauseway("validate", "--sources", sources), clauseway("validate", "--sources", sources, "-v")
    assert re.search(r"^\d+ differences between sources were settled by rule", short.err, re.MULTILINE)
    assert "facts/coverage.csv:4: info: " in long.err
    assert len(long.err.splitlines()) > len(short.err.splitlines())


def test_dataset_writes_one_file_a_graph_and_the_same_bytes_again(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    for folder in ("one", "other"):
        done = clauseway("dataset", "--sources", sources, "-o", tmp_path / folder)
        assert done.code == 0
        assert re.match(r"Wrote \d+ files ", done.err.splitlines()[-1])
    one, other = (
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "other")
    )
    assert one == other
    assert {"dataset.trig", "agreements.trig", "coverage.trig", "figures/trade.csv", "seal.csv"} <= set(one)


def test_rdf_export_gives_the_same_bytes_to_a_file_and_a_pipe(
    clauseway: Clauseway, sources: Path, tmp_path: Path
) -> None:
    for form in ("nq", "trig"):
        target = tmp_path / f"all.{form}"
        assert clauseway("rdf", "export", "--sources", sources, "-o", target).code == 0
        assert clauseway("rdf", "export", "--sources", sources, "-f", form).out.encode() == target.read_bytes()
    lines = (tmp_path / "all.nq").read_text(encoding="utf-8").splitlines()
    assert lines == list(dict.fromkeys(lines))
    assert all(line.endswith(" .") for line in lines)
