"""What kind of exception qualifies a clause."""

from __future__ import annotations

from clauseway.loaders.coder.lexicon import Lexicon
from clauseway.loaders.coder.sentences import plain
from clauseway.loaders.texts.document import Article


def exception_of(article: Article, lexicon: Lexicon) -> str:
    """The exception that the article makes to its own rule.

    A public-policy exception is told apart by its limbs: no arbitrary discrimination, and no greater restriction
    than needed. Where the Party itself judges what is needed, it is `self_judging`, whatever limbs stand beside.

    Returns:
        `none_specific`, `closed_list`, `reviewable_two_limb`, `reviewable_one_limb`, `public_policy_no_limb`,
        `self_judging` or `self_judging_security_no_review`.
    """
    notes = " ".join(note.text for paragraph in article.paragraphs for note in paragraph.footnotes)
    text = plain(f"{article.text} {notes}")

    def has(name: str) -> bool:
        return lexicon.cues(f"exceptions.{name}").find(text) is not None

    if has("public_policy"):
        if has("self_judging"):
            return "self_judging"
        if has("arbitrary"):
            return "reviewable_two_limb" if has("necessary") else "reviewable_one_limb"
        return "public_policy_no_limb"
    if has("security") and has("unreviewable"):
        return "self_judging_security_no_review"
    return "closed_list" if has("closed_list") else "none_specific"
