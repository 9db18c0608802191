"""The generated parts of `cypher.md`: the rules of the linter, their examples, and the functions both engines know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

type Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]

KINDS = {
    "text": ("The text", "What can be run at all."),
    "reading": ("Reading only", "The graph is a copy that is built anew; a query must leave it as it is."),
    "schema": ("Names and types", "The names are those of the [property graph](graph-schema.md)."),
    "header": (
        "The typed header",
        "Checked where a file begins like the files of the catalogue, with `// param` or `// returns`.",
    ),
    "portable": ("What both engines answer alike", "Left away by `--neo4j-only`, save what Neo4j itself gets wrong."),
}
"""Heading and first sentence of each kind of rule, in the order of the page."""


def parts(table: Table) -> dict[str, Callable[[], str]]:
    """What makes each generated part of the page, by its name there."""
    return {
        "rules": partial(rules, table),
        "cautions": partial(cautions, table),
        "functions": functions,
        "examples": examples,
    }


def rules(table: Table) -> str:
    """Every rule by kind: what, why, what instead, and the traps it goes round."""
    from clauseway.queries.lint_rules import RULES

    sections: list[str] = []
    for kind, (heading, sentence) in KINDS.items():
        own = [one for one in RULES if one.kind == kind]
        rows = [[f"`{r.name}`", r.construct, r.why, r.instead] for r in own]
        head = ["rule", "what", "why", "what to write"]
        if any(one.traps for one in own):
            head.append("trap or gap it goes round")
            rows = [[*row, "; ".join(r.traps)] for row, r in zip(rows, own, strict=True)]
        sections += [f"### {heading}", sentence, table(head, rows)]
    return "\n\n".join(sections)


def cautions(table: Table) -> str:
    """Traps that lie in the values, where no linter sees them."""
    from clauseway.queries.lint_rules import CAUTIONS

    return table(["trap", "engine", "what to write"], [[c.trap, c.engine, c.instead] for c in CAUTIONS])


def examples() -> str:
    """For each rule a query that breaks it and one that does not."""
    from clauseway.queries.lint_rules import RULES

    pairs = [f"// {r.name}: not\n{r.bad};\n// but\n{r.good};" for r in RULES]
    return "```cypher\n{}\n```".format("\n\n".join(pairs))


def functions() -> str:
    """Functions both engines know and answer alike."""
    from clauseway.queries.lint_rules import PORTABLE_FUNCTIONS

    return ", ".join(f"`{name}`" for name in sorted(PORTABLE_FUNCTIONS, key=str.lower)) + "."
