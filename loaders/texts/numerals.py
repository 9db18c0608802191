"""Numbers of chapters and articles in the shapes treaties print them: Arabic, Roman, words, CJK."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS_AND_OTHER_LANGUAGES = (
    "first premier première primero primera uno erster erstes",
    "second deuxième segundo segunda dos zweiter zweites",
    "third troisième tercero tercera tres dritter drittes",
    "fourth quatrième cuarto cuarta cuatro vierter viertes",
    "fifth cinquième quinto quinta cinco fünfter fünftes",
    "sixth sixième sexto sexta seis sechster sechstes",
    "seventh septième séptimo séptima siete siebter siebtes",
    "eighth huitième octavo octava ocho achter achtes",
    "ninth neuvième noveno novena nueve neunter neuntes",
    "tenth dixième décimo décima diez zehnter zehntes",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte vigésimo",
    "veintiuno veintiún",
    "veintidós veintidos",
    "veintitrés veintitres",
    "veinticuatro",
    "veinticinco",
)
_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{word: value for value, words in enumerate(_ORDINALS_AND_OTHER_LANGUAGES, start=1) for word in words.split()},
}
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(CM|CD|D?C{0,4})(XC|XL|L?X{0,4})(IX|IV|V?I{0,4})", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CJK = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}


def roman_value(text: str) -> int | None:
    """Value of a Roman number, `None` for anything else.

    >>> roman_value("XIV"), roman_value("xxi"), roman_value("IIX"), roman_value("")
    (14, 21, None, None)
    """
    if not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[sign] for sign in text.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def cjk_value(text: str) -> int | None:
    """Value of a Chinese number, `None` for anything else.

    >>> cjk_value("十四"), cjk_value("二十"), cjk_value("一百零三"), cjk_value("第")
    (14, 20, 103, None)
    """
    total, digit = 0, 0
    for sign in text:
        if sign in _CJK:
            digit = _CJK[sign]
        elif sign in _CJK_TENS:
            total += (digit or 1) * _CJK_TENS[sign]
            digit = 0
        else:
            return None
    return total + digit if text else None


def word_value(text: str) -> int | None:
    """Value of a number in words up to 99, `None` for anything else.

    >>> word_value("TWENTY SIX"), word_value("twenty-one"), word_value("Premier"), word_value("of")
    (26, 21, 1, None)
    """
    words = text.lower().replace("-", " ").split()
    if not words or len(words) > 2 or any(word not in _WORDS for word in words):
        return None
    if len(words) == 2 and not (_WORDS[words[0]] >= 20 and 0 < _WORDS[words[1]] < 10):
        return None
    return sum(_WORDS[word] for word in words)


def arabic(text: str) -> str:
    """A chapter's number in Arabic figures; letters and unknown shapes stay as they are.

    >>> arabic("XIV"), arabic("07"), arabic("TWENTY ONE"), arabic("十四"), arabic("14-A"), arabic("7bis")
    ('14', '7', '21', '14', '14-A', '7bis')
    """
    text = text.strip()
    if text.isdecimal() and text.isascii():
        return text.lstrip("0") or "0"
    for read in (roman_value, word_value, cjk_value):
        value = read(text)
        if value is not None:
            return str(value)
    return text
