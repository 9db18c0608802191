"""Panels of measures over the years: a year that is not known leaves a gap, and scales are not mixed."""

from __future__ import annotations

from clauseway.queries.drawings.panels import HEIGHT, Panel, panels
from clauseway.queries.drawings.shapes import Disc, Drawing, Stroke
from clauseway.queries.provenance import Provenance
from clauseway.queries.results import ResultTable


def drawn(*measures: Panel) -> Drawing:
    return panels("How it moved", "It rose.", measures, ResultTable("t", [], [], Provenance("", None, "grafeo", "q")))


def lines(drawing: Drawing) -> list[Stroke]:
    return [shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.css == "climb"]


def test_a_year_that_is_not_known_leaves_a_gap() -> None:
    whole = drawn(Panel("load", ((2000, 1.0), (2001, 2.0), (2002, 3.0), (2003, 4.0))))
    torn = drawn(Panel("load", ((2000, 1.0), (2001, None), (2002, 3.0), (2003, 4.0))))
    assert len(lines(whole)) == 3
    assert len(lines(torn)) == 1
    assert len([shape for shape in torn.shapes if isinstance(shape, Disc)]) == 3


def test_each_panel_has_its_own_scale() -> None:
    drawing = drawn(Panel("share", ((2000, 0.0), (2001, 1.0)), most=1.0), Panel("count", ((2000, 0.0), (2001, 180.0))))
    one, other = lines(drawing)
    assert one.y1 - one.y2 == other.y1 - other.y2 == HEIGHT


def test_the_value_half_way_up_a_panel_of_counts_is_a_whole_number() -> None:
    assert Panel("agreements", ((2000, 7.0),), decimals=0).head() == 8
    assert Panel("agreements", ((2000, 0.0),), decimals=0).head() == 2
