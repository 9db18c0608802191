"""Every command of ours that docs/neo4j.md shows is one that there is, with those options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from clauseway.cli.main import cli
from clauseway.graph.graphml import graphml_lines
from clauseway.graph.schema import load_schema
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_files import shipped_store

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "neo4j.md").read_text("utf-8")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in SHELL.findall(PAGE)
    for line in block.splitlines()
    if line.startswith("clauseway ")
]
LOADER = [found.split() for found in re.findall(r"docker compose run --rm loader ([^`\n]+)`", PAGE)]


@pytest.mark.parametrize("words", [*COMMANDS, *LOADER], ids=" ".join)
def test_every_command_exists_with_its_options(words: list[str]) -> None:
    done = CliRunner().invoke(cli, [*words, "--help"])
    assert done.exit_code == 0, done.output


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 6
    assert LOADER


def test_the_page_tells_the_size_of_the_shipped_graph() -> None:
    schema = load_schema()
    graph = project(shipped_store(), schema)
    told = re.search(r"about ([\d,]+) nodes and ([\d,]+) relationships: .* (\d+) MB as\s+GraphML", PAGE, re.DOTALL)
    assert told is not None
    nodes, relationships, megabytes = (int(number.replace(",", "")) for number in told.groups())
    assert nodes == pytest.approx(sum(map(len, graph.nodes.values())), rel=0.1)
    assert relationships == pytest.approx(sum(map(len, graph.relationships.values())), rel=0.1)
    assert megabytes * 1e6 == pytest.approx(sum(map(len, graphml_lines(graph, schema))), rel=0.1)
