"""Drawings: what is drawn, where it stands, and that each has a table that says the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import combinations
from math import cos, radians, sin
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.graph.engine import Engine
from clauseway.queries.drawings.asked import network_drawing, ties, timeline_drawing
from clauseway.queries.drawings.bars import bars
from clauseway.queries.drawings.ladder import RUNG, Climb, ladder
from clauseway.queries.drawings.network import MOST_LONELY, network
from clauseway.queries.drawings.shapes import Box, Disc, Drawing, Stroke, Words, width_of
from clauseway.queries.drawings.timeline import Span, timeline
from clauseway.queries.exports.svg_drawing import drawing_to_svg
from clauseway.queries.results import Column, Provenance, ResultTable
from clauseway.queries.rules_in_force import rule_facts, rules_in_force
from clauseway.queries.runner import Runner

DAY = date(2026, 11, 21)
MADE = Provenance("1a2b3c4d", DAY, "grafeo", "made up")
TABLE = ResultTable("Who?", [Column("name", "Name")], [{"name": "x"}], MADE)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def runner(grafeo: Engine) -> Runner:
    return Runner(grafeo)


def words_in(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def test_the_ties_of_the_small_world_are_those_worked_out_on_paper(miniature: ModuleType) -> None:
    """A and B share x and y: 5 on p, 2 on q, of 10; C has x with both; D owes A 2 on p by w; z is not read."""
    depth, rows = ties(miniature.world())
    assert depth == {("A", "B"): 0.7, ("A", "C"): 0.7, ("B", "C"): 0.7, ("A", "D"): 0.2}
    assert [(row["first"], row["second"], row["clauses"], row["because"]) for row in rows] == [
        ("A", "B", 2, "x"), ("A", "C", 2, "x"), ("B", "C", 2, "x"), ("A", "D", 1, "w"),
    ]  # fmt: skip


def test_every_tie_is_a_line_and_the_deeper_the_thicker(miniature: ModuleType) -> None:
    depth, _ = ties(miniature.world())
    drawing = network("Ties", {code: f"Economy {code}" for code in "ABCD"}, depth, TABLE)
    lines = [shape for shape in drawing.shapes if isinstance(shape, Stroke)]
    assert len(lines) == 4
    assert sorted(line.thick for line in lines)[0] < sorted(line.thick for line in lines)[-1]
    assert {f"Economy {code}" for code in "ABCD"} <= set(words_in(drawing))
    assert drawing.reading == "4 of 6 pairs are bound; 0 economies are bound with none of the others."


def test_around_a_centre_only_its_own_lines_are_drawn(miniature: ModuleType) -> None:
    depth, _ = ties(miniature.world())
    drawing = network("Ties of D", {code: code for code in "ABCD"}, depth, TABLE, centre="D")
    assert sum(isinstance(shape, Stroke) for shape in drawing.shapes) == 1
    assert drawing.reading == "1 of 3 economies are bound with D by a rule surely in force."


def test_many_economies_without_a_tie_are_counted_and_not_drawn() -> None:
    names = {f"L{n:02}": f"Lone {n}" for n in range(MOST_LONELY + 1)} | {"A": "Alpha", "B": "Beta"}
    drawing = network("Ties", names, {("A", "B"): 0.5}, TABLE)
    assert set(words_in(drawing)) == {"Alpha", "Beta"}
    assert f"{MOST_LONELY + 1} economies are bound with none" in drawing.reading


def corners(label: Words) -> list[tuple[float, float]]:
    """The four corners of a label as it stands, turned about its place; letters are about 9 pixels high."""
    wide = width_of(label.text)
    left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[label.anchor]
    turn = radians(label.turn)
    return [
        (label.x + x * cos(turn) - y * sin(turn), label.y + x * sin(turn) + y * cos(turn))
        for x in (left, left + wide)
        for y in (-4.5, 4.5)
    ]


def apart(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether a line can be laid between two convex shapes (separating axis theorem, axes of both rectangles)."""
    for shape in (one, other):
        for a, b in ((0, 1), (0, 2)):
            axis = (shape[b][0] - shape[a][0], shape[b][1] - shape[a][1])
            mine, theirs = (sorted(x * axis[0] + y * axis[1] for x, y in each) for each in (one, other))
            if mine[-1] <= theirs[0] or theirs[-1] <= mine[0]:
                return True
    return False


@pytest.mark.parametrize("group", ["asean", "rcep", "bri"])
def test_no_label_of_a_network_lies_on_another_one(runner: Runner, group: str) -> None:
    members = [str(row["economy"]) for row in runner.rows("members_of_group", slug=group)]
    drawing = network_drawing(runner, members, DAY, name=group, group=group)
    labels = [corners(shape) for shape in drawing.shapes if isinstance(shape, Words)]
    assert len(labels) > 5
    assert all(apart(one, other) for one, other in combinations(labels, 2))
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for label in labels for x, y in label)


def test_the_network_of_an_economy_is_its_rules_in_force(runner: Runner) -> None:
    drawing = network_drawing(runner, [], DAY, name="China", centre="CHN")
    depth, _ = ties(rules_in_force(rule_facts(runner), DAY))
    assert sum(isinstance(shape, Stroke) for shape in drawing.shapes) == sum("CHN" in pair for pair in depth) > 20
    assert len(drawing.table.rows) == sum("CHN" in pair for pair in depth)


def test_an_economy_without_rules_gets_an_empty_picture_and_a_sentence(runner: Runner) -> None:
    drawing = network_drawing(runner, [], DAY, name="Afghanistan", centre="AFG")
    assert not drawing.table.rows
    assert drawing.table.empty_message == "No rule in force with Afghanistan on 2026-11-21 is in the data."
    ET.fromstring(drawing_to_svg(drawing))


def test_a_bar_of_the_timeline_is_as_long_as_its_time() -> None:
    spans = [
        Span("long", "in-force", date(2016, 1, 1)),
        Span("short", "ended", date(2016, 1, 1), date(2018, 1, 1)),
        Span("undated", "in-force", None),
        Span("later", "in-force", date(2022, 1, 1), changes=(date(2027, 1, 1),)),
    ]
    drawing = timeline("Time", spans, date(2026, 1, 1), TABLE)
    widths = {shape.tip.split(":")[0]: shape.width for shape in drawing.shapes if isinstance(shape, Box)}
    assert widths["long"] / widths["short"] == pytest.approx(5, rel=0.01)
    assert "undated" not in widths
    assert any("day not known" in text for text in words_in(drawing))
    assert [shape.tip for shape in drawing.shapes if isinstance(shape, Disc)] == ["later: changes on 2027-01-01"]
    assert drawing.reading == "3 of 4 participations hold on 2026-01-01. Next change: 2027-01-01."


def test_the_timeline_of_an_economy_has_a_row_an_agreement(runner: Runner) -> None:
    drawing = timeline_drawing(runner, "KHM", "Cambodia", DAY)
    agreements = {str(row["agreement"]) for row in runner.rows("agreements_of_economy", iso3="KHM")}
    assert {str(row["agreement"]) for row in drawing.table.rows} == agreements
    rcep = next(row for row in drawing.table.rows if row["agreement"] == "rcep")
    assert "2027-01-01" in str(rcep["changes"])
    assert rcep["source"]


def test_the_ladder_shows_the_rung_of_today_and_the_step() -> None:
    climbs = [Climb("Paperless trading", 2, 5, "join x"), Climb("Spam", None, 3, "join x"), Climb("Duties", 4)]
    drawing = ladder("Rungs", climbs, TABLE)
    discs = [shape for shape in drawing.shapes if isinstance(shape, Disc)]
    assert [disc.css for disc in discs] == ["rung then", "rung now", "rung then", "rung now"]
    assert discs[0].x - discs[1].x == 3 * RUNG
    assert "?" in words_in(drawing)
    assert drawing.reading == "2 of 3 clause types rise; 1 are not read today."


def test_bars_are_as_long_as_their_values_and_what_is_not_known_has_none() -> None:
    drawing = bars("Trade", "USD million", [("a", 20.0, "20"), ("b", 5.0, "5"), ("c", None, "")], TABLE)
    widths = [shape.width for shape in drawing.shapes if isinstance(shape, Box)]
    assert len(widths) == 2
    assert widths[0] == 4 * widths[1]
    assert "? not known" in words_in(drawing)


@given(st.lists(st.tuples(st.text(max_size=60), st.one_of(st.none(), st.floats(0, 1e12))), max_size=12))
def test_a_drawing_of_any_names_is_well_formed_and_stays_in_its_frame(values: list[tuple[str, float | None]]) -> None:
    drawing = bars("<b>&", "what \"is\" measured", [(name, value, "figure") for name, value in values], TABLE)
    root = ET.fromstring(drawing_to_svg(drawing))
    assert root.find(f"{SVG}title") is not None
    wide, tall = float(root.attrib["width"]), float(root.attrib["height"])
    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x", "0")) + float(box.get("width", "0")) <= wide
        assert float(box.get("y", "0")) + float(box.get("height", "0")) <= tall


def test_a_drawing_says_its_question_reading_and_sources_and_runs_nothing() -> None:
    svg = drawing_to_svg(bars("<script>alert(1)</script>", "m", [("<img src=x>", 1.0, "1")], TABLE))
    assert "<script" not in svg
    assert "<img" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org|creativecommons\.org|w3id\.org)", svg)
    said = " ".join(ET.fromstring(svg).itertext())
    assert "Data version: 1a2b3c4d" in said
    assert "As of: 2026-11-21" in said


def test_the_same_drawing_gives_the_same_bytes(runner: Runner) -> None:
    one, other = (drawing_to_svg(network_drawing(runner, [], DAY, name="x", centre="SGP")) for _ in range(2))
    assert one == other
