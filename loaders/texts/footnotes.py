"""Ties footnotes to the paragraphs that call them and takes the calls out of the words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LEAD_IN_LIMIT = 2_000
"""Most characters of a lead-in that are kept, the last ones: a crafted list could else repeat a megabyte a line."""
REACH = 8
"""Articles looked back through for the call of a note: a note stands at the foot of its page."""

# each pattern begins with the figure itself and looks back from there: beginning with a look-behind is much slower
_GLUED = r"(?:(?<=[A-Za-zÀ-ÿ)\]”\"’][0-9])|(?<=[^\d\s][,;.:][0-9]))"
"""A figure glued to a word or to the sign after it; `10.1` is no call."""
_AFTER_CALL = r"(?![\w%]|[.,]\d|-\d)"
_CALL = re.compile(
    rf"[0-9\[(](?:{_GLUED}(?:[0-9]?-\s?[0-9]{{1,3}}|[0-9]{{0,2}}){_AFTER_CALL}"
    r"|(?<=\[)\^[0-9]{1,3}\]|(?<=\s\()[0-9]{1,3}\))"
)
_CHAPTER_CALL = re.compile(rf"[0-9]{_GLUED}[0-9]?-\s?[0-9]{{1,3}}{_AFTER_CALL}")
_MARKDOWN_CALL = re.compile(r"\[\^\d{1,3}\]")


@dataclass(slots=True)
class DraftNote:
    """A footnote that stands in a body.

    Attributes:
        after: Paragraphs of the body before it.
    """

    mark: str
    text: str
    after: int


@dataclass(slots=True)
class DraftParagraph:
    """A paragraph before its offsets are known.

    Attributes:
        parent: The paragraph whose words lead into it.
        eid: Locator without the article's part.
    """

    number: str
    text: str
    parent: DraftParagraph | None
    eid: str
    page: int | None
    notes: list[DraftNote] = field(default_factory=list[DraftNote])

    def lead_in(self) -> str:
        """Words that lead into it, outermost first, at most the last `LEAD_IN_LIMIT` characters."""
        words: list[str] = []
        parent, length = self.parent, 0
        while parent is not None and length < LEAD_IN_LIMIT:
            words.append(parent.text)
            length += len(parent.text) + 1
            parent = parent.parent
        return " ".join(reversed(words))[-LEAD_IN_LIMIT:]


@dataclass(slots=True)
class Body:
    """What the body of an article holds.

    Attributes:
        called_above: Marks of footnotes that its heading calls.
    """

    paragraphs: list[DraftParagraph]
    notes: list[DraftNote]
    called_above: set[str] = field(default_factory=set[str])


def calls_in(text: str) -> set[str]:
    """Marks of footnotes called in a text.

    >>> sorted(calls_in("charges16-1 on goods,2 see Article 14.3 and the list (3) or note[^4]"))
    ['16-1', '2', '3', '4']
    """
    return {call.strip("[]^()").replace(" ", "") for call in _CALL.findall(text)}


_TITLE_CALL = re.compile(r"\s?\[\^(\d{1,3})\]|(?<=[A-Za-zÀ-ÿ)])(\d{1,2}-\d{1,3}|\d{1,3})$|\s\((\d{1,3})\)$")


def split_title(title: str) -> tuple[str, set[str]]:
    """A heading without the footnotes it calls, and their marks.

    >>> split_title("Personal Data Protection (9)"), split_title("Source Code[^12]"), split_title("COVID19 and Annex 3")
    (('Personal Data Protection', {'9'}), ('Source Code', {'12'}), ('COVID19 and Annex 3', set()))
    """
    marks = {a or b or c for a, b, c in _TITLE_CALL.findall(title)}
    return (_TITLE_CALL.sub("", title).strip(), marks) if marks else (title, marks)


def settle(bodies: list[Body]) -> None:
    """Give each note to the paragraph that calls it, in its own article or one before; cut the calls out of the words.

    A note whose call cannot be found stays with the paragraph it stands below.

    Args:
        bodies: Articles of one chapter, in order; changed in place.
    """
    places: dict[int, dict[str, DraftParagraph]] = {}
    for at, body in enumerate(bodies):
        for note in body.notes:
            home = None
            for earlier in range(at, max(at - REACH, 0) - 1, -1):
                if earlier not in places:
                    places[earlier] = _places(bodies[earlier])
                home = places[earlier].get(note.mark)
                if home is not None:
                    break
            if home is None and body.paragraphs:
                home = body.paragraphs[max(min(note.after, len(body.paragraphs)) - 1, 0)]
            if home is not None:
                home.notes.append(note)
    for body in bodies:
        for paragraph in body.paragraphs:
            _cut_calls(paragraph)


def _places(body: Body) -> dict[str, DraftParagraph]:
    found = dict.fromkeys(body.called_above, body.paragraphs[0]) if body.paragraphs else {}
    for paragraph in body.paragraphs:
        for mark in calls_in(paragraph.text):
            found.setdefault(mark, paragraph)
    return found


def _cut_calls(paragraph: DraftParagraph) -> None:
    text = paragraph.text
    marks = {note.mark for note in paragraph.notes}
    if marks:
        # each mark is cut once: the same figure glued to a later word may be something else
        text = _CALL.sub(lambda call: _cut_once(call[0], marks), text).replace(" ()", "")
    if "-" in text:
        text = _CHAPTER_CALL.sub("", text)
    if "[^" in text:
        text = _MARKDOWN_CALL.sub("", text)
    paragraph.text = text.strip()


def _cut_once(call: str, marks: set[str]) -> str:
    mark = call.strip("[]^()").replace(" ", "")
    if mark not in marks:
        return call
    marks.discard(mark)
    return "()" if call[0] == "(" else ""
