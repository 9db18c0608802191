"""The templates of pages and drawings, which write data as text and never as markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clauseway.graph.xml_characters import NO_XML
from clauseway.queries.harmless_text import TURNING

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES_FOLDER = Path(__file__).parent / "templates"

_HARMFUL = re.compile(f"{NO_XML.pattern}|[{TURNING}]")


def xml_text(text: str) -> str:
    r"""Text as pages, drawings, documents and workbooks hold it: a replacement character for what harms.

    That are the characters no XML file may hold, which would make it unreadable as a whole, and those that turn the
    direction of writing, by which a name could be shown as another one.

    >>> xml_text("a\x00b") == "a\ufffdb", xml_text("\u202egpj.exe") == "\ufffdgpj.exe"
    (True, True)
    """
    return _HARMFUL.sub("\ufffd", text)


@cache
def environment() -> Environment:
    """The templates of files."""
    return escaping(TEMPLATES_FOLDER, keep_trailing_newline=True)


def escaping(folder: Path, *, keep_trailing_newline: bool = False) -> Environment:
    """The templates of a folder, with every value escaped, and without characters that XML forbids."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def finalize(value: object) -> object:
        return xml_text(value) if type(value) is str else value  # markup is a subclass, and clean already

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )
