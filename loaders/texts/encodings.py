"""Bytes of a text file to characters: UTF-8, UTF-16, and the legacy encodings of treaty collections."""

from __future__ import annotations

import codecs
import re

from clauseway.loaders.texts.problems import TextUnreadable

SAMPLE = 1 << 18
"""Bytes looked at to name an encoding."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8_r"]
_SAFE_TO_DECLARE = re.compile(
    r"(?:iso|windows|cp|ibm|mac|koi8|latin|big5|gb|hz|euc|ks|shift|sjis|utf-?(?:8|16|32)|us-ascii|ascii|tis|x-)[\w.\-]*",
    re.IGNORECASE,
)
"""Encodings a file may name: Python knows others, which run escapes, take quadratic time, or only raise."""
_COMMON_HAN = frozenset("的是和在各条方一国中人为有以定不与及第或本协议缔约易贸规法章")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_INVISIBLE = str.maketrans(
    dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")
    | dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # those that turn the direction
    | {"\u2028": "\n", "\u2029": "\n", "\x85": "\n"}
)
_ANY_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\x85]")


def decode(data: bytes, file: str, declared: str = "") -> str:
    r"""Characters of a text file, line ends as `\n`, control and invisible characters gone.

    Args:
        data: Its bytes.
        file: Name for messages.
        declared: Encoding that the file itself names; tried after UTF-8.

    Returns:
        The text.

    Raises:
        TextUnreadable: For a binary file, or one in no known encoding.
    """
    text = _characters(data, file, declared)
    controls = len(_CONTROL.findall(text[:SAMPLE]))
    if controls > max(8, len(text[:SAMPLE]) // 100):
        raise TextUnreadable(
            file, "it looks like a binary file, not a text", "give it as PDF, DOCX, HTML or plain text"
        )
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\v" in text:
        text = text.replace("\v", "\n")
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    return text.translate(_INVISIBLE) if _ANY_INVISIBLE.search(text) else text


def _characters(data: bytes, file: str, declared: str) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    sample = data[:SAMPLE]
    if sample.count(0) > len(sample) // 10:
        # most letters of European languages have a zero in the upper byte
        upper_first = sample[0::2].count(0) > sample[1::2].count(0)
        if max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 8:
            return data.decode("utf-16-be" if upper_first else "utf-16-le", errors="replace")
        raise TextUnreadable(
            file, "it looks like a binary file, not a text", "give it as PDF, DOCX, HTML or plain text"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    named = declared if _SAFE_TO_DECLARE.fullmatch(declared) else ""
    for name in (named, _east_asian(sample), _western(sample, file)):
        if name:
            try:
                return data.decode(name, errors="strict" if name == named else "replace")
            except (UnicodeDecodeError, LookupError):
                continue
    for name in ("utf-16-le", "utf-16-be"):  # East Asian text has no zeros to tell it by
        wide = sample[: len(sample) // 2 * 2].decode(name, errors="replace")
        if sum("一" <= sign <= "鿿" or "가" <= sign <= "힣" or sign < "\x80" for sign in wide) > 0.8 * len(wide):
            return data.decode(name, errors="replace")
    if broken.start > len(data) // 2:  # cut or patched in one place
        return data.decode("utf-8", errors="replace")
    if len(_CONTROL_BYTE.findall(sample)) > len(sample) // 50:
        raise TextUnreadable(
            file, "it looks like a binary file, not a text", "give it as PDF, DOCX, HTML or plain text"
        )
    raise TextUnreadable(file, "its character encoding cannot be told", "save it as UTF-8")


def _east_asian(sample: bytes) -> str:
    """Korean and Chinese double bytes look alike; the syllables they make do not."""
    high = sum(byte > 0x7F for byte in sample)
    if high < len(sample) // 5:
        return ""
    best, name = 0.25, ""
    for candidate in ("cp949", "gb18030", "big5", "shift_jis"):
        text = sample.decode(candidate, errors="replace")
        letters = [sign for sign in text if sign > "\x7f"]
        if not letters or text.count("\ufffd") > len(text) // 100 + 2:
            continue
        if candidate == "cp949":
            share = sum("가" <= sign <= "힣" for sign in letters) / len(letters)
        elif candidate == "shift_jis":
            share = sum("ぁ" <= sign <= "ヶ" for sign in letters) / len(letters)
        else:
            share = 2.5 * sum(sign in _COMMON_HAN for sign in letters) / len(letters)
        if share > best:
            best, name = share, candidate
    return name


def _western(sample: bytes, file: str) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError as error:
        raise TextUnreadable(
            file, "it is not UTF-8, and telling other encodings needs charset-normalizer", "install clauseway[coder]"
        ) from error
    best = from_bytes(sample, cp_isolation=_WESTERN).best()
    return "" if best is None else best.encoding
