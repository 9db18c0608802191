"""The shape of the repository: what may lie at its top, how long a file may be, what it may be called."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "MANIFEST.in",
    "Makefile",
    "README.md",
    "benchmarks",
    "cli",
    "compose.yaml",
    "docs",
    "graph",
    "loaders",
    "ontology",
    "pyproject.toml",
    "queries",
    "tests",
    "web",
}
LONGEST = 400
REASON = re.compile(r"^\W*long because \w", re.IGNORECASE)
REASON_WITHIN = 10
VAGUE = {"helper", "helpers", "manager", "managers", "misc", "util", "utils"}


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Paths of the files git knows."""
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    found = [path for path in listed if path and (REPOSITORY / path).is_file()]
    if not found:
        pytest.skip("git knows no file here yet")
    return found


def test_the_top_level_holds_only_what_belongs_there(tracked: list[str]) -> None:
    assert {path.partition("/")[0] for path in tracked} <= TOP_LEVEL


def test_no_source_file_is_long_without_a_reason(tracked: list[str]) -> None:
    """A file that must be long says so near its top: `# Long because ...`."""
    long: dict[str, int] = {}
    for path in tracked:
        if Path(path).suffix in {".py", ".cypher", ".j2"} or path.startswith((".ci/", "tests/")):
            try:
                lines = (REPOSITORY / path).read_text("utf-8").splitlines()
            except UnicodeDecodeError:
                continue
            if len(lines) > LONGEST and not any(REASON.match(line) for line in lines[:REASON_WITHIN]):
                long[path] = len(lines)
    assert not long


def test_no_file_has_a_vague_name(tracked: list[str]) -> None:
    vague = [path for path in tracked if VAGUE & set(re.split(r"[^a-z]+", path.lower()))]
    assert not vague
