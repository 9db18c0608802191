"""The ontology as readers meet it: nothing is left out, and everything is found by the names people type."""

from __future__ import annotations

import pytest

from clauseway.ontology import SHAPES_FOLDER
from clauseway.ontology.namespaces import BASE, CW, SH, VOCABULARIES
from clauseway.ontology.reference import local_name, named, read_reference, short_name
from clauseway.ontology.shape_words import shape_rules
from clauseway.ontology.turtle import read_descriptions
from clauseway.ontology.version import ontology_version


def test_every_scheme_of_the_project_is_there_with_its_concepts_in_order() -> None:
    reference = read_reference()
    assert {scheme.iri for scheme in reference.schemes} == {f"{BASE}{name}/" for name in VOCABULARIES}
    grades = next(scheme for scheme in reference.schemes if scheme.iri == f"{BASE}grade/")
    assert [c.notation for c in grades.concepts][:2] == ["binding-enforceable", "binding-unenforceable"]
    clauses = next(scheme for scheme in reference.schemes if scheme.iri == f"{BASE}clause/")
    assert len(clauses.concepts) == 62 and all(c.broader.startswith(f"{BASE}theme/") for c in clauses.concepts)


def test_every_term_has_label_definition_and_example() -> None:
    for term in read_reference().terms:
        assert term.label and term.definition.endswith(".") and term.example, term.iri


def test_a_domain_of_several_classes_is_all_of_them() -> None:
    agreement = next(term for term in read_reference().terms if term.iri == f"{CW}agreement")
    names = ("Participation", "DateClaim", "PartyClaim", "ItemClaim")
    assert set(agreement.domains) == {f"{CW}{name}" for name in names}
    assert agreement.range == f"{CW}Agreement"


def test_every_part_has_the_version_of_the_header_and_its_own_version_iri() -> None:
    reference = read_reference()
    assert reference.modules
    for part in (reference.header, *reference.modules):
        assert part.version == ontology_version() and part.version_iri == f"{part.iri}/{part.version}"
        assert part.modified <= reference.header.modified, "the whole changed when a part did"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cw:Coding", ["cw:Coding"]),
        ("Coding", ["cw:Coding"]),
        (f"{CW}Coding", ["cw:Coding"]),
        ("Agreement", ["cw:Agreement"]),
        ("agreement", ["cw:agreement"]),
        (" data-localisation-ban ", ["clause:data-localisation-ban"]),
        ("cross-BORDER data transfer", ["clause:cross-border-data-transfer"]),
        ("desta:ecommerce_duty", ["desta:ecommerce_duty"]),
        ("wording:", ["wording:"]),
        ("no such thing", []),
    ],
)
def test_things_are_found_by_the_names_people_type(typed: str, found: list[str]) -> None:
    assert sorted(short_name(thing.iri) for thing in named(typed)) == found


def test_a_name_is_as_short_as_the_prefixes_allow() -> None:
    assert short_name(f"{BASE}mapping/rdtii/6.5") == "rdtii:6.5"
    assert short_name("https://example.org/x") == "https://example.org/x"
    assert local_name("https://spec.edmcouncil.org/fibo/ontology/FND/Agreements/Agreements/Agreement") == "Agreement"


def test_every_constraint_of_the_shapes_is_told_in_words() -> None:
    shapes = read_descriptions(*SHAPES_FOLDER.glob("*.ttl")).values()
    messages = [text for d in shapes for text in d.texts(f"{SH}message")]
    rules = shape_rules()
    assert sorted(rule.message for rule in rules) == sorted(messages)
    for rule in rules:
        assert rule.target and rule.asks and rule.severity in ("Violation", "Warning"), rule
        assert "_:" not in rule.target + rule.path + rule.asks, "no blank node shows through"


def test_words_say_what_the_shape_says() -> None:
    said = {(rule.target, rule.path, rule.asks) for rule in shape_rules()}
    assert ("cw:Agreement", "cw:binding", "exactly 1; true or false") in said
    assert ("cw:Provision", "cw:validFrom", "before cw:validUntil") in said
    assert ("cw:Deferral", "cw:until or cw:event", "at least 1") in said
    assert ("cw:Agreement", "cw:slug, then whatever has it as cw:slug", "at most 1 cw:Agreement") in said
    unread = [rule for rule in shape_rules() if rule.path and rule.asks == "checked by a query"]
    assert unread == [], "every kind of constraint has words"
