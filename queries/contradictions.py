"""Where sources say different things: both claims, the one that is preferred, and why.

Everything is read from the RDF dataset, so the shipped dataset gives the same report as the sources it was made
from. A claim that did not win stays in its source's graph; nothing is overwritten without a trace.
"""

from __future__ import annotations

import calendar
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pyoxigraph as ox

from clauseway.graph.engine import Row
from clauseway.loaders.blocs import UNION_CODE
from clauseway.loaders.rdf_dataset import place_of_row
from clauseway.ontology.standing import BINDING_STATES
from clauseway.ontology.strength import Verification
from clauseway.ontology.version import ontology_version
from clauseway.queries.citations import CitedSource
from clauseway.queries.disagreements import Contradiction, Statement, origin_of, place_of, rows_of
from clauseway.queries.item_contradictions import item_contradictions
from clauseway.queries.linked_data import ENGINE, data_version
from clauseway.queries.results import Column, Provenance, ResultTable

_LEVELS = [level.value for level in Verification]
_WHERE = ("kind", "agreement", "article", "clause", "economy")
_WHOLE = ("digital-chapter", "main-text")
"""Reading extents after which a clause type that was not found counts as absent."""


def contradictions(store: ox.Store) -> list[Contradiction]:
    """Every contradiction between sources, by kind, agreement, article and clause type."""
    finders = (_signatures, _starts, _parties, _codings, _silences, item_contradictions)
    return sorted({found for finder in finders for found in finder(store)})


def contradiction_table(store: ox.Store) -> ResultTable:
    """The contradictions as a table."""
    started = time.perf_counter()
    rows: list[Row] = []
    found_all = contradictions(store)
    for found in found_all:
        row: Row = {name: getattr(found, name) or None for name in _WHERE}
        row |= {"subject": found.subject, "why": found.why}
        for prefix, side in (("preferred", found.preferred), ("other", found.other)):
            row[prefix] = side.value
            for name in ("source", "place", "verification"):
                row[f"{prefix}_{name}"] = getattr(side, name) or None
        rows.append(row)
    columns = [
        Column("kind", "Kind", "string", "date, party, coding, silence (read without it), item (of a codebook)"),
        Column("agreement", "Agreement", "string", "slug of the agreement"),
        Column("article", "Article", "string", "article it is about"),
        Column("clause", "Clause type", "string", "slug of the clause type"),
        Column("economy", "Economy", "string", "codes of the economies concerned"),
        Column("subject", "Subject", "string", "what is told differently"),
        Column("preferred", "Preferred", "string", "what the dataset adopts"),
        Column("preferred_source", "By", "string", "source of what is adopted"),
        Column("preferred_place", "At", "string", "file and line of what is adopted"),
        Column("preferred_verification", "Known by", "string", "how that source knows it"),
        Column("other", "Other", "string", "what another source says"),
        Column("other_source", "Other by", "string", "that source"),
        Column("other_place", "Other at", "string", "file and line there"),
        Column("other_verification", "Other known by", "string", "how that source knows it"),
        Column("why", "Why", "string", "rule by which one is preferred"),
    ]
    shown = (*_WHERE[:4], "subject", "preferred", "preferred_place", "other", "other_place")
    took = (time.perf_counter() - started) * 1000
    notes = ["Both sides stay in the dataset; the report says which one is adopted and by which rule."]
    counts = Counter(found.kind for found in found_all)
    if counts:
        notes.append(f"By kind: {', '.join(f'{kind} {number}' for kind, number in sorted(counts.items()))}.")
    cited = _cited(store, Counter(side.source for each in found_all for side in (each.preferred, each.other)))
    asked = "validate --report"
    provenance = Provenance(data_version(store), None, ENGINE, asked, {}, took, notes, cited, ontology_version())
    empty = "No source contradicts another."
    return ResultTable("Contradictions between sources", columns, rows, provenance, empty, shown)


# ---- dates --------------------------------------------------------------------------------------

_SIGNATURES = """
SELECT ?agreement ?adopted ?precision ?row ?level ?claimed ?latest ?source ?claim_row ?claim_level WHERE {
  ?a a cw:Agreement ; cw:slug ?agreement ; cw:signed ?adopted ; cw:signedPrecision ?precision ;
     prov:wasDerivedFrom ?row ; cw:dateVerification ?level .
  ?c a cw:DateClaim ; cw:agreement ?a ; cw:dateField "signed" ; cw:since ?claimed ; cw:fromSource ?source ;
     prov:wasDerivedFrom ?claim_row ; cw:verification ?claim_level .
  OPTIONAL { ?c cw:sinceLatest ?latest }
}"""


def _signatures(store: ox.Store) -> Iterator[Contradiction]:
    owners = _owners(store)
    for row in rows_of(store, _SIGNATURES):
        adopted = _span(row["adopted"], row["precision"])
        claimed = _days(row["claimed"], row["latest"])
        if _apart(adopted, claimed):
            place = place_of(row["row"])
            kept = Statement(_told(adopted), owners.get(place.partition(":")[0], ""), place, row["level"])
            other = Statement(_told(claimed), row["source"], place_of(row["claim_row"]), row["claim_level"])
            yield Contradiction("date", row["agreement"], "", "", "", "signed", kept, other, _why(kept, other))


_DATE_CLAIMS = """
SELECT ?agreement ?economy ?claimed ?latest ?source ?row ?level WHERE {
  ?c a cw:DateClaim ; cw:agreement/cw:slug ?agreement ; cw:dateField ?field ; cw:since ?claimed ;
     cw:fromSource ?source ; prov:wasDerivedFrom ?row ; cw:verification ?level .
  FILTER(?field != "signed")
  OPTIONAL { ?c cw:sinceLatest ?latest } OPTIONAL { ?c cw:economy/cw:iso3 ?economy }
}"""
_PARTICIPATIONS = """
SELECT ?agreement ?economy ?state ?via ?since ?latest ?source ?row ?level WHERE {
  ?adopter cw:hasParticipation ?c .
  ?c cw:agreement/cw:slug ?agreement ; cw:economy/cw:iso3 ?economy ; cw:state ?state ; cw:fromSource ?source ;
     prov:wasDerivedFrom ?row ; cw:verification ?level .
  OPTIONAL { ?c cw:via ?via } OPTIONAL { ?c cw:since ?since } OPTIONAL { ?c cw:sinceLatest ?latest }
}"""


def _starts(store: ox.Store) -> Iterator[Contradiction]:
    """First days of duties; a claim for all Parties speaks of those alone that the same source does not name."""
    parties: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows_of(store, _PARTICIPATIONS):
        if row["state"] in BINDING_STATES and row["since"]:
            parties[row["agreement"]][row["economy"]].append(row)
    claims = rows_of(store, _DATE_CLAIMS)
    named = {(c["source"], c["agreement"], c["economy"]) for c in claims if c["economy"]}
    for claim in claims:
        claimed = _days(claim["claimed"], claim["latest"])
        of_agreement = parties[claim["agreement"]]
        concerned = [claim["economy"]] if claim["economy"] else sorted(of_agreement)
        told: dict[Statement, list[str]] = defaultdict(list)
        for economy in concerned:
            adopted = of_agreement.get(economy, [])
            spans = [_days(party["since"], party["latest"]) for party in adopted]
            if not claim["economy"] and (claim["source"], claim["agreement"], economy) in named:
                continue
            if spans and all(_apart(span, claimed) for span in spans):
                first = adopted[0]
                other = Statement(_told(spans[0]), first["source"], place_of(first["row"]), first["level"])
                told[other].append(economy)
        other = Statement(_told(claimed), claim["source"], place_of(claim["row"]), claim["level"])
        for kept, economies in told.items():
            who = "; ".join(economies)
            yield Contradiction("date", claim["agreement"], "", "", who, "in force", kept, other, _why(kept, other))


# ---- parties ------------------------------------------------------------------------------------

_PARTY_CLAIMS = """
SELECT ?agreement ?economy ?source ?row ?level WHERE {
  ?c a cw:PartyClaim ; cw:agreement/cw:slug ?agreement ; cw:economy/cw:iso3 ?economy ; cw:fromSource ?source ;
     prov:wasDerivedFrom ?row ; cw:verification ?level .
}"""
_JOINED = {*BINDING_STATES, "signed"}


def _parties(store: ox.Store) -> Iterator[Contradiction]:
    """A list names a Party that is not adopted, or leaves out one that is; each list names all it knows."""
    adopted: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows_of(store, _PARTICIPATIONS):
        if row["state"] in _JOINED:
            adopted[row["agreement"]].setdefault(row["economy"], row)
    lists: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows_of(store, _PARTY_CLAIMS):
        lists[row["source"], row["agreement"]][row["economy"]] = row
    for (source, agreement), listed in lists.items():
        first = min(listed.values(), key=lambda row: place_of_row(row["row"]))
        for economy in sorted(adopted[agreement].keys() ^ listed.keys()):
            if economy in listed:
                row = listed[economy]
                place = next(iter(adopted[agreement].values()), None)
                kept = Statement("not a Party", *(origin_of(place) if place else ("", "", "")))
                other = Statement("Party", source, place_of(row["row"]), row["level"])
            else:
                row = adopted[agreement][economy]
                # lists of Parties need not name those that only signed, nor the members where they name the union
                if row["state"] == "signed" or (row["via"] and UNION_CODE in listed):
                    continue
                kept = Statement(f"Party ({row['state']})", *origin_of(row))
                other = Statement("not listed", source, place_of(first["row"]), first["level"])
            why = "the Parties as read agreement by agreement go before a list of many"
            yield Contradiction("party", agreement, "", "", economy, "Party", kept, other, why)


# ---- codings ------------------------------------------------------------------------------------

_CODINGS = """
SELECT ?agreement ?article ?paragraph ?provision ?clause ?adopted ?coded ?wording ?exception ?enforcement
       ?source ?row ?level WHERE {
  ?p cw:ofAgreement/cw:slug ?agreement ; cw:article ?article ; cw:provisionId ?provision .
  { ?p cw:adoptedCoding ?c BIND("yes" AS ?adopted) } UNION { ?p cw:otherCoding ?c BIND("no" AS ?adopted) }
  ?c cw:fromSource ?source ; prov:wasDerivedFrom ?row ; cw:verification ?level .
  OPTIONAL { ?p cw:paragraph ?paragraph } OPTIONAL { ?p cw:addresses ?clause } OPTIONAL { ?c cw:codedClause ?coded }
  OPTIONAL { ?c cw:wording ?wording } OPTIONAL { ?c cw:exception ?exception }
  OPTIONAL { ?c cw:enforcement ?enforcement }
}"""


def _codings(store: ox.Store) -> Iterator[Contradiction]:
    """Codings that yielded and say another thing than every adopted one of the same article and clause type.

    A coding of a whole article agrees when one of its paragraphs says the same.
    """
    adopted: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    clauses: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    others: list[dict[str, str]] = []
    winners: dict[str, dict[str, str]] = {}
    for row in rows_of(store, _CODINGS):
        if row["adopted"] == "yes":
            adopted[row["agreement"], row["article"], row["clause"]].append(row)
            clauses[row["agreement"], row["article"]].append(row)
            winners[row["provision"]] = row
        else:
            others.append(row)
    for row in others:
        place = (row["agreement"], row["article"])
        same = adopted.get((*place, row["coded"] or row["clause"]), [])
        winner = winners[row["provision"]]
        if row["coded"] and not same:
            if all(rival["clause"] for rival in clauses[place]):
                yield _coding(row, winner, "clause type", winner["clause"], row["coded"])
            continue
        for subject in ("wording", "exception", "enforcement"):
            told = {rival[subject] for rival in same} - {"", "unknown"}
            if row[subject] and row[subject] != "unknown" and told and row[subject] not in told:
                rival = next((r for r in (winner, *same) if r[subject] in told and r in same), winner)
                yield _coding(row, rival, subject, " / ".join(sorted(told)), row[subject])


def _coding(row: dict[str, str], winner: dict[str, str], subject: str, kept: str, other: str) -> Contradiction:
    preferred = Statement(kept, *origin_of(winner))
    yielded = Statement(other, *origin_of(row))
    why = _why(preferred, yielded)
    if winner["level"] == row["level"] and winner["paragraph"]:
        why = "equally good, and read by paragraph or from the source that is preferred"
    clause = row["coded"] or row["clause"]
    return Contradiction("coding", row["agreement"], row["article"], clause, "", subject, preferred, yielded, why)


_SILENCES = """
SELECT ?agreement ?extent ?agreement_row ?article ?clause ?wording ?source ?row ?level WHERE {
  ?a a cw:Agreement ; cw:slug ?agreement ; cw:readingExtent ?extent ; prov:wasDerivedFrom ?agreement_row .
  ?p cw:ofAgreement ?a ; cw:article ?article ; cw:addresses ?clause ; cw:adoptedCoding ?c .
  ?clause cw:counted true .
  ?c cw:wording ?wording ; cw:fromSource ?source ; prov:wasDerivedFrom ?row ; cw:verification ?level .
}"""


def _silences(store: ox.Store) -> Iterator[Contradiction]:
    """Texts that were read whole without a rule that another source, not from the text, says is there."""
    found = [row for row in rows_of(store, _SILENCES) if row["extent"] in _WHOLE and row["wording"] != "none"]
    read = {(row["agreement"], row["clause"]) for row in found if row["level"] == Verification.PRIMARY_TEXT.value}
    owners = _owners(store)
    for row in found:
        if (row["agreement"], row["clause"]) not in read:
            kept = Statement(row["wording"], *origin_of(row))
            place = place_of(row["agreement_row"])
            whole = f"read ({row['extent']}), no such rule noted"
            other = Statement(whole, owners.get(place.partition(":")[0], ""), place, Verification.PRIMARY_TEXT.value)
            why = "a rule that is named goes before one that was not noted; to be checked against the text"
            yield Contradiction(
                "silence", row["agreement"], row["article"], row["clause"], "", "presence", kept, other, why
            )


# ---- parts --------------------------------------------------------------------------------------


_SOURCES = """
SELECT ?id ?title ?publisher ?licence WHERE {
  ?s a cw:Source ; cw:sourceId ?id ; dct:title ?title ; dct:publisher ?publisher ; dct:license ?licence .
} ORDER BY ?id"""


def _cited(store: ox.Store, facts: Counter[str]) -> tuple[CitedSource, ...]:
    return tuple(
        CitedSource(row["id"], row["title"], row["publisher"], row["licence"], facts[row["id"]])
        for row in rows_of(store, _SOURCES)
        if row["id"] in facts
    )


def _owners(store: ox.Store) -> dict[str, str]:
    """Source by file, for what the dataset itself says with a row; the first of several by name."""
    found: dict[str, str] = {}
    listed = "SELECT ?file ?id { ?s a cw:Source ; cw:file ?file ; cw:sourceId ?id } ORDER BY ?file ?id"
    for row in rows_of(store, listed):
        found.setdefault(row["file"], row["id"])
    return found


def _span(first: str, precision: str) -> tuple[date, date]:
    day = date.fromisoformat(first)
    if precision == "year":
        return day, date(day.year, 12, 31)
    if precision == "month":
        return day, day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day, day


def _days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _apart(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _told(span: tuple[date, date]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"


def _why(preferred: Statement, other: Statement) -> str:
    one, two = preferred.verification, other.verification
    if one in _LEVELS and two in _LEVELS and _LEVELS.index(one) < _LEVELS.index(two):
        return f"{one} is better than {two}"
    if one == two:
        return "equally good, its source is preferred"
    return "the agreement's own row goes before a list of dates"

