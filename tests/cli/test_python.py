"""`import clauseway`: the same rows and the same sentences as the command line."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import clauseway as package
from clauseway import Graph, Matrix, ResultTable
from clauseway.graph.engine import GraphError, GraphNotFound
from clauseway.queries.exports import ExportError

type Clauseway = Callable[..., Any]
type Ask = Callable[[Graph], ResultTable | Matrix]
type Questions = list[tuple[tuple[str, ...], Ask]]

DAY = "2026-11-21"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"


@pytest.fixture
def graph(on_shipped: Path) -> Iterator[Graph]:
    with package.open(on_shipped) as opened:
        yield opened


def plain(result: ResultTable | Matrix) -> list[dict[str, Any]]:
    """Rows as the JSON export spells them."""
    return json.loads(json.dumps(list(result), default=lambda value: value.isoformat()))


def test_importing_the_package_loads_nothing_of_it(tmp_path: Path) -> None:
    code = (
        "import sys, clauseway; print([name for name in sys.modules if name.startswith('clauseway.')]); "
        "assert 'open' in dir(clauseway)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_name_the_package_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        _ = package.opne  # pyright: ignore


# ---- the rows of the commands -------------------------------------------------------------------


ANSWERED: Questions = [
    (("coverage", "Singapore", "--min-grade", "qualified"),
     lambda g: g.coverage("sg", as_of=date(2026, 11, 21), min_grade="qualified")),
    (("coverage", "KHM", "--clause", "data-localisation-ban,smes"),
     lambda g: g.coverage("Cambodia", as_of=DAY, clauses=["data-localisation-ban", "smes"])),
    (("pair", "SGP", "VNM", "--paragraphs"), lambda g: g.pair("SGP", "Viet Nam", as_of=DAY, paragraphs=True)),
    (("agreement", "rcep", "--economy", "KHM"), lambda g: g.agreement("rcep", economy="KHM", as_of=DAY)),
    (("economy", "KAZ"), lambda g: g.economy("KAZ", as_of=DAY)),
    (("matrix", "--group", "asean"), lambda g: g.matrix(group="asean", as_of=DAY)),
    (("matrix", "--agreements", "depa,rcep"), lambda g: g.matrix(agreements="depa, rcep", as_of=DAY)),
    (("ledger", "--by", "clause"), lambda g: g.ledger("clause", as_of=DAY)),
    (("compliance", "SGP"), lambda g: g.compliance("SGP", as_of=DAY)),
    (("compliance", "UZB", "--obligation-from", "rcep"),
     lambda g: g.compliance("UZB", obligation_from="rcep", as_of=DAY)),
    (("compliance", "--between", "SGP", "VNM"), lambda g: g.compliance_between("SGP", "VNM", as_of=DAY)),
    (("compliance", "--rdtii-6.5"), lambda g: g.rdtii_6_5(as_of=DAY)),
    (("whatif", "--join", "CHN:depa", "--leave", "GBR:cptpp"),
     lambda g: g.whatif("CHN:depa", leaves=["United Kingdom:cptpp"], as_of=DAY)),
    (("whatif", "--upgrade", "china-korea-fta:cptpp", "--by", "duty", "--grade", "best-endeavour"),
     lambda g: g.whatif(upgrades="china-korea-fta:cptpp", by="duty", grade="best-endeavour", as_of=DAY)),
    (("coverage", "trend", "CHN"), lambda g: g.coverage_trend("China", as_of=DAY)),
    (("coverage", "trend", "CHN", "--by", "clause", "--clause", "paperless-trading"),
     lambda g: g.coverage_trend("CHN", by="clause", clauses="paperless-trading", as_of=DAY)),
    (("coverage", "--group", "asean", "--min-grade", "best-endeavour"),
     lambda g: g.group_coverage(group="asean", min_grade="best-endeavour", as_of=DAY)),
    (("coverage", "--economies", "CHN,Japan,KOR"),
     lambda g: g.group_coverage(economies=["CHN", "JPN", "KOR"], as_of=DAY)),
    (("pair", "SGP", "NZL", "--inconsistencies"), lambda g: g.pair_inconsistencies("SGP", "NZL", as_of=DAY)),
    (("pair", "CHN", "NZL", "--favours"), lambda g: g.favours("CHN", "NZL", as_of=DAY)),
    (("pair", "KAZ", "SGP", "--chain"), lambda g: g.chain("KAZ", "SGP", as_of=DAY)),
    (("upgrade", "KAZ"), lambda g: g.upgrade("Kazakhstan", as_of=DAY)),
    (("upgrade", "--economies", "CHN,UZB", "--by", "clause", "--clause", "paperless-trading"),
     lambda g: g.upgrade(economies=["CHN", "UZB"], by="clause", clauses="paperless-trading", as_of=DAY)),
    (("upgrade", "CHN", "--weights", "gain=0.5"), lambda g: g.upgrade("CHN", weights={"gain": 0.5}, as_of=DAY)),
    (("upgrade", "MMR", "--steps", "2"), lambda g: g.upgrade_path("MMR", 2, as_of=DAY)),
    (("query", "run", "agreements_of_pair", "--param", "first=SGP", "--param", "second=NZL"),
     lambda g: g.query("agreements_of_pair", first="SGP", second="NZL")),
    (("query", "run", "overlapping_agreements", "--param", "clause=smes"),
     lambda g: g.query("overlapping_agreements", clause="smes", as_of=DAY)),
    (("fragmentation", "--group", "asean", "--by", "network"),
     lambda g: g.fragmentation(group="asean", by="network", as_of=DAY)),
    (("fragmentation", "--economies", "CHN,JPN,KOR", "--by", "agreement"),
     lambda g: g.fragmentation(economies="CHN,JPN,KOR", by="agreement", as_of=DAY)),
    (("trade", "flows", "KAZ"), lambda g: g.trade("Kazakhstan", as_of=DAY)),
    (("trade", "flows", "--group", "central-asia", "--with", "CHN"),
     lambda g: g.trade(group="central-asia", partners="CHN", as_of=DAY)),
    (("trade", "published", "KAZ"), lambda g: g.trade_published("KAZ", as_of=DAY)),
    (("query", "list"), lambda g: g.queries()),
    (("economies",), lambda g: g.economies()),
    (("agreements",), lambda g: g.agreements()),
    (("clauses",), lambda g: g.clauses()),
    (("groups",), lambda g: g.groups()),
]  # fmt: skip


@pytest.mark.parametrize(("words", "ask"), ANSWERED, ids=[" ".join(words) for words, _ in ANSWERED])
def test_a_method_gives_the_rows_of_its_command(
    clauseway: Clauseway, graph: Graph, words: tuple[str, ...], ask: Ask
) -> None:
    done = clauseway(*words, "--as-of", DAY, "--format", "json")
    assert done.code == 0
    found = ask(graph)
    assert plain(found) == json.loads(done.out)
    assert len(found) == len(list(found)) > 0


def test_words_are_compared_for_breakdowns_that_have_measures_of_them(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sources = Path(__file__).resolve().parent.parent / "loaders" / "sources_small"
    told = graph.fragmentation(group="asean", sources=sources, as_of=DAY)
    assert any("The words of 0 of these agreements were compared" in note for note in told.provenance.notes)
    with pytest.raises(ValueError, match="others compare no words"):
        graph.fragmentation(by="year", sources=sources)


def test_sparql_gives_the_rows_of_its_command(clauseway: Clauseway, graph: Graph) -> None:
    text = "SELECT ?title { agr:rcep dct:title ?title }"
    assert plain(graph.sparql(text)) == json.loads(clauseway("sparql", text, "-f", "json").out) != []


def test_the_coder_gives_the_codings_of_its_command(clauseway: Clauseway, graph: Graph, tmp_path: Path) -> None:
    text = tmp_path / "treaty.md"
    text.write_text(
        "# Agreement on Electronic Commerce\n\n## Article 1 Paperless Trading\n\n"
        "Each Party shall accept trade documents in electronic form.\n", encoding="utf-8",
    )  # fmt: skip
    found = graph.code(text)
    told = json.loads(clauseway("code", "--no-cache", text, "-f", "json").out)["codings"]
    assert plain(found) == told != []
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(ValueError, match=r"Not coded: empty\.txt"):
        graph.code(tmp_path / "empty.txt")


REFUSED: Questions = [
    (("coverage", "Singapor"), lambda g: g.coverage("Singapor")),
    (("coverage", "CHN", "--clause", "data-localization-ban"),
     lambda g: g.coverage("CHN", clauses="data-localization-ban")),
    (("pair", "CHN", "China"), lambda g: g.pair("CHN", "China")),
    (("pair", "CHN", "China", "--chain"), lambda g: g.chain("CHN", "China")),
    (("pair", "CHN", "NZ", "--favours", "--clause", "paperless"),
     lambda g: g.favours("CHN", "NZ", clauses="paperless")),
    (("coverage", "trend", "Chian"), lambda g: g.coverage_trend("Chian")),
    (("coverage", "--group", "asian"), lambda g: g.group_coverage(group="asian")),
    (("coverage", "--economies", "CHN"), lambda g: g.group_coverage(economies="CHN")),
    (("agreement", "cptp"), lambda g: g.agreement("cptp")),
    (("matrix", "--group", "asian"), lambda g: g.matrix(group="asian")),
    (("matrix",), lambda g: g.matrix()),
    (("query", "run", "agreements_of_pairs"), lambda g: g.query("agreements_of_pairs")),
    (("query", "run", "agreements_of_pair", "--param", "first=CHN"),
     lambda g: g.query("agreements_of_pair", first="CHN")),
    (("sparql", "SELEKT"), lambda g: g.sparql("SELEKT")),
    (("whatif", "--join", "CHN"), lambda g: g.whatif("CHN")),
    (("whatif", "--join", "asian:depa"), lambda g: g.whatif("asian:depa")),
    (("whatif", "--join", "SGP:depa", "--as-of", DAY), lambda g: g.whatif("SGP:depa", as_of=DAY)),
    (("compliance", "UZB", "--obligation-from", "rcpe"), lambda g: g.compliance("UZB", obligation_from="rcpe")),
    (("upgrade", "Kazahstan"), lambda g: g.upgrade("Kazahstan")),
    (("upgrade", "KAZ", "--weights", "gian=1"), lambda g: g.upgrade("KAZ", weights="gian=1")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "ask"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_a_word_that_means_nothing_is_a_value_error_with_the_sentence_of_the_command(
    clauseway: Clauseway, graph: Graph, words: tuple[str, ...], ask: Ask
) -> None:
    done = clauseway(*words)
    assert done.code == 2
    with pytest.raises(ValueError) as failed:
        ask(graph)
    assert str(failed.value) == done.message


def test_a_day_that_is_none_and_a_grade_that_is_none_are_value_errors(graph: Graph) -> None:
    with pytest.raises(ValueError, match="'2026-02-30' is not a day of the calendar"):
        graph.coverage("CHN", as_of="2026-02-30")
    with pytest.raises(ValueError, match="Unknown grade 'absent'; use one of binding-enforceable"):
        graph.coverage("CHN", min_grade="absent")


@pytest.mark.parametrize(
    "words",
    [("compliance",), ("compliance", "KAZ", "--between", "SGP", "VNM"), ("compliance", "KAZ", "--rdtii-6.5")],
)
def test_compliance_wants_one_question_at_a_time(clauseway: Clauseway, on_shipped: Path, words: tuple[str]) -> None:
    done = clauseway(*words)
    assert (done.code, done.out) == (2, "")
    assert "one of the three" in done.message


# ---- opening ------------------------------------------------------------------------------------


def test_a_named_file_that_is_missing_is_not_built(tmp_path: Path) -> None:
    with pytest.raises(GraphNotFound):
        package.open(tmp_path / "none.grafeo")
    assert not list(tmp_path.iterdir())


def test_a_server_is_described_only_to_neo4j() -> None:
    with pytest.raises(ValueError, match=r"open it with clauseway\.open\('neo4j'"):
        package.open(uri="bolt://127.0.0.1:1")
    with pytest.raises(GraphError, match=r"127\.0\.0\.1:1"):
        package.open("neo4j", uri="bolt://127.0.0.1:1")


def test_a_graph_is_closed_at_the_end_of_with(on_shipped: Path) -> None:
    with package.open() as graph:
        assert graph.engine == "grafeo"
        assert graph.version[:8] in repr(graph) + graph.version
    graph.close()
    with pytest.raises(GraphError):
        graph.economies()


def test_threads_may_share_a_graph(graph: Graph) -> None:
    def ask(economy: str) -> list[dict[str, Any]]:
        return plain(graph.coverage(economy, as_of=DAY))

    asked = ["SGP", "CHN", "KHM", "NZL"] * 3
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, asked)) == [ask(economy) for economy in asked]


# ---- results ------------------------------------------------------------------------------------


def test_a_column_is_had_by_name_and_a_wrong_name_tells_the_right_ones(graph: Graph) -> None:
    table = graph.coverage("SGP", as_of=DAY)
    assert table["grade"] == [row["grade"] for row in table]
    with pytest.raises(KeyError, match="There is no column 'grad'; there are: economy, partner"):
        table["grad"]
    assert {cited.source for cited in table.sources} == {cited.source for cited in table.provenance.sources} != set()


def test_an_empty_answer_is_still_an_answer(graph: Graph) -> None:
    table = graph.pair("TKL", "PCN", as_of=DAY)
    assert len(table) == 0
    assert table


def test_a_cell_of_a_matrix_is_had_by_its_two_keys(graph: Graph) -> None:
    matrix = graph.matrix(economies=["KHM", "SGP"], as_of=DAY)
    assert matrix["KHM", "data-localisation-ban"].suspended
    with pytest.raises(KeyError, match="There is no column 'ban' in this matrix"):
        matrix["KHM", "ban"]
    with pytest.raises(KeyError, match="There is no row 'XXX' in this matrix"):
        matrix["XXX", "data-localisation-ban"]


def test_files_are_those_of_the_command(clauseway: Clauseway, graph: Graph, tmp_path: Path) -> None:
    table = graph.coverage("SGP", as_of=DAY)
    table.to_csv(tmp_path / "own.csv")
    assert clauseway("coverage", "SGP", "--as-of", DAY, "-o", tmp_path / "told.csv").code == 0
    assert (tmp_path / "own.csv").read_bytes() == (tmp_path / "told.csv").read_bytes()
    table.to_excel(str(tmp_path / "own.xlsx"))
    assert load_workbook(tmp_path / "own.xlsx").sheetnames
    matrix = graph.matrix(agreements=["depa"], as_of=DAY)
    matrix.to_csv(tmp_path / "matrix.csv")
    matrix.to_excel(tmp_path / "matrix.xlsx")
    assert len((tmp_path / "matrix.csv").read_text("utf-8").splitlines()) == len(matrix) + 1
    with pytest.raises(ExportError, match=r"A workbook is named \*\.xlsx"):
        table.to_excel(tmp_path / "own.xls")


def test_a_notebook_shows_few_rows_with_their_sources_and_escapes_them(graph: Graph) -> None:
    table = graph.coverage("SGP", as_of=DAY)
    table.rows[0]["label"] = "<script>alert(1)</script>"
    shown = table._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert shown.count("<tr>") == 21
    assert f"{len(table) - 20} more rows." in shown
    assert "data version" not in shown and f"as of {DAY}" in shown and "Licence: " in shown
    matrix = graph.matrix(economies=["KHM", "SGP"], as_of=DAY)
    assert "Cambodia" in matrix._repr_html_()  # pyright: ignore[reportPrivateUsage]


def test_without_pandas_the_sentence_says_what_to_install(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    for result in (graph.groups(), graph.matrix(agreements=["depa"], as_of=DAY)):
        with pytest.raises(ImportError, match=r'install it with: pip install "clauseway\[pandas\]"'):
            result.to_pandas()


def test_a_data_frame_keeps_types_gaps_and_citation(graph: Graph) -> None:
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    table = graph.coverage("KHM", as_of=DAY)
    frame = table.to_pandas()
    assert list(frame.columns) == [column.name for column in table.columns]
    assert len(frame) == len(table)
    assert str(frame["partners"].dtype) == "Int64"
    assert frame["article"].isna().sum() == table["article"].count(None) > 0
    assert [day.date() for day in frame["active_from"].dropna()] == [day for day in table["active_from"] if day]
    assert frame.attrs["citation"].startswith("Clauseway, Clause coverage of Cambodia")
    matrix = graph.matrix(economies=["KHM", "SGP"], as_of=DAY)
    digits = matrix.to_pandas()
    assert digits.shape == (2, 51)
    assert digits.loc["KHM", "data-localisation-ban"] == matrix["KHM", "data-localisation-ban"].digit


def test_the_examples_of_the_page_run(on_shipped: Path) -> None:
    done = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.attempted > 15
    assert done.failed == 0
