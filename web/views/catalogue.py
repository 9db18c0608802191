"""The query catalogue: the list, and a page a query with a form made of its header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from clauseway.graph.engine import Value
from clauseway.queries.catalogue import QueryParameter, QuerySpec, catalogue
from clauseway.queries.catalogue_answers import query_values, run_query
from clauseway.queries.pages import Paragraph, paragraph
from clauseway.queries.value_text import as_text
from clauseway.web.kinds import Code, Kind, Link, Links, Part, View
from clauseway.web.links import address_of
from clauseway.web.parameters import AS_OF, Asked, Parameter, ParameterType

if TYPE_CHECKING:
    from clauseway.web.graphs import ServedGraph
    from clauseway.web.links import Addresses

MOST_PARTNERS = 250
"""Largest whole number a parameter takes: as many as there are economies."""

_GROUP_TITLES = {
    "agreements": "About one agreement",
    "coverage": "About one economy or clause type",
    "groups": "About groups",
    "listings": "Lists",
    "pairs": "About two economies",
    "readiness": "Laws, indicators and trade",
}

_TYPED: dict[str, tuple[ParameterType, str]] = {
    "iso3": ("economy", "CHN"),
    "first": ("economy", "KOR"),
    "second": ("economy", "NZL"),
    "clause": ("clause", "cross-border-data-transfer"),
    "group": ("group", "world"),
    "agreements": ("agreements", "depa,rcep"),
    "provisions": ("text", "rcep/12.14.2/data-localisation-ban"),
    "indicators": ("text", "internet-users,lpi"),
    "slug of the agreement": ("agreement", "rcep"),
    "key of the source": ("text", "paragraph-readings"),
    "slug of the instrument": ("agreement", "uncitral-mlec"),
    "slug of the group": ("group", "asean"),
}
"""Name or, where the name says too little, meaning of a string parameter to what it names and an example."""

_EXAMPLES = {"links_of_agreement": {"slug": "depa"}}
"""Examples by query, where those of its parameters find nothing."""

_PLAIN: dict[str, tuple[ParameterType, str]] = {
    "string": ("text", ""),
    "list of string": ("text", ""),
    "integer": ("integer", "10"),
    "number": ("number", "1"),
    "boolean": ("flag", "true"),
    "date": ("day", "2026-11-22"),
}


def kind_name(query: str) -> str:
    """Name of the kind of page of a query.

    >>> kind_name("agreements_of_pair")
    'query-agreements-of-pair'
    """
    return f"query-{query.replace('_', '-')}"


def form_parameter(parameter: QueryParameter) -> Parameter:
    """What a form asks for a parameter: names where it means names, so that 'China' is understood as CHN."""
    if parameter.name == AS_OF.name:
        return AS_OF
    found = _TYPED.get(parameter.name) or _TYPED.get(parameter.meaning)
    kind, example = found if found and "string" in parameter.type else _PLAIN[parameter.type]
    bounded = kind in ("integer", "number")
    meaning = parameter.meaning[:1].upper() + parameter.meaning[1:]
    several = "; several parted by commas" if parameter.type == "list of string" else ""
    return Parameter(
        name=parameter.name, type=kind, about=f"{meaning}{several}.",
        required=parameter.required, example=example,
        least=1 if bounded else None, most=MOST_PARTNERS if bounded else None,
        longest=2_000 if several else 200,
    )  # fmt: skip


def queries(graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """Every query with the question it answers, by subject."""
    specs = list(catalogue().values())
    lead = (
        f"{len(specs)} questions that the graph answers with one query each; every one is a page with a form, a table "
        "and files, and its text runs on Neo4j as it stands."
    )
    parts: list[Part] = []
    for group in dict.fromkeys(spec.group for spec in specs):
        links = tuple(
            Link(spec.title, at.to(kind_name(spec.name), **_examples(spec)), spec.question)
            for spec in specs
            if spec.group == group
        )
        parts.append(Part(_GROUP_TITLES.get(group, group.capitalize()), (Links(links),)))
    return View("Query catalogue", graph.queries(), lead, tuple(parts))


def _examples(spec: QuerySpec) -> dict[str, str]:
    made = [form_parameter(each) for each in spec.parameters if each.required]
    return {each.name: each.example for each in made if each is not AS_OF} | _EXAMPLES.get(spec.name, {})


def run(spec: QuerySpec, graph: ServedGraph, asked: Asked, at: Addresses) -> View:
    """The rows of one query, its text, and how to ask it elsewhere."""
    given = {each.name: asked.text(each.name) for each in spec.parameters if asked.text(each.name)}
    values = query_values(spec, given, asked.as_of)
    table = run_query(asked.runner, spec, values)
    number = len(table.rows)
    told = f" for {', '.join(f'{name} {text}' for name, text in given.items() if text)}" if given else ""
    counted = f"{number:,} {'row' if number == 1 else 'rows'}{told}." if number else f"The query found nothing{told}."
    parts = (
        Part("Answer", (table,)),
        Part("The query", (Code("Cypher", spec.text),)),
        Part("Ask it elsewhere", _elsewhere(spec, given, values)),
    )
    trail = (Link("Query catalogue", at.to("queries")),)
    return View(f"Query: {spec.title}", table, f"{spec.question} {counted}", parts, trail=trail)


def _elsewhere(
    spec: QuerySpec, given: Mapping[str, str], values: Mapping[str, Value]
) -> tuple[Paragraph | Code, ...]:
    """How to ask the same in a terminal and of Neo4j."""
    told = "".join(f" --param {name}={text}" for name, text in given.items())
    terminal = Code("In a terminal", f"clauseway query run {spec.name}{told}")
    words = "The same text runs on Neo4j, filled by 'clauseway load --to neo4j'"
    lines = [f":param {name} => {_cypher(value)}" for name, value in values.items() if value is not None]
    if not lines:
        return paragraph("In a terminal:"), terminal, paragraph(f"{words}.")
    there = Code("Parameters for Neo4j", "\n".join(lines))
    return paragraph("In a terminal:"), terminal, paragraph(f"{words}; set its parameters first:"), there


def _cypher(value: Value) -> str:
    r"""A value as Cypher writes it.

    >>> _cypher(["depa", "it's"]), _cypher(date(2026, 11, 22)), _cypher(10), _cypher(True)
    ("['depa', 'it\\'s']", "date('2026-11-22')", '10', 'true')
    """
    if isinstance(value, list):
        return f"[{', '.join(map(_cypher, value))}]"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return as_text(value)


def _kind(spec: QuerySpec) -> Kind:
    parameters = tuple(form_parameter(each) for each in spec.parameters)
    made = Kind(
        name=kind_name(spec.name), address=f"/query/{spec.name}", title=spec.title, about=spec.question,
        parameters=parameters, answer=partial(run, spec), files=("csv", "json", "xlsx", "parquet"), example="",
    )  # fmt: skip
    return replace(made, example=address_of(made, _examples(spec)))


KINDS = (
    Kind(
        name="queries", address="/queries", title="Query catalogue", about="Every query with the question it answers.",
        answer=queries, files=("csv", "json"), example="/queries",
    ),
    *(_kind(spec) for spec in catalogue().values()),
)  # fmt: skip
"""Kinds of pages of this module: the list, and one for each query."""
