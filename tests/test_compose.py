"""`compose.yaml`: read as YAML everywhere, and by Docker Compose where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
FILE = REPOSITORY / "compose.yaml"
PASSWORD = "${NEO4J_PASSWORD:?set it to a password of 8 characters or more}"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text("utf-8"))["services"]


@pytest.fixture(scope="module")
def dockerfile(services: dict[str, Any]) -> list[str]:
    return services["loader"]["build"]["dockerfile_inline"].splitlines()


def test_the_server_is_the_release_that_the_tests_run_against(services: dict[str, Any]) -> None:
    tested = re.search(r"^release=(\S+)", (REPOSITORY / "tests" / "neo4j_server").read_text("utf-8"), re.MULTILINE)
    assert tested is not None
    assert services["neo4j"]["image"] == f"neo4j:{tested[1]}-community"


def test_every_image_is_pinned_to_a_release(services: dict[str, Any], dockerfile: list[str]) -> None:
    bases = [line.removeprefix("FROM ") for line in dockerfile if line.startswith("FROM ")]
    for image in (services["neo4j"]["image"], *bases):
        assert re.fullmatch(r"\w+:\d+\.\d+\.\d+-[\w-]+", image), image


def test_ports_are_open_to_this_machine_alone(services: dict[str, Any]) -> None:
    assert services["neo4j"]["ports"] == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687"]
    assert "ports" not in services["loader"]


def test_there_is_no_password_to_fall_back_on(services: dict[str, Any]) -> None:
    assert services["neo4j"]["environment"]["NEO4J_AUTH"] == f"neo4j/{PASSWORD}"
    assert services["loader"]["environment"]["NEO4J_PASSWORD"] == PASSWORD


def test_the_loader_waits_for_a_healthy_server_and_runs_once(services: dict[str, Any]) -> None:
    assert services["neo4j"]["healthcheck"]["test"][0] == "CMD"
    assert services["loader"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["loader"]["restart"] == "no"
    assert services["loader"]["environment"]["NEO4J_URI"] == "bolt://neo4j:7687"


def test_data_outlives_the_server(services: dict[str, Any]) -> None:
    declared: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))["volumes"]
    mounted = dict(volume.split(":") for volume in services["neo4j"]["volumes"])
    assert mounted == {"data": "/data", "logs": "/logs"}
    assert mounted.keys() == declared.keys()


def test_the_image_of_the_loader_gets_all_that_an_installation_needs(dockerfile: list[str]) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    folders = {path.partition("/")[0] for path in project["tool"]["setuptools"]["package-dir"].values()}
    files = {"pyproject.toml", project["project"]["readme"], "LICENSE"}
    copied = {word for line in dockerfile if line.startswith("COPY ") for word in line.split()[1:-1]}
    assert copied == folders | files
    assert {entry for entry in copied if not (REPOSITORY / entry).exists()} == set()
    assert "fast" in project["project"]["optional-dependencies"]


def test_the_loader_runs_a_command_that_there_is(services: dict[str, Any], dockerfile: list[str]) -> None:
    from click.testing import CliRunner

    from clauseway.cli.main import cli

    assert dockerfile[-1] == 'ENTRYPOINT ["clauseway"]'
    assert CliRunner().invoke(cli, [*services["loader"]["command"], "--help"]).exit_code == 0


def test_docker_compose_reads_it_and_asks_for_the_password(require_or_skip: Callable[[str, str], NoReturn]) -> None:
    if shutil.which("docker") is None or compose("version").returncode != 0:
        require_or_skip("docker", "Docker Compose is not installed")
    without = compose("config", "--quiet")
    assert without.returncode != 0
    assert "set it to a password of 8 characters or more" in without.stderr
    given = compose("config", "--format", "json", NEO4J_PASSWORD="correct-horse")
    assert given.returncode == 0, given.stderr
    read: dict[str, Any] = yaml.safe_load(given.stdout)
    assert {port["host_ip"] for port in read["services"]["neo4j"]["ports"]} == {"127.0.0.1"}


def compose(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Docker Compose on this file, with no password but the one given."""
    inherited = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    return subprocess.run(
        ["docker", "compose", "--file", str(FILE), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=inherited | environment,
    )
