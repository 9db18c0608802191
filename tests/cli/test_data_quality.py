"""`validate --report` and `ledger` on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

type Clauseway = Callable[..., Any]


def test_the_report_lists_both_sides(clauseway: Clauseway) -> None:
    done = clauseway("validate", "--report", "-f", "csv")
    assert done.code == 0 and "Valid: data version" in done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {"preferred", "preferred_place", "other", "other_place", "why"} <= set(rows[0])
    assert any(row["economy"] == "GBR" and row["kind"] == "party" for row in rows)


def test_the_report_of_a_sources_folder(clauseway: Clauseway, sources: Path) -> None:
    done = clauseway("validate", "--sources", sources, "--report", "-f", "json")
    assert done.code == 0
    assert isinstance(json.loads(done.out), list)


@pytest.mark.parametrize("name", ["r.html"])  # the other formats have tests of their own
def test_the_report_as_a_file(clauseway: Clauseway, tmp_path: Path, name: str, monkeypatch: Any) -> None:
    from clauseway.loaders import validation

    def no_findings(store: object) -> list[object]:  # the shapes are checked in a test of their own
        return []

    monkeypatch.setattr(validation, "check_shapes", no_findings)
    monkeypatch.setattr("clauseway.loaders.build.check_shapes", no_findings)
    assert clauseway("validate", "--report", "-o", tmp_path / name).code == 0
    assert (tmp_path / name).stat().st_size > 0


def test_a_format_without_the_report_is_a_usage_error(clauseway: Clauseway) -> None:
    done = clauseway("validate", "-f", "csv")
    assert done.code == 2 and "add --report" in done.message


@pytest.mark.usefixtures("on_shipped")
@pytest.mark.parametrize("by", ["agreement", "clause", "economy"])
def test_the_ledger_by_each_key(clauseway: Clauseway, by: str) -> None:
    done = clauseway("ledger", "--by", by, "-f", "json")
    rows = json.loads(done.out)
    assert done.code == 0 and rows[-1][by] == "all" and rows[-1]["cells"] > 0
