"""The way of the data: sources -> records -> RDF -> SHACL gate -> property graph."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox
from pydantic import ValidationError

from clauseway.graph.engine import GraphData
from clauseway.graph.schema import load_schema
from clauseway.loaders.article_enforcement import article_enforcement
from clauseway.loaders.coding_tables import write_coding_table
from clauseway.loaders.dataset import Dataset
from clauseway.loaders.figure_tables import read_figure_tables, shipped_figures, write_figure_tables
from clauseway.loaders.figures import Figure, Figures
from clauseway.loaders.figures_rdf import add_figures
from clauseway.loaders.kept_figures import project_figures
from clauseway.loaders.loading import Loading
from clauseway.loaders.problems import Problem
from clauseway.loaders.projection import project
from clauseway.loaders.rdf_dataset import dataset_quads
from clauseway.loaders.rdf_files import read_shipped_claims, store_of, write_shipped
from clauseway.loaders.reconcile import reconcile
from clauseway.loaders.records import AnyRecord, SourceRecord
from clauseway.loaders.referred_texts import refer
from clauseway.loaders.seal import broken_seal, write_seal
from clauseway.loaders.sources import SOURCES
from clauseway.loaders.validation import Finding, check_shapes, in_order, refuse_violations
from clauseway.ontology import DATASET_FOLDER, READINGS_FOLDER

type Progress = Callable[[str], None]
"""Called with one short sentence as each stage begins."""


@dataclass(slots=True)
class Built:
    """What a build gives.

    Attributes:
        dataset: The dataset, when it was read from sources.
        quads: The RDF without its figures, sorted.
        statements: How many statements the RDF has, figures included.
        graph: The property graph.
        findings: What the shapes said short of refusing (warnings, infos).
        problems: What the sources' own checks said.
        gate: One sentence when the gate was left out, or had to run though there is a seal; else empty.
    """

    quads: list[ox.Quad]
    statements: int
    graph: GraphData
    findings: list[Finding] = field(default_factory=list[Finding])
    problems: list[Problem] = field(default_factory=list[Problem])
    dataset: Dataset | None = None
    gate: str = ""


@contextmanager
def uncollected() -> Generator[None]:
    """Leave out Python's search for cycles: a build makes millions of objects, and next to none of them in cycles."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


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
    loading = Loading(folder, readings=readings, progress=progress)
    records: list[AnyRecord | Figure] = []
    modules = [m for m in SOURCES if m.SOURCE.in_dataset or not shipping]
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


@uncollected()
def build_from_sources(
    folder: Path, progress: Progress, *, readings: Path = READINGS_FOLDER, kept: Path | None = None
) -> Built:
    """Read a sources folder, check it and project it.

    Args:
        folder: The sources folder.
        progress: Told of each stage.
        readings: Folder of the readings that go with these sources; it is called `readings`.
        kept: Folder where figures that were checked and projected are kept from build to build; `None` keeps none.

    Raises:
        SourceError: A source is wrong.
        ShapesRefused: The RDF breaks a shape.
    """
    dataset, problems = read_sources(folder, progress, readings=readings)
    progress("writing RDF")
    quads = dataset_quads(dataset)
    built = _with_kept(quads, dataset.figures, progress, kept) if kept is not None else None
    if built is None:
        built = _check_and_project(quads, dataset.figures, progress)
    built.problems = problems
    built.dataset = dataset
    return built


@uncollected()
def build_from_shipped(progress: Progress, *, folder: Path = DATASET_FOLDER, trust_seal: bool = False) -> Built:
    """Read the dataset that comes with Clauseway, check it and project it.

    Args:
        progress: Told of each stage.
        folder: Folder of the dataset.
        trust_seal: Leave out the gate when the dataset and the shapes are those it passed before.

    Raises:
        SourceError: The shipped files are missing or damaged.
        ShapesRefused: The RDF breaks a shape.
    """
    progress("reading the shipped dataset")
    broken = broken_seal(folder) if trust_seal else ""
    sealed = trust_seal and not broken
    built = _check_and_project(
        read_shipped_claims(folder), read_figure_tables(folder), progress, checked_before=sealed
    )
    if sealed:
        built.gate = "The seal of the shipped dataset holds: the shapes were checked when it was made."
    elif broken:
        built.gate = f"The shapes of the shipped dataset were checked anew: {broken}."
    return built


def _check_and_project(
    quads: list[ox.Quad], figures: Figures, progress: Progress, *, checked_before: bool = False
) -> Built:
    store = store_of(quads)
    progress("adding figures")
    add_figures(store, figures)
    findings: list[Finding] = []
    if not checked_before:
        progress("checking shapes")
        findings = check_shapes(store)
        refuse_violations(findings)
    progress("projecting the graph")
    return Built(quads, len(store), project(store, load_schema()), findings)


def default_kept() -> Path:
    """Folder of this user for figures that were checked and projected."""
    from platformdirs import user_cache_path

    return user_cache_path("clauseway") / "figures"


def _with_kept(quads: list[ox.Quad], figures: Figures, progress: Progress, kept: Path) -> Built | None:
    """As `_check_and_project`, the figures source by source; nothing where that might miss something."""
    schema = load_schema()
    store = store_of(quads)
    progress("checking shapes")
    findings = check_shapes(store)
    refuse_violations(findings)
    progress("projecting the graph")
    graph = project(store, schema)
    figured = project_figures(quads, figures, graph, schema, kept, progress)
    if figured is None:
        return None
    refuse_violations(figured.findings)
    graph.relationships |= figured.relationships
    return Built(quads, len(store) + figured.statements, graph, in_order([*findings, *figured.findings]))


def shipped_part(dataset: Dataset) -> Dataset:
    """The dataset without the sources whose licence keeps them out of it, and with short series of figures.

    Of a source that ships with codings alone, the agreements that hold provisions stay, with their Parties and links;
    what it says of agreements that others describe is left out.
    """
    shipping = {source.id for source in dataset.sources if source.in_dataset}
    in_part = {source.id for source in dataset.sources if source.ships_with_codings}
    coded = {provision.coding.agreement for provision in dataset.provisions}
    agreements = {
        slug: replace(known, date_claims=tuple(c for c in known.date_claims if c.origin.source not in in_part))
        for slug, known in dataset.agreements.items()
        if known.record.origin.source not in in_part or slug in coded
    }
    return replace(
        dataset,
        sources=tuple(source for source in dataset.sources if source.id in shipping),
        agreements=agreements,
        participations=[p for p in dataset.participations if p.agreement in agreements],
        links=[link for link in dataset.links if link.start in agreements and link.end in agreements],
        item_claims=[c for c in dataset.item_claims if c.origin.source in shipping and c.agreement in agreements],
        party_claims=[c for c in dataset.party_claims if c.origin.source not in in_part],
        figures=shipped_figures(dataset.figures),
    )


@uncollected()
def ship(dataset: Dataset, folder: Path, progress: Progress) -> tuple[list[Path], str]:
    """Write the shippable part of a dataset into a folder, after the gate passed on it, and seal it.

    Returns:
        The files, and the data version they hold.

    Raises:
        ShapesRefused: The part breaks a shape; nothing is written.
    """
    part = shipped_part(dataset)
    built = _check_and_project(dataset_quads(part), part.figures, progress)
    progress("writing the dataset")
    written = [
        *write_shipped(built.quads, folder),
        write_coding_table(part.provisions, folder),
        *write_figure_tables(part.figures, folder),
    ]
    return [*written, write_seal(folder)], built.graph.version
