"""Which rule each economy of a set owes each other one, clause type by clause type, on a date.

Fetched once in a few queries over all agreements, then worked out in memory: the analyses of groups ask for thousands
of pairs, and asking the graph pair by pair would take minutes. The strength rule is that of `duties`; there is no
other one here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from clauseway.graph.engine import Row
from clauseway.ontology.standing import Deferral, Participation, in_party
from clauseway.ontology.strength import Grade
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import Duty, deferral_of, duty, holds_on, participation_of, row_on, strongest, text
from clauseway.queries.kept import Kept
from clauseway.queries.runner import Runner

type Pair = tuple[str, str]
"""Codes of two economies in alphabetical order; where direction matters, who owes and to whom."""

MOST_DAYS = 8
"""So many sets of rules in force are kept with the facts: those of all economies take some megabytes each."""


@dataclass(frozen=True, slots=True)
class OwedRule:
    """The strongest duty of an economy under one agreement on one clause type.

    Attributes:
        grade: The sure grade on the date.
        rule: Wording, exception and reach of dispute settlement, to tell rules of one grade apart.
        verification: How the coding is known.
        source: Citation of the coding.
    """

    agreement: str
    article: str
    provision: str
    grade: Grade
    rule: str
    verification: str
    source: str


@dataclass(frozen=True, slots=True)
class OwedCell:
    """What an economy owes under one agreement on one clause type.

    Attributes:
        sure: The strongest duty surely active; `None` when none is.
        high: Rank (0 to 5) of the best grade it may have, among texts that were read.
        titled: Whether there is a provision whose text was not read.
    """

    sure: OwedRule | None
    high: int
    titled: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer for one clause type.

    Attributes:
        low: Rank of the sure grade, 0 (none) to 5.
        high: Rank of the best possible grade among texts that were read.
        rule: What `low` rests on.
        known: Whether the texts were read, so that 0 means absent.
    """

    low: int = 0
    high: int = 0
    rule: OwedRule | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class ClauseKind:
    """A clause type by name and theme."""

    slug: str
    label: str
    theme: str


@dataclass(frozen=True, slots=True)
class Bound:
    """How an economy is bound by an agreement: surely or perhaps, and on which side."""

    sure: bool
    side: str


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """All rules in force among a set of economies on a date.

    Attributes:
        as_of: The date.
        economies: Codes, in alphabetical order.
        clauses: Clause types asked about, by slug in the order of the taxonomy.
        bound: Economies of the set that are or may be bound, by agreement.
        owed: What is owed by (economy, agreement), by clause type.
        read_whole: Agreements whose digital text was read to the end.
    """

    as_of: date
    economies: tuple[str, ...]
    clauses: Mapping[str, ClauseKind]
    bound: Mapping[str, Mapping[str, Bound]]
    owed: Mapping[tuple[str, str], Mapping[str, OwedCell]]
    read_whole: frozenset[str]
    _shared: dict[Pair, list[tuple[str, bool]]] = field(default_factory=dict[Pair, list[tuple[str, bool]]], repr=False)
    _under: dict[str, list[tuple[str, bool]]] = field(default_factory=dict[str, list[tuple[str, bool]]], repr=False)
    _known: dict[tuple[str, tuple[tuple[str, bool], ...]], dict[str, Cell]] = field(
        default_factory=dict[tuple[str, tuple[tuple[str, bool], ...]], dict[str, Cell]], repr=False
    )
    _kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the agreements each economy is bound by and each pair shares."""
        for agreement, parties in self.bound.items():
            for economy, party in parties.items():
                self._under.setdefault(economy, []).append((agreement, party.sure))
        for agreement in sorted(self.bound):
            parties = self.bound[agreement]
            for first, second in combinations(sorted(parties), 2):
                one, other = parties[first], parties[second]
                if not one.side or one.side != other.side:
                    self._shared.setdefault((first, second), []).append((agreement, one.sure and other.sure))

    def once[T](self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What a function makes of these rules, kept while they are; it must never be changed."""
        return self._kept.once(key, work_out)

    def pairs(self) -> Iterator[Pair]:
        """Every pair of the set."""
        return combinations(self.economies, 2)

    def linked(self) -> Iterator[Pair]:
        """The pairs of the set that share an agreement: few of all pairs, and no other pair owes anything."""
        return iter(sorted(self._shared))

    def shared(self, first: str, second: str) -> list[tuple[str, bool]]:
        """Agreements in force between two economies, each with whether both are surely bound."""
        return self._shared.get((first, second) if first < second else (second, first), [])

    def between(self, debtor: str, creditor: str) -> Mapping[str, Cell]:
        """What one economy owes another, by clause type; types that no shared agreement touches are left out."""
        shared = tuple(self.shared(debtor, creditor))
        # the partners under one set of agreements are owed the same: a union counts as one
        if (debtor, shared) not in self._known:
            self._known[debtor, shared] = self._best(debtor, shared)
        return self._known[debtor, shared]

    def profile(self, economy: str) -> dict[str, Cell]:
        """The best an economy owes anybody, by clause type; all types, absent only where all was read."""
        under = self._under.get(economy, [])
        found = self._best(economy, under)
        known = bool(under) and all(agreement in self.read_whole for agreement, _ in under)
        none = Cell(known=known)
        return {clause: found.get(clause, none) for clause in self.clauses}

    def is_known(self, first: str, second: str) -> bool:
        """Whether every agreement between two economies was read to the end, and there is one."""
        shared = self.shared(first, second)
        return bool(shared) and all(agreement in self.read_whole for agreement, _ in shared)

    def _best(self, debtor: str, under: Iterable[tuple[str, bool]]) -> dict[str, Cell]:
        sure: dict[str, OwedRule] = {}
        high: dict[str, int] = {}
        titled: set[str] = set()
        all_read = True
        for agreement, both_sure in under:
            all_read = all_read and agreement in self.read_whole
            for clause, cell in self.owed.get((debtor, agreement), {}).items():
                if cell.titled:
                    titled.add(clause)
                high[clause] = max(high.get(clause, 0), cell.high)
                if both_sure and cell.sure and (clause not in sure or sure[clause].grade.rank < cell.sure.grade.rank):
                    sure[clause] = cell.sure
        return {
            clause: Cell(sure[clause].grade.rank, best, sure[clause])
            if clause in sure
            else Cell(0, best, known=all_read and clause not in titled)
            for clause, best in high.items()
        }


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """All facts the rules in force on any date are worked out from, fetched once.

    Attributes:
        participations: Rows by (economy, agreement).
        provisions: Rows by agreement.
        deferrals: (kind, deferral) by (economy, provision).
        clauses: Clause types, by slug in the order of the taxonomy.
        counted: Slugs of the 51 substantive types.
        read_whole: Agreements read to the end.
        names: Name by code, of every economy that is no union.
    """

    participations: Mapping[tuple[str, str], Sequence[Row]]
    provisions: Mapping[str, Sequence[Row]]
    deferrals: Mapping[tuple[str, str], tuple[tuple[str, Deferral], ...]]
    clauses: Mapping[str, ClauseKind]
    counted: frozenset[str]
    read_whole: frozenset[str]
    names: Mapping[str, str]
    # what texts make those owe who accepted them goes over to facts that a scenario changed: few texts change
    _texts: Kept = field(default_factory=lambda: Kept(MOST_DAYS), repr=False, compare=False)
    # the rest does not: `replace` makes this field anew
    _kept: Kept = field(default_factory=lambda: Kept(MOST_DAYS), init=False, repr=False, compare=False)

    def once[T](self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What a function makes of these facts, kept while they are; it must never be changed."""
        return self._kept.once(key, work_out)

    def text_on(self, agreement: str, as_of: date, wanted: frozenset[str]) -> _Text:
        """The text of an agreement on a date, for the clause types wanted."""
        kept: dict[str, _Text] = self._texts.once((as_of, wanted), dict[str, _Text])
        rows = self.provisions.get(agreement, ())
        found = kept.get(agreement)
        if found is not None and found.all_rows is rows:
            return found
        holding = [row for row in rows if text(row, "clause") in wanted and holds_on(row, as_of)]
        made = _Text(rows, holding)
        return made if found is not None else kept.setdefault(agreement, made)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of an agreement on a date, with what it makes those owe who accepted it.

    Attributes:
        all_rows: The rows it is made from, by which it is told whether a scenario changed the text.
        rows: Those that hold on the date.
        owed: What was worked out, by participation and deferrals: members of a bloc join on one day, so most of them
            share their duties.
    """

    all_rows: Sequence[Row]
    rows: Sequence[Row]
    owed: dict[tuple[Participation, tuple[object, ...]], dict[str, OwedCell]] = field(
        default_factory=dict[tuple[Participation, tuple[object, ...]], dict[str, OwedCell]]
    )


def rule_facts(runner: Runner) -> RuleFacts:
    """What the rules are worked out from, fetched once for each state of the data."""
    return runner.once("rule facts", None, lambda: _fetched(runner))


def _fetched(runner: Runner) -> RuleFacts:
    participations: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in runner.rows("participations"):
        participations[text(row, "economy"), text(row, "agreement")].append(row)
    provisions: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("provisions_on_clauses"):
        provisions[text(row, "agreement")].append(row)
    deferrals: dict[tuple[str, str], list[tuple[str, Deferral]]] = defaultdict(list)
    for row in runner.rows("deferrals"):
        deferrals[text(row, "economy"), text(row, "provision")].append((text(row, "deferral_kind"), deferral_of(row)))
    kinds = runner.rows("clauses")
    return RuleFacts(
        dict(participations),
        dict(provisions),
        {key: tuple(found) for key, found in deferrals.items()},
        {text(k, "clause"): ClauseKind(text(k, "clause"), text(k, "label"), text(k, "theme")) for k in kinds},
        frozenset(text(k, "clause") for k in kinds if k["counted"] is True),
        frozenset(text(a, "agreement") for a in runner.rows("agreements") if text(a, "reading") in READ_WHOLE),
        {text(e, "economy"): text(e, "name") for e in runner.rows("economies") if e["kind"] != "union"},
    )


def rules_in_force(
    facts: RuleFacts, as_of: date, economies: Iterable[str] = (), *, clauses: Iterable[str] = ()
) -> RulesInForce:
    """Who owes what to whom on a date; those asked for last are kept with the facts.

    Args:
        facts: What was fetched.
        as_of: The date.
        economies: Only these (all that are no union when empty).
        clauses: Only these clause types (the 51 substantive ones when empty).
    """
    chosen = tuple(sorted(set(economies) or facts.names))
    wanted = frozenset(clauses) or facts.counted
    return facts.once((as_of, chosen, wanted), lambda: _worked_out(facts, as_of, chosen, wanted))


def _worked_out(facts: RuleFacts, as_of: date, chosen: tuple[str, ...], wanted: frozenset[str]) -> RulesInForce:
    bound: dict[str, dict[str, Bound]] = defaultdict(dict)
    owed: dict[tuple[str, str], dict[str, OwedCell]] = {}
    members = frozenset(chosen)
    with_deferrals = {economy for economy, _ in facts.deferrals}
    for (economy, agreement), rows in facts.participations.items():
        if economy not in members:
            continue
        row = row_on(rows, as_of) if len(rows) > 1 else rows[0]
        if row is None:
            continue
        party = participation_of(row)
        answer = in_party(party, as_of)
        if answer is False:
            continue
        bound[agreement][economy] = Bound(answer is True, text(row, "side"))
        found = facts.text_on(agreement, as_of, wanted)
        names = (text(row, "provision") for row in (found.rows if economy in with_deferrals else ()))
        put_off = {name: facts.deferrals[economy, name] for name in names if (economy, name) in facts.deferrals}
        key = (party, tuple(put_off.items()))
        if key not in found.owed:
            found.owed[key] = _cells(found.rows, party, as_of, put_off)
        owed[economy, agreement] = found.owed[key]
    kinds = {slug: kind for slug, kind in facts.clauses.items() if slug in wanted}
    return RulesInForce(as_of, chosen, kinds, dict(bound), owed, facts.read_whole)


def _cells(
    provisions: Iterable[Row],
    party: Participation,
    as_of: date,
    put_off: Mapping[str, tuple[tuple[str, Deferral], ...]],
) -> dict[str, OwedCell]:
    """What one participation owes, by clause type."""
    by_clause: dict[str, list[Duty]] = defaultdict(list)
    for row in provisions:
        found = duty(row, party, as_of, put_off.get(text(row, "provision"), ()))
        if found.standing.active is not False:
            by_clause[text(row, "clause")].append(found)
    return {clause: _cell(duties) for clause, duties in by_clause.items()}


def _cell(duties: Iterable[Duty]) -> OwedCell:
    found = list(duties)
    owed = [d for d in found if d.grade.low not in (Grade.NOT_READ, Grade.ABSENT)]
    best = strongest(d for d in owed if d.standing.active is True)
    return OwedCell(
        _rule(best) if best else None,
        max((d.grade.high.rank for d in owed), default=0),
        any(d.grade.low is Grade.NOT_READ for d in found),
    )


def _rule(found: Duty) -> OwedRule:
    row = found.row
    told = [text(row, name) for name in ("wording", "exception", "enforcement")]
    return OwedRule(
        text(row, "agreement"),
        text(row, "article"),
        text(row, "provision"),
        found.grade.low,
        ", ".join(part or "not recorded" for part in told),
        text(row, "verification"),
        text(row, "source"),
    )
