"""The floors of the house, and what the command line must not load before it is asked something."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

import clauseway

REPOSITORY = Path(__file__).resolve().parent.parent
HEAVY = {
    "cairosvg",
    "docx",
    "grafeo",
    "jinja2",
    "neo4j",
    "py2neo",
    "pyarrow",
    "pycountry",
    "pydantic",
    "pyoxigraph",
    "pyshacl",
    "rdflib",
    "rich",
    "starlette",
    "uvicorn",
    "xlsxwriter",
}
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def run(arguments: Sequence[str], folder: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    """Run this Python with arguments, in a folder that does not shadow the package."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_every_floor_imports_only_from_floors_below() -> None:
    pytest.importorskip("importlinter")
    done = run(["-c", LINT_IMPORTS])
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout), done.stdout


@pytest.mark.parametrize("words", [["--help"], ["coverage", "--help"]], ids=" ".join)
def test_help_loads_none_of_the_heavy_libraries(tmp_path: Path, words: list[str]) -> None:
    """The help of a command lists the formats, which must not bring their libraries along."""
    done = run(["-X", "importtime", "-m", "clauseway", *words], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "coverage" in done.stdout
    timed = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    loaded = {line.rpartition("|")[2].strip() for line in timed}
    assert "clauseway.cli.main" in loaded  # else the listing was not understood
    assert not {name for name in loaded if name.partition(".")[0] in HEAVY}


def test_every_package_of_the_tree_is_installed() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders: dict[str, str] = settings["package-dir"]
    in_tree = {"clauseway"}
    for name, folder in folders.items():
        for module in (REPOSITORY / folder).rglob("*.py"):
            inner = module.parent.relative_to(REPOSITORY / folder).parts
            if name == "clauseway" or inner[:1] == ("entry",):
                continue
            in_tree.add(".".join([name, *inner]))
    assert sorted(settings["packages"]) == sorted(in_tree)


@pytest.mark.parametrize("folder", ["ontology", "graph", "loaders", "queries", "cli", "web"])
def test_every_file_of_a_floor_is_installed(folder: str) -> None:
    """A data file that no pattern of pyproject.toml takes along would be missing from a wheel."""
    installed = Path(clauseway.__file__).parent / folder
    tree = REPOSITORY / folder
    wanted = {
        file.relative_to(tree).as_posix()
        for file in tree.rglob("*")
        if file.is_file() and not {"__pycache__", "entry"} & set(file.relative_to(tree).parts)
    }
    missing = sorted(name for name in wanted if not (installed / name).is_file() and not name.startswith("."))
    assert not missing
