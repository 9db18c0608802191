"""The documentation says what the code does: generated pages, indexes and links."""

from __future__ import annotations

import doctest
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from clauseway.graph.schema import load_schema
from clauseway.queries.catalogue import catalogue

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DOCS = REPOSITORY / "docs"
NOT_OURS = {"build", "dist", "node_modules"}
FENCE = re.compile(r"^(```|~~~).*?^\1\s*?$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def markdown_files() -> list[Path]:
    """Every Markdown file of the checkout, save what was made or installed."""
    return sorted(
        path
        for path in REPOSITORY.rglob("*.md")
        if not any(part in NOT_OURS or part.startswith(".") for part in path.relative_to(REPOSITORY).parts)
    )


@pytest.fixture(scope="module")
def generate(module: Callable[[str], ModuleType]) -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS))  # as when it is run as a script
    yield module("docs/generate.py")
    sys.path.remove(str(DOCS))


def headings(page: str) -> list[str]:
    return HEADING.findall(FENCE.sub("", page))


def anchors(page: str) -> set[str]:
    """Names that a link may put after `#`: a heading in lower case, without signs, blanks as hyphens."""
    found: set[str] = set()
    for heading in headings(page):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        stem = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        name, number = stem, 0
        while name in found:
            number += 1
            name = f"{stem}-{number}"
        found.add(name)
    return found


def test_the_pages_say_what_the_code_says(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = generate.main(["--check"])
    assert code == 0, capsys.readouterr().err


def test_check_names_a_page_that_is_out_of_date_and_leaves_it(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "README.md", tmp_path)
    page = tmp_path / "docs" / "strength.md"
    stale = page.read_text("utf-8").replace("| `soft` | 0.3 |", "| `soft` | 0.4 |")
    page.write_text(stale, "utf-8")
    monkeypatch.setattr(generate, "DOCS", tmp_path / "docs")
    assert generate.main(["--check"]) == 1
    assert "strength.md" in capsys.readouterr().err
    assert page.read_text("utf-8") == stale
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert page.read_text("utf-8") == (DOCS / "strength.md").read_text("utf-8")


def test_a_page_without_its_comments_is_refused(generate: ModuleType) -> None:
    with pytest.raises(ValueError, match="generated: x"):
        generate.renewed("nothing here", {"x": lambda: "new"})


def test_an_unknown_argument_is_refused(generate: ModuleType) -> None:
    assert generate.main(["--chekc"]) == 2


def test_the_examples_in_the_generator_hold(generate: ModuleType) -> None:
    result = doctest.testmod(generate)
    assert result.attempted > 0
    assert result.failed == 0


def test_every_command_has_its_help_on_the_page(generate: ModuleType) -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    paths = list(generate.command_paths())
    assert ("coverage",) in paths
    assert ("query", "run") in paths
    titles = headings(page)
    for path in paths:
        name = " ".join(("clauseway", *path))
        assert name in titles
        assert f"Usage: {name} " in page


def test_every_query_has_its_entry_on_the_page() -> None:
    titles = headings((DOCS / "queries.md").read_text("utf-8"))
    missing = [name for name in catalogue() if titles.count(name) != 1]
    assert not missing


def test_every_label_and_type_has_its_entry_on_the_page() -> None:
    titles = headings((DOCS / "graph-schema.md").read_text("utf-8"))
    schema = load_schema()
    wanted = [*(node.label for node in schema.nodes), *(mapping.name for mapping in schema.relationships)]
    assert [name for name in wanted if name not in titles] == []


def test_all_62_clause_types_are_on_the_page() -> None:
    page = (DOCS / "clause-types.md").read_text("utf-8")
    slugs = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)
    assert len(slugs) == len(set(slugs)) == 62


def test_every_decision_is_in_the_index_with_its_title() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| \[\d+\]\(([^)]+)\) \| (.+?) \|$", index, re.MULTILINE))
    files = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert sorted(rows) == [file.name for file in files]
    for number, file in enumerate(files, 1):
        assert file.name.startswith(f"{number:04d}-")
        title = headings(file.read_text("utf-8"))[0]
        assert title == f"{number}. {rows[file.name]}"


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    broken: list[str] = []
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        page = path if not name else (path.parent / unquote(name)).resolve()
        found = page.is_relative_to(REPOSITORY) and page.exists()
        if found and anchor and page.suffix == ".md":
            found = anchor in anchors(page.read_text("utf-8"))
        if not found:
            broken.append(target)
    assert not broken
