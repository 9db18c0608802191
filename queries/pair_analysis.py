"""What binds two economies on a date: every shared agreement, each clause type at its strongest paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import in_party
from clauseway.ontology.strength import Grade
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.columns import DUTY_COLUMNS, dates_ahead, duty_row
from clauseway.queries.duties import Duty, day, duties_by_provision, holds_on, participation_of, row_on, strongest, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

PAIR_COLUMNS = (
    *DUTY_COLUMNS[:2],
    Column("direction", "Owed", "string", "mutual, or who owes it to whom where the two differ"),
    *DUTY_COLUMNS[2:],
    Column("strongest", "Strongest", "boolean", "whether no other agreement of the pair is stronger on this clause"),
    Column("differs_from", "Differs from", "string", "other agreements of the pair whose rule on this clause differs"),
)
SHOWN = (
    "label", "direction", "agreement", "article", "paragraph", "grade", "active", "active_from", "strongest",
    "verification", "wording", "exception", "enforcement", "differs_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SharedAgreement:
    """An agreement both economies take part in, on a date.

    Attributes:
        bound: Whether both are surely bound; `None` when a date is not known.
        since: First day on which both are surely bound.
        same_side: Whether they stand on one side and so owe each other nothing under it.
        binding: Whether it is meant to bind in law; a memorandum is not.
        reading: How much of its digital text was read.
    """

    slug: str
    bound: bool | None
    since: date | None
    same_side: bool
    first_state: str
    second_state: str
    kind: str
    binding: bool
    reading: str


def shared_agreements(runner: Runner, first: str, second: str, as_of: date) -> list[SharedAgreement]:
    """Every agreement two economies share, whatever its state."""
    repeated: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("agreements_of_pair", first=first, second=second):
        repeated[text(row, "agreement")].append(row)
    found: list[SharedAgreement] = []
    for rows in repeated.values():
        row = _answering(rows, as_of)
        one, other = participation_of(row, "first_"), participation_of(row, "second_")
        answers = (in_party(one, as_of), in_party(other, as_of))
        bound = False if False in answers else None if None in answers else True
        starts = [d for d in (day(row, "first_since_latest"), day(row, "second_since_latest")) if d]
        side = text(row, "first_side")
        found.append(
            SharedAgreement(
                slug=text(row, "agreement"),
                bound=bound,
                since=max(starts) if len(starts) == 2 else None,
                same_side=bool(side) and side == text(row, "second_side"),
                first_state=text(row, "first_state"),
                second_state=text(row, "second_state"),
                kind=text(row, "kind"),
                binding=row["binding"] is not False,
                reading=text(row, "reading"),
            )
        )
    return found


def _answering(rows: list[Row], as_of: date) -> Row:
    """One agreement's row with the participations, one a side, that answer for the day."""
    first, second = row_on(rows, as_of, "first_"), row_on(rows, as_of, "second_")
    assert first is not None and second is not None, "a group has a row"
    return {**first, **{name: value for name, value in second.items() if name.startswith("second_")}}


def pair_table(
    runner: Runner,
    first: tuple[str, str],
    second: tuple[str, str],
    as_of: date,
    *,
    clauses: Iterable[str] = (),
    paragraphs: bool = False,
) -> ResultTable:
    """What binds a pair, as a table.

    Args:
        runner: Where to ask.
        first: Code and name of one economy.
        second: Code and name of the other.
        as_of: The date.
        clauses: Only these clause types (all when empty).
        paragraphs: Whether to list every paragraph instead of the strongest one of each clause and agreement.
    """
    shared = shared_agreements(runner, first[0], second[0], as_of)
    bound = {s.slug: s for s in shared if s.bound is not False and not s.same_side}
    wanted = frozenset(clauses)
    own = _duties(runner, first[0], bound, as_of, wanted, paragraphs=paragraphs)
    other = _duties(runner, second[0], bound, as_of, wanted, paragraphs=paragraphs)
    rows: list[Row] = []
    for key in sorted(own.keys() | other.keys(), key=lambda k: _order(own.get(k) or other[k])):
        rows.extend(_rows(own.get(key), other.get(key), first[0], second[0], bound))
    _mark_strongest(rows)
    _mark_differences(rows)
    for row in rows:
        shared_since = bound[str(row["agreement"])].since
        start = day(row, "active_from")
        if start is not None and shared_since is not None:
            row["active_from"] = max(start, shared_since)
    parameters: dict[str, Value] = {
        "first": first[0],
        "second": second[0],
        "clauses": ",".join(sorted(wanted)) or None,
    }
    names = f"{first[1]} and {second[1]}"
    empty = f"No agreement in force between {names} on {as_of} is in the data."
    if bound:
        empty = f"No coded provision binds {names} on {as_of} under {', '.join(bound)}."
    table = ResultTable(
        title=f"What binds {names} on {as_of}",
        columns=list(PAIR_COLUMNS),
        rows=rows,
        provenance=runner.provenance("pair", as_of, parameters, _notes(shared, bound, rows, as_of, empty)),
        empty_message=empty,
        shown=SHOWN,
    )
    def keys(row: Row) -> tuple[Value, ...]:
        place = str(row["provision"]).split("/")[1] if paragraphs else ""
        mutual = row["direction"] == "mutual"
        owed = "" if mutual else f"{row['economy']}-{row['partner']}"
        return ("pair", first[0], second[0], row["clause"], row["agreement"], place, owed)

    table = with_row_ids(table, runner.trust, keys)
    return with_sources(runner, table, agreements=[s.slug for s in shared], economies=[first[0], second[0]])


def _duties(
    runner: Runner,
    iso3: str,
    bound: dict[str, SharedAgreement],
    as_of: date,
    wanted: frozenset[str],
    *,
    paragraphs: bool,
) -> dict[tuple[str, str, str], Duty]:
    """Duties of one economy under the shared agreements, by clause, agreement and (if asked) provision."""
    groups: dict[tuple[str, str, str], list[Duty]] = defaultdict(list)
    for found in duties_by_provision(runner.rows("provisions_of_economy", iso3=iso3), as_of):
        agreement, clause = text(found.row, "agreement"), text(found.row, "clause")
        if agreement not in bound or (wanted and clause not in wanted) or not holds_on(found.row, as_of):
            continue
        if not wanted and found.row["counted"] is not True:
            continue
        groups[clause, agreement, text(found.row, "provision") if paragraphs else ""].append(found)
    return {key: best for key, duties in groups.items() if (best := _most_telling(duties))}


def _most_telling(duties: list[Duty]) -> Duty | None:
    """The strongest duty that was read; a title only when there is no more."""
    owed = [d for d in duties if d.grade.low not in (Grade.NOT_READ, Grade.ABSENT)]
    return strongest(owed) or strongest(d for d in duties if d.grade.low is Grade.NOT_READ) or strongest(duties)


def _order(found: Duty) -> tuple[str, ...]:
    return tuple(text(found.row, name) for name in ("theme", "clause", "agreement", "provision"))


def _rows(
    own: Duty | None, other: Duty | None, first: str, second: str, bound: dict[str, SharedAgreement]
) -> list[Row]:
    if own is not None and other is not None and _alike(own, other):
        return [_row(own, first, second, "mutual", bound)]
    rows: list[Row] = []
    if own is not None:
        rows.append(_row(own, first, second, f"{first} to {second}", bound))
    if other is not None:
        rows.append(_row(other, second, first, f"{second} to {first}", bound))
    return rows


def _alike(own: Duty, other: Duty) -> bool:
    same = own.row["provision"] == other.row["provision"] and own.grade == other.grade
    return same and own.standing.active is other.standing.active and own.score == other.score


def _row(found: Duty, economy: str, partner: str, direction: str, bound: dict[str, SharedAgreement]) -> Row:
    row = duty_row(found, economy=economy, partner=partner)
    row["direction"] = direction
    if bound[text(found.row, "agreement")].bound is None and row["active"] is True:
        row["active"], row["score_low"] = None, 0.0
        row["why"] = "The entry into force between the two is not dated."
    return row


def _mark_strongest(rows: list[Row]) -> None:
    def key(row: Row) -> tuple[float, float]:
        low, high = row["score_low"], row["score_high"]
        return (low if isinstance(low, float) else 0.0, high if isinstance(high, float) else 0.0)

    best: dict[tuple[Value, Value], tuple[float, float]] = {}
    for row in rows:
        owing = (row["economy"], row["partner"]) if row["direction"] == "mutual" else (row["economy"],)
        for economy in owing:
            place = (economy, row["clause"])
            best[place] = max(best.get(place, (0.0, 0.0)), key(row))
    for row in rows:
        row["strongest"] = key(row) == best[row["economy"], row["clause"]]


def _mark_differences(rows: list[Row]) -> None:
    """Name, at each duty in force, the other agreements of the pair that grade or except the same clause otherwise.

    Both stay in force side by side; the stronger is marked apart, the reader judges whether they conflict.
    """
    duties: dict[Value, list[Row]] = defaultdict(list)
    for row in rows:
        row["differs_from"] = None
        if row["active"] is True and row["grade"] not in (Grade.ABSENT.value, Grade.NOT_READ.value):
            duties[row["clause"]].append(row)
    for same in duties.values():
        for row in same:
            others = sorted(
                {
                    f"{other['agreement']} ({_rule(other)})"
                    for other in same
                    if other["agreement"] != row["agreement"] and _rule(other) != _rule(row)
                }
            )
            row["differs_from"] = "; ".join(others) or None


def _rule(row: Row) -> str:
    return f"{row['grade']}, {row['exception']}" if row["exception"] else str(row["grade"])


def _notes(
    shared: list[SharedAgreement], bound: dict[str, SharedAgreement], rows: list[Row], as_of: date, empty: str
) -> list[str]:
    notes: list[str] = []
    for agreement in bound.values():
        since = f"since {agreement.since}" if agreement.since else "entry into force between the two not dated"
        notes.append(f"{agreement.slug}: {since}{'' if agreement.binding else ', not meant to bind'}.")
    same_side = [agreement.slug for agreement in shared if agreement.same_side]
    if same_side:
        notes.append(f"Both stand on one side, so these bind neither to the other: {', '.join(same_side)}.")
    for agreement in shared:
        if not agreement.binding and agreement.bound is False:
            kind = agreement.kind.replace("-", " ")
            joined = f", both since {agreement.since} at the latest" if agreement.since else ""
            notes.append(
                f"{agreement.slug}: {kind}, not meant to bind "
                f"({agreement.first_state} / {agreement.second_state}{joined})."
            )
        elif agreement.bound is False and not agreement.same_side:
            states = f"{agreement.first_state} / {agreement.second_state}"
            later = f", for both from {agreement.since}" if agreement.since and agreement.since > as_of else ""
            notes.append(f"{agreement.slug}: not in force between them on {as_of} ({states}{later}).")
    if not bound:
        notes.insert(0, empty)
    differing = sorted({str(row["clause"]) for row in rows if row["differs_from"]})
    if differing:
        notes.append(
            f"Several agreements in force hold different rules on {', '.join(differing)}: all apply, the stronger is "
            "marked."
        )
    ahead = dates_ahead(rows, as_of)
    if ahead:
        notes.append(f"Something changes on {', '.join(d.isoformat() for d in ahead)}.")
    return notes
