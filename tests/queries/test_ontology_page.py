"""The page of the ontology: everything is on it, it is sound HTML, and it loads nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import combinations, pairwise

import pytest

from clauseway.graph.schema import load_schema
from clauseway.ontology.reference import read_reference, short_name
from clauseway.ontology.shape_words import shape_rules
from clauseway.queries.exports.class_diagram import BOX_HEIGHT, BOX_WIDTH, WIDTH, class_diagram
from clauseway.queries.exports.ontology_page import anchor, ontology_page
from clauseway.queries.ontology_tables import UnknownTerm, ontology_entry, ontology_list

VOID = {"meta", "br", "link", "img", "hr", "input"}
LARGEST = 1_000_000
LAID_OUT = 364
"""Lower edge of the rows that are laid out by hand; classes below them come in the order of their names."""

LOADING = {"src", "srcset", "data", "poster", "action", "background", "xlink:href"}


class Page(HTMLParser):
    """What a browser would make of the page, and every tag that does not close where it should."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def text() -> str:
    return ontology_page()


@cache
def page() -> Page:
    return Page(text())


def ids() -> list[str]:
    return [attributes["id"] or "" for _, attributes in page().tags if "id" in attributes]


def test_every_tag_closes_where_it_should_and_no_id_is_used_twice() -> None:
    assert page().faults == []
    assert len(ids()) == len(set(ids()))
    assert not [name for name in ids() if not name or re.search(r"\s", name)]


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not {name for _, attributes in page().tags for name in attributes} & LOADING
    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page().tags}
    assert "@import" not in text() and not re.search(r"url\((?!#)", text())
    assert len(text().encode()) < LARGEST


def test_every_term_scheme_and_concept_is_there_with_label_and_definition() -> None:
    reference, shown = read_reference(), unescape(text())
    things = [*reference.terms, *reference.schemes, *reference.mapped, *reference.concepts()]
    anchors = set(ids())
    for thing in things:
        assert anchor(thing.iri) in anchors, thing.iri
        assert thing.label in shown and thing.definition in shown, thing.iri
    for example in [t.example for t in reference.terms] + [c.example for c in reference.concepts()]:
        assert example in shown


def test_every_link_inside_the_page_leads_somewhere() -> None:
    targets = [(a["href"] or "")[1:] for a in page().named("a") if (a["href"] or "").startswith("#")]
    assert len(targets) > 500 and set(targets) <= set(ids())
    elsewhere = [a["href"] or "" for a in page().named("a") if not (a["href"] or "").startswith("#")]
    assert all(re.match(r"https?://", href) for href in elsewhere)


def test_it_tells_the_rules_the_graph_the_mappings_and_the_version() -> None:
    reference, shown = read_reference(), unescape(text())
    assert reference.header.version_iri in shown and reference.header.licence in shown and reference.scope in shown
    for rule in shape_rules():
        assert rule.message in shown and rule.asks in shown
    schema = load_schema()
    for label in (*schema.labels, *schema.relationship_types):
        assert f":{label}" in shown
    for concept in reference.concepts():
        assert concept.not_mapped_because in shown
    for alignment in reference.alignments:
        assert alignment.title in shown and all(short_name(match.target) in shown for match in alignment.matches)


def test_readers_of_screens_find_their_way() -> None:
    assert page().named("html")[0]["lang"] == "en"
    tags = [tag for tag, _ in page().tags]
    assert [tags.count(tag) for tag in ("h1", "main", "header", "footer", "nav")] == [1, 1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is skipped"
    assert tags.count("table") == tags.count("caption")
    assert all(attributes.get("scope") in ("col", "row") for attributes in page().named("th"))
    labelled = [attributes["aria-labelledby"] for _, attributes in page().tags if attributes.get("aria-labelledby")]
    assert {name for words in labelled for name in (words or "").split()} <= set(ids())
    assert page().named("svg")[0]["role"] == "img"


def test_it_has_colours_for_the_dark_and_rules_for_paper() -> None:
    assert "prefers-color-scheme: dark" in text() and "@media print" in text()


def test_the_same_ontology_gives_the_same_bytes() -> None:
    assert ontology_page() == text()


def test_the_diagram_keeps_names_off_boxes_and_off_each_other() -> None:
    drawn = class_diagram(read_reference())
    assert {box.name for box in drawn.boxes} == {short_name(t.iri)[3:] for t in read_reference().of_kind("class")}
    boxes = [(box.x, box.y, BOX_WIDTH, BOX_HEIGHT) for box in drawn.boxes]
    placed = [a for a in drawn.arrows if max(a.y1, a.y2) <= LAID_OUT]
    names = [(a.label_x - a.label_width / 2, a.label_y - 8, a.label_width, 15) for a in placed]
    assert len(names) >= 16
    for one, other in [*combinations(boxes, 2), *combinations(names, 2), *((n, b) for n in names for b in boxes)]:
        assert not overlap(one, other), (one, other)
    assert all(x >= 0 and x + width <= WIDTH and y + height <= drawn.height for x, y, width, height in boxes)


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def test_every_property_between_two_classes_is_drawn() -> None:
    reference = read_reference()
    classes = {term.iri for term in reference.of_kind("class")}
    between = {short_name(t.iri)[3:] for t in reference.of_kind("object property") if t.range in classes}
    assert {arrow.name for arrow in class_diagram(reference).arrows} == between | {"addresses"}


def test_the_list_holds_everything_once_and_can_be_narrowed() -> None:
    rows = ontology_list().rows
    assert len({row["iri"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == {
        "class", "object property", "datatype property", "scheme", "concept", "item"
    }  # fmt: skip
    assert len(ontology_list("concept").rows) == sum(len(s.concepts) for s in read_reference().schemes)
    assert {row["kind"] for row in ontology_list("property").rows} == {"object property", "datatype property"}


def test_an_entry_reads_a_match_from_either_end() -> None:
    ours = {(row["fact"], row["value"]) for row in ontology_entry("clause:cross-border-data-transfer").rows}
    theirs = {(row["fact"], row["value"]) for row in ontology_entry("desta:data_flow_free_movement").rows}
    assert ("narrower than", "desta:data_flow_free_movement (Free movement of data)") in ours
    assert ("broader than", "clause:cross-border-data-transfer (Cross-border data transfer)") in theirs


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Agrement", "The ontology has no 'Agrement'. Did you mean 'cw:Agreement'? List: clauseway ontology list"),
        ("xyzzy", "The ontology has no 'xyzzy'. List: clauseway ontology list"),
    ],
)
def test_a_name_that_is_not_one_thing_is_answered_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(UnknownTerm) as refused:
        ontology_entry(typed)
    assert str(refused.value) == sentence


def test_a_name_of_several_things_is_answered_with_all_of_them() -> None:
    with pytest.raises(UnknownTerm, match=r"^'none' may be .*extent:none.*wording:none.*; give one of these\.$"):
        ontology_entry("none")
