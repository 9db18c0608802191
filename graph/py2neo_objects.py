# pyright: reportMissingImports=false, reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUntypedBaseClass=false
"""The main nodes of a loaded database as objects of py2neo's OGM, for programs that are built on it.

    graph = py2neo.Graph("bolt://127.0.0.1:7687", auth=("neo4j", "..."))
    economy = Economy.match(graph, "SGP").first()
    for agreement in economy.agreements:
        print(agreement.title, economy.agreements.get(agreement, "since"))

They are for reading. What a program pushes into a property of Clauseway's is undone by the next load; properties of
its own stay. Needs the extra `clauseway[py2neo]`; py2neo is end-of-life, see decision 5.
"""

from __future__ import annotations

from clauseway.graph.py2neo_engine import require_py2neo

require_py2neo()

from py2neo.ogm import Model, Property, RelatedFrom, RelatedTo  # noqa: E402 - refused with a sentence first

__all__ = ["Agreement", "ClauseType", "Economy", "Provision"]


class Economy(Model):
    """An economy; `agreements` are those it has to do with, in whatever state."""

    __primarykey__ = "iso3"

    iso3 = Property()
    iso2 = Property()
    name = Property()
    kind = Property()

    agreements = RelatedTo("Agreement", "PARTY_TO")
    deferred = RelatedTo("Provision", "DEFERRED")


class Agreement(Model):
    """An agreement with its Parties and provisions."""

    __primarykey__ = "slug"

    slug = Property()
    title = Property()
    kind = Property()
    signed = Property()
    in_force = Property()
    ended = Property()
    binding = Property()

    parties = RelatedFrom("Economy", "PARTY_TO")
    provisions = RelatedTo("Provision", "CONTAINS")


class Provision(Model):
    """A paragraph as far as it bears on one clause type."""

    __primarykey__ = "id"

    id = Property()
    number = Property()
    title = Property()
    wording = Property()
    exception = Property()
    enforcement = Property()
    verification = Property()

    agreement = RelatedFrom("Agreement", "CONTAINS")
    clauses = RelatedTo("ClauseType", "ADDRESSES")


class ClauseType(Model):
    """A clause type and the provisions on it."""

    __primarykey__ = "slug"

    slug = Property()
    label = Property()
    theme = Property()

    provisions = RelatedFrom("Provision", "ADDRESSES")
