"""The templates of pages and drawings, which write data as text and never as markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clauseway.queries.harmless_text import TURNING

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES_FOLDER = Path(__file__).parent / "templates"

_NO_XML = re.compile(f"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[{TURNING}]")


def xml_text(text: str) -> str:
    r"""Text as pages, drawings, documents and workbooks hold it: a replacement character for what harms.

    That are the characters no XML file may hold, which would make it unreadable as a whole, and those that turn the
    direction of writing, by which a name could be shown as another one.

    >>> xml_text("a\x00b") == "a\ufffdb", xml_text("\u202egpj.exe") == "\ufffdgpj.exe"
    (True, True)
    """
    return _NO_XML.sub("\ufffd", text)


@cache
def environment() -> Environment:
    """Templates with every value escaped, and without characters that XML forbids."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def finalize(value: object) -> object:
        return xml_text(value) if type(value) is str else value  # markup is a subclass, and clean already

    return Environment(
        loader=FileSystemLoader(TEMPLATES_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
