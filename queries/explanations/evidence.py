"""From a duty down to its sources: what every tree of derivation ends in.

Duties are those of `duties` and grades those of `ontology.strength`; what is added here is where each fact was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from clauseway.graph.engine import Row
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Facts, GradeRange, factors, grade_with_rule, score
from clauseway.queries.agreement_analysis import agreement_duties
from clauseway.queries.citations import CitedSource
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import Duty, day, duties_by_provision, holds_on, participation_of, row_on, text
from clauseway.queries.rules_in_force import OwedRule
from clauseway.queries.runner import Runner

UNREAD = {
    "none": "no text of it was read",
    "partial": "its text was read in part",
    "machine-read": "only the text coder read it, so what it did not find may still be there",
}
"""Reading extents after which a clause type that was not found is not absent, in words."""


@cache
def address_of(source: str) -> str:
    """Where the files of a source were published, empty for tables of this project: their rows cite the pages read."""
    from clauseway.loaders.source_files import source_files
    from clauseway.loaders.sources import SOURCES

    addresses = {file.file: file.address for file in source_files()}
    return "; ".join(
        dict.fromkeys(
            addresses[name]
            for module in SOURCES
            if module.SOURCE.id == source
            for name in module.SOURCE.files
            if addresses.get(name)
        )
    )


def span(low: str, high: str) -> str:
    """A range in words, or its one value.

    >>> span("qualified", "qualified"), span("absent", "qualified")
    ('qualified', 'absent to qualified')
    """
    return low if low == high else f"{low} to {high}"


def shortened(node: Derivation, row_id: str = "") -> Derivation:
    """A node with its sources right below it, each once; the steps between them are told by the row named.

    >>> one, two = Derivation("source x", how="page 1"), Derivation("source x", how="page 2")
    >>> [end.line() for end in shortened(Derivation("a", children=(Derivation("b", children=(one,)), two))).children]
    ['source x: page 1; page 2']
    """
    cited: dict[str, dict[Derivation, None]] = defaultdict(dict)
    for leaf in node.leaves() if node.children else ():
        cited[leaf.label][leaf] = None
    ends = tuple(
        replace(next(iter(leaves)), how=_first_cited([leaf.how for leaf in leaves])) for leaves in cited.values()
    )
    return replace(node, children=ends, row_id=row_id or node.row_id)


_MOST_CITED = 3
"""Citations of one source that a shortened node gives; more are counted."""


def _first_cited(citations: Sequence[str]) -> str:
    rest = len(citations) - _MOST_CITED
    return "; ".join(citations[:_MOST_CITED]) + (f"; and {rest} more" if rest > 0 else "")


@dataclass(slots=True)
class Evidence:
    """What the graph tells of provisions, participations and sources, asked once each.

    Attributes:
        runner: Where to ask.
        as_of: The day of all answers.
    """

    runner: Runner
    as_of: date
    _abouts: dict[str, Row] = field(default_factory=dict[str, Row])
    _parties: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    _provisions: dict[str, dict[str, Row]] = field(default_factory=dict[str, dict[str, Row]])
    _deferrals: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    _duties: dict[str, dict[str, Duty]] = field(default_factory=dict[str, dict[str, Duty]])
    _at_large: dict[str, dict[str, Duty]] = field(default_factory=dict[str, dict[str, Duty]])
    _sources: dict[str, CitedSource] = field(default_factory=dict[str, CitedSource])
    _names: dict[str, str] = field(default_factory=dict[str, str])

    # ---- what is known ---------------------------------------------------------------------------

    def about(self, slug: str) -> Row:
        """An agreement as a whole."""
        if slug not in self._abouts:
            nothing: Row = {}
            self._abouts[slug] = next(iter(self.runner.rows("about_agreement", slug=slug)), nothing)
        return self._abouts[slug]

    def title(self, slug: str) -> str:
        """Title of an agreement with its slug."""
        found = text(self.about(slug), "title")
        return f"{found} ({slug})" if found else slug

    def name(self, iso3: str) -> str:
        """Name of an economy."""
        if not self._names:
            self._names = {text(row, "economy"): text(row, "name") for row in self.runner.rows("economies")}
        return self._names.get(iso3, iso3)

    def parties(self, slug: str) -> list[Row]:
        """Every participation in an agreement."""
        if slug not in self._parties:
            self._parties[slug] = self.runner.rows("parties_of_agreement", slug=slug)
        return self._parties[slug]

    def provision(self, key: str) -> Row:
        """A provision with how its coding is known."""
        slug = key.partition("/")[0]
        if slug not in self._provisions:
            rows = self.runner.rows("provisions_of_agreement", slug=slug)
            self._provisions[slug] = {text(row, "provision"): row for row in rows}
        return self._provisions[slug].get(key, {})

    def duty_of(self, iso3: str, provision: str) -> Duty:
        """A provision as it stands for an economy."""
        return self._all_duties(iso3)[provision]

    def duties_of(self, iso3: str, clause: str, agreements: Iterable[str]) -> list[Duty]:
        """What an economy has on a clause type under some agreements, whatever its strength."""
        wanted = frozenset(agreements)
        return [
            each
            for each in self._all_duties(iso3).values()
            if each.row["clause"] == clause and each.row["agreement"] in wanted and holds_on(each.row, self.as_of)
        ]

    def _all_duties(self, iso3: str) -> dict[str, Duty]:
        if iso3 not in self._duties:
            rows = self.runner.rows("provisions_of_economy", iso3=iso3)
            self._duties[iso3] = {text(d.row, "provision"): d for d in duties_by_provision(rows, self.as_of)}
        return self._duties[iso3]

    def at_large(self, provision: str) -> Duty:
        """A provision as it stands in its agreement, whoever owes it."""
        slug = provision.partition("/")[0]
        if slug not in self._at_large:
            duties = agreement_duties(self.runner, slug, self.as_of)
            self._at_large[slug] = {text(each.row, "provision"): each for each in duties}
        return self._at_large[slug][provision]

    # ---- the ends of the tree --------------------------------------------------------------------

    def cited(self, key: str, citation: str = "") -> Derivation:
        """A source, which is an end of the tree.

        Args:
            key: Key of the source.
            citation: What the claim cites within it.
        """
        if not self._sources:
            self._sources = {
                text(row, "source"): CitedSource(
                    text(row, "source"), text(row, "title"), text(row, "publisher"), text(row, "licence"), 1
                )
                for row in self.runner.rows("sources")
            }
        # a graph that was built before sources were kept in it has citations alone
        source = self._sources.get(key, CitedSource(key or "not named", citation, "not named", "not named", 1))
        source = replace(source, address=address_of(key))
        return Derivation(f"source {source.source}", how=citation or source.title, source=source)

    def dataset(self, why: str) -> Derivation:
        """The dataset itself as the end of the tree: what is not in it has no other source."""
        version = self.runner.version
        source = CitedSource("dataset", f"Clauseway dataset, version {version}", "Clauseway contributors",
                             "CC BY 4.0; each source keeps its own", 1)  # fmt: skip
        return Derivation("source dataset", version, why, source=source)

    # ---- nodes -----------------------------------------------------------------------------------

    def duty(self, found: Duty, economy: str, *, label: str = "") -> Derivation:
        """A duty: its grade by which rule from which coding, and whether it is active by which participation.

        Args:
            found: The duty.
            economy: Code of the economy that owes it; empty for the agreement at large.
            label: What the node is called; the place in the agreement when not given.
        """
        row = found.row
        place = f"{text(row, 'agreement')} {self._place(row)}"
        title = f" ({text(row, 'title')})" if text(row, "title") else ""
        return Derivation(
            label or f"{economy or 'The agreement'} by {place}{title}",
            span(found.grade.low.value, found.grade.high.value),
            "" if found.standing.active is True else found.standing.why,
            (self._graded(found), self._standing(found, economy)),
        )

    def rule(self, rule: OwedRule, economy: str = "", label: str = "") -> Derivation:
        """A rule down to its coding: as it stands for an economy, or in its agreement at large.

        A rule that one agreement would take over from another is that of the agreement it comes from.
        """
        key = rule.provision.rpartition(" as ")[2]
        own = economy if economy and key == rule.provision and key in self._all_duties(economy) else ""
        return self.duty(self.duty_of(own, key) if own else self.at_large(key), own, label=label)

    def _graded(self, found: Duty) -> Derivation:
        facts, row = found.facts, found.row
        decided, rule = grade_with_rule(facts)
        assert decided == found.grade, "the rule told is the rule that graded"
        told = [
            f"wording {facts.wording or 'not read'}, exception {facts.exception or 'not recorded'}, "
            f"dispute settlement {facts.enforcement or 'not recorded'}.",
            rule,
        ]
        if found.standing.shielded:
            told.append("Dispute settlement is still shut for it here.")
        if weights := _weights(facts):
            told.append(f"Score {weights}{'' if found.standing.active is True else ' once active'}.")
        return Derivation("grade by the text", _grade(found.grade), " ".join(told), (self._coded(row),))

    def _coded(self, row: Row) -> Derivation:
        key = text(row, "provision")
        known = self.provision(key)
        level = text(known, "verification") or text(row, "verification")
        told = [f"{self.title(text(row, 'agreement'))}, {self._place(row)}"]
        if text(known, "version"):
            told.append(f"version {text(known, 'version')}")
        basis, coder = text(known, "basis"), text(known, "coder")
        how = [f"coded by {coder}" if coder else "", f"reach of dispute settlement: {basis}" if basis else ""]
        if not self.runner.trust.counts(level):
            how.append("a coding known so is left out here, so its text counts as not read")
        note = text(known, "note")
        coding = Derivation(
            "coding known by",
            level or None,
            "; ".join(part for part in (*how, note) if part),
            (self.cited(text(known, "from_source"), text(known, "source") or text(row, "source")),),
        )
        summary = text(known, "summary")
        return Derivation(f"provision {key}", None, f"{', '.join(told)}.{' ' if summary else ''}{summary}", (coding,))

    def _place(self, row: Row) -> str:
        paragraph = f", para {text(row, 'paragraph')}" if text(row, "paragraph") else ""
        return f"Article {text(row, 'article')}{paragraph}"

    def _standing(self, found: Duty, economy: str) -> Derivation:
        stand, row = found.standing, found.row
        slug = text(row, "agreement")
        value = "not known" if stand.active is None else stand.active
        told = [stand.why or (f"from {stand.active_from}" if stand.active_from else "")]
        starts, ends = day(self.provision(text(row, "provision")), "valid_from"), day(row, "valid_until")
        if starts or ends:
            told.append(f"This version holds {f'from {starts}' if starts else ''}{f' until {ends}' if ends else ''}.")
        children = [self.participation(economy, slug) if economy else self._first_in_force(slug, stand.active_from)]
        for put_off in self._put_off(economy, text(row, "provision")):
            until, stretch = put_off["deferred_until"], put_off["may_extend_until"]
            when = f"until {until}" if until else f"until an event: {text(put_off, 'deferral_event')}"
            more = f", may be stretched to {stretch}" if stretch else ""
            children.append(
                Derivation(
                    f"{economy} puts off its {text(put_off, 'deferral_kind')}",
                    None,
                    f"{when}{more}; known by {text(put_off, 'verification')}",
                    (self.cited(text(put_off, "from_source"), text(put_off, "source")),),
                )
            )
        return Derivation(f"active on {self.as_of}", value, " ".join(part for part in told if part), tuple(children))

    def _put_off(self, economy: str, provision: str) -> list[Row]:
        slug = provision.partition("/")[0]
        if not economy:
            return []
        if slug not in self._deferrals:
            self._deferrals[slug] = self.runner.rows("deferrals_of_agreement", slug=slug)
        return [r for r in self._deferrals[slug] if r["economy"] == economy and r["provision"] == provision]

    def participation(self, economy: str, slug: str) -> Derivation:
        """How an economy takes part in an agreement on the day."""
        row = row_on((party for party in self.parties(slug) if party["economy"] == economy), self.as_of)
        if row is None:
            nothing = self.dataset("No participation is in it.")
            return Derivation(f"{economy} in {slug}", "no Party", children=(nothing,))
        return self._party(row, slug)

    def _party(self, row: Row, slug: str) -> Derivation:
        party = participation_of(row)
        since = span(str(party.since), str(party.since_latest)) if party.since else "a day no source read gives"
        told = [f"since {since}"]
        told += [f"until {party.until}"] if party.until else []
        told += [f"by way of {text(row, 'via')}"] if text(row, "via") else []
        told += [f"on the side of {text(row, 'side')}"] if text(row, "side") else []
        told.append(f"known by {text(row, 'verification')}")
        source = self.cited(text(row, "from_source"), text(row, "source"))
        return Derivation(f"{text(row, 'economy')} in {slug}", party.state, ", ".join(told), (source,))

    def _first_in_force(self, slug: str, start: date | None) -> Derivation:
        rows = self.parties(slug)
        first = next((row for row in rows if start and day(row, "since_latest") == start), rows[0] if rows else None)
        if first is None:
            return Derivation(f"Parties of {slug}", 0, children=(self.dataset("No participation in it is known."),))
        return replace(self._party(first, slug), label=f"first in force, here for {text(first, 'economy')}")

    def unread(self, economy: str, slug: str) -> Derivation:
        """An agreement that may hold what was not found: what was not read of it, and what to read."""
        about = self.about(slug)
        extent = text(about, "reading") or "none"
        chapter = text(about, "chapter")
        told = f"{UNREAD.get(extent, extent)}. To read: {_what_to_read(chapter)}"
        told += f"; known from: {text(about, 'source')}" if text(about, "source") else ""
        return Derivation(self.title(slug), "not-read", told, (self.participation(economy, slug),))

    def silent(self, economy: str, slug: str) -> Derivation:
        """An agreement that was read and does not hold what was looked for."""
        about = self.about(slug)
        told = f"read ({text(about, 'reading')}) and silent on it"
        return Derivation(self.title(slug), "absent", told, (self.participation(economy, slug),))

    def partners(self, reached: Sequence[str], slug: str) -> Derivation:
        """Economies bound by an agreement, with the sources of their participations."""
        parties: dict[str, list[Row]] = defaultdict(list)
        for row in self.parties(slug):
            parties[text(row, "economy")].append(row)
        found = [row for code in sorted(reached) if (row := row_on(parties[code], self.as_of)) is not None]
        surely = all(in_party(participation_of(row), self.as_of) for row in found)
        group = Derivation(
            f"by {slug}",
            len(found),
            ", ".join(text(row, "economy") for row in found) + ("" if surely else " (some not dated)"),
            tuple(self._party(row, slug) for row in found),
        )
        return shortened(group)


def _what_to_read(chapter: str) -> str:
    """Where the digital rules stand, in words.

    >>> _what_to_read("11 (per secondary pages)"), _what_to_read("stand-alone"), _what_to_read("")
    ('chapter 11 (per secondary pages)', 'the whole text (stand-alone)', 'its rules on digital trade and services')
    """
    if chapter.startswith("stand-alone"):
        return f"the whole text ({chapter})"
    if chapter[:1].isdigit():
        return f"chapter {chapter}"
    return chapter or "its rules on digital trade and services"


def _grade(found: GradeRange) -> str:
    return span(found.low.value, found.high.value)


def _weights(facts: Facts) -> str:
    """The score in figures.

    >>> from clauseway.ontology.strength import Enforcement, RuleException, Wording
    >>> _weights(Facts(Wording.MIXED, RuleException.CLOSED_LIST, Enforcement.UNKNOWN))
    '0.36 to 0.6 = wording 0.6 x exception 1 x dispute settlement 0.6 to 1'
    """
    found = factors(facts)
    if found is None:
        return ""
    word, exception, enforcement = (span(f"{low:g}", f"{high:g}") for low, high in found)
    told = score(facts)
    made = f"wording {word} x exception {exception} x dispute settlement {enforcement}"
    return f"{span(f'{told.low:g}', f'{told.high:g}')} = {made}"
