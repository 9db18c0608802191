"""How a machine coding says what it rests on: the text with its checksum, the rule with its confidence."""

from __future__ import annotations

TABLED_SOURCE = "machine-coded"
"""Source of these codings; they are shipped as a table, other claims of it as TriG."""

_HASH, _RULE, _CONFIDENCE = ", SHA-256 ", "rule ", "; confidence "


def cite_text(text: str, sha256: str) -> str:
    """Citation of a coding: its text, and the checksum that tells which version was read.

    >>> cite_text("tota/xml/pta_9.xml", "8f07")
    'tota/xml/pta_9.xml, SHA-256 8f07'
    """
    return f"{text}{_HASH}{sha256}"


def cited_text(citation: str) -> tuple[str, str]:
    """Text and checksum of a citation.

    >>> cited_text(cite_text("pta_9.xml", "8f07"))
    ('pta_9.xml', '8f07')
    """
    text, _, sha256 = citation.partition(_HASH)
    return text, sha256


def note_rule(rule: str, confidence: str) -> str:
    """Note of a coding: the rule that found it, and how often such rules are right, 0 to 1.

    >>> note_rule("spam/title-1", "0.97")
    'rule spam/title-1; confidence 0.97'
    """
    return f"{_RULE}{rule}{_CONFIDENCE}{confidence}"


def noted_rule(note: str) -> tuple[str, str]:
    """Rule and confidence of a note.

    >>> noted_rule(note_rule("spam/title-1", "0.97"))
    ('spam/title-1', '0.97')
    """
    rule, _, confidence = note.removeprefix(_RULE).partition(_CONFIDENCE)
    return rule, confidence
