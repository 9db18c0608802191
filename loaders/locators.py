"""Article references as sources write them: `12.4.1(a)`, `14.1-14.2`, `Module 8`, `8.61-A`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARTICLE = re.compile(
    r"(?P<article>\d+(?:\.\d+[A-Z]?)?(?:-[A-Z]{1,2})?)"
    r"(?:\.(?P<paragraph>\d+(?:-\d+)?(?:\([a-z]+\))?)|(?P<item>\([a-z]+\)))?"
)


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in an agreement a statement belongs.

    Attributes:
        article: The article as shown, a range or list as written.
        paragraph: Paragraph inside it, or an empty string.
        covers: Every single article meant; `8.*` for a whole module or chapter.
    """

    article: str
    paragraph: str
    covers: tuple[str, ...]

    def meets(self, article: str) -> bool:
        """Whether the reference reaches a single article.

        >>> parse_locator("Module 8").meets("8.2"), parse_locator("12.1-12.3").meets("12.2")
        (True, True)
        """
        return any(c == article or (c.endswith(".*") and article.startswith(c[:-1])) for c in self.covers)


def parse_locator(text: str) -> Locator:
    """Read an article reference.

    >>> parse_locator("12.4.1(a)")
    Locator(article='12.4', paragraph='1(a)', covers=('12.4',))
    >>> parse_locator("139.3").paragraph
    '3'
    >>> parse_locator("10.2-10.4").covers
    ('10.2', '10.3', '10.4')
    >>> parse_locator("12.14.3(a); 12.15.3(a) fn 12, 14").covers
    ('12.14', '12.15')
    """
    text = text.strip()
    if match := re.fullmatch(r"(?:Module|chapter) (\d+)", text, re.IGNORECASE):
        return Locator(text, "", (f"{match[1]}.*",))
    if match := re.fullmatch(r"(\d+) and Annex .*", text):
        return Locator(text, "", (f"{match[1]}.*",))
    if match := re.fullmatch(r"((?:\d{1,4}\.)?)(\d{1,4})-\1(\d{1,4})", text):
        chapter, first, last = match[1], int(match[2]), int(match[3])
        if first <= last:
            return Locator(text, "", tuple(f"{chapter}{n}" for n in range(first, last + 1)))
    parts = [part.strip() for part in text.split(";")]
    found = [match for part in parts if (match := _ARTICLE.match(part))]
    if len(parts) == 1 and found and found[0].end() == len(text):
        article, paragraph = _split(found[0])
        return Locator(article, paragraph, (article,))
    if found and len(found) == len(parts):
        return Locator(text, "", tuple(dict.fromkeys(_split(match)[0] for match in found)))
    return Locator(text, "", (text,))


def _split(match: re.Match[str]) -> tuple[str, str]:
    article, paragraph = match["article"], match["paragraph"] or match["item"] or ""
    head, dot, tail = article.partition(".")
    if dot and int(head) >= 100 and tail.isdigit():  # 139.3 is paragraph 3 of article 139
        return head, ".".join(filter(None, (tail, paragraph)))
    return article, paragraph


def provision_id(agreement: str, article: str, paragraph: str, clause: str, version: str = "") -> str:
    """Stable key of a provision.

    >>> provision_id("rcep", "12.4", "1(a)", "smes")
    'rcep/12.4.1-a/smes'
    >>> provision_id("depa", "2.2", "2 (first duty)", "paperless-trading", "original-2020")
    'depa/2.2.2-first-duty/paperless-trading@original-2020'
    """
    where = _key(article) + (f".{_key(paragraph)}" if paragraph else "")
    return f"{agreement}/{where}/{clause or 'no-clause'}" + (f"@{version}" if version else "")


def _key(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")
