"""Reads HTML pages."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false, reportUnknownLambdaType=false
# The library carries no full types.

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clauseway.loaders.texts.drafts import Draft
from clauseway.loaders.texts.encodings import decode
from clauseway.loaders.texts.headings import HEADING_SIGN
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import segment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w\-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SILENT = frozenset(
    ["script", "style", "head", "noscript", "template", "svg", "iframe", "nav", "button", "select", "option"]
)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]


def read_html(data: bytes, file: str) -> Draft:
    """Read an HTML page.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings; the page's own language where it says so.

    Raises:
        TextUnreadable: When it holds no text or cannot be parsed.
    """
    try:
        from lxml import etree, html
    except ImportError as error:
        raise TextUnreadable(file, "reading HTML needs lxml", "install clauseway[coder]") from error
    declared = _DECLARED.search(data[:4096])
    text = _XML_DECLARATION.sub("", decode(data, file, declared[1].decode("ascii") if declared else ""))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise TextUnreadable(file, "the page holds no HTML that can be read", "save the page again") from error
    plain = _plain(root)
    if not plain.strip():
        raise TextUnreadable(file, "the page holds no text", "save the page with its text, not its frame")
    title = _SPACES.sub(" ", root.findtext(".//title") or "").strip()
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    return Draft(title, language if language.isalpha() else "", (), segment(plain))


def _plain(root: HtmlElement) -> str:
    """Text of a page: blocks apart, list marks written out, headings marked. No recursion: pages can nest deeply."""
    out: list[str] = []
    places: dict[HtmlElement, int] = {}
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if closing:
            if tag in _BLOCKS:
                out.append("\n\n")
            elif tag in ("td", "th"):
                out.append("\t")
            _say(out, element.tail)
            continue
        if not tag or tag in _SILENT:
            _say(out, element.tail)
            continue
        if tag in _BLOCKS:
            out.append("\n\n")
        if tag == "br":
            out.append("\n")
        elif tag in _HEADINGS:
            out.append(HEADING_SIGN)
        elif tag == "li":
            out.append(_list_mark(element, places))
        _say(out, element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    return "".join(out)


def _say(out: list[str], text: str | None) -> None:
    if text:
        out.append(_SPACES.sub(" ", text).replace(HEADING_SIGN, ""))


def _list_mark(item: HtmlElement, places: dict[HtmlElement, int]) -> str:
    """The mark a browser shows before a list item; `places` counts the items of each list."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return ""
    start = around.get("start", "1")
    value = places.get(around, int(start[:6]) if start[:6].isdecimal() else 1)
    places[around] = value + 1
    words = (item.text or "").strip()
    if re.match(r"\(?\w{1,4}[.)]", words):
        return ""
    kind = around.get("type", "1")
    if kind in ("a", "A") and value <= 26:
        return f"({chr(ord(kind) + value - 1)}) "
    if kind == "i" and value <= len(_ROMAN):
        return f"({_ROMAN[value - 1]}) "
    return f"{value}. "
