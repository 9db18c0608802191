"""The style sheet of Neo4j Browser: a rule for all the schema names, captions that exist, colours to tell apart."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from clauseway.graph.browser_style import PALETTE, style_sheet
from clauseway.graph.schema import Schema, load_schema

SIZES = {"10px", "20px", "50px", "65px", "80px"}
"""Diameters that Browser offers; with another one its own menu shows none as chosen."""
SMALLEST_CONTRAST = 4.5
"""Of text and ground, WCAG 2.2 level AA."""


def rules(sheet: str) -> dict[str, dict[str, str]]:
    """The sheet as Browser reads it: selector to properties, quotes taken off."""
    found: dict[str, dict[str, str]] = {}
    for selector, inside in re.findall(r"([\w.]+) \{\n((?:  [^\n]*;\n)*)\}\n", sheet):
        pairs = [line.strip().removesuffix(";").split(": ", 1) for line in inside.splitlines()]
        found[selector] = {name: value.strip("'") for name, value in pairs}
    return found


@pytest.fixture(scope="module")
def sheet() -> dict[str, dict[str, str]]:
    return rules(style_sheet(load_schema()))


def test_every_label_and_every_relationship_type_has_its_rule(sheet: dict[str, dict[str, str]]) -> None:
    schema = load_schema()
    assert set(sheet) == {
        "node", "relationship",
        *(f"node.{label}" for label in schema.labels),
        *(f"relationship.{name}" for name in schema.relationship_types),
    }  # fmt: skip


def test_a_caption_names_a_property_of_its_label(sheet: dict[str, dict[str, str]]) -> None:
    for node in load_schema().nodes:
        assert node.caption in {p.name for p in node.properties}
        assert sheet[f"node.{node.label}"]["caption"] == f"{{{node.caption}}}"


def test_the_caption_of_a_relationship_is_its_type_and_what_is_most_asked_of_it(
    sheet: dict[str, dict[str, str]],
) -> None:
    assert sheet["relationship.PARTY_TO"]["caption"] == "<type> {state}"
    assert sheet["relationship.CONTAINS"]["caption"] == "<type>"
    for mapping in load_schema().relationships:
        assert not mapping.caption or mapping.caption in {p.name for p in mapping.properties}


def test_nothing_in_the_sheet_breaks_browsers_reader() -> None:
    """It knows no comments, splits at `;` and `:`, and takes braces for its own outside of single quotes."""
    text = style_sheet(load_schema())
    assert "/*" not in text
    assert text.count("'") % 2 == 0
    bare = re.sub(r"'[^']*'", "", text)
    assert bare.count("{") == bare.count("}") == len(rules(text))
    assert all(line.count(":") == 1 for line in bare.splitlines() if line.startswith("  "))


def test_labels_can_be_told_apart_and_read(sheet: dict[str, dict[str, str]]) -> None:
    nodes = [rule for selector, rule in sheet.items() if selector.startswith("node.")]
    colours = [rule["color"] for rule in nodes]
    assert len(set(colours)) == len(colours) <= len(PALETTE)
    for rule in nodes:
        light, dark = sorted((luminance(rule["color"]), luminance(rule["text-color-internal"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= SMALLEST_CONTRAST, rule
        assert rule["diameter"] in SIZES


def luminance(colour: str) -> float:
    channels = [part / 255 for part in bytes.fromhex(colour.removeprefix("#"))]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_more_labels_than_colours_begin_again() -> None:
    schema = load_schema()
    many = tuple(replace(schema.nodes[0], label=f"L{n}") for n in range(len(PALETTE) + 1))
    found = rules(style_sheet(Schema(many, ())))
    assert found["node.L0"]["color"] == found[f"node.L{len(PALETTE)}"]["color"]
    assert all(found[f"node.{a.label}"]["color"] != found[f"node.{b.label}"]["color"] for a, b in pairwise(many))
