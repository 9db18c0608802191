"""One agreement, provision by provision, as it stands for the Parties at large or for one economy."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from clauseway.graph.engine import Row, Value
from clauseway.ontology.standing import BINDING_STATES, Deferral, Participation, in_party
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.columns import DUTY_COLUMNS, dates_ahead, duty_row
from clauseway.queries.duties import (
    Duty,
    day,
    deferral_of,
    duty,
    holds_on,
    one_each,
    participation_of,
    row_on,
    text,
    with_their_duties,
)
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.runner import Runner

AGREEMENT_COLUMNS = (
    *DUTY_COLUMNS,
    Column("summary", "Summary", "string", "content in own words"),
    Column("enforcement_basis", "Basis", "string", "what the enforcement rests on"),
    Column("valid_from", "Valid from", "date", "first day of this version"),
    Column("valid_until", "Valid until", "date", "first day on which this version no longer holds"),
    Column("note", "Note", "string", "remark of the reader"),
)
SHOWN = (
    "article", "paragraph", "label", "grade", "active", "active_from", "wording", "verification", "exception",
    "enforcement",
)  # fmt: skip


def agreement_table(
    runner: Runner,
    slug: str,
    as_of: date,
    *,
    economy: tuple[str, str] | None = None,
    all_versions: bool = False,
) -> ResultTable:
    """Provisions of an agreement as a table.

    Args:
        runner: Where to ask.
        slug: The agreement.
        as_of: The date.
        economy: Code and name of the economy to ask for; `None` for the agreement at large (active from its
            first entry into force).
        all_versions: Whether to list versions that do not hold on the date.
    """
    parties = runner.rows("parties_of_agreement", slug=slug)
    _, party_row = _participation(parties, economy[0] if economy else None, as_of)
    duties = agreement_duties(runner, slug, as_of, economy=economy[0] if economy else "", all_versions=all_versions)
    rows = [_row(found, economy) for found in duties]
    known = runner.rows("about_agreement", slug=slug)
    coded = bool(duties or runner.rows("provisions_of_agreement", slug=slug))
    about: Row = known[0] if known else {}
    title = str(about.get("title") or slug)
    parameters: dict[str, Value] = {"agreement": slug, "economy": economy[0] if economy else None}
    binding = about.get("binding") is not False
    notes = [*(_about(about) if not coded else [] if binding else [_not_binding(about)])]
    notes.extend(_notes(runner, slug, as_of, parties, party_row, economy, rows, binding=binding))
    notes.extend(_referred_by(runner, slug))
    table = ResultTable(
        title=f"{title}{f' for {economy[1]}' if economy else ''} on {as_of}",
        columns=list(AGREEMENT_COLUMNS),
        rows=rows,
        provenance=runner.provenance("agreement", as_of, parameters, notes),
        empty_message=f"No provision of '{slug}' has been coded.",
        shown=SHOWN,
    )
    owing = economy[0] if economy else None
    table = with_row_ids(table, runner.trust, lambda row: ("agreement", row["provision"]), economy=owing)
    return with_sources(runner, table, agreements=[slug], economies=[economy[0]] if economy else ())


def agreement_duties(
    runner: Runner, slug: str, as_of: date, *, economy: str = "", all_versions: bool = False
) -> list[Duty]:
    """The provisions of an agreement as they stand for an economy; arguments as for `agreement_table`.

    Args:
        runner: Where to ask.
        slug: The agreement.
        as_of: The date.
        economy: Code of the economy; empty for the agreement at large.
        all_versions: Whether versions that do not hold on the date are among them.

    Returns:
        Those of the agreement at large are kept, so they must never be changed.
    """
    if economy or all_versions:
        return _duties(runner, slug, as_of, economy, all_versions=all_versions)
    kept: dict[str, list[Duty]] = runner.once("duties of agreements", as_of, dict[str, list[Duty]])
    if slug not in kept:
        kept[slug] = _duties(runner, slug, as_of, "", all_versions=False)
    return kept[slug]


def _duties(runner: Runner, slug: str, as_of: date, economy: str, *, all_versions: bool) -> list[Duty]:
    parties = runner.rows("parties_of_agreement", slug=slug)
    participation, party_row = _participation(parties, economy or None, as_of)
    deferrals: dict[str, list[tuple[str, Deferral]]] = defaultdict(list)
    if economy:
        for row in runner.rows("deferrals_of_agreement", slug=slug):
            if row["economy"] == economy:
                deferrals[text(row, "provision")].append((text(row, "deferral_kind"), deferral_of(row)))
    duties: list[Duty] = []
    for row in runner.rows("provisions_of_agreement", slug=slug):
        if not all_versions and not holds_on(row, as_of):
            continue
        facts: Row = {
            **row,
            "via": party_row.get("via") if party_row else None,
            "date_verification": party_row.get("verification") if party_row else None,
        }
        duties.append(duty(facts, participation, as_of, deferrals[text(row, "provision")]))
    return with_their_duties(duties)


_VERBS = {"side-letter-of": "is a side letter of", "part-of": "is part of"}
_LISTED_APART = 3
"""So many links of one kind to the agreement get a line each; more are told in one."""


def _links(runner: Runner, slug: str) -> list[str]:
    alike: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for link in runner.rows("links_of_agreement", slug=slug):
        alike[text(link, "link"), text(link, "end")].append(link)
    told: list[str] = []
    for (kind, end), links in alike.items():
        verb = _VERBS.get(kind, kind)
        if len(links) > _LISTED_APART:
            starts = ", ".join(text(link, "start") for link in links)
            told.append(f"{len(links)} agreements, each of which {verb} {end}: {starts}.")
            continue
        for link in links:
            when = f" from {link['date']}" if link["date"] else ""
            told.append(f"{link['start']} {verb} {end}{when}.")
    return told


def _about(about: Row) -> list[str]:
    """What is known of an agreement as a whole: kind, date, status."""
    kind = str(about.get("kind") or "agreement").replace("-", " ")
    first = _not_binding(about) if about.get("binding") is False else f"Kind: {kind}."
    signed = about.get("signed")
    told = [first]
    if isinstance(signed, date):
        precision = str(about.get("signed_precision") or "day")
        shown = signed.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
        told.append(f"Signed or adopted {shown} ({about.get('date_verification')}).")
    if about.get("status"):
        told.append(f"Status: {about['status']}.")
    return told


def _not_binding(about: Row) -> str:
    return f"Not meant to bind in law: {str(about['kind']).replace('-', ' ')}."


def _referred_by(runner: Runner, slug: str) -> list[str]:
    """Which agreements point to this one, and in which articles."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for row in runner.rows("texts_referred_by", slug=slug):
        places[text(row, "agreement")][text(row, "article")] = None
    told = "; ".join(f"{agreement} {', '.join(articles)}" for agreement, articles in places.items())
    return [f"Named by {told}."] if told else []


def _participation(
    parties: list[Row], economy: str | None, as_of: date
) -> tuple[Participation | None, Row | None]:
    if economy is not None:
        row = row_on((p for p in parties if p["economy"] == economy), as_of)
        return (participation_of(row), row) if row else (None, None)
    bound = [p for p in parties if text(p, "state") in BINDING_STATES]
    lasting = [p for p in bound if not (ended := day(p, "until")) or ended > as_of]
    dated = [p for p in lasting or bound if day(p, "since_latest")]
    if dated:
        first = min(dated, key=lambda p: (str(p["since_latest"]), str(p["economy"])))
        return participation_of(first), {"verification": first["verification"]}
    chosen = (bound or parties)[:1]
    return (participation_of(chosen[0]), {"verification": chosen[0]["verification"]}) if chosen else (None, None)


def _row(found: Duty, economy: tuple[str, str] | None) -> Row:
    row = duty_row(found, economy=economy[0] if economy else None)
    row["summary"] = found.row.get("summary")
    row["enforcement_basis"] = found.row.get("basis")
    row["valid_from"], row["valid_until"] = found.row.get("valid_from"), found.row.get("valid_until")
    row["note"] = found.row.get("note")
    return row


def _notes(
    runner: Runner,
    slug: str,
    as_of: date,
    parties: list[Row],
    party_row: Row | None,
    economy: tuple[str, str] | None,
    rows: list[Row],
    *,
    binding: bool,
) -> list[str]:
    notes: list[str] = []
    if economy and party_row is None:
        notes.append(f"{economy[1]} takes no part in '{slug}': nothing here binds it.")
    elif economy and party_row is not None:
        notes.append(f"{economy[1]}: {_told(party_row)}.")
        others = [p for p in parties if p["economy"] == economy[0] and p is not party_row]
        if others:
            notes.append(f"Also recorded of {economy[1]}: {'; '.join(_told(p) for p in others)}.")
    else:
        now = one_each(parties, as_of, "economy")
        bound = [str(p["economy"]) for p in now if in_party(participation_of(p), as_of) is True]
        undated = [str(p["economy"]) for p in now if _undated(p, as_of)]
        only = [str(p["economy"]) for p in now if text(p, "state") == "signed"]
        whom = f"In force on {as_of} for {len(bound)}: {', '.join(bound)}."
        if bound or binding:
            notes.append(whom if bound else f"Not in force on {as_of}.")
        if only:
            notes.append(f"Signed, without being bound: {', '.join(only)}.")
        if undated:
            notes.append(f"In force on a day no source read gives: {', '.join(undated)}.")
    notes.extend(_links(runner, slug))
    sentences = {str(row["why"]) for row in rows if row["active"] is None and row["why"]}
    notes.extend(sorted(sentences))
    ahead = dates_ahead(rows, as_of)
    if ahead:
        notes.append(f"Something changes on {', '.join(d.isoformat() for d in ahead)}.")
    return notes


def _told(party: Row) -> str:
    """A participation in words: its state, its days, how they are known and by way of whom."""
    since, until = day(party, "since_latest") or day(party, "since"), day(party, "until")
    known = f"since {since}" if since else "on a day no source read gives"
    ended = f" until {until - timedelta(days=1)}" if until else ""
    via = f", via the {party['via']}" if party.get("via") else ""
    return f"{party['state']} {known}{ended} ({party['verification']}{via})"


def _undated(party: Row, as_of: date) -> bool:
    ended = day(party, "until")
    return text(party, "state") in BINDING_STATES and party["since"] is None and not (ended and ended <= as_of)
