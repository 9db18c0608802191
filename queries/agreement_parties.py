"""Who takes part in an agreement, in time: parties on a day, those at the door, deferrals, and the links to others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import BINDING_STATES, in_party
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.drawings.shapes import Drawing
from clauseway.queries.drawings.timeline import Span, timeline
from clauseway.queries.duties import day, participation_of, row_on, text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

PARTY_COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code of the economy"),
    Column("name", "Name", "string", "its name"),
    Column("kind", "Kind", "string", "state, customs-territory or union"),
    Column("state", "State", "string", "how it takes part: in-force, provisional, signed, applied, ..."),
    Column("bound", "Bound", "boolean", "whether the agreement binds it on the day; null when no source tells"),
    Column("since", "Since", "date", "day from which this state surely holds; null when no source gives it"),
    Column("until", "Until", "date", "first day on which this state no longer holds"),
    Column("via", "Via", "string", "bloc through which it is bound"),
    Column("side", "Side", "string", "side it stands on, where an agreement has two"),
    Column("now", "Answers", "boolean", "whether this is the participation that answers for the day"),
    Column("verification", "Known by", "string", "how the date is known"),
    Column("source", "Source", "string", "citation"),
)
SHOWN = ("name", "economy", "state", "bound", "since", "until", "via", "verification")

DEFERRAL_COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code of the economy that may wait"),
    Column("name", "Name", "string", "its name"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("article", "Article", "string", "its article"),
    Column("what", "Put off", "string", "the duty, or its dispute settlement"),
    Column("deferred_until", "Until", "date", "first day after the delay"),
    Column("deferral_event", "Or until", "string", "event that ends the delay"),
    Column("may_extend_until", "At most until", "date", "last day to which the delay may be stretched"),
    Column("over", "Over", "boolean", "whether the delay is over on the day; null when it ends with an event"),
    Column("note", "Note", "string", "remark of the reader"),
    Column("verification", "Known by", "string", "how it is known"),
    Column("source", "Source", "string", "citation"),
)
DEFERRALS_SHOWN = ("name", "article", "what", "deferred_until", "deferral_event", "may_extend_until", "over", "note")

LINK_COLUMNS = (
    Column("link", "Link", "string", "what the one does to the other, read from this agreement"),
    Column("agreement", "Agreement", "string", "slug of the other agreement"),
    Column("title", "Title", "string", "its title"),
    Column("date", "From", "date", "day from which it does"),
    Column("note", "Note", "string", "remark"),
)

_ACTIVE = {
    "amends": ("amends", "is amended by"),
    "supersedes": ("supersedes", "is superseded by"),
    "incorporates": ("incorporates", "is incorporated in"),
    "suspends": ("suspends", "is suspended by"),
    "upgrades": ("upgrades", "is upgraded by"),
    "side-letter-of": ("is a side letter of", "has the side letter"),
    "part-of": ("is part of", "has the part"),
}
_PUT_OFF = {"duty": "the duty", "dispute-settlement": "dispute settlement on it"}


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in an agreement, as far as the sources tell.

    Attributes:
        whole: Every participation recorded.
        bound: Those that bind on the day, or perhaps do.
        door: Those that do not, or not yet: signed, applied, invited, withdrawn.
        picture: All of them in time.
    """

    whole: ResultTable
    bound: ResultTable
    door: ResultTable
    picture: Drawing

    def surely(self) -> list[Row]:
        """Rows of economies that are surely bound on the day; a union is none beside its members."""
        return _economies_bound(self.bound.rows)


def parties_in_time(runner: Runner, slug: str, title: str, as_of: date) -> Parties:
    """Participations of an agreement.

    Args:
        runner: Where to ask.
        slug: The agreement.
        title: Its title.
        as_of: The day asked about.
    """
    by_economy: dict[str, list[Row]] = defaultdict(list)
    for row in runner.rows("parties_of_agreement", slug=slug):
        by_economy[text(row, "economy")].append(row)
    rows: list[Row] = []
    for found in by_economy.values():
        now = row_on(found, as_of)
        rows += [_row(row, as_of, now=row is now) for row in found]
    rows.sort(key=lambda row: (row["bound"] is not True, row["since"] is None, str(row["since"]), str(row["name"])))
    bound = [row for row in rows if row["now"] and row["bound"] is not False]
    # who is bound already is not at the door besides, whatever else is recorded of it
    inside = {text(row, "economy") for row in bound}
    door = [row for row in rows if row["now"] and text(row, "economy") not in inside]
    provenance = runner.provenance("parties", as_of, {"agreement": slug}, [])
    empty = f"No source read names a party of {title}."
    whole = ResultTable(f"Parties of {title} in time", list(PARTY_COLUMNS), rows, provenance, empty, SHOWN)
    whole = with_sources(runner, whole, agreements=[slug])

    def part(name: str, chosen: list[Row], none: str) -> ResultTable:
        return ResultTable(name, list(PARTY_COLUMNS), chosen, whole.provenance, none, SHOWN)

    return Parties(
        whole,
        part(f"Bound on {as_of}", bound, f"On {as_of} {title} binds nobody, as far as the sources tell."),
        part(f"At the door on {as_of}", door, f"Nobody stands at the door of {title} on {as_of} in the data."),
        _picture(title, whole, as_of),
    )


def deferrals_of(runner: Runner, slug: str, title: str, as_of: date) -> ResultTable:
    """Which economies may apply which provisions of an agreement later; arguments as for `parties_in_time`."""
    names = {text(row, "economy"): text(row, "name") for row in runner.rows("economies")}
    rows: list[Row] = []
    for row in runner.rows("deferrals_of_agreement", slug=slug):
        until = day(row, "deferred_until")
        rows.append(
            {
                "economy": row["economy"],
                "name": names.get(text(row, "economy")),
                "provision": row["provision"],
                "article": text(row, "provision").split("/")[1],
                "what": _PUT_OFF.get(text(row, "deferral_kind"), text(row, "deferral_kind")),
                "deferred_until": until,
                "deferral_event": row["deferral_event"],
                "may_extend_until": row["may_extend_until"],
                "over": None if until is None else until <= as_of,
                "note": row["note"],
                "verification": row["verification"],
                "source": row["source"],
            }
        )
    empty = f"No Party of {title} may put off a provision, as far as the sources tell."
    return ResultTable(
        f"Delays under {title}", list(DEFERRAL_COLUMNS), rows,
        runner.provenance("deferrals", as_of, {"agreement": slug}, []), empty, DEFERRALS_SHOWN,
    )  # fmt: skip


def links_of(runner: Runner, slug: str, title: str) -> ResultTable:
    """Agreements that act on an agreement, and on which it acts."""
    titles = {text(row, "agreement"): row["title"] for row in runner.rows("agreements")}
    rows: list[Row] = []
    for row in runner.rows("links_of_agreement", slug=slug):
        acts = row["start"] == slug
        other = text(row, "end" if acts else "start")
        words = _ACTIVE.get(text(row, "link"), (text(row, "link"), text(row, "link")))
        rows.append(
            {
                "link": words[0] if acts else words[1],
                "agreement": other,
                "title": titles.get(other),
                "date": row["date"],
                "note": row["note"],
            }
        )
    asked: dict[str, Value] = {"agreement": slug}
    return ResultTable(
        f"Links of {title}", list(LINK_COLUMNS), rows, runner.provenance("links", None, asked, []),
        f"No link of {title} to another agreement is recorded.",
    )  # fmt: skip


def _row(row: Row, as_of: date, *, now: bool) -> Row:
    return {
        "economy": row["economy"],
        "name": row["name"],
        "kind": row["kind"],
        "state": row["state"],
        "bound": in_party(participation_of(row), as_of),
        "since": day(row, "since_latest") or day(row, "since"),
        "until": row["until"],
        "via": row["via"],
        "side": row["side"],
        "now": now,
        "verification": row["verification"],
        "source": row["source"],
    }


def _picture(title: str, whole: ResultTable, as_of: date) -> Drawing:
    """Bars of all participations; members bound through a union stand in its bar."""
    drawn = [row for row in whole.rows if not (row["via"] and _stands_for(whole.rows, row))]
    binding = {text(row, "economy") for row in drawn if text(row, "state") in BINDING_STATES}
    spans: list[Span] = []
    for row in drawn:
        state, since, until = text(row, "state"), day(row, "since"), day(row, "until")
        if state == "signed" and until is not None and text(row, "economy") in binding:
            continue  # every Party signed before it was bound
        label = text(row, "name") if state in BINDING_STATES else f"{row['name']}, {state.replace('-', ' ')}"
        if until is not None and until <= as_of:
            shown = "ended"
        elif state in BINDING_STATES and (since is None or since <= as_of):
            shown = state
        else:
            shown = "waiting"
        spans.append(Span(label, shown, since, until))
    picture = timeline(f"Parties of {title} in time, on {as_of}", spans, as_of, whole)
    return replace(picture, reading=_reading(whole.rows, as_of))


def _stands_for(rows: Sequence[Row], member: Row) -> bool:
    """Whether a union that takes part itself is drawn in place of a member."""
    return any(
        row is not member and not row["via"] and row["since"] == member["since"] and row["until"] == member["until"]
        and row["state"] == member["state"] and row["side"] == member["side"] for row in rows
    )  # fmt: skip


def _economies_bound(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["now"] and row["bound"] is True and row["kind"] != "union"]


def _reading(rows: Sequence[Row], as_of: date) -> str:
    bound = _economies_bound(rows)
    if not bound:
        return f"Nobody is surely bound on {as_of}."
    dated = [row for row in bound if row["since"]]
    count = "1 economy is" if len(bound) == 1 else f"{len(bound)} economies are"
    if not dated:
        return f"{count} bound on {as_of}."
    if len({str(row["since"]) for row in bound}) == 1:
        return f"{count} bound on {as_of}, all since {bound[0]['since']}."
    last = max(str(row["since"]) for row in dated)
    newest = [text(row, "name") for row in dated if str(row["since"]) == last]
    named = ", ".join(newest) if len(newest) <= 3 else f"{len(newest)} of them"
    return f"{count} bound on {as_of}; the last to begin: {named}, on {last}."
