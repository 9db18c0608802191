"""The objects of py2neo's OGM over a loaded database: an economy, its agreements, their provisions."""
# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportAttributeAccessIssue=false
# The library carries no types.

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NoReturn

from clauseway.graph.engine import GraphData
from clauseway.graph.neo4j_load import load
from clauseway.graph.neo4j_settings import Neo4jSettings
from clauseway.graph.schema import Schema, load_schema


def test_an_economy_leads_to_the_clauses_of_its_agreements(
    empty_database: Neo4jSettings,
    small_graph: GraphData,
    schema: Schema,
    require_or_skip: Callable[[str, str], NoReturn],
) -> None:
    if find_spec("py2neo") is None:
        require_or_skip("py2neo", "py2neo is not installed")
    import py2neo

    from clauseway.graph.py2neo_objects import Agreement, ClauseType, Economy

    load(empty_database, small_graph, schema)
    given: Any = (empty_database.username, empty_database.password or "")
    graph: Any = py2neo.Graph(empty_database.uri, auth=given, name=empty_database.database)
    economy: Any = Economy.match(graph, "XBB").first()
    assert economy.name == "Bêta d’Été"
    agreements = sorted(economy.agreements, key=lambda a: a.slug)
    assert [a.title for a in agreements] == ["First Pact", "Second Pact"]
    assert economy.agreements.get(agreements[0], "since").to_native().isoformat() == "2021-01-07"
    first: Any = Agreement.match(graph, "first-pact").first()
    assert sorted(p.number for p in first.provisions) == ["1.1", "4.1", "4.2"]
    assert {c.slug for p in first.provisions for c in p.clauses} == {"free-flow", "no-localisation", "preamble"}
    flow: Any = ClauseType.match(graph, "free-flow").first()
    assert sorted(a.slug for p in flow.provisions for a in p.agreement) == ["first-pact", "second-pact", "soft-code"]


def test_the_objects_name_only_what_the_schema_has(require_or_skip: Callable[[str, str], NoReturn]) -> None:
    if find_spec("py2neo") is None:
        require_or_skip("py2neo", "py2neo is not installed")
    from py2neo.ogm import Property

    from clauseway.graph import py2neo_objects

    schema = load_schema()
    for name in py2neo_objects.__all__:
        model = getattr(py2neo_objects, name)
        mapping = schema.node(name)
        assert model.__primarykey__ == mapping.key
        held = {key for key, value in vars(model).items() if isinstance(value, Property)}
        assert held <= {p.name for p in mapping.properties}


def test_without_py2neo_one_sentence_says_how_to_get_it() -> None:
    program = (
        "import sys\n"
        "sys.modules['py2neo'] = None\n"
        "from clauseway.graph.engine import GraphError\n"
        "try: import clauseway.graph.py2neo_objects\n"
        "except GraphError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "pip install 'clauseway[py2neo]'. It is end-of-life" in done.stdout
