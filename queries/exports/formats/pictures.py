"""PNG and PDF: drawings and heat maps as pictures, by CairoSVG (extra `charts`)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.exports.files import ExportError
from clauseway.queries.exports.format import Format, library
from clauseway.queries.exports.formats.svg import matrix_to_svg
from clauseway.queries.exports.svg_drawing import drawing_to_svg
from clauseway.queries.exports.templating import xml_text
from clauseway.queries.provenance import CONTRIBUTORS
from clauseway.queries.results import Matrix

SCALE = 2.0
"""Pixels of a PNG for one of the drawing: sharp on paper."""
MOST_PIXELS = 32_000
"""Cairo draws no side longer than 32,767."""

_SIZE = re.compile(r'<svg [^>]*?width="(\d+)" height="(\d+)"')


def to_png(picture: Matrix | Drawing, *, sources: bool = True) -> bytes:
    """The heat map or drawing as a PNG, twice the size of the SVG, or as large as can be drawn.

    Args:
        picture: What to draw.
        sources: Whether to write below it where it comes from; a document says that itself.

    Raises:
        ExportError: The extra is not installed, or it is larger than a picture can be.
    """
    drawing, longest = _svg(picture, sources=sources)
    cairosvg = library("cairosvg", "CairoSVG", PNG)
    return cairosvg.svg2png(bytestring=drawing, scale=min(SCALE, MOST_PIXELS / longest))


def to_pdf(picture: Matrix | Drawing) -> bytes:
    """The heat map or drawing as a PDF of one page as large as the SVG.

    Raises:
        ExportError: The extra is not installed, or it is larger than a page can be.
    """
    drawing, _ = _svg(picture)
    surfaces, cairo = library("cairosvg.surface", "CairoSVG", PDF), library("cairocffi", "CairoSVG", PDF)
    made = picture.provenance
    # without a day of its own the file would carry the clock of the machine, and differ each time
    day = f"{(made.as_of or date(2000, 1, 1)).isoformat()}T00:00:00Z"
    said = {
        cairo.PDF_METADATA_TITLE: picture.title,
        cairo.PDF_METADATA_AUTHOR: CONTRIBUTORS,
        cairo.PDF_METADATA_SUBJECT: made.citation(picture.title),
        cairo.PDF_METADATA_CREATE_DATE: day,
    }

    def page(output: object, width: float, height: float) -> Any:
        paper = cairo.PDFSurface(output, width, height)
        for key, text in said.items():
            paper.set_metadata(key, xml_text(text))
        return paper

    dated: Any = type("DatedSurface", (surfaces.PDFSurface,), {"surface_class": staticmethod(page)})
    return dated.convert(bytestring=drawing)


def _svg(picture: Matrix | Drawing, *, sources: bool = True) -> tuple[bytes, int]:
    """The SVG and its longer side in pixels."""
    if isinstance(picture, Matrix):
        drawing = matrix_to_svg(picture, sources=sources)
    else:
        drawing = drawing_to_svg(picture, sources=sources)
    size = _SIZE.search(drawing)
    assert size is not None
    longest = max(int(side) for side in size.groups())
    if longest > MOST_PIXELS:
        raise ExportError(
            f"{picture.title!r} is {longest:,} pixels long, more than the {MOST_PIXELS:,} of a picture; "
            "write .svg, or ask for less."
        )
    return drawing.encode(), longest


PNG = Format(
    name="png",
    suffixes=(".png",),
    good_for="chats, slides and Word: drawings, and the heat map of a matrix, as pictures",
    media_type="image/png",
    text=False,
    extra="charts",
    matrix=to_png,
    drawing=to_png,
)
PDF = Format(
    name="pdf",
    suffixes=(".pdf",),
    good_for="print: a drawing, or the heat map of a matrix, as one page",
    media_type="application/pdf",
    text=False,
    extra="charts",
    matrix=to_pdf,
    drawing=to_pdf,
)
FORMATS = (PNG, PDF)
