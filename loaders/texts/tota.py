"""Reads treaties of the Texts of Trade Agreements (ToTA) collection: XML with a `meta` and a `body` of chapters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clauseway.loaders.texts.drafts import Draft, DraftArticle, DraftChapter, Rank
from clauseway.loaders.texts.problems import TextUnreadable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]

_RANKS: tuple[tuple[re.Pattern[str], Rank], ...] = tuple(
    (re.compile(words, re.IGNORECASE), rank)
    for words, rank in (
        (r"annex|anexo|annexe|appendix|apéndice", "annex"),
        (r"protocol", "protocol"),
        (r"part\b|parte\b|partie\b", "part"),
        (r"title|t[ií]tulo|titre", "title"),
        (r"section|secci[óo]n", "section"),
    )
)


def read_tota(data: bytes, file: str) -> Draft:
    """Read a ToTA file.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        The treaty with the chapters and articles as the file cuts them.

    Raises:
        TextUnreadable: When it is no XML, no ToTA treaty, or declares entities.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise TextUnreadable(file, "reading XML needs lxml", "install clauseway[coder]") from error
    if b"<!ENTITY" in data or b"<\x00!\x00E\x00N\x00T\x00I\x00T\x00Y" in data:
        raise TextUnreadable(file, "the XML declares entities, which are refused", "remove its DOCTYPE")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TextUnreadable(file, f"no well-formed XML ({error.msg})", "fetch the file again") from error
    body = root.find("body")
    if root.tag != "treaty" or body is None:
        raise TextUnreadable(
            file, f"the XML holds <{root.tag}>, not a ToTA <treaty> with a <body>", "give the text as HTML or plain text"
        )
    return Draft(
        title=(root.findtext("meta/name") or "").strip(),
        language=(root.findtext("meta/language") or "").strip().lower(),
        parties=tuple(code.text.strip() for code in root.iterfind("meta/parties/partyisocode") if code.text),
        chapters=[_chapter(chapter) for chapter in body.iterfind("chapter")],
    )


def _chapter(element: Element) -> DraftChapter:
    printed, name = element.get("number", "").strip(), element.get("name", "").strip()
    drafts = [
        DraftArticle(article.get("number", "").strip(), article.get("name", "").strip(), article.text or "")
        for article in element.iterfind("article")
    ]
    return DraftChapter(_rank(printed, name), printed, name, drafts)


def _rank(printed: str, name: str) -> Rank:
    if not printed and name.lower() in ("preamble", "conclusion", "preámbulo", "préambule"):
        return "preamble"
    for pattern, rank in _RANKS:
        if pattern.match(printed or name):
            return rank
    return "chapter"
