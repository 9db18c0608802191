"""Figures as statements: few for each of many, made one by one as a build takes them into the store.

What is the same for all figures of a source (publisher, licence, citation, verification) is said once, of the
indicator or the source, as the RDF Data Cube lets attributes stand at the data set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from clauseway.loaders.figures import (
    DISTANCE_FILE,
    DISTANCE_SOURCE,
    LAW_FILE,
    LAW_SOURCE,
    TRADE_FILES,
    Distance,
    Figures,
    Flow,
    Indicator,
    LawRequirement,
    LawStatus,
    Observation,
    is_group,
)
from clauseway.loaders.records import SourceRecord
from clauseway.ontology.namespaces import CW, DATASET_GRAPH, DCT, PROV, RDF, SKOS, XSD, concept, resource
from clauseway.ontology.strength import Verification

BULK_CLASSES = ("Observation", "LawStatus", "TradeFlow", "Distance")
"""Classes whose resources are so many that they are streamed, and checked by queries."""

type _Term = ox.NamedNode | ox.Literal

_TYPE = ox.NamedNode(f"{RDF}type")
_DERIVED = ox.NamedNode(f"{PROV}wasDerivedFrom")
_DATASET = ox.NamedNode(DATASET_GRAPH)
_DECIMAL = ox.NamedNode(f"{XSD}decimal")
_INTEGER = ox.NamedNode(f"{XSD}integer")
_TRUTH = {
    value: ox.Literal("true" if value else "false", datatype=ox.NamedNode(f"{XSD}boolean")) for value in (True, False)
}
REQUIREMENT_SOURCE, REQUIREMENT_FILE = "law-requirements", "readings/law_requirements.csv"


def described_quads(
    figures: Figures, named_groups: Iterable[str], sources: Iterable[SourceRecord]
) -> Iterator[ox.Quad]:
    """Indicators, requirements, and groups that only figures speak of: few, and shipped as TriG.

    Args:
        figures: The figures.
        named_groups: Slugs of the groups that have members and so are described already.
        sources: Every source of the dataset.
    """
    for indicator in figures.indicators:
        yield from _indicator(indicator)
    for requirement in figures.requirements:
        yield from _requirement(requirement)
    figured = {i.source.id for i in figures.indicators} | {f.source for f in figures.flows}
    figured |= ({LAW_SOURCE} if figures.laws else set()) | ({DISTANCE_SOURCE} if figures.distances else set())
    secondary = ox.NamedNode(concept("verification", Verification.SECONDARY.value))
    for source in sources:
        if source.id in figured:
            subject = ox.NamedNode(resource("source", source.id))
            yield ox.Quad(subject, _cw("figuresVerification"), secondary, _DATASET)
    known = set(named_groups)
    areas = {area for o in figures.observations for area in (o.area, o.partner) if area and is_group(area)}
    for slug in sorted(areas - known):
        subject = ox.NamedNode(resource("group", slug))
        yield ox.Quad(subject, _TYPE, _cw("Group"), _DATASET)
        yield ox.Quad(subject, _cw("slug"), ox.Literal(slug), _DATASET)
        yield ox.Quad(subject, _cw("name"), ox.Literal(figures.areas[slug]), _DATASET)


def figure_quads(figures: Figures) -> Iterator[ox.Quad]:
    """Every observation, state of law, flow and distance, in their order."""
    indicators = {i.id: i for i in figures.indicators}
    for observation in figures.observations:
        yield from _observation(observation, indicators[observation.indicator])
    for law in figures.laws:
        yield from _law(law)
    for flow in figures.flows:
        yield from _flow(flow)
    for distance in figures.distances:
        yield from _distance(distance)


def _indicator(indicator: Indicator) -> Iterator[ox.Quad]:
    subject = _node("indicator", indicator.id)
    yield ox.Quad(subject, _TYPE, _cw("Indicator"), _DATASET)
    for predicate, text in (
        (f"{CW}indicatorId", indicator.id),
        (f"{CW}name", indicator.name),
        (f"{CW}unit", indicator.unit),
        (f"{CW}direction", indicator.direction),
        (f"{DCT}publisher", indicator.source.publisher),
        (f"{DCT}license", indicator.source.licence),
        (f"{DCT}source", indicator.citation),
    ):
        if text:
            yield ox.Quad(subject, ox.NamedNode(predicate), ox.Literal(text), _DATASET)
    definition = ox.Literal(indicator.definition, language="en")
    yield ox.Quad(subject, ox.NamedNode(f"{SKOS}definition"), definition, _DATASET)
    yield ox.Quad(subject, _DERIVED, _row("readings/indicators.csv", indicator.line), _DATASET)


def _requirement(requirement: LawRequirement) -> Iterator[ox.Quad]:
    clause = ox.NamedNode(concept("clause", requirement.clause))
    law = ox.NamedNode(concept("law", requirement.law))
    yield ox.Quad(clause, _cw("requiresLaw"), law, _DATASET)
    yield from _figure(
        resource("law-requirement", requirement.clause, requirement.law), "LawRequirement", REQUIREMENT_SOURCE,
        _row(REQUIREMENT_FILE, requirement.line),
        [("requiringClause", clause), ("lawKind", law), ("reason", ox.Literal(requirement.reason))],
    )  # fmt: skip


def _observation(o: Observation, indicator: Indicator) -> Iterator[ox.Quad]:
    values: list[tuple[str, _Term]] = [
        ("indicator", _node("indicator", o.indicator)),
        ("observedGroup", _node("group", o.area)) if is_group(o.area) else ("economy", _node("economy", o.area)),
        ("year", _year(o.year)),
        ("value", ox.Literal(o.value, datatype=_DECIMAL)),
    ]
    if o.partner:
        group = is_group(o.partner)
        values.append(
            ("partnerGroup", _node("group", o.partner)) if group else ("partnerEconomy", _node("economy", o.partner))
        )
    if o.note:
        values.append(("note", ox.Literal(o.note)))
    parts = (o.indicator, o.area, o.partner, o.year) if o.partner else (o.indicator, o.area, o.year)
    row = _row(indicator.file, o.line)
    yield from _figure(resource("observation", *parts), "Observation", indicator.source.id, row, values)


def _law(law: LawStatus) -> Iterator[ox.Quad]:
    yield from _figure(
        resource("law-status", law.economy, law.law, law.year), "LawStatus", LAW_SOURCE, _row(LAW_FILE, law.line),
        [
            ("economy", _node("economy", law.economy)),
            ("lawKind", ox.NamedNode(concept("law", law.law))),
            ("lawState", ox.NamedNode(concept("law-state", law.status))),
            ("year", _year(law.year)),
            ("reportedBy", _node("source", LAW_SOURCE)),
        ],
    )  # fmt: skip


def _flow(flow: Flow) -> Iterator[ox.Quad]:
    yield from _figure(
        resource("trade-flow", flow.source, flow.exporter, flow.importer, flow.year), "TradeFlow", flow.source,
        _row(TRADE_FILES[flow.source], flow.line),
        [
            ("exporter", _node("economy", flow.exporter)),
            ("importer", _node("economy", flow.importer)),
            ("year", _year(flow.year)),
            ("usd", ox.Literal(str(flow.usd), datatype=_INTEGER)),
            ("reportedBy", _node("source", flow.source)),
        ],
    )  # fmt: skip


def _distance(distance: Distance) -> Iterator[ox.Quad]:
    yield from _figure(
        resource("distance", distance.first, distance.second), "Distance", DISTANCE_SOURCE,
        _row(DISTANCE_FILE, distance.line),
        [
            ("firstEconomy", _node("economy", distance.first)),
            ("secondEconomy", _node("economy", distance.second)),
            ("km", ox.Literal(str(distance.km), datatype=_INTEGER)),
            ("contiguous", _TRUTH[distance.contiguous]),
            ("commonLanguage", _TRUTH[distance.common_language]),
        ],
    )  # fmt: skip


def _figure(
    subject: str, kind: str, source: str, row: ox.NamedNode, values: list[tuple[str, _Term]]
) -> Iterator[ox.Quad]:
    graph, node = _graph(source), ox.NamedNode(subject)
    yield ox.Quad(node, _TYPE, _cw(kind), graph)
    for name, value in values:
        yield ox.Quad(node, _cw(name), value, graph)
    yield ox.Quad(node, _DERIVED, row, graph)


def _row(file: str, line: int) -> ox.NamedNode:
    return ox.NamedNode(f"{_rows_of(file)}{line}")


@cache
def _rows_of(file: str) -> str:
    return resource("row", f"{file}#L")


@cache
def _cw(name: str) -> ox.NamedNode:
    return ox.NamedNode(CW + name)


@cache
def _graph(source: str) -> ox.NamedNode:
    return ox.NamedNode(resource("graph", source))


@cache
def _node(kind: str, key: str) -> ox.NamedNode:
    return ox.NamedNode(resource(kind, key))


@cache
def _year(year: int) -> ox.Literal:
    return ox.Literal(str(year), datatype=_INTEGER)
