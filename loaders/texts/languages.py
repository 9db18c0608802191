"""Which language a text is in, where its file does not say."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false, reportUnknownLambdaType=false
# The library carries no full types.

from __future__ import annotations

import re

_WORDS: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:the|of|and|shall|party|parties|with|for)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:el|los|las|del|una|partes|para|con|que)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:le|les|des|une|parties|dans|pour|aux|est)\b", re.IGNORECASE),
    "de": re.compile(r"\b(?:der|die|das|und|des|den|mit|werden|für)\b", re.IGNORECASE),
}
SAMPLE = 60_000
"""Characters looked at: preambles name Parties in many languages, so more than a page is needed."""


def language_of(text: str) -> str:
    """Language of a treaty text.

    Args:
        text: Its words.

    Returns:
        ISO 639-1 code; empty for a text without words.

    >>> language_of("Each Party shall ensure the protection of the users of electronic commerce.")
    'en'
    >>> language_of("각 당사국은 전자상거래 이용자의 개인정보를 보호한다."), language_of("各缔约方应当保护个人信息。")
    ('ko', 'zh')
    >>> language_of("Ninguna de las Partes impondrá derechos a los productos digitales del otro para su envío.")
    'es'
    """
    sample = text[:SAMPLE]
    hangul, han, kana = (len(re.findall(signs, sample)) for signs in ("[가-힣]", "[一-鿿]", "[ぁ-ヶ]"))
    letters = len(re.findall(r"[^\W\d_]", sample))
    if not letters:
        return ""
    if hangul > letters / 5:
        return "ko"
    if kana > letters / 10:
        return "ja"
    if han > letters / 5:
        return "zh"
    counts = {code: len(pattern.findall(sample)) for code, pattern in _WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] * 12 > len(sample) / 6:
        return best
    try:
        import py3langid
    except ImportError:
        return best
    return str(py3langid.classify(sample[:5000])[0])
