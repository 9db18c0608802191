"""Finds chapters and articles in running text.

A line that looks like a heading is one only when the words around it agree: the line before has ended its sentence,
what follows on the line is a title and not the rest of a sentence, and its number goes on from the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from clauseway.loaders.texts.contents import without_contents
from clauseway.loaders.texts.drafts import PAGE_BREAK, DraftArticle, DraftChapter
from clauseway.loaders.texts.headings import HEADING_SIGN, Candidate, candidates
from clauseway.loaders.texts.numbering import article_number, chapter_number
from clauseway.loaders.texts.titles import LEADERS, LIST_START, SENTENCE, SMALL, capitalised, title_like

_REFERENCE_LEAD = re.compile(
    r"(?:\b(?:in|of|to|under|with|and|or|by|from|see|per|this|that|the|de|del|la|el|los|las|en|con|y|o|al|du|des|et|ou"
    r"|von|der|des|und|oder|nach|in|mit|gemäss|gemäß)|[,(])\s*$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s*[:.–—\-⊥|]+\s*|\s+")
_TERMINAL = '.;:!?。；：”"’)_*|—'
_KOREAN_REFERENCE = re.compile(r"(?:제\s?\d+\s?[항조호]|및\s|또는\s|부터|까지|[,.ㆍ·])")
_CALL_AT_END = re.compile(r"(?<=[.;:,)])\s?(?:\d{1,3}|\[\^\d{1,3}\])$")
_CHINESE_REFERENCE = re.compile(r"[的所第、，和或至中项款规之以及（(]")
LONGEST_JUMP = 12
"""Articles that may be missing between two headings before the second is held for a reference."""


def segment(text: str) -> list[DraftChapter]:
    r"""Cut a text into chapters and articles.

    Args:
        text: Decoded, with `\n` line ends; `\f` begins a page, `HEADING_SIGN` a line marked as heading.

    Returns:
        Chapters in the order of the text; what stands before the first is a preamble.
    """
    text = "\n" + text
    pages = [match.start() for match in re.finditer(PAGE_BREAK, text)]
    found = without_contents(text, [c for c in candidates(text) if _reads_as_heading(text, c)])
    return _cut(text, _in_sequence(text, found), pages)


def _line_before(text: str, at: int) -> tuple[str, bool]:
    """The last line with words before an offset, and whether a blank line or page break stands between."""
    end = at - 1
    apart = False
    while end > 0:
        start = text.rfind("\n", max(0, end - 2000), end)
        line = text[start + 1 : end] if start >= 0 else text[max(0, end - 2000) : end]
        words = line.strip(" \t\xa0\u3000\f\r")
        if words and not (words.isdecimal() and len(words) < 4):
            return _CALL_AT_END.sub("", line.replace(HEADING_SIGN, "").strip()), apart or PAGE_BREAK in text[end:at]
        apart = True
        if start < 0:
            break
        end = start
    return "", True


def _reads_as_heading(text: str, candidate: Candidate) -> bool:
    rest = candidate.rest
    if candidate.marked:
        return True
    if candidate.east_asian:
        return _east_asian_heading(text, candidate)
    if not candidate.number and candidate.rank is not None:
        return _unnumbered_heading(text, candidate)
    first = rest[:1]
    if first in ("(", ",", ";", ")", "/", "%", "’", "'", "”", '"') or (first == "." and rest[1:2].isalnum()):
        return False
    words = LEADERS.sub("", rest).strip(" \t\xa0:.–—-⊥|*_")
    before, apart = _line_before(text, candidate.start)
    ended = not before or before[-1] in _TERMINAL or capitalised(before)
    if _REFERENCE_LEAD.search(before) and not before.isupper() and not (apart and words and title_like(words)):
        return False
    if not words:
        return apart or candidate.printed.isupper() or (ended and first != ".") or before[-1:] in tuple(_TERMINAL)
    if words[0] == "(":
        return (apart or ended) and words.endswith(")") and words.count("(") == words.count(")")
    if words[0].islower() or words[0] in ",;)":
        return False
    separated = rest.lstrip(" \t\xa0")[:1] in (":", ".", "–", "—", "-", "⊥", "|")
    if separated and capitalised(words) and len(words) < 100:
        return True
    if separated or capitalised(words):
        return apart or ended
    return (apart or ended) and (title_like(words) or (candidate.rank is None and len(words) > 60))


def _unnumbered_heading(text: str, candidate: Candidate) -> bool:
    """`ANNEX`, `PREAMBLE`, `PROTOCOL` on a line of their own or in capitals."""
    if candidate.rank not in ("annex", "protocol", "side-letter", "preamble"):
        return False
    whole = f"{candidate.printed}{candidate.rest}".strip()
    _, apart = _line_before(text, candidate.start)
    if candidate.rank == "preamble":
        return not candidate.rest.strip(" :*_")
    return apart and whole.isupper() and len(whole) < 120 and not whole.endswith((".", ";", ","))


def _east_asian_heading(text: str, candidate: Candidate) -> bool:
    rest = candidate.rest
    if not rest.strip():
        return True
    if candidate.printed.startswith("第"):
        before, apart = _line_before(text, candidate.start)
        if len(rest.strip()) > 40 or rest.strip()[-1] in "，、；。" or _CHINESE_REFERENCE.match(rest.strip()):
            return False
        return apart or not before or before[-1] in "。；：”》）" or len(before) < 20
    if rest[0] not in " \t\xa0(（":
        return False
    title = rest.strip()
    if title[0] in "(（":
        return title[-1] in ")）" and title.count("(") == title.count(")")
    return len(title) < 120 and not _KOREAN_REFERENCE.match(title) and title[-1] not in ".,"


def _in_sequence(text: str, found: list[Candidate]) -> list[Candidate]:
    """Drop articles whose number cannot come next; references at the start of a line look like headings else."""
    kept: list[Candidate] = []
    chapter, last = "", 0
    seen: set[tuple[str, str]] = set()
    annex = 0
    roman = sum(c.rank is None and c.number[0] in "IVXL" for c in found)
    mostly_arabic = 2 * roman < sum(c.rank is None for c in found)
    for candidate in found:
        if candidate.rank is not None:
            kept.append(candidate)
            if candidate.rank in ("annex", "protocol", "side-letter"):
                annex += 1
                chapter, last = "", 0
            elif candidate.rank == "chapter" or candidate.rank in ("part", "title"):
                chapter, last = chapter_number(candidate.printed), last if candidate.rank != "chapter" else 0
            continue
        number = article_number(candidate.printed if not candidate.east_asian else candidate.number)
        within, dot, own = number.partition(".")
        if not dot:
            within, own = "", number
        if mostly_arabic and not dot and candidate.number[0] in "IVXLC" and not candidate.marked:
            continue  # an article of the GATT, cited at the start of a line
        figure = re.match(r"\d+", own)
        value = int(figure[0]) if figure else 0
        key = (f"{annex}:{within}", own)
        if within and within != chapter:
            # a chapter without a heading of its own: its first articles open it
            fits = value <= LONGEST_JUMP and (
                not chapter.isdigit() or not within.isdigit() or int(within) != int(chapter)
            )
            fits = fits and (key not in seen)
            if fits and chapter.isdigit() and within.isdigit() and int(within) < int(chapter) and not candidate.marked:
                fits = annex > 0
        elif candidate.marked or value == 0:
            fits = key not in seen or not within
        elif value == 1:
            fits = last == 0 or not within
        else:
            reach = LONGEST_JUMP if not candidate.rest.strip() else 1000
            fits = last < value <= last + reach or (last == value and own != figure and key not in seen)
            fits = fits or (not kept and value > 0) or (last == 0 and not within)
        if not fits:
            continue
        kept.append(candidate)
        seen.add(key)
        chapter, last = (within or chapter), value
    return kept


def _cut(text: str, found: list[Candidate], pages: list[int]) -> list[DraftChapter]:
    opening = text[: found[0].start if found else len(text)]
    chapters: list[DraftChapter] = []
    lines = [line for line in opening.replace(HEADING_SIGN, "").split("\n") if line.strip()]
    if lines and len(lines) <= 3 and all(line.isupper() for line in lines):
        # a chapter given alone, its number not printed
        chapters.append(DraftChapter("chapter", "", " ".join(lines)))
    elif lines:
        preamble = DraftChapter("preamble", "", "")
        preamble.articles.append(DraftArticle("", "", opening.replace(HEADING_SIGN, ""), _page(pages, 0)))
        chapters.append(preamble)
    for at, candidate in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        body = text[candidate.end : end]
        title, inline, body = _title(candidate, body)
        page = _page(pages, candidate.start)
        if candidate.rank is not None:
            chapters.append(DraftChapter(candidate.rank, candidate.printed.strip(), title))
            if inline or body.strip():
                chapters[-1].articles.append(DraftArticle("", "", f"{inline}\n{body}".replace(HEADING_SIGN, ""), page))
            continue
        chapter = _home(chapters, candidate)
        whole = f"{inline}\n{body}" if inline else body
        chapter.articles.append(DraftArticle(candidate.printed.strip(), title, whole.replace(HEADING_SIGN, ""), page))
    return chapters


def split_articles(
    article: DraftArticle, place: tuple[str, int] | None, following: tuple[str, int] | None
) -> list[DraftArticle]:
    """Cut articles out of the body of the one before them.

    Args:
        article: Loses from its body what is cut out.
        place: Its chapter and number.
        following: Those of the next article of the file, which is no longer looked for; `None` after the last.

    Returns:
        The articles found, in order; none unless their numbers go on from this one's.
    """
    if place is None:
        return []
    chapter, last = place
    until = following[1] if following is not None and following[0] == chapter else last + LONGEST_JUMP
    text = "\n" + article.body
    found: list[Candidate] = []
    for candidate in candidates(text):
        number = article_number(candidate.printed)
        within, _, own = number.rpartition(".")
        fits = candidate.rank is None and own.isdigit() and within == chapter and last < int(own) < until
        if fits and int(own) <= last + 2 and _reads_as_heading(text, candidate):
            found.append(candidate)
            last = int(own)
    parted: list[DraftArticle] = []
    for at, candidate in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        title, inline, body = _title(candidate, text[candidate.end : end])
        parted.append(DraftArticle(candidate.printed.strip(), title, f"{inline}\n{body}" if inline else body))
    if found:
        article.body = text[1 : found[0].start]
    return parted


def _home(chapters: list[DraftChapter], candidate: Candidate) -> DraftChapter:
    """The chapter an article belongs to; opened where the text has no heading for it."""
    number = article_number(candidate.printed if not candidate.east_asian else candidate.number)
    within, dot, _ = number.partition(".")
    last = chapters[-1] if chapters else None
    if last is not None and last.rank != "preamble":
        earlier = article_number(last.articles[-1].printed) if last.articles else ""
        other = bool(earlier) and dot and earlier.partition(".")[0] != within and last.rank in ("chapter", "preamble")
        restarted = not dot and "." in earlier and number == "1"
        if not other and not restarted:
            return last
    chapters.append(DraftChapter("chapter", within if dot and within.isdigit() else "", ""))
    return chapters[-1]


def _page(pages: list[int], at: int) -> int | None:
    return bisect_right(pages, at) + 1 if pages else None


def _title(candidate: Candidate, body: str) -> tuple[str, str, str]:
    """Title of a heading, words of the body that stand on its line, and the body below its title."""
    rest = LEADERS.sub("", candidate.rest)
    rest = rest.strip(" \t\xa0\u3000:.–—⊥|*_-").replace(HEADING_SIGN, "")
    if rest[:1] in "(（" and rest[-1:] in ")）":
        rest = rest[1:-1].strip()
    if rest and candidate.rank is None and not candidate.east_asian and not candidate.marked and not title_like(rest):
        return "", rest, body
    if candidate.rank == "preamble":
        return "", rest, body
    lines = body.split("\n", 8)
    taken: list[str] = [rest] if rest else []
    used = 1 if lines and not lines[0].strip() else 0
    limit = 2 if candidate.rank is None else 3
    while used < len(lines) - 1 and len(taken) <= limit:
        line = lines[used].replace(HEADING_SIGN, "").strip(" \t\xa0\u3000\f\r*_")
        if not line:
            if taken:
                break
            used += 1
            continue
        if not _goes_on(candidate, taken, line, lines[used + 1] if used + 1 < len(lines) else ""):
            break
        taken.append(line)
        used += 1
    return " ".join(taken), "", "\n".join(lines[used:])


def _goes_on(candidate: Candidate, taken: list[str], line: str, after: str) -> bool:
    """Whether a line below a heading belongs to its title."""
    if candidate.east_asian:
        return not taken and len(line) < 40 and line[-1] not in "。，；：、.,다" and not LIST_START.match(line)
    line = line.removesuffix("*").strip()
    if not taken:
        if not title_like(line) or line.endswith("."):
            return False
        return capitalised(line) or not after.strip() or len(line) < 70
    if taken[-1].isupper():
        return line.isupper() and not LIST_START.match(line)
    if LIST_START.match(line) or len(line) > 90 or line.endswith((".", ";", ":", ",")):
        return False
    ends_open = taken[-1].rsplit(" ", 1)[-1].lower() in SMALL or taken[-1].endswith((",", "-"))
    if ends_open and not SENTENCE.search(line):
        return True
    return len(taken[-1]) > 45 and capitalised(line) and not SENTENCE.search(line) and not line.isupper()
