"""A drawing as SVG: alone in a file with its sources, or as a part of a page."""

from __future__ import annotations

import textwrap

from markupsafe import Markup

from clauseway.queries.drawings.shapes import LETTER, LINE, MARGIN, TITLE_ROOM, Box, Disc, Drawing, Shape, Stroke, Words
from clauseway.queries.exports.templating import environment, xml_text
from clauseway.queries.results import GRADE_FILLS, Matrix

NARROWEST = 720
"""A drawing is at least so wide, so that the lines below it can be read."""

CAMP_FILLS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#f0e442")
"""Fills that stay apart in the common forms of colour blindness (Okabe and Ito); the label says the camp as well."""


def drawing_to_svg(drawing: Drawing, *, name: str = "cw", sources: bool = True, headed: bool = True) -> str:
    """The drawing with its legend.

    Args:
        drawing: What to draw.
        name: Begins the ids, so that several drawings can stand on one page.
        sources: Whether to write below it where the answer comes from; a page says that itself.
        headed: Whether to write its title and reading above it; a page may have both in its own letters.
    """
    width = round(max(drawing.width, NARROWEST))
    legend: list[tuple[Markup, float, str]] = []
    y = drawing.height + LINE
    for css, meaning in drawing.legend:
        legend.append((_sign(css, y - 4), y, meaning))
        y += LINE + 3
    said = statements(drawing) if sources else []
    lines = [line for text in said for line in textwrap.wrap(text, int((width - 2 * MARGIN) / LETTER))]
    y += LINE / 2
    return (
        environment()
        .get_template("drawing.svg.j2")
        .render(
            name=name,
            title=drawing.title,
            reading=drawing.reading,
            width=width,
            height=round(y + len(lines) * LINE + MARGIN),
            above=0 if headed else TITLE_ROOM - 4,
            margin=MARGIN,
            fills=_fills(),
            shapes=[_markup(shape) for shape in drawing.shapes],
            legend=legend,
            lines=[(round(y + place * LINE, 1), line) for place, line in enumerate(lines)],
        )
    )


def _fills() -> list[tuple[str, str]]:
    """Fill by style: camps, grades as in a matrix, and the ink that reads on each grade."""
    camps = [(f"camp{place}", fill) for place, fill in enumerate(CAMP_FILLS, start=1)]
    grades = [(f"g{digit}", f"#{fill}") for digit, (fill, _) in GRADE_FILLS.items()]
    return [*camps, *grades, *((f"on{digit}", f"#{ink}") for digit, (_, ink) in GRADE_FILLS.items())]


def statements(picture: Drawing | Matrix) -> list[str]:
    """What stands below a picture: where it comes from and how to cite it, a sentence each."""
    return [f"{head}: {text}" for head, text in picture.provenance.statements(picture.title) if head != "Question"]


def _sign(css: str, y: float) -> Markup:
    """The mark of a line of the legend."""
    kind = css.split()[0]
    middle = MARGIN + 12
    if kind in ("node", "rung"):
        return _markup(Disc(middle, y, 5, css))
    if kind == "change":
        return _markup(Disc(middle, y, 4, css))
    if kind in ("tie", "climb"):
        return _markup(Stroke(MARGIN + 2, y, MARGIN + 22, y, css, 3))
    if kind == "dim":
        return _markup(Words(middle, y + 4, "?", css, "middle"))
    return _markup(Box(MARGIN + 2, y - 6, 20, 12, css))


def _markup(shape: Shape) -> Markup:
    match shape:
        case Box():
            drawn = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">').format(
                shape.css, shape.x, shape.y, shape.width, shape.height
            )
            return _closed(drawn, "rect", shape.tip)
        case Stroke():
            ends = Markup('x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"').format(
                shape.x1, shape.y1, shape.x2, shape.y2
            )
            drawn = Markup('<line class="{}" {} stroke-width="{:.2f}">').format(shape.css, ends, shape.thick)
            return _closed(drawn, "line", shape.tip)
        case Disc():
            drawn = Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">').format(
                shape.css, shape.x, shape.y, shape.radius
            )
            return _closed(drawn, "circle", shape.tip)
        case Words():
            turn = Markup(' transform="rotate({:.1f} {:.1f} {:.1f})"').format(shape.turn, shape.x, shape.y)
            drawn = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}').format(
                shape.css, shape.x, shape.y, shape.anchor, turn if shape.turn else Markup(""), xml_text(shape.text)
            )
            return _closed(drawn, "text", shape.tip)


def _closed(drawn: Markup, element: str, tip: str) -> Markup:
    said = Markup("<title>{}</title>").format(xml_text(tip)) if tip else Markup("")
    return drawn + said + Markup("</{}>").format(element)
