"""Numbers of chapters and articles as they are cited, from the shapes they are printed in."""

from __future__ import annotations

import re

from clauseway.loaders.texts.numerals import arabic, roman_value

_NUMBER = re.compile(
    r"(?P<chapter>[0-9lOo]{1,3}(?:bis|[가-하])?|[IVXLC]{1,7}|[A-Z])\s?(?P<point>[.\-:])\s?(?P<article>[0-9lO]{1,3})"
    r"(?P<more>(?:[.\-][0-9]{1,3})*[ ]?(?:bis|ter|quater|-?[A-Z]{1,2})?)\b"
)
_PLAIN = re.compile(r"(?P<article>\d{1,4})[ ]?(?P<more>(?:bis|ter|quater|-?[A-Z]{1,2})?)\b", re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]+\.?[\s:–-]*)?(?P<rest>.*)", re.DOTALL)


def chapter_number(printed: str) -> str:
    """Number of a chapter from the print.

    >>> chapter_number("CHAPTER XIV"), chapter_number("TWENTY ONE"), chapter_number("14"), chapter_number("제14장")
    ('14', '21', '14', '14')
    >>> chapter_number("Annex 14-A"), chapter_number("CAPÍTULO 3"), chapter_number("")
    ('14-A', '3', '')
    """
    whole = arabic(printed)
    if (whole.isdigit() and len(printed.strip()) > 1) or printed.strip().isdigit():
        return whole
    if match := re.search(r"第\s*([〇零一二三四五六七八九十百]+|\d+)|제\s*(\d+)", printed):
        return arabic(match[1] or match[2])
    head, _, tail = printed.strip().partition(" ")
    value = arabic((tail or head).strip(" .:–-").upper())
    if re.fullmatch(r"[A-Z]{3,}", value):
        return ""
    # hundreds of chapters do not occur: C, D, L and M are letters
    return value if value not in ("50", "100", "500", "1000") else tail.strip(" .:–-")


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
