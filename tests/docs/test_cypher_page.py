"""The page on portable Cypher: each trap it names has a test, each test a rule, each rule and file a place on it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from clauseway.queries.lint_rules import CAUTIONS, PORTABLE_FUNCTIONS, RULES

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PAGE = (REPOSITORY / "docs" / "cypher.md").read_text("utf-8")


@pytest.fixture(scope="module")
def engine_traps() -> dict[str, Any]:
    """What `tests/graph/test_engine_traps.py` defines: test modules stand alone and cannot import a neighbour."""
    return runpy.run_path(str(REPOSITORY / "tests" / "graph" / "test_engine_traps.py"))


def trap_names(engine_traps: dict[str, Any]) -> set[str]:
    return {trap.name for trap in (*engine_traps["GRAFEO_TRAPS"], *engine_traps["NEO4J_TRAPS"])}


def named() -> set[str]:
    """What rules and cautions say they go round."""
    return {trap for rule in RULES for trap in rule.traps} | {caution.trap for caution in CAUTIONS}


def test_each_trap_of_the_page_has_a_test(engine_traps: dict[str, Any]) -> None:
    tests = {name for name in engine_traps if name.startswith("test_")}
    assert named() - trap_names(engine_traps) - set(engine_traps["MISSING_IN_GRAFEO"]) - tests == set()


def test_each_trap_that_is_tested_has_a_rule_or_a_caution(engine_traps: dict[str, Any]) -> None:
    assert (trap_names(engine_traps) | set(engine_traps["MISSING_IN_GRAFEO"])) - named() == set()


def test_the_page_has_every_rule_trap_and_function() -> None:
    text = PAGE.replace("\\|", "|")
    for word in (*(f"`{rule.name}`" for rule in RULES), *named(), *(f"`{name}`" for name in PORTABLE_FUNCTIONS)):
        assert word in text, word


def test_the_test_files_it_names_are_there() -> None:
    folder = REPOSITORY / "tests" / "queries"
    files = re.findall(r"`((?:tests/\w+/)?test_\w+\.py)`", PAGE)
    assert len(files) >= 7
    for file in files:
        assert (REPOSITORY / file if "/" in file else folder / file).is_file(), file
