"""What the whole suite shares: the source data, a real Neo4j, and what to do when one of them is missing.

A test that needs something this machine lacks is skipped with its reason, so that the suite runs everywhere.
`CLAUSEWAY_REQUIRE` (a comma list such as `shared,neo4j`) turns those skips into failures: continuous
integration sets it, so that nothing goes untested there without anybody noticing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from hypothesis import settings

from clauseway.graph.engine import GraphError
from clauseway.graph.neo4j_engine import open_driver
from clauseway.graph.neo4j_settings import Neo4jSettings

settings.register_profile("clauseway", deadline=None)  # how fast it is, no test says: machines are noisy
settings.load_profile("clauseway")

REPOSITORY = Path(__file__).resolve().parent.parent
NEO4J_SERVER = REPOSITORY / "tests" / "neo4j_server"
FIRST_START_SECONDS = 900


type Module = Callable[[str], ModuleType]


@pytest.fixture(scope="session")
def module() -> Module:
    """Loads a file of Python by its path in the repository.

    Test modules stand alone and cannot import a neighbour, and the benchmarks are programs and no package.
    """

    def loaded(path: str) -> ModuleType:
        spec = spec_from_file_location(f"loaded_{path.removesuffix('.py').replace('/', '_')}", REPOSITORY / path)
        assert spec is not None
        assert spec.loader is not None
        found = module_from_spec(spec)
        sys.modules[spec.name] = found  # its dataclasses look themselves up there
        spec.loader.exec_module(found)
        return found

    return loaded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the modules that ask the shipped dataset on a server last.

    Others fill the one database of that server with graphs of their own; in any other order the dataset would be
    loaded again after each of them.
    """
    shipped = {"engine", "neo4j"}  # fixtures of tests/queries
    asking = {
        item.path
        for item in items
        if item.path.parent.name == "queries" and shipped & set(getattr(item, "fixturenames", ()))
    }
    items.sort(key=lambda item: item.path in asking)


def require_or_skip(name: str, reason: str) -> NoReturn:
    """Skip the test, or fail it when `CLAUSEWAY_REQUIRE` names what is missing."""
    required = {word.strip() for word in os.environ.get("CLAUSEWAY_REQUIRE", "").split(",")}
    if name in required:
        pytest.fail(f"CLAUSEWAY_REQUIRE asks for {name!r}, but {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


@pytest.fixture(scope="session", name="require_or_skip")
def require_or_skip_fixture() -> Callable[[str, str], NoReturn]:
    """The function of the same name, for tests that cannot import this file."""
    return require_or_skip


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the source data: `CLAUSEWAY_SHARED`, or `../shared/data` beside the repository."""
    given = os.environ.get("CLAUSEWAY_SHARED")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        require_or_skip("shared", f"there is no folder {folder}; name the source data in CLAUSEWAY_SHARED")
    return folder


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jSettings]:
    """A Neo4j that the tests may fill and empty.

    `CLAUSEWAY_TEST_NEO4J_URI` and `CLAUSEWAY_TEST_NEO4J_PASSWORD` name one (empty, so that nobody's graph is
    lost by mistake); else one is started for this session, with data of its own, and stopped at its end.
    """
    uri = os.environ.get("CLAUSEWAY_TEST_NEO4J_URI")
    if uri:
        settings = Neo4jSettings(uri=uri, password=os.environ.get("CLAUSEWAY_TEST_NEO4J_PASSWORD") or None)
        _require_empty(settings)
        yield settings
        with open_driver(settings) as driver:
            driver.execute_query("MATCH (n) DETACH DELETE n", database_=settings.database)
        return
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    if missing:
        require_or_skip(
            "neo4j", f"{' and '.join(missing)} cannot be found, and CLAUSEWAY_TEST_NEO4J_URI is not set"
        )
    instance = tmp_path_factory.mktemp("neo4j")
    try:
        yield Neo4jSettings(uri=_server("start", instance), password=_server("password", instance))
    finally:
        _server("stop", instance)


def _server(verb: str, instance: Path) -> str:
    done = subprocess.run(
        [str(NEO4J_SERVER), verb, "--instance", str(instance)],
        capture_output=True,
        text=True,
        timeout=FIRST_START_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        require_or_skip("neo4j", (done.stderr.strip().splitlines() or ["the server does not start"])[-1])
    return (done.stdout.strip().splitlines() or [""])[-1]


def _require_empty(settings: Neo4jSettings) -> None:
    try:
        with open_driver(settings) as driver:
            found, _, _ = driver.execute_query(
                "MATCH (n) RETURN count(n) AS nodes", database_=settings.database
            )
    except GraphError as error:
        pytest.fail(f"CLAUSEWAY_TEST_NEO4J_URI: {error}", pytrace=False)
    if found[0]["nodes"]:
        pytest.fail(
            f"CLAUSEWAY_TEST_NEO4J_URI: {settings.shown_uri} holds {found[0]['nodes']} nodes; the tests "
            "empty the database they use, so give them an empty one",
            pytrace=False,
        )
