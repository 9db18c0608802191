"""Which clause types an article carries: its heading first, then its paragraphs.

A heading beats the body. Definitions and scope articles name nearly every matter and carry none of it, so only a few
clause types are read there; an article on cooperation is one of cooperation, whatever its list names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clauseway.loaders.coder.coding import Trial
from clauseway.loaders.coder.force import grade_paragraph
from clauseway.loaders.coder.lexicon import ClauseCues, Cues, Lexicon, Match
from clauseway.loaders.coder.scope import Place, mention
from clauseway.loaders.coder.sentences import heading, plain
from clauseway.loaders.texts.document import Article, Paragraph

type Kind = Literal[
    "definitions", "disputes", "exceptions", "clause", "cooperation", "institutions", "scope", "final", "open"
]
type Ground = Literal["title", "title+body", "body", "kind", "mention", "qualifier", "outside"]

# The order in which a heading is tried; clause types stand between.
_BEFORE_CLAUSES: tuple[Kind, ...] = ("definitions", "disputes", "exceptions")
_AFTER_CLAUSES: tuple[Kind, ...] = ("scope", "cooperation", "institutions", "final")


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause type found in an article, not yet graded.

    Attributes:
        clause: Slug.
        match: Cue and words.
        ground: Heading, body or both.
        paragraphs: Those that its wording is read from.
        fixed: Cues of the clause type, for its fixed wording; `None` for the kinds of article.
        at: The paragraph of the words; `None` for the heading.
    """

    clause: str
    match: Match
    ground: Ground
    paragraphs: tuple[Paragraph, ...]
    cues: ClauseCues | None = None
    at: Paragraph | None = None


@dataclass(slots=True)
class ArticleReader:
    """Reads one article with the cues of its language.

    Attributes:
        trials: Filled with every rule that is tried, when it is a list.
    """

    place: Place
    lexicon: Lexicon
    trials: list[Trial] | None = None

    @property
    def article(self) -> Article:
        """The article that is read."""
        return self.place.article

    def kind(self) -> tuple[Kind, Match | None]:
        """What the heading makes of the article."""
        title = heading(self.article.title)
        for kind in _BEFORE_CLAUSES:
            if found := self._try(self.lexicon.cues(f"kinds.{kind}"), title, "title", f"article of {kind}"):
                return kind, found
        if self.place.reach == "article":
            return "open", None
        if self.place.reach == "treaty":  # its last chapters hold what other treaties say elsewhere
            module = heading(self.place.chapter.title)
            if found := self.lexicon.cues("disputes.chapter").find(module):
                return "disputes", found
            if found := self.lexicon.cues("kinds.exceptions").find(module):
                return "exceptions", found
        for cues in self.lexicon.clauses:
            if found := self._title(cues, title):
                return "clause", found
        if self.place.reach == "treaty" and self._of_module(title):
            return "open", None
        for kind in _AFTER_CLAUSES:
            if found := self._try(self.lexicon.cues(f"kinds.{kind}"), title, "title", f"article of {kind}"):
                return kind, found
        return "open", None

    def _of_module(self, title: str) -> bool:
        """Whether the heading speaks of the matter that its module is named after."""
        if not self.lexicon.cues("kinds.of_module").find(title):
            return False
        module = heading(self.place.chapter.title)
        return any(cues.titles.find(module) for cues in self.lexicon.clauses)

    def findings(self) -> list[Finding]:
        """Clause types and qualifiers of an article of a digital chapter, or of an article on its own."""
        kind, match = self.kind()
        if kind == "definitions" and match:
            return [self._of_kind("scope-definitions", match)]
        if kind in ("disputes", "final"):
            return []
        found: list[Finding] = []
        if kind == "scope" and match:
            found.append(self._of_kind("scope-definitions", match))
            found += self._body(general=True, taken=set())
        elif kind == "cooperation" and match:
            found.append(self._of_kind("cooperation-general", match))
        elif kind == "institutions" and match:
            found.append(self._of_kind("institutional-committee", match))
        elif kind in ("clause", "open"):
            found += self._titles()
            found += self._body(general=False, taken={finding.clause for finding in found})
            if not found or self.place.reach == "article":
                found += self._otherwise(found)
        if kind == "scope":
            found += self._promise()
        found = _give_way(found)
        if kind != "institutions":
            found += self._qualifiers()
        return found

    def outside(self) -> list[Finding]:
        """What an article outside digital chapters carries: data clauses, a few headings, a mention."""
        title = heading(self.article.title)
        found: list[Finding] = []
        for cues in self.lexicon.clauses:
            if cues.anywhere and (match := self._title(cues, title)):
                found.append(Finding(cues.slug, match, "title", self.article.paragraphs, cues))
        for cues in self.lexicon.outside:
            if match := self._title(cues, title):
                found.append(Finding(cues.slug, match, "title", self.article.paragraphs, cues))
                continue
            for paragraph in self.article.paragraphs:
                match = self._try(cues.body, plain(paragraph.full_text), paragraph.number, cues.slug)
                # Lists of services and definitions hold the words without a duty.
                if match and grade_paragraph(paragraph, self.lexicon).wording != "none":
                    found.append(Finding(cues.slug, match, "outside", (paragraph,), cues, paragraph))
                    break
        return [*found, *self._mention()]

    def _mention(self) -> list[Finding]:
        """Electronic commerce named where the Parties promise to work together: one item of a list is enough."""
        headings = plain(f"{self.place.chapter.title} {self.article.title}")
        if self.lexicon.cues("kinds.exceptions").find(heading(self.article.title)):
            return []
        for paragraph in self.article.paragraphs:
            words = mention(paragraph.text, self.lexicon)
            if words is None:
                continue
            around = plain(paragraph.full_text)
            if self.lexicon.cues("scope.no_joint_work").find(around):
                continue
            if self.lexicon.cues("scope.joint_work").find(f"{headings} {around}"):
                self._note("scope/mention", paragraph.number, words.words, "cooperation-general")
                return [Finding("cooperation-general", words, "mention", (paragraph,), None, paragraph)]
        return []

    def _titles(self) -> list[Finding]:
        title = heading(self.article.title)
        found: list[Finding] = []
        if self.place.reach == "treaty" and not any(cues.titles.find(title) for cues in self.lexicon.clauses):
            title = heading(self.place.chapter.title)  # a module on one matter, its articles on parts of it
        for cues in self.lexicon.clauses:
            if match := self._title(cues, title):
                body = any(cues.body.find(plain(p.full_text)) for p in self.article.paragraphs)
                found.append(
                    Finding(cues.slug, match, "title+body" if body else "title", self.article.paragraphs, cues)
                )
        return found

    def _title(self, cues: ClauseCues, title: str) -> Match | None:
        if not title or cues.unless_title.find(title):
            return None
        return self._try(cues.titles, title, "title", cues.slug)

    def _body(self, general: bool, taken: set[str]) -> list[Finding]:
        """Clause types known by their words; in general articles only those that are meant to stand there."""
        title = heading(self.article.title)
        found: list[Finding] = []
        recital = self.lexicon.cues("kinds.recital")
        texts = [
            (p, recital.cut(plain(p.full_text)))
            for p in self.article.paragraphs
            if not self._passed_over(p, general)
        ]
        for cues in self.lexicon.clauses:
            if cues.slug in taken or cues.unless_title.find(title):
                continue
            lists = self._lists(cues, general)
            matched: list[Paragraph] = []
            first: Match | None = None
            for paragraph, text in texts:
                for one in lists:
                    match = self._try(one, text, paragraph.number, cues.slug)
                    if match and not cues.excluded.find(text):
                        first = first or match
                        matched.append(paragraph)
                        break
            if first is None and cues.notes:
                found += self._in_notes(cues)
            if first:
                found.append(Finding(cues.slug, first, "body", tuple(matched), cues, matched[0]))
        return found

    def _in_notes(self, cues: ClauseCues) -> list[Finding]:
        """The first footnote that carries the matter; the paragraph that calls it still speaks for its own."""
        for paragraph in self.article.paragraphs:
            for note in paragraph.footnotes:
                if match := self._try(cues.body, plain(note.text), f"{paragraph.number} note {note.mark}", cues.slug):
                    return [Finding(cues.slug, match, "body", (), cues, paragraph)]
        return []

    @staticmethod
    def _lists(cues: ClauseCues, general: bool) -> list[Cues]:
        """Which cues are read: those for general articles there alone, the others there only when they say so."""
        if not general:
            return [cues.body]
        return [cues.body, cues.general_body] if cues.general else [cues.general_body]

    def _passed_over(self, paragraph: Paragraph, general: bool) -> bool:
        """Paragraphs that name matters without ruling on them: definitions and lists of topics for joint work."""
        lead = plain(paragraph.lead_in or paragraph.text)
        if self.lexicon.cues("kinds.definition_text").find(lead):
            return True
        return not general and bool(paragraph.lead_in and self.lexicon.cues("kinds.cooperation_lead").find(lead))

    def _otherwise(self, found: list[Finding]) -> list[Finding]:
        """An article that no clause type claims: of definitions, or of cooperation."""
        if not found:
            for paragraph in self.article.paragraphs[:3]:
                if match := self._try(
                    self.lexicon.cues("kinds.definition_text"), plain(paragraph.text), paragraph.number, "definitions"
                ):
                    return [Finding("scope-definitions", match, "kind", self.article.paragraphs, None, paragraph)]
        for paragraph in self.article.paragraphs:
            name = "kinds.cooperation_lead" if self.place.reach != "article" else "scope.joint_work"
            if match := self._try(
                self.lexicon.cues(name), plain(paragraph.full_text), paragraph.number, "cooperation-general"
            ):
                return [Finding("cooperation-general", match, "kind", self.article.paragraphs, None, paragraph)]
        return []

    def _promise(self) -> list[Finding]:
        """A promise to promote electronic commerce by cooperation, made in an article on aims."""
        for paragraph in self.article.paragraphs:
            if match := self._try(
                self.lexicon.cues("kinds.promise"), plain(paragraph.text), paragraph.number, "cooperation-general"
            ):
                return [Finding("cooperation-general", match, "body", (paragraph,), None, paragraph)]
        return []

    def _qualifiers(self) -> list[Finding]:
        title = heading(self.article.title)
        found: list[Finding] = []
        for cues in self.lexicon.qualifiers:
            if match := self._title(cues, title):
                found.append(Finding(cues.slug, match, "qualifier", (), cues))
                continue
            matched: list[Paragraph] = []
            first: Match | None = None
            for paragraph in self.article.paragraphs:
                text = plain(paragraph.full_text)
                match = self._try(cues.body, text, paragraph.number, cues.slug)
                if match and not cues.excluded.find(text):
                    first = first or match
                    matched.append(paragraph)
            if first:
                found.append(Finding(cues.slug, first, "qualifier", tuple(matched), cues, matched[0]))
        return found

    def _of_kind(self, clause: str, match: Match) -> Finding:
        return Finding(clause, match, "kind", self.article.paragraphs)

    def _try(self, cues: Cues, text: str, where: str, outcome: str) -> Match | None:
        found = cues.find(text)
        if self.trials is not None and cues.patterns:
            words, rule = (found.words, found.cue) if found else ("", cues.name)
            self.trials.append(Trial(rule, where or "-", words, outcome if found else "no match"))
        return found

    def _note(self, rule: str, where: str, words: str, outcome: str) -> None:
        if self.trials is not None:
            self.trials.append(Trial(rule, where or "-", words, outcome))


def _give_way(found: list[Finding]) -> list[Finding]:
    """Leave out what a closer finding replaces; a promise without a duty only where the article holds no more."""
    beaten: set[str] = set()
    for finding in found:
        if finding.cues is None or not finding.cues.replaces:
            continue
        covered = {id(paragraph) for paragraph in finding.paragraphs}
        for other in found:
            whole = all(id(paragraph) in covered for paragraph in other.paragraphs)
            if other.clause == finding.cues.replaces and (whole or finding.cues.fixed is None):
                beaten.add(other.clause)
    return [finding for finding in found if finding.clause not in beaten]
