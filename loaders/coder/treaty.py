"""Codes a treaty: every clause type of every digital article, graded, with the words it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from clauseway.loaders.coder.coding import QUALIFIERS, WORDINGS, Coding, Trial, Wording
from clauseway.loaders.coder.deferrals import deferral_of
from clauseway.loaders.coder.disputes import DisputeReach, dispute_reach
from clauseway.loaders.coder.exceptions import exception_of
from clauseway.loaders.coder.force import NO_DUTY, Grade, grade_paragraphs
from clauseway.loaders.coder.lexicon import Lexicon, Match, lexicon
from clauseway.loaders.coder.references import instruments
from clauseway.loaders.coder.scope import Place, dedicated_chapter, gate, places
from clauseway.loaders.coder.sentences import heading, plain
from clauseway.loaders.coder.topic import ArticleReader, Finding, Ground
from clauseway.loaders.texts.document import Article, Document

CONFIDENCE: dict[Ground | str, float] = {
    "title+body": 0.97,
    "title": 0.93,
    "kind": 0.95,
    "body": 0.85,
    "mention": 0.80,
    "qualifier": 0.85,
    "outside": 0.85,
    "reference": 0.60,
}
"""Share of the codings of each ground that readers confirmed on the development texts, rounded down."""

_FIXED: dict[str, Wording] = {
    "scope-definitions": "none",
    "institutional-committee": "none",
    "cooperation-general": "soft",
}
_GRADED_QUALIFIERS = {"digital-products-national-treatment", "digital-products-mfn"}
_EVIDENCE = 160
"""Longest quotation of a sentence, in characters."""


def code_document(
    document: Document, trials: list[Trial] | None = None, article: str = "", cues: Lexicon | None = None
) -> list[Coding]:
    """Code a treaty.

    Args:
        document: The text.
        trials: Filled with every rule tried on the article named next, when it is a list.
        article: Number of the article whose trials are wanted.
        cues: Lexicon to use in place of that of the language of the text.

    Returns:
        Codings in the order of the text; what is said of the treaty as a whole comes last.

    Raises:
        LexiconFaulty: When there is no lexicon for the language of the text.
        CoderMissing: When the sentence splitter is not installed.
    """
    cues = cues or lexicon(document.language)
    gated = gate(document, cues)
    read = list(places(document, cues, gated))
    digital = [place for place in read if place.reach != "outside"]
    codings: list[Coding] = []
    reach = dispute_reach(document, digital, cues) if digital else DisputeReach("silent")
    for place in read:
        watched = trials if trials is not None and place.article.number == article else None
        reader = ArticleReader(place, cues, watched)
        found = reader.outside() if place.reach == "outside" else reader.findings()
        if found:
            codings += _codings(document, place, found, cues, reach, watched)
    return codings + _whole(document, digital, codings, reach, cues, gated)


def _codings(
    document: Document,
    place: Place,
    found: Sequence[Finding],
    cues: Lexicon,
    reach: DisputeReach,
    trials: list[Trial] | None,
) -> list[Coding]:
    article = place.article
    substantive = [f for f in found if f.clause not in QUALIFIERS]
    refers_to = "; ".join(instruments(article, cues))
    deferral = deferral_of(article, cues) if substantive else ""
    kind_of_exception = exception_of(article, cues) if place.reach != "outside" else ""
    claimed = {id(p) for f in substantive if f.ground == "body" for p in f.paragraphs}
    seen: dict[str, Coding] = {}
    for finding in found:
        grade = _grade(finding, claimed, cues, trials)
        wording = _wording(finding, grade)
        at = finding.at or grade.paragraph
        substance = finding.clause not in QUALIFIERS and wording != "none"
        coding = Coding(
            file=document.file,
            clause=finding.clause,
            wording=wording,
            article=article.number,
            evidence=_evidence(finding, grade),
            paragraph=at.number if at else "",
            title=heading(article.title),
            exception=kind_of_exception if substance else "",
            enforcement=reach.over(article.number) if place.reach != "outside" else "unknown",
            deferral=deferral if finding.clause not in QUALIFIERS else "",
            refers_to=refers_to,
            language=document.language,
            rule=f"{finding.match.cue}+{grade.rule}" if grade is not NO_DUTY else finding.match.cue,
            confidence=CONFIDENCE[finding.ground],
            start=at.start if at else article.start,
            end=at.end if at else article.end,
        )
        known = seen.get(finding.clause)
        if known is None or WORDINGS.index(known.wording) < WORDINGS.index(coding.wording):
            seen[finding.clause] = coding
    made = list(seen.values())
    if made and place.reach != "outside":
        made += _implied(made[0], kind_of_exception, deferral, seen, cues, article)
    return made


def _grade(finding: Finding, claimed: set[int], cues: Lexicon, trials: list[Trial] | None) -> Grade:
    if finding.cues is not None and finding.cues.fixed is not None:
        return NO_DUTY
    if finding.clause in _FIXED or (finding.clause in QUALIFIERS and finding.clause not in _GRADED_QUALIFIERS):
        return NO_DUTY
    paragraphs = finding.paragraphs
    if finding.ground in ("title", "title+body"):
        # Paragraphs that carry a matter of their own do not speak for the matter of the heading.
        paragraphs = tuple(p for p in paragraphs if id(p) not in claimed) or paragraphs
    return grade_paragraphs(paragraphs, cues, trials)


def _wording(finding: Finding, grade: Grade) -> Wording:
    if finding.cues is not None and finding.cues.fixed is not None:
        return finding.cues.fixed
    if finding.clause in _FIXED:
        return _FIXED[finding.clause]
    if finding.clause.startswith("principle-"):
        return "soft"
    return grade.wording


def _evidence(finding: Finding, grade: Grade) -> str:
    sentence = " ".join(plain(grade.sentence).split())
    if not sentence:
        return " ".join(finding.match.words.split())[:_EVIDENCE]
    words = " ".join(grade.words.split())
    at = max(sentence.find(words), 0)
    begin = max(0, min(at - 40, len(sentence) - _EVIDENCE))
    begin = sentence.rfind(" ", 0, begin) + 1 if begin else 0
    return f"{' '.join(finding.match.words.split())[:80]} | {sentence[begin : begin + _EVIDENCE]}"


def _implied(
    model: Coding,
    kind_of_exception: str,
    deferral: str,
    seen: dict[str, Coding],
    cues: Lexicon,
    article: Article,
) -> list[Coding]:
    """Qualifiers that follow from the exception and the deferrals of an article."""
    implied: list[Coding] = []
    if "public-policy-exception" not in seen and kind_of_exception in (
        "self_judging", "reviewable_two_limb", "reviewable_one_limb", "public_policy_no_limb",
    ):  # fmt: skip
        match = cues.cues("exceptions.public_policy").find(plain(article.text))
        implied.append(_plain(model, "public-policy-exception", match, "exceptions/public_policy", article))
    if deferral:
        implied.append(_plain(model, "transition-periods", None, "deferral/grant", article, deferral))
    return implied


def _plain(
    model: Coding, clause: str, match: Match | None, rule: str, article: Article, words: str = ""
) -> Coding:
    return Coding(
        file=model.file, clause=clause, wording="none", article=article.number,
        evidence=match.words if match else words, paragraph="", title=heading(article.title), exception="",
        enforcement=model.enforcement, deferral=words, refers_to="", language=model.language,
        rule=match.cue if match else rule, confidence=CONFIDENCE["qualifier"], start=article.start, end=article.end,
    )  # fmt: skip


def _whole(
    document: Document,
    digital: Sequence[Place],
    codings: Sequence[Coding],
    reach: DisputeReach,
    cues: Lexicon,
    gated: frozenset[int],
) -> list[Coding]:
    """What is said of the treaty as a whole: a chapter of its own, and the reach of dispute settlement."""
    made: list[Coding] = []
    chapter = dedicated_chapter(document, cues, gated)
    if chapter and (chapter.article is None or chapter.by_reference or digital):
        at = chapter.article
        made.append(
            Coding(
                file=document.file, clause="dedicated-chapter", wording="none", article="",
                evidence=chapter.match.words, paragraph="", title="", exception="", enforcement="unknown",
                deferral="", refers_to="", language=document.language,
                rule=chapter.match.cue, confidence=CONFIDENCE["reference" if chapter.by_reference else "kind"],
                start=at.start if at else 0, end=at.end if at else 0,
            )
        )  # fmt: skip
    numbers = {place.article.number for place in digital}
    binding = any(
        c.wording in ("hard", "mixed") and c.clause not in QUALIFIERS for c in codings if c.article in numbers
    )
    own = any(place.reach != "article" for place in digital)
    if chapter and chapter.by_reference and not own:
        reach = dispute_reach(document, (), cues)  # the chapter is not in the file, the one on disputes is
    elif not digital or (reach.verdict == "applies" and not own and not binding):
        return made
    article, match = reach.article, reach.match
    if article is None or match is None or reach.verdict == "silent":
        return made
    made.append(
        Coding(
            file=document.file, clause=f"dispute-settlement-{reach.verdict}",
            wording="none" if reach.verdict == "applies" else "hard", article=article.number,
            evidence=match.words[:_EVIDENCE], paragraph=reach.paragraph.number if reach.paragraph else "",
            title=heading(article.title), exception="", enforcement=reach.enforcement, deferral="", refers_to="",
            language=document.language, rule=match.cue, confidence=CONFIDENCE["qualifier"],
            start=article.start, end=article.end,
        )
    )  # fmt: skip
    return made
