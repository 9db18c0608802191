"""How firmly a paragraph binds: the order of tests over its sentences.

The tests follow the grading rules of the project (`hard`, `mixed`, `soft`, `none`): a sentence that frees a Party is
cut first; then comes a common view (`recognise`), then a verb that leaves the result open even after `shall`, then
the modal, then a softener beside it, then a tie to what a Party's own law or practice says. A later, lower sentence
of the same paragraph pulls a firm duty down to `mixed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clauseway.loaders.coder.coding import WORDINGS, Trial, Wording
from clauseway.loaders.coder.lexicon import Lexicon
from clauseway.loaders.coder.sentences import plain, sentences
from clauseway.loaders.texts.document import Paragraph


@dataclass(frozen=True, slots=True)
class Grade:
    """How firmly words bind.

    Attributes:
        wording: The grade.
        rule: The test that decided, `force/hard-3`; `force/no-duty` where none did.
        words: What it met.
        sentence: The sentence it met it in.
        paragraph: The paragraph of that sentence.
    """

    wording: Wording
    rule: str
    words: str
    sentence: str = ""
    paragraph: Paragraph | None = None


NO_DUTY = Grade("none", "force/no-duty", "")


def grade_sentence(sentence: str, lexicon: Lexicon) -> Grade:
    """Grade one sentence.

    Args:
        sentence: Its words.
        lexicon: Cues of its language.
    """
    text = lexicon.cues("force.subordinate").cut(plain(sentence))
    if free := lexicon.cues("force.release").find(text):
        return Grade("none", free.cue, free.words, sentence)
    hard = lexicon.cues("force.hard").find_first(text)
    shared = lexicon.cues("force.recognition").find_first(text)
    if shared and (hard is None or shared.start <= hard.start):
        return Grade("soft", shared.cue, shared.words, sentence)
    soft = lexicon.cues("force.soft").find_first(text)
    if soft and (hard is None or soft.start <= hard.start):
        return Grade("soft", soft.cue, soft.words, sentence)
    if hard is None:
        return Grade("none", NO_DUTY.rule, "", sentence)
    if softener := lexicon.cues("force.softener").find(lexicon.cues("force.not_softener").cut(text)):
        return Grade("soft", softener.cue, softener.words, sentence)
    if tie := lexicon.cues("force.mixed").find(lexicon.cues("force.not_mixed").cut(text)):
        return Grade("mixed", tie.cue, tie.words, sentence)
    return Grade("hard", hard.cue, hard.words, sentence)


def grade_paragraph(paragraph: Paragraph, lexicon: Lexicon) -> Grade:
    """Grade a paragraph by its strongest sentence, a list item with the words that lead into it.

    An item is graded with the verb of its lead-in. Where the lead-in is a duty of its own (`… laws that:`), the item
    only says what it holds, and the lead-in decides.
    """
    own = sentences(paragraph.text, lexicon.language)
    if paragraph.lead_in:
        lead = sentences(paragraph.lead_in, lexicon.language)[-1:]
        if lead and not lexicon.cues("force.incomplete").find(plain(lead[0])):
            alone = grade_sentence(lead[0], lexicon)
            if alone.wording != "none" or alone.rule.startswith("force/release"):
                return _at(alone, paragraph)
        if own:
            own = [f"{lead[0]} {own[0]}" if lead else own[0], *own[1:]]
    elif own and lexicon.cues("force.incomplete").find(plain(own[-1])):
        own = own[:-1]  # its items complete it
    best = _at(strongest(grade_sentence(sentence, lexicon) for sentence in own), paragraph)
    if best.wording == "hard" and (lower := lexicon.cues("force.lowering").find(plain(paragraph.full_text))):
        return Grade("mixed", lower.cue, lower.words, best.sentence, paragraph)
    return best


def grade_paragraphs(
    paragraphs: Iterable[Paragraph], lexicon: Lexicon, trials: list[Trial] | None = None
) -> Grade:
    """Grade several paragraphs: the strongest decides, and the first of equal ones is quoted."""
    graded: list[Grade] = []
    for paragraph in paragraphs:
        grade = grade_paragraph(paragraph, lexicon)
        graded.append(grade)
        if trials is not None:
            trials.append(Trial(grade.rule, paragraph.number or "-", grade.words, f"wording {grade.wording}"))
    return strongest(graded)


def strongest(grades: Iterable[Grade]) -> Grade:
    """The strongest grade, the first of equals."""
    best = NO_DUTY
    for grade in grades:
        if best is NO_DUTY or WORDINGS.index(grade.wording) > WORDINGS.index(best.wording):
            best = grade
    return best


def _at(grade: Grade, paragraph: Paragraph) -> Grade:
    return Grade(grade.wording, grade.rule, grade.words, grade.sentence, paragraph)
