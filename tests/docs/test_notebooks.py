"""Notebooks run from the first cell to the last, as a reader would run them."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

from clauseway.queries.opening import build_shipped

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_own_checks_hold(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    require_or_skip: Callable[[str, str], NoReturn],
) -> None:
    missing = [name for name in ("nbclient", "ipykernel", "pandas", "pymcdm") if find_spec(name) is None]
    if missing:
        require_or_skip("notebook", f"not installed: {', '.join(missing)}")
    monkeypatch.setenv("CLAUSEWAY_GRAPH", str(tmp_path / "shipped.grafeo"))
    build_shipped(tmp_path / "shipped.grafeo", print)
    notebook: Any = import_module("nbformat").read(path, as_version=4)
    import_module("nbclient").NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    told = json.dumps(notebook)
    assert "Traceback" not in told
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    assert sum(bool(cell.outputs) for cell in cells) > 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_what_it_printed(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
