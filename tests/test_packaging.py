"""What an installation asks for and brings along: bounds, licences, and that nothing is used unasked.

The archives themselves are built, compared and tried by `make package`, which is too long for a test.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
FLOORS = ("ontology", "graph", "loaders", "queries", "cli", "web")
PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
DECISION = (REPOSITORY / "docs" / "decisions" / "0006-dependencies.md").read_text("utf-8")
BASE = [Requirement(line) for line in PROJECT["dependencies"]]
ALL = [
    *BASE,
    *(Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines),
]


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, Any]]:
    """The modules beside continuous integration and the pages, which are no packages."""
    folders = [str(REPOSITORY / "docs"), str(REPOSITORY / ".ci")]
    sys.path[:0] = folders
    names = ("distributions", "dependency_pages", "audit", "package")
    yield {name: import_module(name) for name in names}
    for folder in folders:
        sys.path.remove(folder)


@pytest.fixture(scope="module")
def known(scripts: dict[str, Any]) -> Any:
    return scripts["distributions"]


# --- what is asked for ------------------------------------------------------------------------------------------
def test_every_requirement_has_a_lower_bound() -> None:
    unbound = [
        one.name
        for one in ALL
        if one.name != "clauseway" and not any(bound.operator == ">=" for bound in one.specifier)
    ]
    assert unbound == []


def test_upper_bounds_stand_only_where_the_decision_gives_a_reason() -> None:
    bounded = {f"{one.name}{bound}" for one in ALL for bound in one.specifier if bound.operator != ">="}
    assert bounded == {"grafeo<0.7", "neo4j<7"}
    assert [bound for bound in bounded if f"`{bound}`" not in DECISION] == []


def test_the_decision_names_every_library_of_the_base_and_every_extra() -> None:
    table = {name for row in re.findall(r"^\| ([\w, ]+)", DECISION, re.MULTILINE) for name in re.split(r"\W+", row)}
    assert [one.name for one in BASE if one.name not in table] == []
    assert [extra for extra in PROJECT["optional-dependencies"] if f"`{extra}`" not in DECISION] == []


def test_what_the_code_imports_is_asked_for_by_name() -> None:
    """A library that only others bring along may go with their next release."""
    asked = {canonicalize_name(one.name) for one in ALL}
    brings = packages_distributions()
    unasked: set[str] = set()
    for floor in FLOORS:
        for module in (REPOSITORY / floor).rglob("*.py"):
            for name in imported(ast.parse(module.read_text("utf-8"))):
                if name in sys.stdlib_module_names or name == "clauseway":
                    continue
                by = {canonicalize_name(one) for one in brings.get(name, [name])}
                if not by & asked:
                    unasked.add(f"{module.relative_to(REPOSITORY).as_posix()} imports {name}")
    assert unasked == set()


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level names that a module imports, also by `import_module("name")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value.partition(".")[0]


def test_networks_are_drawn_without_numpy() -> None:
    """The layouts of networkx import it, and an installation without extras has none."""
    drawing = """
        import sys
        sys.modules["numpy"] = None
        from clauseway.queries.drawings.network import network
        from clauseway.queries.results import ResultTable
        drawn = network("t", {"A": "a", "B": "b", "C": "c"}, {("A", "B"): 1.0}, ResultTable("t", "t", (), ()))
        print(len({(shape.x, shape.y) for shape in drawn.shapes if type(shape).__name__ == "Disc"}))
    """
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(line.strip() for line in drawing.splitlines())],
        cwd=REPOSITORY / "docs", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("3", "")


# --- what comes along, and under which licence -------------------------------------------------------------------
def test_every_library_is_on_the_page_fits_and_has_an_accepted_licence(scripts: dict[str, Any], known: Any) -> None:
    pages = scripts["dependency_pages"]
    needed = known.needed(known.declared())
    assert {canonicalize_name(one.name) for one in ALL} - {"clauseway"} <= needed.keys()
    assert pages.problems(needed, pages.PAGE.read_text("utf-8")) == []


def test_what_others_bring_must_be_listed_where_the_page_was_made(scripts: dict[str, Any], known: Any) -> None:
    import platform

    pages = scripts["dependency_pages"]
    brought = {"rich": known.Needed("rich", distribution("rich"), {""}, {"some-library"})}
    here = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}: 1 library"
    assert pages.problems(brought, "Python 2.7.18, BeOS ppc: 1 library") == []
    assert pages.problems(brought, here) == [
        "rich, needed by some-library, is not on docs/dependencies.md; run: python docs/dependency_pages.py"
    ]


def test_a_library_of_no_page_or_no_accepted_licence_is_named(scripts: dict[str, Any], known: Any) -> None:
    pages = scripts["dependency_pages"]
    rich = {"rich": known.Needed("rich", distribution("rich"), {""}, {"clauseway"}, {"clauseway asks for rich>=999"})}
    found = pages.problems(rich, "| click |")
    assert [line.partition(",")[0] for line in found] == [
        "rich is a dependency that docs/dependencies.md does not list; run: python docs/dependency_pages.py",
        f"rich {distribution('rich').version} is installed",
    ]
    assert not known.accepted("some-library", "GPL-3.0-or-later")
    assert not known.accepted("some-library", "MIT AND AGPL-3.0-only")


def test_what_the_page_says_of_copyleft_is_what_is_accepted(scripts: dict[str, Any], known: Any) -> None:
    page = scripts["dependency_pages"].PAGE.read_text("utf-8")
    for name, one in known.COPYLEFT.items():
        assert f"| {name} | {one.licence} | {one.use} |" in page
    weak = known.PERMISSIVE & {"GPL-3.0-or-later", "LGPL-2.1-only", "MPL-2.0", "AGPL-3.0-only"}
    assert weak == set()


def test_the_licence_of_the_wheel_names_programs_and_codings() -> None:
    citation = (REPOSITORY / "CITATION.cff").read_text("utf-8")
    assert PROJECT["license"].split(" AND ") == re.findall(r"^  - (\S+) #", citation, re.MULTILINE)
    assert all((REPOSITORY / name).is_file() for name in PROJECT["license-files"])


# --- the audit ----------------------------------------------------------------------------------------------------
# made up for these tests: no library has this name
ADVISORY = {
    "id": "EXAMPLE-1",
    "modified": "2026-01-31T00:00:00Z",
    "summary": "An example.",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Example_Library"},
            "ranges": [
                {"type": "GIT", "events": [{"introduced": "0"}]},
                {"type": "ECOSYSTEM", "events": [{"introduced": "2.0"}, {"fixed": "2.10"}, {"introduced": "3.0"}]},
            ],
            "versions": ["1.5rc1"],
        }
    ],
}


@pytest.mark.parametrize(
    ("version", "struck"),
    [("1.9", False), ("1.5rc1", True), ("2.0", True), ("2.9.9", True), ("2.10", False), ("3.0", True), ("4", True)],
)
def test_an_advisory_strikes_the_versions_of_its_ranges(scripts: dict[str, Any], version: str, struck: bool) -> None:
    strikes = scripts["audit"].strikes
    assert strikes(ADVISORY, "example-library", version) is struck
    assert not strikes(ADVISORY, "another-library", version)
    assert not strikes({**ADVISORY, "withdrawn": "2026-02-01T00:00:00Z"}, "example-library", version)


def test_an_advisory_may_name_the_last_version_it_strikes(scripts: dict[str, Any]) -> None:
    events = [{"introduced": "0"}, {"last_affected": "1.4"}]
    about = {"package": {"ecosystem": "PyPI", "name": "x"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    assert [scripts["audit"].strikes({"affected": [about]}, "x", at) for at in ("1.4", "1.4.1")] == [True, False]


@pytest.mark.parametrize("form", ["clone", "folder", "zip"])
def test_advisories_are_read_from_each_form_of_copy(scripts: dict[str, Any], tmp_path: Path, form: str) -> None:
    text = json.dumps(ADVISORY)
    place = tmp_path / "copy"
    if form == "clone":
        (place / "vulns" / "example-library").mkdir(parents=True)
        (place / "vulns" / "example-library" / "EXAMPLE-1.yaml").write_text(text)  # JSON is YAML too
    elif form == "folder":
        place.mkdir()
        (place / "EXAMPLE-1.json").write_text(text)
    else:
        import zipfile

        with zipfile.ZipFile(place, "w") as packed:
            packed.writestr("EXAMPLE-1.json", text)
    assert list(scripts["audit"].advisories(place, frozenset({"example-library"}))) == [ADVISORY]


def test_the_audit_never_says_that_it_looked_where_it_could_not(
    scripts: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scripts["audit"].main([]) == 0
    assert "No weakness was looked for" in capsys.readouterr().out
    assert scripts["audit"].main(["--advisories", str(tmp_path / "nowhere")]) == 2
    assert "holds no advisories" in capsys.readouterr().err


def test_a_changed_file_of_a_library_is_found(scripts: dict[str, Any], tmp_path: Path) -> None:
    from importlib.metadata import PathDistribution

    record = tmp_path / "example-1.dist-info"
    record.mkdir()
    # checksum of the one byte "a", in the form of a RECORD
    (record / "RECORD").write_text("one.py,sha256=ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs,1\ntwo.py,,\n")
    (tmp_path / "one.py").write_text("a")
    example = PathDistribution(record)
    assert scripts["audit"].changed_files(example) == []
    (tmp_path / "one.py").write_text("b")
    assert scripts["audit"].changed_files(example) == ["one.py"]


# --- the archives ---------------------------------------------------------------------------------------------------
def test_times_owners_and_modes_do_not_change_the_archives(scripts: dict[str, Any], tmp_path: Path) -> None:
    import os
    import tarfile
    import zipfile

    package: ModuleType = scripts["package"]
    made: list[tuple[bytes, bytes]] = []
    for name, mode, mtime in (("one", 0o644, 1_700_000_000), ("two", 0o600, 1_800_000_000)):
        folder = tmp_path / name / "x-1"
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("a = 1\n")
        (folder / "a.py").chmod(mode)
        os.utime(folder / "a.py", (mtime, mtime))
        with tarfile.open(tmp_path / f"{name}.tar.gz", "w:gz") as sdist:
            sdist.add(folder, "x-1")
        info = zipfile.ZipInfo("x/a.py")
        info.external_attr = (0o100000 | mode) << 16
        with zipfile.ZipFile(tmp_path / f"{name}.whl", "w") as wheel:
            wheel.writestr(info, "a = 1\n")
        made.append(
            (package.rewrite_sdist(tmp_path / f"{name}.tar.gz", 5), package.rewrite_wheel(tmp_path / f"{name}.whl"))
        )
    assert made[0] == made[1]
    package.same("archives", made[0][0], made[1][0])
    with pytest.raises(package.NotFit, match=r"archives are not equal: a\.py, x/a\.py"):
        package.same("archives", made[0][0], made[0][1])
    assert package.members(made[0][0]) == {"a.py": b"a = 1\n"}
    assert package.members(made[0][1]) == {"x/a.py": b"a = 1\n"}


def test_each_file_of_the_tree_has_its_place_in_the_wheel(scripts: dict[str, Any]) -> None:
    paths = ["cli/main.py", "cli/entry/__init__.py", "web/static/clauseway.css", "tests/test_layers.py", "README.md"]
    assert scripts["package"].places(paths) == {
        "clauseway/cli/main.py": "cli/main.py",
        "clauseway/__init__.py": "cli/entry/__init__.py",
        "clauseway/web/static/clauseway.css": "web/static/clauseway.css",
    }


def test_an_archive_that_lacks_or_adds_a_file_is_refused(scripts: dict[str, Any]) -> None:
    package = scripts["package"]
    paths = ["LICENSE", "MANIFEST.in", "README.md", "cli/main.py", "pyproject.toml"]
    source = {path: (REPOSITORY / path).read_bytes() for path in paths} | {"PKG-INFO": b""}
    licences = {"c-1.dist-info/licenses/A": b"", "c-1.dist-info/licenses/B": b""}
    wheel = {"clauseway/cli/main.py": source["cli/main.py"], **licences}
    package.check_contents(paths, source, wheel)
    for wrong, sentence in (
        ({**wheel, "clauseway/cli/left.py": b""}, "holds 1 files that git does not know there: clauseway/cli/left.py"),
        ({name: data for name, data in wheel.items() if name != "clauseway/cli/main.py"}, "lacks 1 files"),
        ({**wheel, "clauseway/cli/main.py": b"other"}, "not as in the tree, or not ours: clauseway/cli/main.py"),
    ):
        with pytest.raises(package.NotFit, match=re.escape(sentence)):
            package.check_contents(paths, source, wrong)
    with pytest.raises(package.NotFit, match=r"tests/test_layers\.py"):
        package.check_contents(paths, {**source, "tests/test_layers.py": b""}, wheel)
