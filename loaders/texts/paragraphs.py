"""The body of an article cut into paragraphs and list items, footnotes apart.

Treaties print the same list in many shapes: `1.`, `(1)`, `2bis`, `(a)`, `a)`, `(i)`, `가.`, `•`, one below the other or
run together in one line. Open lists are kept as a stack of levels; a mark belongs to the level whose next mark it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clauseway.loaders.texts.drafts import PAGE_BREAK
from clauseway.loaders.texts.footnotes import Body, DraftNote, DraftParagraph, calls_in
from clauseway.loaders.texts.list_marks import BULLETS, KOREAN_LETTERS, Mark, Reading, read_mark

_LIST_MARK = (
    r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[a-z]{2}|[ivx]{2,5}|[IVX]{2,5})(?:[ ]?(?:bis|ter|quater)|[A-Z])?[.)]{1,2}"
    rf"|\(?[{KOREAN_LETTERS}][.)]|[①-⑳]|[（(][一二三四五六七八九十]{{1,3}}[)）]|[一二三四五六七八九十]{{1,3}}、)"
)
_NOTE_MARK = r"(?:\[\^\d{1,3}\]:|\[\d{1,3}\]|\(\^\d{1,3}\)|\d{1,2}-\d{1,3}|\*{1,3})"
_CAPITAL = r"[A-ZÀ-Þ“\"‘'(]"
_SPACE = r"[ \t\xa0\u2003\u3000]"
_START = re.compile(
    rf"[“\"]?(?P<mark>{_LIST_MARK}|[{BULLETS}])(?=\s|[가-힣一-鿿]|\Z|(?<=[)])[A-Za-z“\"])\s*"
    rf"|(?P<note>{_NOTE_MARK})\s*(?=\S)"
    r"|(?P<within>\d{1,3})\s?\.(?P<point>\d{1,2})\s+(?=[A-ZÀ-Þ“\"])"
    rf"|(?P<bare>\d{{1,3}})\s?(?={_CAPITAL})"
)
_BREAK = re.compile(
    rf"\n(?:(?={_SPACE}*(?:[“\"]?(?:{_LIST_MARK}|[{BULLETS}])(?:\s|[가-힣一-鿿])|\([a-z]{{1,4}}\)"
    rf"|{_NOTE_MARK}\s?[A-Z“\"]|\[\^\d{{1,3}}\]:|\d{{1,3}} ?[A-Z“\"]|\d{{1,3}} ?\.\d{{1,2}} "
    rf"|\d{{1,3}}{_SPACE}*\n{_SPACE}*[A-Z]))|[^\S\f]*\n[^\S\f]*|(?={PAGE_BREAK}))"
)
_INLINE = re.compile(
    r"[:;.,][”\"]? ?(?:(?:and|or|and/or|y|o|e|et|ou|und|oder|sowie|및|또는) )?"
    r"(?=(\([a-z0-9]{1,4}\)|[a-z0-9]{1,4}\)|[a-z]\.|\d{1,2}\.) )"
)
_HYPHEN_BREAK = re.compile(r"([^\W\d_]{1,40})-[ \t]*\n\s*([a-zà-ÿ]{1,40})")
_REFERENCE_WORDS = frozenset(
    [
        "article",
        "articles",
        "paragraph",
        "paragraphs",
        "subparagraph",
        "subparagraphs",
        "sub-paragraph",
        "sub-paragraphs",
        "annex",
        "annexes",
        "chapter",
        "chapters",
        "section",
        "sections",
        "note",
        "notes",
        "no",
        "nos",
        "rule",
        "rules",
        "number",
        "numbers",
        "heading",
        "headings",
        "appendix",
        "schedule",
        "artículo",
        "artículos",
        "articulo",
        "párrafo",
        "párrafos",
        "parrafo",
        "apartado",
        "apartados",
        "subapartado",
        "inciso",
        "incisos",
        "artikel",
        "artikels",
        "absatz",
        "kapitel",
        "paragraphe",
        "paragraphes",
    ]
)
_OPEN_WORDS = frozenset(
    ["and", "or", "to", "of", "than", "in", "from", "within", "y", "o", "de", "et", "ou", "und", "von"]
)
LONGEST_RUN = 20_000
"""Characters beyond which a paragraph or note is no longer added to."""
_TERMINAL = tuple('.;:!?”"。；：')


class Vocabulary:
    """Words of a text, counted only when first asked for."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        """Whether the text holds a word in lower case, cut at spaces."""
        if self._words is None:
            self._words = frozenset(word for text in self._texts for word in text.lower().split())
        return word in self._words


class BodyParser:
    """Cuts bodies of one document.

    Args:
        vocabulary: Words of the document, to mend those broken at line ends.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def parse(self, body: str, page: int | None) -> Body:
        """Cut a body.

        Args:
            body: Words of an article as a reader gives them.
            page: Page on which it begins.

        Returns:
            Its paragraphs and the footnotes that stand in it.
        """
        if "-\n" in body or "- \n" in body:
            body = _HYPHEN_BREAK.sub(self._mend, body)
        run, paged = _Run(page), PAGE_BREAK in body
        if paged:
            body = body.replace(PAGE_BREAK, f"\n{PAGE_BREAK}")
        for block in _BREAK.split(body):
            run.take(block, paged)
        return run.body

    def _mend(self, match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return whole if whole.lower() in self._vocabulary else f"{match[1]}-{match[2]}"


@dataclass(slots=True)
class _Level:
    """An open list: how its marks look, the place of the last one, and its paragraph."""

    style: str
    value: int
    paragraph: DraftParagraph

    @property
    def is_number(self) -> bool:
        """Whether Arabic numbers count it."""
        return "1" in self.style


class _Run:
    """One pass over the blocks of one body."""

    def __init__(self, page: int | None) -> None:
        self.body = Body([], [])
        self._done = self.body.paragraphs
        self._page = page
        self._levels: list[_Level] = []
        self._opening: DraftParagraph | None = None
        self._unnumbered = 0
        self._after_note = False
        self._after_page = False
        self._calls: set[str] = set()
        self._searched = (0, -1)

    def take(self, block: str, paged: bool) -> None:
        """Read the next block; `paged` says whether it may hold page breaks."""
        if paged and PAGE_BREAK in block:
            self._after_page = True
            if self._page is not None:
                self._page += block.count(PAGE_BREAK)
        words = " ".join(block.split())
        if not words:
            return
        start = _START.match(words)
        if start is None:
            self._unmarked(words)
        elif printed := start["mark"]:
            self._with_mark(printed, words, words[start.end() :])
        elif start["note"]:
            self._note(start["note"].strip("[]^:()"), words[start.end() :])
        elif start["within"]:
            self._marked(read_mark(start["point"] + "."), words[start.end() :])
        else:
            self._bare_number(start["bare"], words, words[start.end() :])
        self._after_page = False

    def _with_mark(self, printed: str, whole: str, words: str) -> None:
        mark = read_mark(printed)
        if self._done and not self._after_note and self._cut_reference():
            self._append(whole)
            return
        if self._done and not self._after_note and not self._follows(mark):
            if mark.is_number and _last_word(self._done[-1].text) in _OPEN_WORDS:
                self._append(whole)
                return
            if self._is_bracketed_note(printed, mark):
                self._note(mark.core, words)
                return
        self._marked(mark, words)

    def _is_bracketed_note(self, printed: str, mark: Mark) -> bool:
        """Whether `(8)` below paragraphs numbered `1.` is a footnote: it is called above, or no list leads up to it."""
        if printed[0] != "(" or not mark.core.isdigit() or not self._levels or self._levels[0].style != "1.":
            return False
        return mark.core in self._called() or (mark.core != "1" and not self._at_level("(1)"))

    def _cut_reference(self) -> bool:
        """Whether the line before ended within `Article 14` or `subparagraph (a)`."""
        return _last_word(self._done[-1].text) in _REFERENCE_WORDS

    def _at_level(self, style: str) -> bool:
        return any(level.style == style for level in self._levels)

    def _follows(self, mark: Mark) -> bool:
        for level in self._levels:
            for reading in mark.readings:
                if reading.value == level.value + 1 and reading.style == level.style:
                    return True
        return False

    def _marked(self, mark: Mark, words: str) -> None:
        """A numbered paragraph or list item, with the marks that directly follow its own: `2. (a)`."""
        self._item(mark)
        while (inner := _START.match(words)) is not None and (printed := inner["mark"]) and printed not in BULLETS:
            mark = read_mark(printed)
            if not mark.starts:
                break
            words = words[inner.end() :]
            self._item(mark)
        self._write(words)

    def _write(self, words: str) -> None:
        """Fill the paragraph just begun, cut where the next mark of an open list stands in the line."""
        begin = 0
        for match in _INLINE.finditer(words):
            printed, sign = match[1], words[match.start()]
            mark = read_mark(printed)
            if sign == ":":
                fits = mark.starts and (printed[-1] == ")" or not mark.is_number)
            elif printed[-1] == "." and mark.is_number:
                fits = sign in ".;" and self._follows(mark)
            else:
                fits = self._follows(mark) and (sign != "," or (printed[0] == "(" and match.end() - match.start() > 3))
            if fits:
                self._append(words[begin : match.end()].rstrip())
                self._item(mark)
                begin = match.end() + len(printed) + 1
        self._append(words[begin:] if begin else words)

    def _item(self, mark: Mark) -> None:
        """Begin an item at the level its mark belongs to."""
        levels = self._levels
        depth, reading = self._level_of(mark)
        del levels[depth:]
        parent = None
        if depth:
            parent = levels[depth - 1].paragraph
        elif self._opening is not None and (not mark.is_number or self._opening.text.endswith((":", "：", ","))):
            parent = self._opening
        number, eid = _cite(parent, mark, depth)
        paragraph = DraftParagraph(number, "", parent, eid, self._page)
        self._done.append(paragraph)
        levels.append(_Level(reading.style, reading.value, paragraph))
        self._after_note = False

    def _level_of(self, mark: Mark) -> tuple[int, Reading]:
        levels, readings = self._levels, mark.readings
        first = readings[0]
        if not levels:
            return 0, first
        if mark.starts and self._done[-1].text.endswith((":", "—", "：")):
            fresh = next(reading for reading in readings if reading.value <= 1)
            if not self._at_level(fresh.style):
                return len(levels), fresh
        for at in range(len(levels) - 1, -1, -1):
            level = levels[at]
            for reading in readings:
                if reading.value == level.value + 1 and reading.style == level.style:
                    return at, reading
        fresh = next((reading for reading in readings if reading.value <= 1), None)
        if fresh is not None and not self._at_level(fresh.style):
            return len(levels), fresh
        for reach in (3, 10_000):
            for at in range(len(levels) - 1, -1, -1):
                for reading in readings:
                    if reading.style == levels[at].style and (
                        reach > 3 or 0 < reading.value - levels[at].value <= reach
                    ):
                        return at, reading
        # marks between were not printed: a sibling of the last item
        return max(len(levels) - 1, int(levels[0].is_number)), first

    def _unmarked(self, words: str) -> None:
        """A block without a mark: the rest of a sentence, words below a list, or a paragraph of its own."""
        done, levels = self._done, self._levels
        lower = words[0].islower()
        if done and self._runs_on(lower):
            self._after_note = False
            self._append(words)
            return
        if self._after_note and lower and len(self.body.notes[-1].text) < LONGEST_RUN:
            self.body.notes[-1].text += " " + words
            return
        self._after_note = False
        number, parent = "", None
        if levels:
            bottom = levels[0]
            if bottom.is_number:
                number = bottom.paragraph.number
            if lower:
                parent = levels[-2].paragraph if len(levels) > 1 else None if bottom.is_number else self._opening
                number = number if parent is None else parent.number
            elif bottom.is_number:
                del levels[1:]
            else:
                levels.clear()
        elif self._opening is not None and self._opening.text.endswith((":", "：")):
            parent = self._opening
        self._unnumbered += 1
        paragraph = DraftParagraph(number, "", parent, f"para_nn{self._unnumbered}", self._page)
        done.append(paragraph)
        if parent is None and not levels:
            self._opening = paragraph
        self._write(words)

    def _runs_on(self, lower: bool) -> bool:
        """Whether a block without a mark goes on with the sentence before."""
        last = self._done[-1].text
        if last.endswith(_TERMINAL) or not (lower or self._after_note or self._after_page):
            return False
        in_list = len(self._levels) > 1 or (bool(self._levels) and not self._levels[0].is_number)
        # words below a list complete its lead-in, not its last item
        return self._after_note or self._after_page or not (in_list and last.endswith((",", " and", " or")))

    def _bare_number(self, number: str, whole: str, words: str) -> None:
        """`3 The Parties`: a paragraph printed without a point, or a footnote."""
        mark = read_mark(number)
        plain = not self._levels or self._levels[0].style == "1"
        called = number in self._called()
        if not called and plain and (self._follows(mark) or (number == "1" and not self._done)):
            self._marked(mark, words)
        elif self._done and not self._after_note and not called and self._cut_reference():
            self._append(whole)
        elif called or len(number) < 3:
            self._note(number, words)
        else:
            self._unmarked(whole)

    def _note(self, mark: str, words: str) -> None:
        self.body.notes.append(DraftNote(mark, words, len(self._done)))
        self._after_note = True

    def _append(self, words: str) -> None:
        if not words:
            return
        last = self._done[-1]
        if len(last.text) > LONGEST_RUN:
            # no treaty has such a paragraph; cutting it keeps the time linear
            last = DraftParagraph(last.number, "", None, last.eid, self._page)
            self._done.append(last)
        last.text = f"{last.text} {words}" if last.text else words

    def _called(self) -> set[str]:
        """Marks of footnotes called so far; every paragraph is searched once it is done, the last one again."""
        done = self._done
        at, length = self._searched
        for place in range(at, len(done)):
            if place > at or len(done[place].text) != length:
                self._calls |= calls_in(done[place].text)
        if done:
            self._searched = len(done) - 1, len(done[-1].text)
        return self._calls


def _last_word(text: str) -> str:
    """Last word of a text in lower case, with the signs after it."""
    words = text[-24:].split()
    return words[-1].lower() if words else ""


def _cite(parent: DraftParagraph | None, mark: Mark, depth: int) -> tuple[str, str]:
    """Number as cited and locator of an item."""
    if not depth and mark.is_number:
        return mark.core, f"para_{mark.core}"
    above = "" if parent is None else f"{parent.eid}__"
    number = "" if parent is None else parent.number
    if mark.core in BULLETS:
        return number, f"{above}list_1__indent"
    return f"{number}({mark.core})", f"{above}list_1__point_{mark.core.lower()}"
