"""Figures checked and projected source by source, and kept, so that the next build does only what changed.

Figures are three quarters of all statements, and most sources of figures stay as they are from build to build. What
the shapes and the schema look at in a figure are the figure and the economies, groups, indicators and concepts it
points at, never another figure nor a treaty. So the figures of one source, checked and projected beside these alone,
give what they give in the whole, and that can be kept under a checksum of all it was made from.

Why it is sound, and what it does not cover: `docs/decisions/0024-kept-figures.md`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from clauseway.graph.engine import GraphData, Relationship
from clauseway.graph.schema import Schema, load_schema
from clauseway.loaders.figures import DISTANCE_SOURCE, LAW_SOURCE, Distance, Figures, Flow, LawStatus, Observation
from clauseway.loaders.figures_rdf import add_figures
from clauseway.loaders.kept_files import keep, kept
from clauseway.loaders.projection import in_order, relationships_of
from clauseway.loaders.rdf_files import store_of
from clauseway.loaders.validation import Finding, check_classes
from clauseway.ontology import ONTOLOGY_FOLDER
from clauseway.ontology.namespaces import BASE, CW
from clauseway.ontology.seal import sealed_files

FIGURE_CLASSES = tuple(f"{CW}{name}" for name in ("Observation", "LawStatus", "TradeFlow", "Distance"))
"""Classes of the statements that `figures_rdf.add_figures` makes."""

_FRAME = tuple(f"{BASE}{kind}/" for kind in ("economy", "group", "indicator", "source"))
"""Where the IRIs begin of what a figure may point at besides concepts."""

_KEPT_OF_A_SOURCE = 4
"""Results kept of a source, for who builds from several folders in turn."""
_ROWS = {
    Observation: attrgetter(*Observation.__slots__),
    LawStatus: attrgetter(*LawStatus.__slots__),
    Flow: attrgetter(*Flow.__slots__),
    Distance: attrgetter(*Distance.__slots__),
}


@dataclass(slots=True)
class FiguresProjected:
    """What the figures of one source, or of all, come to.

    Attributes:
        statements: How many statements they are.
        relationships: Relationships by the name of their mapping.
        findings: What the shapes say of them.
    """

    statements: int = 0
    relationships: dict[str, list[Relationship]] = field(default_factory=dict[str, list[Relationship]])
    findings: list[Finding] = field(default_factory=list[Finding])


def project_figures(
    claims: Sequence[ox.Quad],
    figures: Figures,
    graph: GraphData,
    schema: Schema,
    folder: Path,
    progress: Callable[[str], None],
) -> FiguresProjected | None:
    """Check and project all figures, taking from the kept results what has not changed.

    Args:
        claims: Every statement but those of the figures.
        figures: All figures.
        graph: The graph of the claims: its nodes are what figures may connect.
        schema: Its schema.
        folder: Folder of kept results; it is made when it is not there, and one that cannot be written keeps nothing.
        progress: Told of each source that is worked out.

    Returns:
        The figures of all sources; nothing where a shape may look at more than one source at a time.

    Raises:
        ProjectionError: A figure points at a node that is not there.
    """
    beside = _Beside(claims)
    whole = FiguresProjected()
    for source, own in figures_by_source(figures).items():
        key = _key(beside.checksum, own)
        file = folder / f"{source}-{key[:16]}.figures"
        found = _kept(file, key)
        if found is None:
            progress(f"checking figures of {source}")
            found = _worked_out(beside, own, graph, schema)
            if found is None:
                return None
            if not found.findings:  # what is wrong will be mended, and a warning is to be seen each time
                _keep(file, key, found)
                _forget(folder, source)
        whole.statements += found.statements
        whole.findings += found.findings
        for name, relationships in found.relationships.items():
            whole.relationships.setdefault(name, []).extend(relationships)
    whole.relationships = {name: in_order(found) for name, found in whole.relationships.items()}
    return whole


def figures_by_source(figures: Figures) -> dict[str, Figures]:
    """The figures of each source that has some; indicators and names of areas stand in each."""
    found: dict[str, Figures] = {}

    def of(source: str) -> Figures:
        return found.setdefault(source, Figures(indicators=figures.indicators, areas=figures.areas))

    home = {indicator.id: indicator.source.id for indicator in figures.indicators}
    for observation in figures.observations:
        of(home[observation.indicator]).observations.append(observation)
    for flow in figures.flows:
        of(flow.source).flows.append(flow)
    if figures.laws:
        of(LAW_SOURCE).laws = figures.laws
    if figures.distances:
        of(DISTANCE_SOURCE).distances = figures.distances
    return dict(sorted(found.items()))


class _Beside:
    """What stands beside the figures of a source while they are checked: what they may point at, and its checksum."""

    def __init__(self, claims: Iterable[ox.Quad]) -> None:
        frame = [
            quad for quad in claims if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(_FRAME)
        ]
        store = store_of(frame)
        self.statements = len(store)
        written = store.dump(format=ox.RdfFormat.N_QUADS)
        assert written is not None
        self._written = written
        self.checksum = hashlib.sha256("".join(sorted(map(str, frame))).encode() + _made_by().encode()).hexdigest()

    def store(self) -> ox.Store:
        """A new store that holds it."""
        store = ox.Store()
        store.bulk_load(self._written, format=ox.RdfFormat.N_QUADS)
        return store


@cache
def _made_by() -> str:
    """Checksum of the code, the shapes, the schema and the vocabularies: a change of any makes all results old."""
    schema_code = import_module(load_schema.__module__).__file__
    assert schema_code is not None
    code = sorted([*Path(__file__).parent.glob("*.py"), *ONTOLOGY_FOLDER.glob("*.py"), Path(schema_code)])
    stated = [path for name, path in sealed_files().items() if not name.startswith("dataset/")]
    told = hashlib.sha256(version("pyoxigraph").encode())
    for file in (*code, *stated):
        told.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()


def _key(beside: str, figures: Figures) -> str:
    told = hashlib.sha256(beside.encode())
    used = {observation.indicator for observation in figures.observations}
    told.update(str([astuple(each) for each in figures.indicators if each.id in used]).encode())
    rows: Sequence[Observation | LawStatus | Flow | Distance]
    for rows in (figures.observations, figures.laws, figures.flows, figures.distances):
        told.update(str([_ROWS[type(row)](row) for row in rows]).encode())
    return told.hexdigest()


def _worked_out(beside: _Beside, figures: Figures, graph: GraphData, schema: Schema) -> FiguresProjected | None:
    store = beside.store()
    add_figures(store, figures)
    findings = check_classes(store, FIGURE_CLASSES)
    if findings is None:
        return None
    mappings = [m for m in schema.relationships if m.subject_class in FIGURE_CLASSES]
    return FiguresProjected(
        len(store) - beside.statements,
        {m.name: found for m in mappings if (found := relationships_of(store, m, graph.nodes, schema))},
        findings,
    )


def _kept(path: Path, key: str) -> FiguresProjected | None:
    """The result kept in a file, if it was made from the same and is whole."""
    told: Any = kept(path)
    if told is None or told["key"] != key:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # it is in use: others are forgotten first
    relationships: Mapping[str, list[tuple[str, str, dict[str, Any]]]] = told["relationships"]
    return FiguresProjected(
        told["statements"], {name: [Relationship(*each) for each in found] for name, found in relationships.items()}
    )


def _keep(path: Path, key: str, found: FiguresProjected) -> None:
    relationships = {
        name: [(each.start, each.end, each.properties) for each in some] for name, some in found.relationships.items()
    }
    with contextlib.suppress(TypeError):  # a property that JSON has no word for, such as a day
        keep(path, {"key": key, "statements": found.statements, "relationships": relationships})


def _forget(folder: Path, source: str) -> None:
    """Leave the latest results of a source."""
    with contextlib.suppress(OSError):
        found = folder.glob(f"{source}-{'[0-9a-f]' * 16}.figures")
        for file in sorted(found, key=lambda file: file.stat().st_mtime)[:-_KEPT_OF_A_SOURCE]:
            file.unlink(missing_ok=True)
