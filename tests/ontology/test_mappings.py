"""Mappings to other codebooks point from our concepts to items that exist, and leave no item without a word."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from clauseway.ontology import ALIGNMENTS_FOLDER, MAPPINGS_FOLDER, MODULES_FOLDER, VOCABULARY_FOLDER
from clauseway.ontology.namespaces import BASE, CW, DCT, PREFIXES, RDF, SKOS
from clauseway.ontology.turtle import Description, read_descriptions
from clauseway.ontology.version import ONTOLOGY_IRI

MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
SCHEMES = {"desta": 22, "taped": 15, "wto-ecommerce": 38, "rdtii": 13, "unctad-cyberlaw": 5}
VOID = "http://rdfs.org/ns/void#"


@cache
def own() -> dict[str, Description]:
    """Terms and concepts of this ontology."""
    return read_descriptions(*MODULES_FOLDER.glob("*.ttl"), *VOCABULARY_FOLDER.glob("*.ttl"))


@cache
def mapping(name: str) -> dict[str, Description]:
    return read_descriptions(MAPPINGS_FOLDER / f"{name}.ttl")


def items(name: str) -> dict[str, Description]:
    return {d.subject: d for d in mapping(name).values() if f"{SKOS}Concept" in d.iris(f"{RDF}type")}


def matches(described: dict[str, Description]) -> list[tuple[str, str, str]]:
    """Subject, kind of match and object of every match."""
    return [(d.subject, kind, o) for d in described.values() for kind in MATCHES for o in d.iris(f"{SKOS}{kind}")]


def all_mappings() -> list[tuple[str, str, str]]:
    return list(chain.from_iterable(matches(mapping(name)) for name in SCHEMES))


def test_there_is_one_file_a_scheme_and_each_has_its_items() -> None:
    assert {file.stem for file in MAPPINGS_FOLDER.glob("*.ttl")} == set(SCHEMES)
    assert {name: len(items(name)) for name in SCHEMES} == SCHEMES


@pytest.mark.parametrize("name", SCHEMES)
def test_the_scheme_lives_in_our_namespace_and_cites_what_it_stands_for(name: str) -> None:
    head = mapping(name)[f"{BASE}mapping/{name}/"]
    assert f"{SKOS}ConceptScheme" in head.iris(f"{RDF}type")
    assert head.iri(f"{DCT}isPartOf") == ONTOLOGY_IRI
    for d in (head, *items(name).values()):
        assert d.subject.startswith(f"{BASE}mapping/{name}/")
        assert d.text(f"{DCT}source").strip() and d.text(f"{SKOS}definition", language="en")


@pytest.mark.parametrize("name", SCHEMES)
def test_every_match_goes_from_a_concept_of_ours_to_an_item_of_the_scheme(name: str) -> None:
    found = matches(mapping(name))
    assert found
    for subject, kind, target in found:
        assert f"{SKOS}Concept" in own()[subject].iris(f"{RDF}type"), (subject, kind)
        assert target in items(name), (subject, kind, target)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_item_is_mapped_or_says_why_not_and_never_both(name: str) -> None:
    mapped = {target for _, _, target in matches(mapping(name))}
    reasoned = {d.subject for d in items(name).values() if d.text(f"{CW}notMappedBecause", default="")}
    assert mapped | reasoned == set(items(name)) and not mapped & reasoned


def test_no_two_concepts_are_matched_in_two_ways() -> None:
    times = Counter((subject, target) for subject, _, target in all_mappings())
    assert [pair for pair, number in times.items() if number > 1] == []


def test_an_exact_match_is_one_to_one_and_within_a_scheme_the_only_one() -> None:
    exact = [(subject, target) for subject, kind, target in all_mappings() if kind == "exactMatch"]
    assert exact
    assert len({subject for subject, _ in exact}) == len({target for _, target in exact}) == len(exact)
    for subject, target in exact:
        scheme = target.rpartition("/")[0]
        beside = [o for s, _, o in all_mappings() if s == subject and o.rpartition("/")[0] == scheme]
        assert beside == [target], subject


def test_every_digital_column_of_the_desta_table_is_an_item(shared_data: Path) -> None:
    with (shared_data / "desta" / "desta_ecommerce_coding_dev.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    described = {"number", "base_treaty", "name", "entry_type", "consolidated", "year", "entryforceyear"}
    coded = set(columns) - described - {"wto_listed", "parties_iso3"}
    assert {d.text(f"{SKOS}notation") for d in items("desta").values()} == coded


def test_every_item_of_the_desta_reading_is_an_item(shared_data: Path) -> None:
    read = (shared_data / "desta" / "item_meaning.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:ecommerce|data_flow)_\w+[a-z]\b", read))
    assert named <= {d.text(f"{SKOS}notation") for d in items("desta").values()}


def test_the_columns_of_the_cyberlaw_tracker_are_those_of_the_table(shared_data: Path) -> None:
    table = shared_data / "indicators" / "unctad_cyberlaw_2026_iso3.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file))
    cited = {d.text(f"{DCT}source").partition(", column ")[2] for d in items("unctad-cyberlaw").values()}
    assert cited <= set(columns)


def test_the_articles_of_the_wto_text_carry_the_headings_that_were_read(shared_data: Path) -> None:
    with (shared_data / "facts" / "wto_jsi_ecommerce.csv").open(encoding="utf-8", newline="") as file:
        read = {row["article"]: row["title"] for row in csv.DictReader(file)}
    labels = {d.text(f"{SKOS}notation"): d.text(f"{SKOS}prefLabel") for d in items("wto-ecommerce").values()}
    assert labels == {f"article-{number}": f"Article {number}: {title}" for number, title in read.items()}


@pytest.mark.parametrize("file", sorted(ALIGNMENTS_FOLDER.glob("*.ttl")), ids=lambda file: file.stem)
def test_an_alignment_goes_from_our_terms_to_the_vocabulary_it_names(file: Path) -> None:
    described = read_descriptions(file)
    head = described.pop(f"{BASE}alignment/{file.stem}")
    assert head.iris(f"{RDF}type") == [f"{VOID}Linkset"] and head.iris(f"{VOID}objectsTarget")
    assert head.text(f"{DCT}title") and head.text(f"{DCT}description") and head.text(f"{DCT}source")
    found = matches(described)
    assert found and {subject for subject, _, _ in found} == set(described), "an alignment holds matches only"
    for subject, _, target in found:
        assert subject in own(), f"{subject} is no term of ours"
        assert not target.startswith(BASE), f"{target} is a term of ours"
    assert len({(subject, target) for subject, _, target in found}) == len(found)


def test_no_alignment_repeats_what_a_module_states_exactly() -> None:
    exact = {
        (d.subject, o)
        for d in own().values()
        for kind in ("subClassOf", "subPropertyOf")
        for o in d.iris(f"{PREFIXES['rdfs']}{kind}")
    }
    for file in ALIGNMENTS_FOLDER.glob("*.ttl"):
        assert not {(s, o) for s, _, o in matches(read_descriptions(file))} & exact, file.stem
    outward = [o for d in own().values() for kind in MATCHES for o in d.iris(f"{SKOS}{kind}") if not o.startswith(BASE)]
    assert not outward, "a match with another vocabulary belongs to an alignment"
