"""Lines that may head an article, a chapter or an annex, in the languages of treaties.

A new language is more words in `ARTICLE_WORDS` and `CONTAINER_WORDS`. A line found here is only a candidate: words
such as `Article 14.3` also begin lines inside sentences, and `segmenting` decides by what stands around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clauseway.loaders.texts.drafts import Rank

HEADING_SIGN = "\x01"
"""A reader puts it before a line that its format marks as a heading."""

ARTICLE_WORDS = (
    r"ART[IÍ]{1,2}CULOS?|Art[ií]culos?|A[Rr][Tt][IiLl1][Cc][LlIi1Tt][Ee][Ss]?|ARTIKEL|Artikel|"
    r"ARTIGO|Artigo|ARTICOLO|Articolo|ART\.|Art\."
)
"""English, Spanish, French, German, Portuguese, Italian, with slips of character recognition."""

CONTAINER_WORDS: tuple[tuple[str, Rank], ...] = (
    (r"(?:THE )?ANNEX(?:ES)?|Annex(?:es)?|ANEXOS?|Anexos?|ANNEXES?|Annexes?|ANHANG|Anhang"
     r"|APPENDI(?:X|CES)|Appendi(?:x|ces)|AP[EÉ]NDICE|Ap[ée]ndice"
     r"|ATTACHMENT|Attachment|SCHEDULE|부속서|附件|附錄|附录", "annex"),
    (r"PROTOCOLO?|Protocolo?|PROTOKOLL|Protokoll|의정서", "protocol"),
    (r"SIDE LETTERS?|Side Letters?|EXCHANGE OF (?:LETTERS|NOTES)|Exchange of (?:Letters|Notes)"
     r"|CANJE DE (?:NOTAS|CARTAS)|[EÉ]CHANGE DE LETTRES|부속 서한|부속서한|서한", "side-letter"),
    (r"PART(?:E|IE)?|Part(?:e|ie)?|TEIL|Teil", "part"),
    (r"T[IÍ]TULO|T[ií]tulo|TITLE|Title|TITRE|Titre", "title"),
    (r"C[Hh][AaOo][Pp][Tt][Ee][Rr]|CAP[IÍ]TULO|Cap[ií]tulo|CHAPITRE|Chapitre|KAPITEL|Kapitel|MODULE|Module"
     r"|M[OÓ]DULO|M[oó]dulo|CAPITOLO|Capitolo|모듈", "chapter"),
    (r"(?:SUB-?)?SECTION|(?:Sub-?)?[Ss]e[Cc]tion|(?:SUB)?SECCI[OÓ]N|(?:Sub)?[Ss]ecci[oó]n"
     r"|ABSCHNITT|Abschnitt|절", "section"),
    (r"PREAMBLE|Preamble|PRE[AÁ]MBULO|Pre[áa]mbulo|PR[EÉ]AMBULE|Pr[ée]ambule|PR[AÄ]AMBEL|Pr[aä]ambel|서문|전문|序言",
     "preamble"),
)  # fmt: skip

_WORDED = (
    r"(?:TWENTY|THIRTY|FORTY|Twenty|Thirty|Forty)(?:[- ](?:ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE"
    r"|One|Two|Three|Four|Five|Six|Seven|Eight|Nine))?"
    r"|(?:[Oo]ne|ONE|[Tt]wo|TWO|[Tt]hree|THREE|[Ff]our(?:teen)?|FOUR(?:TEEN)?|[Ff]ive|FIVE|[Ss]ix(?:teen)?|SIX(?:TEEN)?"
    r"|[Ss]even(?:teen)?|SEVEN(?:TEEN)?|[Ee]ight(?:een)?|EIGHT(?:EEN)?|[Nn]ine(?:teen)?|NINE(?:TEEN)?|[Tt]en|TEN"
    r"|[Ee]leven|ELEVEN|[Tt]welve|TWELVE|[Tt]hirteen|THIRTEEN|[Ff]ifteen|FIFTEEN|[Pp]remi[eè]re?|PREMI[EÈ]RE?"
    r"|[Pp]rimer[oa]?|PRIMER[OA]?|[Uu]no|UNO|[Dd]os|DOS|[Tt]res|TRES|[Cc]uatro|CUATRO|[Cc]inco|CINCO|[Ss]eis|SEIS"
    r"|[Ss]iete|SIETE|[Oo]cho|OCHO|[Nn]ueve|NUEVE|[Dd]iez|DIEZ|[Oo]nce|ONCE|[Dd]oce|DOCE|[Tt]rece|TRECE|[Cc]atorce|CATORCE"
    r"|[Qq]uince|QUINCE|[Dd]iecis[eé]is|DIECIS[EÉ]IS|[Dd]iecisiete|DIECISIETE|[Dd]ieciocho|DIECIOCHO"
    r"|[Dd]iecinueve|DIECINUEVE|[Vv]einte|VEINTE|[Vv]einti[uú]n[oa]?|[Vv]eintid[oó]s|[Vv]eintitr[eé]s)(?![^\W\d_])"
)
_ARTICLE_NUMBER = (
    r"(?:[\dlO]{1,3}|[IVXLC]{1,7}|[A-Z])\s?[.\-:]\s?\d{1,3}(?:[.\-]\d{1,3})?(?:\s?(?:bis|ter|quater)\b|-?[A-Z]{1,2}(?![a-z]))?"
    r"|\d{1,3}(?:\s?(?:bis|ter|quater|BIS)\b|-?[A-Z]{1,2}(?![a-z]))?|[IVXLC]{1,7}(?![^\W\d_])|" + _WORDED
)
_CONTAINER_NUMBER = (
    r"\d{1,3}(?:bis)?(?:(?:\s?-\s?|\.)(?:[A-Z]{1,2}|\d{1,3}|[가-하])(?![^\W\d_]))*(?:[A-Z](?![^\W\d_]))?|[IVXLC]{1,7}(?:[-.][A-Z\d]+)?(?![^\W\d_])"
    r"|[A-Z](?:[-.]\d{1,2})?(?![^\W\d_])|[가-하](?=\s|$)|[一二三四五六七八九十]{1,3}|" + _WORDED
)
_EAST_ASIAN = (
    r"제\s?(?P<ko>\d{1,3}(?:[.나다가라마바사]{1,2}\d{1,3})?)\s?(?P<ko_kind>조|장|절)(?P<ko_more>의\s?\d)?"
    r"|第\s?(?P<zh>[〇零一二三四五六七八九十百]{1,5}|\d{1,3}(?:\.\d{1,3})?)\s?(?P<zh_kind>条|條|章|节|節|部分|编)"
)
_CONTAINERS = "|".join(f"(?P<c{at}>{words})" for at, (words, _) in enumerate(CONTAINER_WORDS))
_HEADING = re.compile(
    rf"\n[ \t\xa0\u3000\f]{{0,120}}(?P<sign>{HEADING_SIGN})?[ \t]{{0,4}}(?:"
    rf"(?:{_EAST_ASIAN})(?P<east_rest>[^\n]*)"
    rf"|(?:{ARTICLE_WORDS})[ \t\xa0]{{0,8}}[:\-–]?[ \t\xa0]{{0,8}}(?P<article>{_ARTICLE_NUMBER})(?P<rest>[^\n]*)"
    rf"|(?:{_CONTAINERS})(?![^\W\d_])(?:[ \t\xa0]{{0,8}}[:\-–]?[ \t\xa0]{{0,8}}(?P<number>{_CONTAINER_NUMBER}))?"
    r"(?P<container_rest>[^\n]*)"
    r")"
)
_EAST_RANKS: dict[str, Rank] = {"장": "chapter", "절": "section", "章": "chapter", "节": "section", "節": "section",
                               "部分": "part", "编": "part"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be a heading.

    Attributes:
        rank: What it heads, `None` for an article.
        printed: Word and number as printed.
        number: Number as printed, empty when there is none.
        rest: What follows on the line.
        start: Offset of the line.
        end: Offset after the line.
        marked: Whether the format marks it as a heading.
        east_asian: Whether it is Korean or Chinese.
    """

    rank: Rank | None
    printed: str
    number: str
    rest: str
    start: int
    end: int
    marked: bool
    east_asian: bool = False


def candidates(text: str) -> list[Candidate]:
    r"""Every line that may be a heading, in the order of the text.

    >>> [(c.rank, c.printed, c.rest) for c in candidates("\nCHAPTER XIV\nDigital Trade\n\nARTICLE12.2: Scope\n")]
    [('chapter', 'CHAPTER XIV', ''), (None, 'ARTICLE12.2', ': Scope')]
    >>> [(c.rank, c.number, c.rest) for c in candidates("\n제14.3조 정의\n第二章 总则")]
    [(None, '14.3', ' 정의'), ('chapter', '二', ' 总则')]
    """
    found: list[Candidate] = []
    for match in _HEADING.finditer(text):
        start, end, marked = match.start() + 1, match.end(), match["sign"] is not None
        line = match[0].lstrip(" \t\xa0\u3000\f\n\x01")
        if (kind := match["ko_kind"] or match["zh_kind"]) is not None:
            rest = match["east_rest"]
            number = (match["ko"] or match["zh"]) + (match["ko_more"] or "").replace(" ", "")
            printed = line[: len(line) - len(rest)]
            found.append(Candidate(_EAST_RANKS.get(kind), printed, number, rest, start, end, marked, True))
        elif (number := match["article"]) is not None:
            rest = match["rest"]
            found.append(Candidate(None, line[: len(line) - len(rest)], number, rest, start, end, marked))
        else:
            rest = match["container_rest"]
            rank: Rank = next(rank for at, (_, rank) in enumerate(CONTAINER_WORDS) if match[f"c{at}"] is not None)
            printed = line[: len(line) - len(rest)]
            found.append(Candidate(rank, printed, match["number"] or "", rest, start, end, marked))
    return found
