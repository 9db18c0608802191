"""Write the generated parts of the documentation from the code and the data, or check that they are current.

Run `python docs/generate.py` after a change to the schema, the strength rules, a query, a vocabulary, a
command or the shipped dataset, and commit what it writes. `--check` writes nothing; it names the pages that
are out of date and exits 1.

A page holds its generated parts between two comments, `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
The rest of the page is written by hand and left alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import lint_pages
import strength_pages
import worked_examples

from clauseway.queries.measures import SECTIONS

DOCS = Path(__file__).parent
HELP_WIDTH = 100

type Rows = Iterable[Sequence[str]]


def table(head: Sequence[str], rows: Rows) -> str:
    r"""A Markdown table.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    |---|---|
    | 1 | x\|y |
    """
    lines = [head, *rows]
    text = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]
    return "\n".join([text[0], f"|{'---|' * len(head)}", *text[1:]])


def measures_of(section: str) -> str:
    """The measures of one analysis, with formula, range and example."""
    from clauseway.queries.measures import measures

    rows = [[m.measure, m.formula, m.range, m.source, m.example] for m in measures() if m.section == section]
    return table(["measure", "formula", "range", "source", "in the example"], rows)


def graph_schema() -> str:
    """Labels, relationship types and properties of the property graph."""
    from clauseway.graph.schema import PropertyMapping, load_schema, neo4j_constraints

    def properties(mappings: tuple[PropertyMapping, ...], key: str = "") -> str:
        names = [f"`{p.name}`{' (key)' if p.name == key else ''}" for p in mappings]
        rows = [[name, p.type, p.comment, f"`{p.path}`"] for name, p in zip(names, mappings, strict=True)]
        head = ["property", "type", "meaning", "path in the RDF"]
        return table(head, rows) if rows else "It has no properties."

    schema = load_schema()
    parts = ["## Nodes"]
    for node in schema.nodes:
        parts += [f"### {node.label}", f"{node.comment} From the class `{_term(node.rdf_class)}`."]
        parts[-1] += f" Caption: `{node.caption}`."
        parts.append(properties(node.properties, node.key))
    parts.append("## Relationships")
    for mapping in schema.relationships:
        parts += [f"### {mapping.name}", f"`(:{mapping.start})-[:{mapping.type}]->(:{mapping.end})`"]
        parts.append(f"{mapping.comment} From the class `{_term(mapping.subject_class)}`.")
        parts.append(properties(mapping.properties))
    constraints = "\n".join(f"{statement};" for statement in neo4j_constraints(schema))
    parts += ["## Constraints made in Neo4j", f"```cypher\n{constraints}\n```"]
    return "\n\n".join(parts)


def _term(iri: str) -> str:
    """An IRI by its prefix.

    >>> _term("https://w3id.org/clauseway/ontology#Economy")
    'cw:Economy'
    """
    from clauseway.ontology.namespaces import PREFIXES

    for prefix, base in PREFIXES.items():
        name = iri.removeprefix(base)
        if name != iri and re.fullmatch(r"\w+", name):
            return f"{prefix}:{name}"
    return iri


def queries() -> str:
    """Every query of the catalogue with its header and text."""
    from clauseway.queries.catalogue import catalogue

    parts: list[str] = []
    group = ""
    for spec in catalogue().values():
        if spec.group != group:
            group = spec.group
            parts.append(f"## {group.capitalize()}")
        parts += [f"### {spec.name}", f"{spec.title}. {spec.question}"]
        if spec.parameters:
            parts.append(
                table(
                    ["parameter", "type", "", "meaning"],
                    [
                        [f"`{p.name}`", p.type, "required" if p.required else "optional", p.meaning]
                        for p in spec.parameters
                    ],
                )
            )
        columns = [[f"`{c.name}`", c.type, c.meaning] for c in spec.columns]
        parts.append(table(["column", "type", "meaning"], columns))
        parts.append(f"```cypher\n{spec.text.strip()}\n```")
    return "\n\n".join(parts)


def clause_types() -> str:
    """The clause types by theme."""
    from clauseway.ontology import VOCABULARY_FOLDER
    from clauseway.ontology.namespaces import CW, SKOS
    from clauseway.ontology.turtle import Description, read_descriptions

    found = read_descriptions(VOCABULARY_FOLDER / "clause-types.ttl")

    def place(description: Description) -> int:
        return int(description.text(f"{CW}order"))

    types = sorted((d for d in found.values() if d.texts(f"{CW}clauseSlug")), key=place)
    themes = sorted({d.iri(f"{CW}theme"): found[d.iri(f"{CW}theme")] for d in types}.values(), key=place)
    parts: list[str] = []
    for number, theme in enumerate(themes, 1):
        parts.append(f"## {number}. {theme.text(f'{SKOS}prefLabel', language='en')}")
        meaning = theme.text(f"{SKOS}definition", language="en")
        parts.append(f"{meaning} Theme `{theme.text(f'{SKOS}notation')}`.")
        rows = [
            [
                f"`{d.text(f'{CW}clauseSlug')}`",
                d.text(f"{SKOS}prefLabel", language="en"),
                d.text(f"{SKOS}definition", language="en"),
                d.text(f"{SKOS}example", language="en", default=""),
            ]
            for d in types
            if found[d.iri(f"{CW}theme")] is theme
        ]
        parts.append(table(["slug", "name", "definition", "example"], rows))
    return "\n\n".join(parts)


def command_paths() -> Iterator[tuple[str, ...]]:
    """Every command of the command line, the group itself first, as the words one types after `clauseway`."""
    import click

    from clauseway.cli.main import cli

    def walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if isinstance(command, click.Group):
            context = click.Context(command, info_name="clauseway")
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                if below is not None and not below.hidden:
                    yield from walk(below, (*path, name))

    return walk(cli, ())


def commands() -> str:
    """The help of every command."""
    from click.testing import CliRunner

    from clauseway.cli.main import cli

    parts: list[str] = []
    for path in command_paths():
        shown = CliRunner().invoke(cli, [*path, "--help"], prog_name="clauseway", terminal_width=HELP_WIDTH)
        if shown.exit_code != 0:
            raise SystemExit(f"clauseway {' '.join(path)} --help failed: {shown.output}")
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        marks = "##" if len(path) < 2 else "###"
        parts += [f"{marks} {' '.join(('clauseway', *path))}", f"```text\n{text}\n```"]
    return "\n\n".join(parts)


RCEP_CASES = (
    ("VNM", "2026-12-31"), ("VNM", "2027-01-01"),
    ("KHM", "2026-12-31"), ("KHM", "2027-01-01"), ("KHM", "2030-01-01"),
    ("SGP", "2026-12-31"), ("SGP", "2027-01-01"),
)  # fmt: skip
DEPA_CASES = (
    ("SGP", "2024-03-18"), ("SGP", "2024-03-19"),
    ("KOR", "2024-03-18"), ("KOR", "2024-05-02"), ("KOR", "2024-05-03"),
)  # fmt: skip
CHINA_CLAUSES = (
    "paperless-trading", "electronic-authentication-signatures",
    "cross-border-data-transfer", "source-code-protection",
)  # fmt: skip

PAGES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "strength.md": {
        **strength_pages.parts(table),
        "rcep-example": partial(
            worked_examples.standing_of, table, "rcep", "rcep/12.14.2/", RCEP_CASES, "may_extend_until why"
        ),
        "depa-example": partial(
            worked_examples.standing_of,
            table,
            "depa",
            "depa/4.3.",
            DEPA_CASES,
            "wording exception enforcement version",
        ),
    },
    "methods.md": {f"measures-{section}": partial(measures_of, section) for section in SECTIONS},
    "graph-schema.md": {"graph-schema": graph_schema},
    "queries.md": {"queries": queries},
    "clause-types.md": {"clause-types": clause_types},
    "commands.md": {"commands": commands},
    "exports.md": {"formats": partial(worked_examples.formats, table)},
    "cypher.md": lint_pages.parts(table),
    "../README.md": {
        "coverage-example": partial(worked_examples.coverage, table, CHINA_CLAUSES),
        "pair-before": partial(worked_examples.pair, table, "2026-12-31"),
        "pair-after": partial(worked_examples.pair, table, "2027-01-01"),
        "figures": partial(worked_examples.figures, table),
    },
}


def renewed(text: str, parts: Mapping[str, Callable[[], str]]) -> str:
    r"""A page with its generated parts made anew.

    >>> renewed("a <!-- generated: x --> old <!-- end: x --> z", {"x": lambda: "new"})
    'a <!-- generated: x -->\n\nnew\n\n<!-- end: x --> z'

    Raises:
        ValueError: The comments around a part are not there exactly once.
    """
    for name, make in parts.items():
        start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        if text.count(start) != 1 or text.count(end) != 1:
            raise ValueError(f"the page does not have '{start}' and '{end}' exactly once")
        before, _, rest = text.partition(start)
        after = rest.partition(end)[2]
        text = f"{before}{start}\n\n{make()}\n\n{end}{after}"
    return text


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` only compare them; 1 when some are out of date."""
    check = list(arguments) == ["--check"]
    if arguments and not check:
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    stale: list[str] = []
    for name, parts in PAGES.items():
        page = DOCS / name
        old = page.read_text(encoding="utf-8")
        new = renewed(old, parts)
        if new != old:
            stale.append(name)
            if not check:
                page.write_text(new, encoding="utf-8")
    if check and stale:
        print(f"Out of date: {', '.join(stale)}. Run: python docs/generate.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
