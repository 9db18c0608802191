"""A broken shape refuses the build and says which node, path and value, in which words, and in which row."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pyoxigraph as ox
import pytest

from clauseway.loaders.build import Built, build_from_sources
from clauseway.loaders.rdf_files import store_of
from clauseway.loaders.validation import Finding, ShapesRefused, check_shapes, refuse_violations
from clauseway.ontology.namespaces import CW, DATASET_GRAPH, resource


def build(folder: Path) -> Built:
    return build_from_sources(folder, lambda _stage: None, readings=folder / "readings")


def test_sound_sources_pass(small_built: Built) -> None:
    assert [f for f in small_built.findings if f.severity == "violation"] == []


def test_a_value_outside_a_vocabulary_refuses_the_build_with_its_row(
    sources: Path, change: Callable[[str, str, str], None]
) -> None:
    change("readings/agreement_kinds.csv", "test-agreement-a,digital-economy-agreement", "test-agreement-a,treaty")
    with pytest.raises(ShapesRefused) as caught:
        build(sources)
    finding = next(f for f in caught.value.findings if f.path == "agreementKind")
    assert finding.severity == "violation"
    assert finding.node == "agreement/test-agreement-a"
    assert finding.value == "kind/treaty"
    assert (finding.file, finding.line) == ("facts/agreements.csv", 2)
    assert finding.message.endswith(".")
    assert str(caught.value).startswith("facts/agreements.csv:2: ")


def test_a_faulty_statement_is_reported_with_node_path_value_and_words(small_built: Built) -> None:
    key = "test-agreement-a/3.1/online-consumer-protection"
    faulty = ox.Quad(
        ox.NamedNode(resource("provision", key)), ox.NamedNode(f"{CW}validFrom"), ox.Literal("soon"),
        ox.NamedNode(DATASET_GRAPH),
    )  # fmt: skip
    findings = check_shapes(store_of([*small_built.quads, faulty]))
    broken = [f for f in findings if f.severity == "violation"]
    assert {(f.node, f.path, f.value) for f in broken} == {(f"provision/{key}", "validFrom", "soon")}
    assert (broken[0].file, broken[0].line) == ("facts/coverage.csv", 2), "a provision lies where its coding lies"
    assert "YYYY-MM-DD" in broken[0].message
    with pytest.raises(ShapesRefused) as caught:
        refuse_violations(findings)
    assert caught.value.findings == broken


def test_a_missing_statement_is_reported_without_a_value(small_built: Built) -> None:
    subject = ox.NamedNode(resource("agreement", "test-agreement-b"))
    title = ox.NamedNode("http://purl.org/dc/terms/title")
    quads = [q for q in small_built.quads if (q.subject, q.predicate) != (subject, title)]
    assert len(quads) == len(small_built.quads) - 1
    broken = [f for f in check_shapes(store_of(quads)) if f.severity == "violation"]
    assert [(f.node, f.value, f.file, f.line) for f in broken] == [
        ("agreement/test-agreement-b", "", "facts/agreements.csv", 3)
    ]


def finding(severity: str, node: str) -> Finding:
    assert severity in ("violation", "warning", "info")
    return Finding(severity, "a.csv", 2, node, "p", "v", "It is wrong.")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(("severity", "refused"), [("violation", True), ("warning", False), ("info", False)])
def test_only_a_violation_refuses(severity: str, refused: bool) -> None:
    with pytest.raises(ShapesRefused) if refused else nullcontext() as caught:
        refuse_violations([finding(severity, "a")])
    assert (caught is not None) is refused


def test_the_refusal_names_the_first_violation_and_counts_the_others() -> None:
    with pytest.raises(ShapesRefused) as caught:
        refuse_violations([finding("violation", "a"), finding("warning", "b"), finding("violation", "c")])
    assert str(caught.value) == "a.csv:2: It is wrong. (and 1 more)"
    assert [f.node for f in caught.value.findings] == ["a", "c"]
