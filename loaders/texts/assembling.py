"""From chapters as printed to the document: numbers as cited, locators, one text with offsets into it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from clauseway.loaders.texts.document import Article, Chapter, Document, Footnote, Paragraph, Part
from clauseway.loaders.texts.drafts import Draft, DraftArticle, DraftChapter, Rank
from clauseway.loaders.texts.numerals import arabic, roman_value
from clauseway.loaders.texts.paragraphs import BodyParser, DraftNote, DraftParagraph, VocabularySource

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
_NUMBER = re.compile(
    r"(?P<chapter>[0-9lOo]{1,3}(?:bis)?|[IVXLC]{1,7}|[A-Z])\s?(?P<point>[.\-:])\s?(?P<article>[0-9lO]{1,3})"
    r"(?P<more>(?:[.\-][0-9]{1,3})*[ ]?(?:bis|ter|quater|-?[A-Z]{1,2})?)\b"
)
_PLAIN = re.compile(r"(?P<article>\d{1,4})[ ]?(?P<more>(?:bis|ter|quater|-?[A-Z]{1,2})?)\b", re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]+\.?[\s:–-]*)?(?P<rest>.*)", re.DOTALL)
_NOT_EID = re.compile(r"[^0-9A-Za-z.\-]+")


@dataclass(slots=True)
class _Numbered:
    """A chapter with its numbers settled."""

    draft: DraftChapter
    number: str
    within: tuple[str, ...]
    numbers: list[str]


def chapter_number(printed: str) -> str:
    """Number of a chapter from the print.

    >>> chapter_number("CHAPTER XIV"), chapter_number("TWENTY ONE"), chapter_number("14"), chapter_number("제14장")
    ('14', '21', '14', '14')
    >>> chapter_number("Annex 14-A"), chapter_number("CAPÍTULO 3"), chapter_number("")
    ('14-A', '3', '')
    """
    whole = arabic(printed)
    if whole != printed.strip() or whole.isdigit():
        return whole
    if match := re.search(r"第\s*([〇零一二三四五六七八九十百]+|\d+)|제\s*(\d+)", printed):
        return arabic(match[1] or match[2])
    head, _, tail = printed.strip().partition(" ")
    return arabic(tail.strip(" .:–-").upper()) if tail else arabic(head)


def article_number(printed: str) -> str:
    """Number of an article from the print, with its chapter where the print gives it.

    >>> article_number("ARTICLE12.2"), article_number("Article XIII.9"), article_number("Artículo 14-01")
    ('12.2', '13.9', '14-01')
    >>> article_number("ARTICLE XIV"), article_number("Article 8.61-A"), article_number("ARTICLE ONE")
    ('14', '8.61-A', '1')
    >>> article_number("Article l4.O2"), article_number("제4.3조"), article_number("第十二条"), article_number("")
    ('14.2', '4.3', '12', '')
    >>> article_number("ARTICLE G-09"), article_number("ARTICLE - 5"), article_number("Art. 5 bis")
    ('G-09', '5', '5bis')
    """
    text = re.sub(r"[第제조條条]", " ", printed).strip(" .:\t")
    match = _WORD.fullmatch(text)
    rest = (match["rest"] if match else text).strip(" .:–-") or text
    if found := _NUMBER.match(rest):
        chapter, article = found["chapter"], found["article"]
        if not chapter.isalpha() or chapter in ("l", "O", "o") or roman_value(chapter) is None:
            chapter = chapter if chapter.isalpha() and chapter.isupper() and chapter != "O" else _ocr(chapter)
        elif found["point"] == "-" and len(chapter) == 1:
            return f"{chapter}-{article}{found['more']}"
        else:
            chapter = str(roman_value(chapter))
        if found["point"] == "-":
            return f"{chapter}-{_ocr(article)}{found['more'].replace(' ', '')}"
        article = _ocr(article).lstrip("0") or "0"
        return f"{chapter.lstrip('0') or '0'}.{article}{found['more'].replace(' ', '')}"
    if found := _PLAIN.match(rest):
        return found["article"].lstrip("0") + found["more"]
    for candidate in (rest, text, rest.split(" ")[0]):
        value = arabic(candidate)
        if value.isdigit():
            return value
    return rest if re.fullmatch(r"[A-Z]{1,2}", rest) else ""


def _ocr(text: str) -> str:
    """Figures that character recognition took for letters."""
    return text.replace("l", "1").replace("O", "0").replace("o", "0")


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
    parser = BodyParser(VocabularySource([a.body for c in draft.chapters for a in c.articles]))
    pen = _Pen()
    eids: Counter[str] = Counter()
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


def _numbered(chapters: list[DraftChapter]) -> list[_Numbered]:
    """Numbers of chapters and articles; chapter.article where the print counts articles anew."""
    found: list[_Numbered] = []
    above: list[tuple[int, str]] = []
    for chapter in chapters:
        depth = _DEPTH[chapter.rank]
        while above and above[-1][0] >= depth:
            above.pop()
        number = chapter_number(chapter.printed)
        numbers = [article_number(article.printed) for article in chapter.articles]
        found.append(_Numbered(chapter, number, tuple(title for _, title in above), numbers))
        above.append((depth, chapter.title or chapter.printed))
    if _counts_anew(found):
        for chapter in found:
            if chapter.draft.rank == "chapter" and chapter.number:
                chapter.numbers = [f"{chapter.number}.{n}" if n.isdigit() else n for n in chapter.numbers]
    return found


def _counts_anew(chapters: list[_Numbered]) -> bool:
    """Whether plain article numbers begin again in a later chapter of the treaty itself."""
    seen: set[str] = set()
    again = 0
    for chapter in chapters:
        if chapter.draft.rank == "chapter" and chapter.number:
            plain = {number for number in chapter.numbers if number.isdigit()}
            again += bool(plain & seen and "1" in plain)
            seen |= plain
    return again >= 2


def _write_chapter(chapter: _Numbered, parser: BodyParser, pen: _Pen, eids: Counter[str]) -> Chapter:
    draft = chapter.draft
    title = " ".join(draft.title.split())
    printed = " ".join(draft.printed.split())
    if title or printed:
        pen.write(f"{printed} {title}".strip())
    eid = _EID_WORD[draft.rank] + (f"_{_eid_part(chapter.number)}" if chapter.number else "")
    above = eid if draft.rank in ("chapter", "annex", "protocol", "side-letter") and chapter.number else ""
    articles: list[Article] = []
    for article, number in zip(draft.articles, chapter.numbers, strict=True):
        own = f"art_{_eid_part(number)}" if number else (eid if not above else "body")
        written = _write_article(article, number, f"{above}__{own}" if above else own, parser, pen, eids, articles)
        if written is not None:
            articles.append(written)
    return Chapter(chapter.number, title, _PARTS.get(draft.rank, "chapter"), tuple(articles), chapter.within)


def _write_article(
    draft: DraftArticle,
    number: str,
    eid: str,
    parser: BodyParser,
    pen: _Pen,
    eids: Counter[str],
    earlier: list[Article],
) -> Article | None:
    paragraphs, orphans = parser.parse(draft.body, draft.page)
    if not paragraphs and not draft.printed and not draft.title:
        return None
    title = " ".join(draft.title.split())
    printed = " ".join(draft.printed.split())
    start = pen.at
    if title or printed:
        pen.write(f"{printed} {title}".strip())
    eids[eid] += 1
    if eids[eid] > 1:
        eid = f"{eid}-{eids[eid]}"
    written = _write_paragraphs(paragraphs, orphans, eid, pen)
    return Article(number, printed, title, eid, start, max(start, pen.at - 1), written)


def _write_paragraphs(
    drafts: list[DraftParagraph], orphans: list[DraftNote], eid: str, pen: _Pen
) -> tuple[Paragraph, ...]:
    places = [pen.write(draft.text) for draft in drafts]
    if orphans and drafts:
        drafts[-1].notes.extend(orphans)
    taken: set[str] = set()
    paragraphs: list[Paragraph] = []
    for draft, (start, end) in zip(drafts, places, strict=True):
        notes = ()
        if draft.notes:
            notes = tuple(Footnote(note.mark, note.text, *pen.write(note.text)) for note in draft.notes)
        own = f"{eid}__{draft.eid}"
        if own in taken:
            own = f"{own}-{len(taken)}"
        taken.add(own)
        paragraphs.append(Paragraph(draft.number, draft.text, start, end, draft.lead_in, notes, draft.page, own))
    return tuple(paragraphs)


def _eid_part(number: str) -> str:
    return _NOT_EID.sub("-", number).strip("-")
