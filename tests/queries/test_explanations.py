"""Derivations: the number at the top is that of the table, what is below makes it up, and the ends are sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest

from clauseway import Graph
from clauseway.graph.engine import Engine
from clauseway.ontology.strength import (
    Enforcement,
    Facts,
    RuleException,
    Wording,
    grade,
    grade_with_rule,
)
from clauseway.queries.derivations import Derivation, Explanation
from clauseway.queries.explanations import EXPLAINERS, explain
from clauseway.queries.exports.derivations import AS_ABOVE, shown, to_html, to_json, to_markdown, to_text
from clauseway.queries.fragmentation_analysis import OF_WORDS
from clauseway.queries.names import UnknownName
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

DAY = "2026-11-21"

type Make = Callable[[Graph], ResultTable]

TABLES: dict[str, tuple[Make, str, int]] = {
    # what is asked, the column of the number, and every so many-th row of it that is explained
    "coverage of China": (lambda g: g.coverage("CHN", as_of=DAY), "grade", 12),
    "coverage of Kazakhstan": (lambda g: g.coverage("KAZ", as_of=DAY), "grade", 17),
    "coverage with qualifiers": (lambda g: g.coverage("SGP", as_of=DAY, qualifiers=True), "grade", 13),
    "coverage of nobody's agreements": (lambda g: g.coverage("PCN", as_of=DAY), "grade", 25),
    "a pair": (lambda g: g.pair("CHN", "NZL", as_of=DAY), "grade", 9),
    "a pair of which one has put duties off": (lambda g: g.pair("KHM", "SGP", as_of="2024-01-01"), "grade", 9),
    "a pair by paragraphs": (lambda g: g.pair("SGP", "VNM", as_of=DAY, paragraphs=True), "grade", 29),
    "a matrix of economies": (lambda g: g.matrix(economies="CHN,KAZ", as_of=DAY).long_table(), "digit", 29),
    "a matrix of agreements": (lambda g: g.matrix(agreements="rcep,depa", as_of=DAY).long_table(), "digit", 23),
    "an agreement": (lambda g: g.agreement("rcep", as_of=DAY), "grade", 25),
    "an agreement in all versions for one": (
        lambda g: g.agreement("depa", economy="SGP", as_of=DAY, all_versions=True), "grade", 41,
    ),
    "fragmentation": (lambda g: g.fragmentation(group="asean", as_of=DAY), "value", 1),
    "fragmentation of a list": (lambda g: g.fragmentation(economies="CHN,JPN,KOR", as_of=DAY), "value", 3),
    "fragmentation of some clause types": (
        lambda g: g.fragmentation(group="rcep", clauses="smes,paperless-trading", as_of=DAY), "value", 2,
    ),
    "fragmentation by clause": (lambda g: g.fragmentation(by="clause", group="asean", as_of=DAY), "entropy", 25),
    "fragmentation by economy": (lambda g: g.fragmentation(by="economy", group="asean", as_of=DAY), "divergence", 4),
    "fragmentation by year": (lambda g: g.fragmentation(by="year", group="asean", as_of=DAY), "entropy", 26),
    "gaps": (lambda g: g.gaps(group="asean", as_of=DAY), "gap", 25),
    "gaps at another grade": (
        lambda g: g.gaps(economies="CHN,JPN,KOR", grade="best-endeavour", close=100, as_of=DAY), "gap", 25,
    ),
    "compliance": (lambda g: g.compliance("KAZ", as_of=DAY), "status", 3),
    "compliance as planned": (lambda g: g.compliance("UZB", obligation_from="rcep", as_of=DAY), "status", 5),
    "RDTII": (lambda g: g.rdtii_6_5(as_of=DAY), "with_rcep", 60),
    "coverage by what people read": (
        lambda g: g.trusting("secondary", count_machine_coded=False).coverage("CHN", as_of=DAY), "grade", 23,
    ),
    "next steps": (lambda g: g.upgrade("KAZ", as_of=DAY), "score", 3),
    "next steps under an agreement of nobody": (lambda g: g.upgrade("DEU", as_of=DAY), "score", 9),
    "next steps by weights": (lambda g: g.upgrade("UZB", weights="gain=0.5,talks=0", as_of=DAY), "score", 2),
    "next steps by clause": (lambda g: g.upgrade("KAZ", by="clause", as_of=DAY), "to_grade", 31),
    "a trend": (lambda g: g.coverage_trend("CHN", as_of=DAY), "clauses", 9),
    "a trend by clause": (lambda g: g.coverage_trend("CHN", by="clause", as_of=DAY), "grade", 17),
    "coverage of a group": (lambda g: g.group_coverage(group="asean", as_of=DAY), "share", 25),
    "inconsistencies": (lambda g: g.pair_inconsistencies("SGP", "NZL", as_of=DAY), "differs_in", 9),
    "favours": (lambda g: g.favours("NZL", "CHN", as_of=DAY), "grade", 9),
    "a chain": (lambda g: g.chain("KAZ", "SGP", as_of=DAY), "depth", 3),
    "fragmentation by agreement": (lambda g: g.fragmentation(by="agreement", group="asean", as_of=DAY), "depth", 6),
    "fragmentation by network": (lambda g: g.fragmentation(by="network", group="asean", as_of=DAY), "degree", 4),
    "trade": (lambda g: g.trade("SGP", as_of=DAY), "exports_usd", 5),
    "gaps by economy": (lambda g: g.gaps(by="economy", group="asean", as_of=DAY), "missing", 6),
    "gaps by pair": (lambda g: g.gaps(by="pair", group="asean", clauses="smes,paperless-trading", as_of=DAY),
                     "grade", 9),
    "gaps by step": (lambda g: g.gaps(by="step", group="asean", clauses="smes", as_of=DAY), "closes", 1),
    "duties a firm meets": (lambda g: g.compliance_between("SGP", "VNM", as_of=DAY), "grade", 5),
    "a what-if": (lambda g: g.whatif("CHN:depa", as_of=DAY), "difference", 4),
    "a what-if of a union": (
        lambda g: g.whatif(leaves="European Union:eu-japan-epa", group="asean", as_of=DAY), "difference", 9,
    ),
    "a what-if by economy": (lambda g: g.whatif("CHN:depa", by="economy", as_of=DAY), "duties_difference", 4),
    "a what-if by clause": (
        lambda g: g.whatif(upgrades="china-korea-fta:cptpp", by="clause", as_of=DAY), "pairs_difference", 9,
    ),
    "a what-if by duty": (
        lambda g: g.whatif(upgrades="china-korea-fta:cptpp", by="duty", as_of=DAY), "grade_after", 9,
    ),
    "a what-if by pair": (
        lambda g: g.whatif(leaves="GBR:cptpp", by="pair", grade="best-endeavour", as_of=DAY), "clauses_difference", 4,
    ),
    "a what-if by law": (lambda g: g.whatif("CHN:depa", by="law", as_of=DAY), "status", 5),
    "a path": (lambda g: g.upgrade_path("UZB", 3, as_of=DAY), "score", 2),
    "a path by clause": (lambda g: g.upgrade_path("KAZ", 3, by="clause", as_of=DAY), "to_grade", 33),
}  # fmt: skip


@pytest.fixture(scope="module")
def graph(grafeo: Engine) -> Graph:
    return Graph(grafeo)


@pytest.mark.parametrize("what", TABLES)
def test_the_root_is_the_number_of_the_table_and_the_ends_are_sources(graph: Graph, what: str) -> None:
    make, column, every = TABLES[what]
    table = make(graph)
    # what compares the words of texts has no name, for no derivation tells how
    rows = [row for row in table.records() if row["row_id"] is not None]
    assert len({row["row_id"] for row in rows}) == len(rows) > 0
    assert {row.get("measure") for row in table.records() if row["row_id"] is None} <= OF_WORDS
    assert "row_id" not in table.shown
    for row in rows[::every]:
        found = graph.explain(str(row["row_id"]))
        assert found.value == row[column], row["row_id"]
        assert found.as_of == table.provenance.as_of
        assert [leaf.line() for leaf in found.tree.leaves() if leaf.source is None] == []
        assert all(source.title and source.licence for source in found.sources().values())


@pytest.mark.parametrize("analysis", EXPLAINERS)
def test_every_explainer_explains_its_example(grafeo: Engine, analysis: str) -> None:
    registered = EXPLAINERS[analysis]
    found = explain(Runner(grafeo), registered.example, date(2026, 11, 21))
    assert found.tree.children
    assert registered.example.partition("/")[0] == analysis == registered.forms[0].partition("/")[0]


# ---- what is below makes up the number ----------------------------------------------------------


def child(tree: Derivation, label: str) -> Derivation:
    return next(node for node in tree.children if node.label.startswith(label))


def numbers(nodes: tuple[Derivation, ...]) -> list[float]:
    return [node.value for node in nodes if isinstance(node.value, float)]


def test_the_mean_of_the_clause_types_is_the_entropy(graph: Graph) -> None:
    tree = graph.explain("fragmentation/asean/clause-entropy", as_of=DAY).tree
    known = numbers(tree.children)
    assert tree.value == pytest.approx(sum(known) / len(known), abs=1e-5)
    assert all(node.row_id.startswith("fragmentation/asean/clause/") for node in tree.children)
    first = tree.children[0]
    assert graph.explain(first.row_id).value == first.value


def test_the_mean_of_the_economies_is_the_divergence_of_one(graph: Graph) -> None:
    tree = graph.explain("fragmentation/asean/economy/SGP", as_of=DAY).tree
    known = numbers(tree.children)
    assert tree.value == pytest.approx(sum(known) / len(known), abs=1e-5)
    for node in tree.children:
        least, _, most = node.how.removeprefix("1 - ").partition(" ")[0].partition("/")
        assert node.value == pytest.approx(1 - int(least) / int(most), abs=1e-5)


def test_the_agreements_of_the_bands_are_those_that_hold_the_clause_type(graph: Graph) -> None:
    tree = graph.explain("fragmentation/asean/clause/data-localisation-ban", as_of=DAY).tree
    table = graph.fragmentation(by="clause", group="asean", clauses="data-localisation-ban", as_of=DAY)
    banded = {node.label: len(node.children) for node in tree.children}
    held = sum(number for label, number in banded.items() if label in ("hard rules", "mixed rules", "soft rules"))
    assert held == table["agreements"][0]
    assert banded["agreements not read on it"] / sum(banded.values()) == pytest.approx(table["not_read"][0], abs=1e-6)


def test_the_pairs_bound_and_missing_are_all_pairs(graph: Graph) -> None:
    tree = graph.explain("gaps/asean/data-localisation-ban", as_of=DAY).tree
    row = next(iter(graph.gaps(group="asean", clauses="data-localisation-ban", as_of=DAY)))
    missing = sum(int(str(node.value)) for node in tree.children if node.label.startswith("pairs missing"))
    bound = child(tree, "pairs bound")
    assert (bound.value, missing) == (row["bound"], int(str(row["pairs"])) - int(str(row["bound"])))
    assert sum(int(str(node.value)) for node in bound.children) == bound.value
    assert child(tree, "trade gap").value == row["trade_gap"]
    assert child(tree, "cost of steps").value == row["cost"]
    # Cambodia, Laos and Myanmar have agreed to it in RCEP and put it off
    assert int(str(child(tree, "pairs missing: a duty is agreed, and put off").value)) > 20


def test_the_partners_are_those_of_the_table(graph: Graph) -> None:
    tree = graph.explain("coverage/SGP/data-localisation-ban", as_of=DAY).tree
    table = graph.coverage("SGP", clauses="data-localisation-ban", as_of=DAY)
    assert child(tree, "partners").value == table["partners"][0]


def test_a_duty_goes_down_to_the_rule_the_coding_and_the_delay(graph: Graph) -> None:
    tree = graph.explain("coverage/KHM/data-localisation-ban", as_of=DAY).tree
    labels = [node.label for node in tree.walk()]
    text = " ".join(node.line() for node in tree.walk())
    assert "provision rcep/12.14.2/data-localisation-ban" in labels
    assert "A Party judges alone whether it needs the exception: qualified." in text
    assert "KHM puts off its duty: until 2027-01-01, may be stretched to 2030-01-01" in text
    assert "coding known by = primary-text" in text
    assert child(tree, "KHM by rcep").children[1].value is False


def test_what_was_not_read_says_what_to_read(graph: Graph) -> None:
    found = graph.explain("coverage/KAZ/cross-border-data-transfer", as_of=DAY)
    assert found.value == "not-read"
    unread = child(found.tree, "agreements not or only partly read")
    assert "To read: chapter 11" in unread.children[0].how
    assert child(found.tree, "agreements read to the end").children[0].value == "absent"


def test_an_economy_without_agreements_rests_on_the_dataset(graph: Graph) -> None:
    alone = next(row for row in graph.rdtii_6_5(as_of=DAY) if str(row["why"]).startswith("No agreement of it in force"))
    found = graph.explain(f"coverage/{alone['economy']}/smes", as_of=DAY)
    assert found.value == "not-read"
    assert list(found.sources()) == ["dataset"]


def test_a_pair_by_clause_type_takes_the_strongest_rule(graph: Graph) -> None:
    tree = graph.explain("pair/CHN/NZL/paperless-trading", as_of=DAY).tree
    rows = list(graph.pair("CHN", "NZL", clauses="paperless-trading", as_of=DAY))
    assert [node.value for node in tree.children if node.row_id] == [
        row["grade"] for row in sorted(rows, key=lambda row: row["strongest"] is not True)
    ]
    assert tree.value == next(row["grade"] for row in rows if row["strongest"])
    silent = graph.explain("pair/CHN/NZL/source-code-protection", as_of=DAY)
    assert silent.value == "not-read"


def test_an_indicator_shows_both_answers(graph: Graph) -> None:
    tree = graph.explain("rdtii-6.5/CHN", as_of=DAY).tree
    row = next(row for row in graph.rdtii_6_5(as_of=DAY) if row["economy"] == "CHN")
    assert (tree.value, child(tree, "without RCEP").value) == (row["with_rcep"], row["without_rcep"])


def test_codings_that_do_not_count_are_told_as_not_read(graph: Graph) -> None:
    name = "pair/CHN/NZL/paperless-trading/china-new-zealand-fta-2008"
    assert graph.explain(name, as_of=DAY).value == "qualified"
    strict = graph.explain(f"{name}/machine-coded:no", as_of=DAY)
    assert strict.value == "not-read"
    assert "a coding known so is left out here" in " ".join(node.how for node in strict.tree.walk())
    assert strict.notes == ("Codings made by rules are taken as not read.",)


def test_every_grade_tells_a_rule_that_ends_in_it() -> None:
    wordings: list[Wording | None] = [None, *Wording]
    exceptions: list[RuleException | None] = [None, *RuleException]
    reaches: list[Enforcement | None] = [None, *Enforcement]
    for wording, exception, reach in product(wordings, exceptions, reaches):
        for clause in ("smes", "data-flow-review"):
            facts = Facts(wording, exception, reach, clause)
            found, rule = grade_with_rule(facts)
            assert found == grade(facts)
            assert rule.endswith(f"{found.high.value}.")
            assert found.low.value in rule


# ---- names that mean nothing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("covrage/CHN/smes", "unknown analysis 'covrage'. Did you mean 'coverage/CHN/smes'?"),
        ("coverage/CHX/smes", "unknown economy 'CHX'. Did you mean 'coverage/CHN/smes'?"),
        ("coverage/CHN/sme", "unknown clause type 'sme'. Did you mean 'coverage/CHN/smes'?"),
        ("coverage/CHN", "'coverage/CHN' names no row; the form is coverage/ECONOMY/CLAUSE."),
        ("coverage/CHN/smes/more", "Did you mean 'coverage/CHN/smes'?"),
        ("coverage/CHN/smes@2026-13-01", "names no row: month must be in 1..12"),
        ("pair/CHN/NZL/smes/rcp", "unknown agreement 'rcp'. Did you mean 'pair/CHN/NZL/smes/rcep'?"),
        ("pair/CHN/NZL/smes/cptpp", "unknown rule of this pair 'cptpp'. Did you mean"),
        ("pair/CHN/CHN/smes", "names one economy twice"),
        ("agreement/rcep/12.14.3/data-localisation-ban", "'agreement/rcep/12.14.2/data-localisation-ban'?"),
        ("matrix/rcp/smes", "unknown economy or agreement 'rcp'. Did you mean 'matrix/rcep/smes'?"),
        ("fragmentation/asaen/camps", "unknown group 'asaen'. Did you mean 'fragmentation/asean/camps'?"),
        ("fragmentation/asean/entropy", "Did you mean 'fragmentation/asean/clause-entropy'?"),
        ("fragmentation/asean/economy/CHN", "unknown economy of this set 'CHN'"),
        ("fragmentation/asean/year/1850", "unknown year '1850'"),
        ("gaps/all/smes", "gaps are those of a group or of economies, not of all"),
        ("gaps/asean/smes/grade:firm", "Unknown grade 'firm'"),
        ("gaps/asean/smes/close:110", "110 is not between 0 and 100 per cent"),
        ("compliance/UZB/smes/privacy", "unknown clause type with a duty that rests on a law"),
        ("compliance/UZB/personal-data-protection/privcy/under:rcep", "personal-data-protection/privacy/under:rcep'?"),
        ("upgrade/KAZ/joins/depa", "unknown kind of step 'joins'. Did you mean 'upgrade/KAZ/join/depa'?"),
        ("upgrade/KAZ/join/dep", "unknown target of a step to join 'dep'. Did you mean 'upgrade/KAZ/join/depa'?"),
        ("upgrade/KAZ/join/depa/source-code-protection", "unknown clause type this step gains"),
        ("upgrade/KAZ/join/depa/path:0", "0 is no place on a path of 1 to 10 steps"),
        ("whatif/partner/join:CHN:depa", "unknown measure or breakdown 'partner'. Did you mean 'whatif/partners/join:"),
        ("whatif/partners", "names no change; the form is whatif/MEASURE/CHANGE"),
        ("whatif/duty/CHN/smes/join:CHN:depas", "Did you mean 'depa'?"),
        ("whatif/pair/CHN/SGX/join:CHN:depa", "unknown second that changes 'SGX'. Did you mean 'whatif/pair/CHN/SGP"),
        ("rdtii-6.5/CHQ", "Did you mean 'rdtii-6.5/CHN'?"),
    ],
)
def test_a_name_of_no_row_is_told_in_a_sentence_with_the_nearest(graph: Graph, typed: str, told: str) -> None:
    with pytest.raises(UnknownName) as refused:
        graph.explain(typed, as_of=DAY)
    assert told in str(refused.value)
    assert typed in str(refused.value) or "grade" in typed
    assert "\n" not in str(refused.value)


# ---- how trees look -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def explained(graph: Graph) -> Explanation:
    return graph.explain("gaps/asean/data-localisation-ban", as_of=DAY)


def test_text_shortens_lists_and_repeats_and_names_each_source_once(graph: Graph, explained: Explanation) -> None:
    text = to_text(explained)
    assert text.splitlines()[0].startswith("Ban on forced data localisation: gap among asean = 0.67")
    assert AS_ABOVE in text
    assert str(explained) == text
    assert text.count("Publisher: UN Comtrade and World Bank") == 1
    long = graph.explain("coverage/CHN/cross-border-data-transfer", as_of=DAY)
    assert "... 13 more" in to_text(long)
    assert " more" not in to_text(long, 0).partition("\n\n")[0]
    assert len(list(long.tree.walk())) <= to_text(long, 0).count("\n")


def test_json_is_the_whole_tree(explained: Explanation) -> None:
    told = json.loads(to_json(explained))
    assert told["tree"]["value"] == explained.value

    def nodes(tree: dict[str, Any]) -> int:
        below: list[dict[str, Any]] = tree.get("from", [])
        return 1 + sum(map(nodes, below))

    assert nodes(told["tree"]) == len(list(explained.tree.walk()))
    assert len(json.loads(to_json([explained, explained]))) == 2


def test_pages_and_lists_keep_markup_of_data_as_text() -> None:
    tree = Derivation("<b>|x", 1, "*<i>*", (Derivation("end"),))
    made = Explanation("a/b", date(2026, 11, 21), "1a2b3c4d", tree, ("<note>",))
    page = to_html([made])
    assert "<b>|x" not in page and "&lt;b&gt;" in page and "&lt;note&gt;" in page
    assert made._repr_html_() in page  # pyright: ignore[reportPrivateUsage]
    assert "\\<b>\\|x = 1: \\*\\<i>\\*" in to_markdown(made)


def test_a_list_of_one_more_is_not_cut() -> None:
    ends = tuple(Derivation(str(number)) for number in range(5))
    assert [each.text() for each in shown(Derivation("top", children=ends), 4).below] == ["0", "1", "2", "3", "4"]


def test_both_engines_give_the_same_trees(grafeo: Engine, neo4j: Engine) -> None:
    for each in list(EXPLAINERS.values())[::4]:  # the long ones take seconds each on a server
        one, other = (explain(Runner(engine), each.example, date(2026, 11, 21)) for engine in (grafeo, neo4j))
        assert one == other
