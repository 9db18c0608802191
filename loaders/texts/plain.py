"""Reads plain text and Markdown."""

from __future__ import annotations

import re

from clauseway.loaders.texts.drafts import Draft
from clauseway.loaders.texts.encodings import decode
from clauseway.loaders.texts.headings import HEADING_SIGN
from clauseway.loaders.texts.page_furniture import without_furniture
from clauseway.loaders.texts.segmenting import segment

_FRONT_MATTER = re.compile(r"\A\s*---\n(?P<fields>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<key>title|name|language|lang):[ \t]*[\"']?(?P<value>[^\n\"']*)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"\n[ \t]{0,3}#{1,6}[ \t]*")
_BOLD_LINE = re.compile(r"\n[ \t\xa0]*\*\*([^*\n]{1,300}?)[ \t]*(?:\n[ \t]*)?\*\*[ \t]*(?=\n|\Z)")
_BOLD = re.compile(r"(?:\*\*|__)(?=\S)|(?<=\S)(?:\*\*|__)")
_ITALIC = re.compile(r"(?<![\w\\*])[*_](?=[^\s*_])([^*_\n]{1,400})(?<=\S)[*_](?!\w)")
_TAG = re.compile(r"</?(?:sup|sub|br|em|strong|i|b|u|span|p|div|center)\b[^>\n]{0,200}>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([()\[\]*_#.\-+!~`>])")
_LINK = re.compile(r"(?<!\^)\[([^\]\[^\n]{1,300})\]\([^)\s]{1,500}\)")
_BULLET = re.compile(r"\n([ \t]*)[-*+][ \t]+(?=\(?[0-9a-zA-Z가-힣]{1,4}[.)]\s)")
_RULE = re.compile(r"\n[ \t]*(?:[-*_][ \t]*){3,}(?=\n|\Z)")
_SECTION_TAG = re.compile(r"\n[ \t]*\[/?[가-힣A-Za-z]{1,20}\][ \t]*(?=\n|\Z)")
_FIRST_HEADING = re.compile(r"\n\x01([^\n]{5,300})")


def read_plain(data: bytes, file: str) -> Draft:
    """Read plain text in any known encoding.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings.

    Raises:
        TextUnreadable: For a binary file or an unknown encoding.
    """
    text = decode(data, file).replace(HEADING_SIGN, "")
    return Draft("", "", (), segment(without_furniture(text)))


def read_markdown(data: bytes, file: str) -> Draft:
    """Read Markdown: headings, emphasis, lists and footnotes become plain text.

    Args:
        data: Its bytes.
        file: Name for messages.

    Returns:
        Chapters and articles found by their headings.

    Raises:
        TextUnreadable: For a binary file or an unknown encoding.
    """
    text = decode(data, file).replace(HEADING_SIGN, "")
    title = language = ""
    if front := _FRONT_MATTER.match(text):
        fields = {match["key"]: match["value"].strip() for match in _FIELD.finditer(front["fields"])}
        title = fields.get("title") or fields.get("name") or ""
        language = (fields.get("language") or fields.get("lang") or "")[:2].lower()
        text = text[front.end() :]
    plain = plain_from_markdown(text)
    if not title and (heading := _FIRST_HEADING.search(plain)):
        title = heading[1].strip()
    return Draft(title, language, (), segment(without_furniture(plain)))


def plain_from_markdown(text: str) -> str:
    r"""Text without the marks of Markdown; lines it marks as headings begin with `HEADING_SIGN`.

    >>> plain_from_markdown("## **Article 1** Scope\n- \\(a\\) some _goods_[^1]").strip()
    '\x01Article 1 Scope\n(a) some goods[^1]'
    """
    text = "\n" + _COMMENT.sub("", text)
    for pattern, by in (
        (_HEADING, "\n\x01"),
        (_BOLD_LINE, "\n\x01\\1"),
        (_RULE, "\n"),
        (_SECTION_TAG, "\n"),
        (_TAG, ""),
        (_BOLD, ""),
        (_ITALIC, "\\1"),
        (_LINK, "\\1"),
        (_ESCAPE, "\\1"),
        (_BULLET, "\n\\1"),
    ):
        text = pattern.sub(by, text)
    return text
