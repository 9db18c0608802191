"""The body of an article cut into paragraphs and list items, footnotes apart.

Treaties print the same list in many shapes: `1.`, `(1)`, `2bis`, `(a)`, `a)`, `(i)`, `•`, one below the other or run
together in one line. An open list is kept as a stack of levels; a mark belongs to the level whose next mark it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clauseway.loaders.texts.drafts import PAGE_BREAK
from clauseway.loaders.texts.list_marks import BULLETS, Mark, Reading, read_mark

LEAD_IN_LIMIT = 2_000
"""Most characters of a lead-in that are kept, the last ones: a crafted list could else repeat a megabyte a line."""

_LIST_MARK = r"\(?(?:\d{1,3}|[a-zA-Z]|[a-z]{2}|[ivx]{2,5}|[IVX]{2,5})(?:[ ]?(?:bis|ter|quater|[A-Z]))?[.)]{1,2}|[①-⑳]"
_NOTE_MARK = r"\[\^?\d{1,3}\]:?|\d{1,2}-\d{1,3}|\*{1,3}"
_SPACE = r"[ \t\xa0\u2003\u3000]"
_START = re.compile(
    rf"(?P<mark>{_LIST_MARK}|[•·▪●○*–—-])(?=\s|[가-힣一-鿿]|\Z|(?<=[)])[A-Za-z])\s*"
    rf"|(?P<note>{_NOTE_MARK})\s*(?=\S)"
    r"|(?P<bare>\d{1,3})\s?(?=[A-ZÀ-Þ“\"‘'(])"
)
_BREAK = re.compile(
    rf"\n(?={_SPACE}*(?:(?:{_LIST_MARK}|[•·▪●○–—-])(?:\s|[가-힣一-鿿])|\([a-z]{{1,4}}\)|(?:{_NOTE_MARK})\s?[A-Z“\"]"
    rf"|\[\^?\d|\d{{1,3}} ?[A-Z“\"]))|\n\s*\n\s*"
)
_INLINE = re.compile(
    r"(?:[:;.][”\"]?|[:;,] ?(?:and|or|and/or|y|o|e|et|ou|und|oder|및|또는)) "
    r"?(?=(\([a-z0-9]{1,4}\)|[a-z0-9]{1,4}\)|[a-z]\.|\d{1,2}\.) )"
)
_GLUED = re.compile(r"[A-Za-zÀ-ÿ,;.:)\]”\"’](\d{1,2}-\s?\d{1,3}|\d{1,3})(?![\w%]|[.,]\d|-\d)")
_CALL_AFTER_CHAPTER = re.compile(r"(?<=[A-Za-zÀ-ÿ,;.:)\]”\"’])(\d{1,2}-\s?\d{1,3})(?![\w%]|[.,]\d|-\d)")
_MARKDOWN_CALL = re.compile(r"\[\^(\d{1,3})\]")
_HYPHEN_BREAK = re.compile(r"(\w+)-[ \t]*\n\s*([a-zà-ÿ]\w*)")
_REFERENCE_END = re.compile(
    r"(?:\b(?:articles?|paragraphs?|sub-?paragraphs?|annex(?:es)?|chapters?|sections?|note|no|nos|rule|number|"
    r"art[ií]culos?|p[áa]rrafos?|artikels?|absatz|kapitel|paragraphe)|[,(]|\b(?:and|or|to|of|y|o|et|ou|und|with|in))\s*$",
    re.IGNORECASE,
)
_TERMINAL = tuple(".;:!?”\"’。；：")


@dataclass(slots=True)
class DraftNote:
    """A footnote that stands in a body."""

    mark: str
    text: str


@dataclass(slots=True)
class DraftParagraph:
    """A paragraph before its offsets are known; `eid` lacks the article's part."""

    number: str
    text: str
    lead_in: str
    eid: str
    page: int | None
    notes: list[DraftNote] = field(default_factory=list[DraftNote])


@dataclass(slots=True)
class _Level:
    """An open list: how its marks look, the place of the last one, and its paragraph."""

    style: str
    value: int
    paragraph: DraftParagraph

    @property
    def is_number(self) -> bool:
        """Whether Arabic numbers count it."""
        return "1" in self.style or self.style == "①"


class VocabularySource:
    """Words of a text, counted only when first asked for."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """All words of four letters and more, lower case."""
        if self._words is None:
            find = re.compile(r"[^\W\d_]{4,}").findall
            self._words = frozenset(word for text in self._texts for word in find(text.lower()))
        return self._words


class BodyParser:
    """Cuts bodies of one document; keeps its vocabulary to mend words broken at line ends.

    Args:
        vocabulary: Words of the document in lower case.
    """

    def __init__(self, vocabulary: VocabularySource) -> None:
        self._vocabulary = vocabulary

    def parse(self, body: str, page: int | None) -> tuple[list[DraftParagraph], list[DraftNote]]:
        """Cut a body.

        Args:
            body: Words of an article as a reader gives them.
            page: Page on which it begins.

        Returns:
            Its paragraphs, and the footnotes in it whose place could not be found.
        """
        if "-\n" in body or "- \n" in body:
            body = _HYPHEN_BREAK.sub(self._mend, body)
        if "\n" not in body and PAGE_BREAK not in body and ". " not in body and ": " not in body and "; " not in body:
            words = " ".join(body.split())
            if not words:
                return [], []
            if not _START.match(words):
                return [DraftParagraph("", words, "", "para_nn1", page)], []
        run, paged = _Run(page), PAGE_BREAK in body
        for block in _BREAK.split(body):
            run.take(block, paged)
        return run.finish()

    def _mend(self, match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return whole if whole.lower() in self._vocabulary.words else f"{match[1]}-{match[2]}"


class _Run:
    """One pass over the blocks of one body."""

    def __init__(self, page: int | None) -> None:
        self._page = page
        self._levels: list[_Level] = []
        self._opening: DraftParagraph | None = None
        self._unnumbered = 0
        self._last_was_note = False
        self._done: list[DraftParagraph] = []
        self._notes: list[DraftNote] = []
        self._calls: dict[str, int] = {}
        self._counted = 0

    def take(self, block: str, paged: bool) -> None:
        """Read the next block; `paged` says whether it may hold page breaks."""
        page = self._page
        if paged and page is not None and (turned := block.count(PAGE_BREAK)):
            page += block.count(PAGE_BREAK, 0, len(block) - len(block.lstrip()))
            self._page = (self._page or 0) + turned
        words = " ".join(block.split())
        if not words:
            return
        start = _START.match(words)
        if start is None:
            self._unmarked(words, page)
        elif printed := start["mark"]:
            mark = read_mark(printed)
            if self._is_cut_reference(mark):
                self._append(words)
            else:
                self._marked(mark, words[start.end() :], page)
        elif start["note"]:
            self._note(start["note"].strip("[]^:"), words[start.end() :])
        else:
            self._bare_number(start["bare"], words, words[start.end() :], page)

    def finish(self) -> tuple[list[DraftParagraph], list[DraftNote]]:
        """What the body holds; calls of footnotes are cut out of the words."""
        orphans: list[DraftNote] = []
        for note in self._notes:
            home = self._call(note.mark)
            if home is None:
                orphans.append(note)
                continue
            paragraph = self._done[home]
            paragraph.notes.append(note)
            if note.mark.isdigit():
                paragraph.text = re.sub(
                    rf"(?<=[A-Za-zÀ-ÿ,;.:)\]”\"’]){note.mark}(?![\w%]|[.,]\d|-\d)", "", paragraph.text, count=1
                )
        for paragraph in self._done:
            text = paragraph.text
            if "-" in text:
                text = _CALL_AFTER_CHAPTER.sub("", text)
            if "[^" in text:
                text = _MARKDOWN_CALL.sub("", text)
            paragraph.text = text.strip()
        return [paragraph for paragraph in self._done if paragraph.text], orphans

    def _is_cut_reference(self, mark: Mark) -> bool:
        """Whether a number begins a line only because the line before ended within `Article 14`."""
        if not self._done or self._last_was_note or self._follows(mark):
            return False
        return _REFERENCE_END.search(self._done[-1].text[-40:]) is not None

    def _follows(self, mark: Mark) -> bool:
        return any(
            level.style == reading.style and reading.value == level.value + 1
            for level in self._levels
            for reading in mark.readings
        )

    def _starts(self, mark: Mark) -> bool:
        return any(reading.value <= 1 for reading in mark.readings)

    def _marked(self, mark: Mark, words: str, page: int | None) -> None:
        """A numbered paragraph or list item, and those that run on in the same line."""
        while True:
            # an item may begin with the first mark of the list inside it: `2. (a)`
            self._item(mark, page)
            inner = _START.match(words)
            if inner is not None and inner["mark"] and not inner["mark"].isdigit():
                deeper = read_mark(inner["mark"])
                if self._starts(deeper) and deeper.core not in BULLETS:
                    mark, words = deeper, words[inner.end() :]
                    continue
            break
        self._write(words, page)

    def _write(self, words: str, page: int | None) -> None:
        """Fill the paragraph just begun, cut where the next mark of an open list stands in the line."""
        rest = words
        while (cut := self._next_inline(rest)) is not None:
            end, mark, after = cut
            self._append(rest[:end].rstrip())
            self._item(mark, page)
            rest = rest[after:]
        self._append(rest)

    def _next_inline(self, words: str) -> tuple[int, Mark, int] | None:
        for match in _INLINE.finditer(words):
            mark = read_mark(match[1])
            opens = words[match.start()] == ":" and self._starts(mark)
            following = self._follows(mark) and words[match.start()] != ":"
            if mark.is_number and match[1][-1] == "." and not (following and words[match.start()] in ".;"):
                continue
            if opens or following:
                return match.end(), mark, match.end() + len(match[1]) + 1
        return None

    def _item(self, mark: Mark, page: int | None) -> None:
        """Begin an item at the level its mark belongs to."""
        levels = self._levels
        before = self._done[-1].text if self._done else ""
        opens = before.endswith((":", "—", "："))
        fresh = next((reading for reading in mark.readings if reading.value <= 1), None)
        depth, reading = len(levels), fresh or mark.readings[0]
        found = False
        if not (opens and fresh is not None and not any(level.style == fresh.style for level in levels)):
            for at in range(len(levels) - 1, -1, -1):
                for candidate in mark.readings:
                    if candidate.style == levels[at].style and candidate.value == levels[at].value + 1:
                        depth, reading, found = at, candidate, True
                        break
                if found:
                    break
            if not found:
                for at in range(len(levels) - 1, -1, -1):
                    same = next((c for c in mark.readings if c.style == levels[at].style), None)
                    if same is not None:
                        depth, reading = at, same
                        break
        del levels[depth:]
        if depth:
            parent = levels[depth - 1].paragraph
        elif self._opening is not None and (not mark.is_number or self._opening.text.endswith((":", "：", ","))):
            parent = self._opening
        else:
            parent = None
        lead_in = "" if parent is None else _lead(parent)
        number, eid = _cite(parent, mark, depth, reading)
        self._done.append(DraftParagraph(number, "", lead_in, eid, page))
        levels.append(_Level(reading.style, reading.value, self._done[-1]))
        self._last_was_note = False

    def _unmarked(self, words: str, page: int | None) -> None:
        """A block without a mark: the rest of a sentence, words below a list, or a paragraph of its own."""
        last = self._done[-1] if self._done else None
        lower = words[0].islower()
        if last is not None and (lower or self._last_was_note) and not last.text.endswith(_TERMINAL):
            if not (len(self._levels) > 1 or (self._levels and not self._levels[0].is_number)) or not (
                last.text.endswith(",") and not self._last_was_note
            ):
                self._last_was_note = False
                self._append(words)
                return
        self._last_was_note = False
        number, lead_in = "", ""
        if self._levels:
            bottom = self._levels[0]
            within = self._levels[-2].paragraph if len(self._levels) > 1 else None
            if bottom.is_number:
                number = bottom.paragraph.number
            if lower and last is not None:
                parent = within or (None if bottom.is_number else self._opening)
                if parent is not None:
                    number, lead_in = parent.number, _lead(parent)
            elif not bottom.is_number:
                self._levels.clear()
        elif self._opening is not None and self._opening.text.endswith((":", "：")):
            lead_in = _lead(self._opening)
        self._unnumbered += 1
        paragraph = DraftParagraph(number, "", lead_in, f"para_nn{self._unnumbered}", page)
        self._done.append(paragraph)
        if not lead_in and not (self._levels and self._levels[0].is_number):
            self._opening = paragraph
        elif self._levels and not lead_in:
            del self._levels[1:]
        self._write(words, page)

    def _bare_number(self, number: str, whole: str, words: str, page: int | None) -> None:
        """`3 The Parties`: a paragraph printed without a point, or a footnote."""
        mark = read_mark(number)
        plain = not self._levels or self._levels[0].style == "1"
        if self._call(number) is None and plain and (self._follows(mark) or (number == "1" and not self._done)):
            self._marked(mark, words, page)
        elif self._done and not self._last_was_note and _REFERENCE_END.search(self._done[-1].text[-40:]):
            self._append(whole)
        elif len(number) < 3 or self._call(number) is not None:
            self._note(number, words)
        else:
            self._unmarked(whole, page)

    def _note(self, mark: str, words: str) -> None:
        self._notes.append(DraftNote(mark, words))
        self._last_was_note = True

    def _append(self, words: str) -> None:
        if words:
            last = self._done[-1]
            last.text = f"{last.text} {words}" if last.text else words

    def _call(self, mark: str) -> int | None:
        """Place of the paragraph that calls a footnote; every paragraph is searched once."""
        done = self._done
        for at in range(max(self._counted - 1, 0), len(done)):
            for found in _GLUED.findall(done[at].text):
                self._calls.setdefault(found.replace(" ", ""), at)
            for found in _MARKDOWN_CALL.findall(done[at].text):
                self._calls.setdefault(found, at)
        self._counted = len(done)
        return self._calls.get(mark)


def _lead(parent: DraftParagraph) -> str:
    whole = f"{parent.lead_in} {parent.text}" if parent.lead_in else parent.text
    return whole[-LEAD_IN_LIMIT:]


def _cite(parent: DraftParagraph | None, mark: Mark, depth: int, reading: Reading) -> tuple[str, str]:
    """Number as cited and locator of an item."""
    if mark.core in BULLETS:
        number = "" if parent is None else parent.number
        sign = "indent"
    elif depth == 0 and mark.is_number:
        number, sign = mark.core, ""
    else:
        number = ("" if parent is None else parent.number) + f"({mark.core})"
        sign = f"point_{mark.core.lower()}"
    if not sign:
        return number, f"para_{mark.core}"
    above = f"{parent.eid}__" if parent is not None else ""
    return number, f"{above}list_1__{sign}"
