"""The way of the data: sources -> records -> RDF -> SHACL gate -> property graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from pydantic import ValidationError

from clauseway.graph.engine import GraphData
from clauseway.graph.schema import load_schema
from clauseway.loaders.article_enforcement import article_enforcement
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.loading import Loading
from clauseway.loaders.problems import Problem
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_dataset import dataset_quads
from clauseway.loaders.rdf_files import read_shipped, store_of
from clauseway.loaders.reconcile import reconcile
from clauseway.loaders.records import AnyRecord, SourceRecord
from clauseway.loaders.referred_texts import refer
from clauseway.loaders.sources import SOURCES
from clauseway.loaders.validation import Finding, check_shapes, refuse_violations
from clauseway.ontology import READINGS_FOLDER

type Progress = Callable[[str], None]
"""Called with one short sentence as each stage begins."""


@dataclass(slots=True)
class Built:
    """What a build gives.

    Attributes:
        quads: The RDF, sorted.
        graph: The property graph.
        findings: What the shapes said short of refusing (warnings, infos).
        problems: What the sources' own checks said.
    """

    quads: list[ox.Quad]
    graph: GraphData
    findings: list[Finding] = field(default_factory=list[Finding])
    problems: list[Problem] = field(default_factory=list[Problem])


def read_sources(
    folder: Path, progress: Progress, *, readings: Path = READINGS_FOLDER, shipping: bool = False
) -> tuple[Dataset, list[Problem]]:
    """Read a sources folder into a reconciled dataset.

    Args:
        folder: The sources folder.
        progress: Told of each stage.
        readings: Folder of the readings that go with these sources; it is called `readings`.
        shipping: Whether to leave out the sources whose records are not shipped.

    Raises:
        SourceError: A file cannot be used, or a row is wrong; every error is listed.
    """
    loading = Loading(folder, readings=readings)
    records: list[AnyRecord] = []
    modules = [module for module in SOURCES if module.SOURCE.ships or not shipping]
    for module in modules:
        if not module.SOURCE.ships and (missing := _missing(folder, module.SOURCE)):
            loading.log.warning(missing, 0, "the file is missing.", f"{module.SOURCE.title}: left out of this build.")
            continue
        progress(f"reading {module.SOURCE.id}")
        try:
            records.extend(module.load(loading))
        except ValidationError as error:
            # the rest of this source is lost, and what other sources say of it would look like orphans
            loading.refuse(error)
            loading.log.refuse_errors()
    progress("reconciling sources")
    dataset = reconcile(records, [m.SOURCE for m in modules], loading.log, article_enforcement(loading))
    refer(loading, dataset.provisions, dataset.agreements)
    loading.log.refuse_errors()
    return dataset, sorted(loading.log.problems)


def _missing(folder: Path, source: SourceRecord) -> str:
    """The first file a source needs that a sources folder lacks; empty when all are there."""
    own = "readings/"
    return next((f for f in source.files if not f.startswith(own) and not (folder / f).is_file()), "")


def build_from_sources(
    folder: Path, progress: Progress, *, readings: Path = READINGS_FOLDER, shipping: bool = False
) -> Built:
    """Read a sources folder, check it and project it.

    Args:
        folder: The sources folder.
        progress: Told of each stage.
        readings: Folder of the readings that go with these sources; it is called `readings`.
        shipping: Whether to leave out the sources whose records are not shipped.

    Raises:
        SourceError: A source is wrong.
        ShapesRefused: The RDF breaks a shape.
    """
    dataset, problems = read_sources(folder, progress, readings=readings, shipping=shipping)
    progress("writing RDF")
    built = _check_and_project(dataset_quads(dataset), progress)
    built.problems = problems
    return built


def build_from_shipped(progress: Progress) -> Built:
    """Read the dataset that comes with Clauseway, check it and project it.

    Raises:
        SourceError: The shipped files are missing or damaged.
        ShapesRefused: The RDF breaks a shape.
    """
    progress("reading the shipped dataset")
    return _check_and_project(read_shipped(), progress)


def _check_and_project(quads: list[ox.Quad], progress: Progress) -> Built:
    store = store_of(quads)
    progress("checking shapes")
    findings = check_shapes(store)
    refuse_violations(findings)
    progress("projecting the graph")
    return Built(quads, project(store, load_schema()), findings)
