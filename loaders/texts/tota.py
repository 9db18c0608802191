"""Reads treaties of the Texts of Trade Agreements (ToTA) collection: XML with a `meta` and a `body` of chapters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clauseway.loaders.texts.drafts import Draft, DraftArticle, DraftChapter, Rank
from clauseway.loaders.texts.numbering import article_number
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.segmenting import split_articles
from clauseway.loaders.texts.titles import title_like

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]

_RANKS: tuple[tuple[re.Pattern[str], Rank], ...] = (
    (re.compile(r"annex|anexo|annexe|appendix|apéndice", re.IGNORECASE), "annex"),
    (re.compile(r"protocol", re.IGNORECASE), "protocol"),
    (re.compile(r"part\b|parte\b|partie\b", re.IGNORECASE), "part"),
    (re.compile(r"title|t[ií]tulo|titre", re.IGNORECASE), "title"),
    (re.compile(r"section|secci[óo]n", re.IGNORECASE), "section"),
)
_NO_TITLE = re.compile(r";|[.;:,”\"]$|\b(?:and|or|y|o|et|ou)$|\b[Aa]rt[ií]c(?:le|ulo) \d|\d\.\d")
_MAY_HEAD = re.compile(r"\n[ \t]*(?:ART|Art)")
_SECTION = re.compile(
    r"(?:SUB-?|Sub-?)?(?:SECTION|[Ss]ection|SECCI[OÓ]N|[Ss]ecci[oóò]n|CHAPTER|Chapter|CAPÍTULO|Capítulo|TITLE|Title|TÍTULO|PART|Part)"
    r"\s+(?:[A-Z]|[IVXLC]+|\d+)\b[\s.:–-]*"
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
        said = " ".join(str(error.msg).split())
        raise TextUnreadable(file, f"no well-formed XML ({said})", "fetch the file again") from error
    body = root.find("body")
    if root.tag != "treaty" or body is None:
        raise TextUnreadable(
            file,
            f"the XML holds <{root.tag}>, not a ToTA <treaty> with a <body>",
            "give the text as HTML or plain text",
        )
    return Draft(
        title=(root.findtext("meta/name") or "").strip(),
        language=(root.findtext("meta/language") or "").strip().lower(),
        parties=tuple(code.text.strip() for code in root.iterfind("meta/parties/partyisocode") if code.text),
        chapters=[part for chapter in body.iterfind("chapter") for part in _chapters(chapter)],
    )


def _chapters(element: Element) -> list[DraftChapter]:
    printed, name = element.get("number", "").strip(), element.get("name", "").strip()
    drafts = [
        DraftArticle(article.get("number", "").strip(), article.get("name", "").strip(), article.text or "")
        for article in element.iterfind("article")
    ]
    return _sections(DraftChapter(_rank(printed, name), printed, name, _embedded(drafts)))


def _sections(chapter: DraftChapter) -> list[DraftChapter]:
    """A chapter parted where the file left the heading of a section at the foot of the article before it.

    Combined titles on services, establishment and electronic commerce are cut by such headings alone.
    """
    parted = [chapter]
    articles, chapter.articles = chapter.articles, []
    for at, article in enumerate(articles):
        parted[-1].articles.append(article)
        if at + 1 == len(articles):
            break
        body, heading = _tail_heading(article.body)
        if heading:
            article.body = body
            match = _SECTION.match(heading)
            printed, title = (match[0].strip(" .:–-"), heading[match.end() :]) if match else ("", heading)
            parted.append(DraftChapter("section", printed, title.strip()))
    return parted


def _tail_heading(body: str) -> tuple[str, str]:
    """The body without a heading left at its foot, and that heading; empty when there is none."""
    end, taken = len(body), list[str]()
    while len(taken) < 3:
        rest = body[:end].rstrip()
        start = rest.rfind("\n", max(0, len(rest) - 160)) + 1
        line = rest[start:].strip()
        if (
            not start
            or not line[:1].isupper()
            or not title_like(line)
            or len(line.split()) > 16
            or _NO_TITLE.search(line)
        ):
            break
        taken.insert(0, line)
        end = start
    before = body[:end].rstrip()
    if not taken or (before[-1:] not in (".", "”", "]") and not _SECTION.match(taken[0])):
        return body, ""
    return before, " ".join(taken)


def _embedded(articles: list[DraftArticle]) -> list[DraftArticle]:
    """Articles the file left inside the body of the one before."""
    parted: list[DraftArticle] = []
    for at, article in enumerate(articles):
        parted.append(article)
        if not article.printed or not _MAY_HEAD.search(article.body):
            continue
        following = _place(article_number(articles[at + 1].printed)) if at + 1 < len(articles) else None
        parted.extend(split_articles(article, _place(article_number(article.printed)), following))
    return parted


def _place(number: str) -> tuple[str, int] | None:
    match = re.fullmatch(r"(?:(.*)[.\-])?(\d+)[A-Za-z\-]*", number)
    return (match[1] or "", int(match[2])) if match else None


def _rank(printed: str, name: str) -> Rank:
    if not printed and name.lower() in ("preamble", "conclusion", "preámbulo", "préambule"):
        return "preamble"
    for pattern, rank in _RANKS:
        if pattern.match(printed or name):
            return rank
    return "chapter"
