"""Figures as statements: few for each of many, written as text that a store reads in.

What is the same for all figures of a source (publisher, licence, citation, verification) is said once, of the
indicator or the source, as the RDF Data Cube lets attributes stand at the data set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import batched, chain

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

_TYPE = ox.NamedNode(f"{RDF}type")
_DERIVED = ox.NamedNode(f"{PROV}wasDerivedFrom")
_DATASET = ox.NamedNode(DATASET_GRAPH)
_DECIMAL = ox.NamedNode(f"{XSD}decimal")
_INTEGER = f"<{XSD}integer>"
_TRUTH = {
    value: f'"{"true" if value else "false"}"^^<{XSD}boolean>' for value in (True, False)
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


def add_figures(store: ox.Store, figures: Figures) -> None:
    """Put every figure into a store.

    In parts, because a store that is given everything at once takes half as much memory again and is slower to ask.
    """
    for text in figure_texts(figures):
        store.bulk_load(text, format=ox.RdfFormat.N_QUADS, lenient=True)  # `resource` has escaped the IRIs


def figure_quads(figures: Figures) -> Iterator[ox.Quad]:
    """Every observation, state of law, flow and distance, in their order."""
    for text in figure_texts(figures):
        yield from ox.parse(text, format=ox.RdfFormat.N_QUADS)


def figure_texts(figures: Figures) -> Iterator[str]:
    """Every observation, state of law, flow and distance as N-Quads, some thousand figures a text."""
    indicators = {i.id: i for i in figures.indicators}
    each = chain(
        (_observation(o, indicators[o.indicator]) for o in figures.observations),
        map(_law, figures.laws),
        map(_flow, figures.flows),
        map(_distance, figures.distances),
    )
    for some in batched(each, 5_000):
        yield "".join(some)


def _indicator(indicator: Indicator) -> Iterator[ox.Quad]:
    subject = ox.NamedNode(resource("indicator", indicator.id))
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
    row = ox.NamedNode(f"{_rows_of('readings/indicators.csv')}{indicator.line}")
    definition = ox.Literal(indicator.definition, language="en")
    yield ox.Quad(subject, ox.NamedNode(f"{SKOS}definition"), definition, _DATASET)
    yield ox.Quad(subject, _DERIVED, row, _DATASET)


def _requirement(requirement: LawRequirement) -> Iterator[ox.Quad]:
    clause = ox.NamedNode(concept("clause", requirement.clause))
    law = ox.NamedNode(concept("law", requirement.law))
    yield ox.Quad(clause, _cw("requiresLaw"), law, _DATASET)
    text = _figure(
        resource("law-requirement", requirement.clause, requirement.law), "LawRequirement", REQUIREMENT_SOURCE,
        REQUIREMENT_FILE, requirement.line,
        [("requiringClause", str(clause)), ("lawKind", str(law)), ("reason", str(ox.Literal(requirement.reason)))],
    )  # fmt: skip
    yield from ox.parse(text, format=ox.RdfFormat.N_QUADS)


def _observation(o: Observation, indicator: Indicator) -> str:
    values = [
        ("indicator", _node("indicator", o.indicator)),
        ("observedGroup", _node("group", o.area)) if is_group(o.area) else ("economy", _node("economy", o.area)),
        ("year", _whole(o.year)),
        ("value", str(ox.Literal(o.value, datatype=_DECIMAL))),
    ]
    if o.partner:
        group = is_group(o.partner)
        values.append(
            ("partnerGroup", _node("group", o.partner)) if group else ("partnerEconomy", _node("economy", o.partner))
        )
    if o.note:
        values.append(("note", str(ox.Literal(o.note))))
    parts = (o.indicator, o.area, o.partner, o.year) if o.partner else (o.indicator, o.area, o.year)
    subject = resource("observation", *parts)
    return _figure(subject, "Observation", indicator.source.id, indicator.file, o.line, values)


def _law(law: LawStatus) -> str:
    return _figure(
        resource("law-status", law.economy, law.law, law.year), "LawStatus", LAW_SOURCE, LAW_FILE, law.line,
        [
            ("economy", _node("economy", law.economy)),
            ("lawKind", f"<{concept('law', law.law)}>"),
            ("lawState", f"<{concept('law-state', law.status)}>"),
            ("year", _whole(law.year)),
            ("reportedBy", _node("source", LAW_SOURCE)),
        ],
    )  # fmt: skip


def _flow(flow: Flow) -> str:
    return _figure(
        resource("trade-flow", flow.source, flow.exporter, flow.importer, flow.year), "TradeFlow", flow.source,
        TRADE_FILES[flow.source], flow.line,
        [
            ("exporter", _node("economy", flow.exporter)),
            ("importer", _node("economy", flow.importer)),
            ("year", _whole(flow.year)),
            ("usd", _whole(flow.usd)),
            ("reportedBy", _node("source", flow.source)),
        ],
    )  # fmt: skip


def _distance(distance: Distance) -> str:
    return _figure(
        resource("distance", distance.first, distance.second), "Distance", DISTANCE_SOURCE, DISTANCE_FILE,
        distance.line,
        [
            ("firstEconomy", _node("economy", distance.first)),
            ("secondEconomy", _node("economy", distance.second)),
            ("km", _whole(distance.km)),
            ("contiguous", _TRUTH[distance.contiguous]),
            ("commonLanguage", _TRUTH[distance.common_language]),
        ],
    )  # fmt: skip


def _figure(subject: str, kind: str, source: str, file: str, line: int, values: list[tuple[str, str]]) -> str:
    """N-Quads of one figure; the values are properties by name and terms as N-Quads write them."""
    end = f" {_node('graph', source)} .\n"
    told = "".join(f"<{subject}> <{CW}{name}> {term}{end}" for name, term in values)
    row = f"<{subject}> {_DERIVED} <{_rows_of(file)}{line}>{end}"
    return f"<{subject}> {_TYPE} <{CW}{kind}>{end}{told}{row}"


def _whole(number: int) -> str:
    return f'"{number}"^^{_INTEGER}'


@cache
def _rows_of(file: str) -> str:
    return resource("row", f"{file}#L")


def _cw(name: str) -> ox.NamedNode:
    return ox.NamedNode(CW + name)


@cache
def _node(kind: str, key: str) -> str:
    return f"<{resource(kind, key)}>"
