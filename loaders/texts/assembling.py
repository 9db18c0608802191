"""From chapters as printed to the document: numbers as cited, locators, one text with offsets into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clauseway.loaders.texts.document import Article, Chapter, Document, Footnote, Paragraph, Part
from clauseway.loaders.texts.drafts import Draft, DraftArticle, DraftChapter, Rank
from clauseway.loaders.texts.footnotes import Body, DraftParagraph, settle, split_title
from clauseway.loaders.texts.numbering import article_number, chapter_number
from clauseway.loaders.texts.paragraphs import BodyParser, Vocabulary

_DEPTH: dict[Rank, int] = {
    "preamble": 0,
    "side-letter": 0,
    "protocol": 0,
    "annex": 0,
    "part": 1,
    "title": 2,
    "chapter": 3,
    "section": 4,
}
_PARTS: dict[Rank, Part] = {
    "preamble": "preamble",
    "annex": "annex",
    "protocol": "protocol",
    "side-letter": "side-letter",
}
_EID_WORD: dict[Rank, str] = {
    "preamble": "preamble",
    "part": "part",
    "title": "title",
    "chapter": "chp",
    "section": "sec",
    "annex": "annex",
    "protocol": "protocol",
    "side-letter": "letter",
}
_PLAIN = re.compile(r"\d+(?:bis|ter|quater|-?[A-Z])?")
_NOT_EID = re.compile(r"[^\w.\-]+")


@dataclass(slots=True)
class _Numbered:
    """A chapter with its numbers settled.

    Attributes:
        within: Titles of the parts around it, outermost first.
        eid: Its locator.
        chapter: Number of the chapter it is or lies in.
        numbers: Of its articles.
    """

    draft: DraftChapter
    number: str
    within: tuple[str, ...]
    eid: str
    chapter: str
    numbers: list[str]


def assemble(draft: Draft, file: str, sha256: str, language: str) -> Document:
    """Settle numbers, locators and offsets.

    Args:
        draft: What the reader found.
        file: Name of the file, without folders.
        sha256: Checksum of the file.
        language: ISO 639-1 code of the text.

    Returns:
        The document; `text[start:end]` of each paragraph, footnote and article is its words.
    """
    parser = BodyParser(Vocabulary([a.body for c in draft.chapters for a in c.articles]))
    pen, eids = _Pen(), _Eids()
    chapters = [_write_chapter(chapter, parser, pen, eids) for chapter in _numbered(draft.chapters)]
    return Document(file, sha256, language, draft.title, draft.parties, pen.text(), tuple(chapters))


class _Pen:
    """Writes the text of the document line by line and knows where it is."""

    def __init__(self) -> None:
        self.at = 0
        self._lines: list[str] = []

    def write(self, line: str) -> tuple[int, int]:
        """Write a line; where it starts and ends."""
        start = self.at
        self._lines.append(line)
        self.at = start + len(line) + 1
        return start, start + len(line)

    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines)


class _Eids:
    """Locators given so far; a second one of the same name gets a number."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def give(self, eid: str) -> str:
        """The locator, or the next free one after it."""
        count = self._given.get(eid, 0) + 1
        self._given[eid] = count
        return eid if count == 1 else self.give(f"{eid}-{count}")


def _numbered(chapters: list[DraftChapter]) -> list[_Numbered]:
    """Numbers of chapters and articles; chapter.article where the print counts articles anew."""
    found: list[_Numbered] = []
    above: list[tuple[int, DraftChapter, str]] = []
    main = 0
    for at, draft in enumerate(chapters):
        depth = _DEPTH[draft.rank]
        while above and above[-1][0] >= depth:
            above.pop()
        number = chapter_number(draft.printed)
        if draft.rank == "chapter" and number.isdigit():
            holds = _holds_articles(chapters, at)
            if holds and above and above[0][0] == 0 and main < int(number) <= main + 3:
                above.clear()  # an annex stood between two chapters of the treaty
            main = int(number) if holds and (not above or above[0][0]) else main
        within = tuple(title for _, around, _ in above if (title := _line(around.title or around.printed)))
        eid = _EID_WORD[draft.rank] + (f"_{_eid_part(number)}" if number else "")
        # Akoma Ntoso names a chapter alone; a section and what lies in an annex need what is around them
        around = [own for level, _, own in above if level == 0 or (level == _DEPTH["chapter"] < depth)]
        chapter = (
            number if draft.rank == "chapter" else next((c.chapter for c in reversed(found) if c.eid in around), "")
        )
        numbers = [article_number(article.printed) for article in draft.articles]
        eid = "__".join(around[-1:] if around and draft.rank == "section" and not number else (*around[-1:], eid))
        found.append(_Numbered(draft, number, within, eid, chapter, numbers))
        if draft.rank != "preamble":
            above.append((depth, draft, eid))
    _infer_numbers(found)
    if _counts_anew(found):
        for chapter in found:
            if chapter.draft.rank in ("chapter", "section") and chapter.chapter:
                chapter.numbers = [f"{chapter.chapter}.{n}" if _PLAIN.fullmatch(n) else n for n in chapter.numbers]
    return found


def _holds_articles(chapters: list[DraftChapter], at: int) -> bool:
    """Whether a chapter or the sections below it hold articles; chapters of a tariff schedule do not."""
    if any(article.printed for article in chapters[at].articles):
        return True
    while at + 1 < len(chapters) and chapters[at + 1].rank == "section":
        at += 1
        if any(article.printed for article in chapters[at].articles):
            return True
    return False


def _infer_numbers(chapters: list[_Numbered]) -> None:
    """A chapter printed without number has that of its articles: those of chapter 12 are 12.1 and on."""
    for chapter in chapters:
        if chapter.draft.rank == "chapter" and not chapter.number:
            below = [inner for inner in chapters if inner.eid.startswith(f"{chapter.eid}__")]
            prefixes = {n.partition(".")[0] for inner in (chapter, *below) for n in inner.numbers if "." in n}
            if len(prefixes) == 1 and (prefix := prefixes.pop()).isdigit():
                chapter.number = chapter.chapter = prefix
                for inner in below:
                    inner.eid, inner.chapter = inner.eid.replace(chapter.eid, f"{chapter.eid}_{prefix}", 1), prefix
                chapter.eid = f"{chapter.eid}_{prefix}"


def _counts_anew(chapters: list[_Numbered]) -> bool:
    """Whether plain article numbers begin again in later chapters of the treaty itself."""
    seen: set[str] = set()
    again = 0
    for chapter in chapters:
        if chapter.draft.rank in ("chapter", "section") and chapter.chapter:
            plain = {number for number in chapter.numbers if number.isdigit()}
            again += "1" in plain and "1" in seen
            seen |= plain
    return again >= 2


def _write_chapter(chapter: _Numbered, parser: BodyParser, pen: _Pen, eids: _Eids) -> Chapter:
    draft = chapter.draft
    title, printed = _line(split_title(draft.title)[0]), _line(draft.printed)
    if title or printed:
        pen.write(f"{printed} {title}".strip())
    bodies = [parser.parse(article.body, article.page) for article in draft.articles]
    for article, body in zip(draft.articles, bodies, strict=True):
        article.title, body.called_above = split_title(article.title)
    settle(bodies)
    above = f"{chapter.eid}__" if chapter.number or draft.rank not in ("chapter", "preamble") else ""
    articles: list[Article] = []
    for article, number, body in zip(draft.articles, chapter.numbers, bodies, strict=True):
        own = f"art_{_eid_part(number)}" if number else "body"
        eid = chapter.eid if not above and not number else above + own
        if article.printed or article.title or any(paragraph.text for paragraph in body.paragraphs):
            articles.append(_write_article(article, number, eids.give(eid), body, pen))
    return Chapter(chapter.number, title, _PARTS.get(draft.rank, "chapter"), tuple(articles), chapter.within)


def _write_article(draft: DraftArticle, number: str, eid: str, body: Body, pen: _Pen) -> Article:
    title, printed = _line(draft.title), _line(draft.printed)
    start = pen.at
    if title or printed:
        pen.write(f"{printed} {title}".strip())
    written = _write_paragraphs([paragraph for paragraph in body.paragraphs if paragraph.text], eid, pen)
    return Article(number, printed, title, eid, start, max(start, pen.at - 1), written)


def _write_paragraphs(drafts: list[DraftParagraph], eid: str, pen: _Pen) -> tuple[Paragraph, ...]:
    places = [pen.write(draft.text) for draft in drafts]
    eids = _Eids()
    paragraphs: list[Paragraph] = []
    for draft, (start, end) in zip(drafts, places, strict=True):
        notes: tuple[Footnote, ...] = ()
        if draft.notes:
            notes = tuple(Footnote(note.mark, note.text, *pen.write(note.text)) for note in draft.notes)
        lead_in = "" if draft.parent is None else draft.lead_in()
        own = f"{eid}__{eids.give(draft.eid)}"
        paragraphs.append(Paragraph(draft.number, draft.text, start, end, lead_in, notes, draft.page, own))
    return tuple(paragraphs)


def _line(text: str) -> str:
    return " ".join(text.split())


def _eid_part(number: str) -> str:
    return _NOT_EID.sub("-", number).strip("-")
