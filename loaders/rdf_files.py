"""RDF in and out: the shipped TriG files, a store with everything in it, deterministic exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from clauseway.loaders.coding_tables import read_coding_table
from clauseway.loaders.figure_tables import read_figure_tables
from clauseway.loaders.figures_rdf import figure_quads
from clauseway.loaders.jsonld import jsonld_lines
from clauseway.loaders.machine_citations import TABLED_SOURCE
from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.rdf_dataset import sort_quads
from clauseway.ontology import DATASET_FOLDER, MAPPINGS_FOLDER, VOCABULARY_FOLDER
from clauseway.ontology.namespaces import BASE, CW, PREFIXES, resource
from clauseway.ontology.seal import require_sealed, require_whole

type RdfFormat = Literal["trig", "nq", "ttl", "jsonld"]

RDF_SUFFIXES: dict[str, RdfFormat] = {
    ".trig": "trig", ".nq": "nq", ".nquads": "nq", ".ttl": "ttl", ".turtle": "ttl", ".jsonld": "jsonld",
}  # fmt: skip
"""File suffix, in small letters, to format."""

VOCABULARY_GRAPH = f"{BASE}graph/vocabulary"
"""Named graph of the concept schemes, beside the data in the store."""
MAPPINGS_GRAPH = f"{BASE}graph/mappings"
"""Named graph of the mappings to other codebooks, where a store has them."""


def read_shipped(folder: Path = DATASET_FOLDER) -> list[ox.Quad]:
    """Every statement of the shipped dataset: its TriG files, and its tables of figures as statements.

    Raises:
        SealBroken: A file is not the one that was sealed.
        SourceError: The folder is missing or a file cannot be read.
    """
    require_whole(folder)
    return [*read_shipped_claims(folder), *figure_quads(read_figure_tables(folder))]


def read_shipped_claims(folder: Path = DATASET_FOLDER) -> list[ox.Quad]:
    """Every statement of the shipped dataset but those of its figures: its TriG files and its table of codings.

    Raises:
        SourceError: The folder is missing or a file is not TriG.
    """
    files = sorted(folder.glob("*.trig"))
    if not files:
        raise SourceError([Problem(str(folder), 0, "error", "there is no shipped dataset.", "Reinstall Clauseway.")])
    quads: list[ox.Quad] = []
    for file in files:
        try:
            quads.extend(ox.parse(path=str(file), format=ox.RdfFormat.TRIG))
        except SyntaxError as error:
            line = error.lineno or 0
            raise SourceError([Problem(file.name, line, "error", f"not readable as TriG ({error.msg}).")]) from None
    quads.extend(read_coding_table(folder))
    return quads


def write_shipped(quads: Iterable[ox.Quad], folder: Path) -> list[Path]:
    """Write one TriG file a named graph, each beside and then in place; files of no graph are removed.

    The codings that are shipped as a table are left out.

    The same statements always give the same bytes.
    """
    by_graph: dict[str, list[ox.Quad]] = defaultdict(list)
    ordered = sort_quads(quads)
    graph = ox.NamedNode(resource("graph", TABLED_SOURCE))
    coding = ox.NamedNode(f"{CW}Coding")
    tabled = {quad.subject for quad in ordered if quad.graph_name == graph and quad.object == coding}
    for quad in ordered:
        assert isinstance(quad.graph_name, ox.NamedNode)
        if not (quad.graph_name == graph and quad.subject in tabled):
            by_graph[quad.graph_name.value.rpartition("/")[2]].append(quad)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, members in by_graph.items():
        target = folder / f"{name}.trig"
        beside = target.with_suffix(".trig.part")
        beside.write_bytes(serialize(members, "trig"))
        beside.replace(target)
        written.append(target)
    for stale in set(folder.glob("*.trig")) - set(written):
        stale.unlink()
    return written


def serialize(quads: Iterable[ox.Quad], form: RdfFormat) -> bytes:
    """Statements in one of the formats, sorted; see `serialize_in_parts`."""
    return b"".join(serialize_in_parts(quads, form))


def serialize_in_parts(quads: Iterable[ox.Quad], form: RdfFormat) -> Iterator[bytes]:
    """Statements as TriG, N-Quads, Turtle or JSON-LD, in parts, so that the whole text need not be held.

    The same statements give the same bytes. Turtle has no named graphs: the statements of all graphs are merged, and
    it can no longer be told which source says what.
    """
    ordered = sort_quads(quads)
    if form == "nq":
        for some in batched(ordered, 1000):
            yield "".join(f"{quad} .\n" for quad in some).encode()
    elif form == "jsonld":
        yield from (part.encode() for part in jsonld_lines(ordered))
    elif form == "ttl":
        merged = {str(quad.triple): quad.triple for quad in ordered}
        yield _written((merged[key] for key in sorted(merged)), ox.RdfFormat.TURTLE)
    else:
        yield _written(ordered, ox.RdfFormat.TRIG)


def _written(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    written = ox.serialize(statements, format=form, prefixes=PREFIXES)
    assert written is not None
    return written


def add_mappings(store: ox.Store) -> None:
    """Put the mappings to other codebooks, and the schemes these point to, into a graph of their own in a store."""
    for file in sorted(MAPPINGS_FOLDER.glob("*.ttl")):
        require_sealed(file)
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(MAPPINGS_GRAPH))


@cache
def shipped_store() -> ox.Store:
    """The shipped dataset and the vocabularies in a store, filled once a process: to be asked, not to be changed.

    Raises:
        SealBroken: A shipped file is not the one that was sealed.
    """
    return store_of(read_shipped())


def store_of(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store with the data and, in a graph of its own, the vocabularies."""
    store = ox.Store()
    store.bulk_extend(quads)
    store.bulk_extend(vocabulary_quads())
    return store


def vocabulary_quads() -> list[ox.Quad]:
    """Every statement of the concept schemes, in a graph of their own."""
    graph = ox.NamedNode(VOCABULARY_GRAPH)
    files = sorted(VOCABULARY_FOLDER.glob("*.ttl"))
    for file in files:
        require_sealed(file)
    return [
        ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for file in files
        for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
    ]
