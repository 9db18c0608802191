# Long because every catalogue query has its oracle here, and they share what they know of the statements.
"""The third answer to every catalogue query: from the RDF, statement by statement, in plain Python.

It shares no line with the projection, the schema's paths or Cypher, so a fault in any of them shows as a difference.
`conftest.py` loads this file; a new query must bring an oracle here.
"""

# Long because the catalogue is: every query has its oracle here.

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import combinations
from urllib.parse import unquote

import pyoxigraph as ox

from clauseway.graph.engine import Row, Value

type Plain = str | int | float | bool | date
type Key = tuple[object, ...]
type Oracle = Callable[..., Iterator[tuple[Key | None, Row]]]
"""Gives rows with their sort keys; without one where the query promises no order."""

VOCABULARY = "https://w3id.org/clauseway/"
CW = f"{VOCABULARY}ontology#"
DCT = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

LINKS = ("amends", "supersedes", "incorporates", "suspends", "upgrades", "side-letter-of", "part-of")

OWED = ("in-force", "provisional")


class Statements:
    """The RDF as subject -> predicate -> values, and what the questions need of it.

    Attributes:
        economies, agreements, groups, clauses: Address by code or slug.
        provisions: Addresses by slug of the agreement.
        holding: (agreement, provision) by clause type; those that bear on none under None.
        parties: (economy, participation) by slug of the agreement; only what the dataset adopts.
    """

    def __init__(self, store: ox.Store) -> None:
        self.values: dict[str, dict[str, set[Plain]]] = defaultdict(lambda: defaultdict(set))
        self.of_type: dict[str, list[str]] = defaultdict(list)
        for quad in store:
            assert isinstance(quad.subject, ox.NamedNode) or quad.predicate.value != TYPE
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                self.values[quad.subject.value][quad.predicate.value].add(_plain(quad.object))
        for subject, values in self.values.items():
            for kind in values.get(TYPE, ()):
                self.of_type[str(kind)].append(subject)
        self.economies = {self.text(s, "iso3"): s for s in self.things("Economy")}
        self.agreements = {self.text(s, "slug"): s for s in self.things("Agreement")}
        self.groups = {self.text(s, "slug"): s for s in self.things("Group")}
        self.clauses = {self.text(s, "clauseSlug"): s for s in self.things("ClauseType")}
        self.provisions: dict[str, list[str]] = defaultdict(list)
        for provision in self.things("Provision"):
            self.provisions[self.key(provision, "ofAgreement", "slug")].append(provision)
        self.holding: dict[str | None, list[tuple[str, str]]] = defaultdict(list)
        for slug, provisions in self.provisions.items():
            for provision in provisions:
                self.holding[self.clause(provision)].append((slug, provision))
        self.parties: dict[str, list[tuple[str, str]]] = {
            slug: [(self.key(claim, "economy", "iso3"), claim) for claim in self.adopted(s, "hasParticipation")]
            for slug, s in self.agreements.items()
        }

        self.observations: dict[str, list[str]] = self._by("Observation", "economy", "iso3")
        self.group_observations: dict[str, list[str]] = self._by("Observation", "observedGroup", "slug")
        self.laws: dict[str, list[str]] = self._by("LawStatus", "economy", "iso3")
        self.sales: dict[str, list[str]] = self._by("TradeFlow", "exporter", "iso3")
        self.purchases: dict[str, list[str]] = self._by("TradeFlow", "importer", "iso3")
        self.distances = {
            (self.key(d, "firstEconomy", "iso3"), self.key(d, "secondEconomy", "iso3")): d
            for d in self.things("Distance")
        }

    def _by(self, kind: str, predicate: str, key: str) -> dict[str, list[str]]:
        """Things of a kind by the key of what a predicate of theirs names; those without it are left out."""
        found: dict[str, list[str]] = defaultdict(list)
        for thing in self.things(kind):
            if self.many(thing, predicate):
                found[self.key(thing, predicate, key)].append(thing)
        return found

    def things(self, kind: str) -> list[str]:
        return self.of_type[CW + kind]

    def many(self, subject: str, predicate: str) -> set[Plain]:
        return self.values[subject].get(predicate if ":" in predicate else CW + predicate, set())

    def one(self, subject: str, predicate: str) -> Plain | None:
        found = self.many(subject, predicate)
        assert len(found) <= 1, f"{subject} has {len(found)} values of {predicate}"
        return next(iter(found), None)

    def text(self, subject: str, predicate: str) -> str:
        found = self.one(subject, predicate)
        assert isinstance(found, str), f"{subject} has no {predicate}"
        return found

    def key(self, subject: str, predicate: str, key: str) -> str:
        return self.text(self.text(subject, predicate), key)

    def adopted(self, adopter: str, predicate: str) -> list[str]:
        return [str(claim) for claim in self.many(adopter, predicate)]

    def take(self, subject: str, **fields: str) -> Row:
        """Columns of a row: each a predicate, or, with a slash at its end, the notation of the concept there."""
        return {
            column: self.concept(subject, field[:-1]) if field.endswith("/") else self.one(subject, field)
            for column, field in fields.items()
        }

    def concept(self, subject: str, predicate: str) -> str | None:
        """The last part of a concept's address, which is its notation."""
        found = self.one(subject, predicate)
        assert found is None or str(found).startswith(VOCABULARY)
        return None if found is None else unquote(str(found).rpartition("/")[2])

    def clause(self, provision: str) -> str | None:
        found = self.one(provision, "addresses")
        return None if found is None else self.text(str(found), "clauseSlug")

    def deferrals(self, provision: str) -> list[tuple[str, str]]:
        claims = self.adopted(provision, "hasDeferral")
        assert {self.text(claim, "provision") for claim in claims} <= {provision}
        return [(self.key(claim, "economy", "iso3"), claim) for claim in claims]


def _plain(term: ox.NamedNode | ox.Literal) -> Plain:
    if isinstance(term, ox.NamedNode):
        return term.value
    match term.datatype.value.rpartition("#")[2]:
        case "date":
            return date.fromisoformat(term.value)
        case "boolean":
            return term.value == "true"
        case "integer":
            return int(term.value)
        case "decimal":
            return float(term.value)
        case _:
            return term.value


def by(*values: Value) -> Key:
    """Sort key as Cypher orders: nulls last."""
    return tuple((value is None, value) for value in values)


# ---- parts of rows ------------------------------------------------------------------------------


def standing(s: Statements, claim: str, prefix: str = "") -> Row:
    row = s.take(
        claim, state="state/", since="since", since_latest="sinceLatest", until="until", via="via", side="side"
    )
    return {prefix + column: value for column, value in row.items()}


def head(s: Statements, agreement: str) -> Row:
    row = s.take(agreement, title=f"{DCT}title", kind="agreementKind/", binding="binding", reading="readingExtent/")
    return {"agreement": s.text(agreement, "slug"), **row}


def place(s: Statements, provision: str) -> Row:
    coding = s.text(provision, "adoptedCoding")
    assert s.text(coding, "codes") == provision
    return {
        **s.take(provision, provision="provisionId", article="article", paragraph="paragraph", version="version"),
        **s.take(provision, valid_from="validFrom", valid_until="validUntil"),
        **s.take(coding, title="title", wording="wording/", exception="exception/", enforcement="enforcement/"),
        **s.take(coding, basis="enforcementBasis", verification="verification/", source=f"{DCT}source"),
    }


def subject_matter(s: Statements, clause: str | None) -> Row:
    found = s.clauses[clause] if clause else ""
    row = s.take(found, label=f"{SKOS}prefLabel", theme="theme/", counted="counted")
    return {"clause": clause, **row}


def titled(s: Statements, slug: str) -> Row:
    return {"agreement": slug, "agreement_title": s.one(s.agreements[slug], f"{DCT}title")}


def held_by(s: Statements, slug: str, economy: str) -> list[str]:
    return [claim for party, claim in s.parties.get(slug, []) if party == economy]


# ---- one oracle a query -------------------------------------------------------------------------


def deferrals_of_agreement(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for provision in s.provisions.get(slug, []):
        for economy, claim in s.deferrals(provision):
            row = {
                "economy": economy,
                "provision": s.one(provision, "provisionId"),
                **s.take(claim, deferral_kind="deferralKind", deferred_until="until", deferral_event="event"),
                **s.take(claim, may_extend_until="mayExtendUntil", note="note", source=f"{DCT}source"),
                "verification": s.concept(claim, "verification"),
                "from_source": s.key(claim, "fromSource", "sourceId"),
            }
            tail = [row[name] for name in ("deferral_kind", "deferred_until", "deferral_event")]
            tail += [row[name] for name in ("may_extend_until", "note", "source")]
            yield by(economy, s.one(provision, "position"), row["provision"], *tail), row


def links_of_agreement(s: Statements, slug: str) -> Iterator[tuple[None, Row]]:
    for start, agreement in s.agreements.items():
        for claim in s.adopted(agreement, "hasLink"):
            assert s.text(claim, "fromAgreement") == agreement
            end, link = s.key(claim, "toAgreement", "slug"), s.concept(claim, "linkKind")
            if slug in (start, end):
                assert link in LINKS
                yield None, {"start": start, "link": link, "end": end, **s.take(claim, date="date", note="note")}


def about_agreement(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for found in filter(None, [s.agreements.get(slug)]):
        row = s.take(found, agreement="slug", title=f"{DCT}title", kind="agreementKind/", binding="binding")
        row |= s.take(found, signed="signed", signed_precision="signedPrecision/", status="status")
        row |= s.take(found, reading="readingExtent/", chapter="chapter", source=f"{DCT}source")
        yield by(slug), row | s.take(found, date_verification="dateVerification/")


def texts_referred_by(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for agreement, provisions in s.provisions.items():
        for provision in provisions:
            if s.agreements.get(slug) in s.many(provision, "refersToInstrument"):
                coding = s.text(provision, "adoptedCoding")
                row = titled(s, agreement) | {"clause": s.clause(provision)}
                row |= s.take(provision, provision="provisionId", article="article", paragraph="paragraph")
                row |= s.take(provision, valid_from="validFrom", valid_until="validUntil")
                row |= s.take(coding, wording="wording/", refers_to="refersTo", verification="verification/")
                row |= s.take(coding, source=f"{DCT}source")
                yield by(agreement, s.one(provision, "position"), row["provision"]), row


def references_of_agreement(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for provision in s.provisions.get(slug, []):
        for instrument in map(str, s.many(provision, "refersToInstrument")):
            row = s.take(provision, provision="provisionId", article="article", paragraph="paragraph")
            row |= {"clause": s.clause(provision), "instrument": s.one(instrument, "slug")}
            row |= s.take(instrument, instrument_title=f"{DCT}title", kind="agreementKind/", binding="binding")
            row |= s.take(s.text(provision, "adoptedCoding"), refers_to="refersTo")
            yield by(s.one(provision, "position"), row["provision"], row["instrument"]), row


def parties_of_agreement(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for economy, claim in s.parties.get(slug, []):
        assert s.text(claim, "agreement") == s.agreements[slug]
        row = {
            "agreement": slug,
            "economy": economy,
            **s.take(s.economies[economy], name="name", kind="economyKind"),
            **standing(s, claim),
            **s.take(claim, since_precision="sincePrecision/", verification="verification/", source=f"{DCT}source"),
            "from_source": s.key(claim, "fromSource", "sourceId"),
        }
        yield by(economy, row["state"], row["since"]), row


def provisions_of_agreement(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    for provision in s.provisions.get(slug, []):
        coding = s.text(provision, "adoptedCoding")
        row = titled(s, slug) | subject_matter(s, s.clause(provision)) | place(s, provision)
        row |= s.take(coding, summary="summary", note="note", coder="coder")
        row["from_source"] = s.key(coding, "fromSource", "sourceId")
        yield by(s.one(provision, "position"), row["provision"]), row


def agreements_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for slug, agreement in s.agreements.items():
        for claim in held_by(s, slug, iso3):
            row = head(s, agreement) | standing(s, claim)
            row |= {"date_verification": s.concept(claim, "verification"), "source": s.one(agreement, f"{DCT}source")}
            yield by(slug, row["state"], row["since"]), row


def partners_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for slug, parties in s.parties.items():
        for own in held_by(s, slug, iso3):
            for partner, other in parties:
                if partner != iso3:
                    row = {"agreement": slug, **s.take(own, own_side="side", own_via="via"), "partner": partner}
                    row |= s.take(s.economies[partner], partner_kind="economyKind") | standing(s, other)
                    yield by(slug, partner, row["state"], row["since"]), row


def provisions_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for clause, holding in s.holding.items():
        for slug, provision in holding if clause else ():
            own = [deferral for economy, deferral in s.deferrals(provision) if economy == iso3]
            for claim in held_by(s, slug, iso3):
                row = subject_matter(s, clause) | titled(s, slug) | place(s, provision) | standing(s, claim)
                row["date_verification"] = s.concept(claim, "verification")
                for deferral in own or [""]:
                    put_off = s.take(
                        deferral, deferral_kind="deferralKind", deferred_until="until", deferral_event="event"
                    )
                    key = (s.one(s.clauses[clause or ""], "order"), slug, s.one(provision, "position"))
                    tail = s.take(deferral, may_extend_until="mayExtendUntil")
                    last = (row["state"], row["since"])
                    yield by(*key, row["provision"], *put_off.values(), *last), row | put_off | tail


def commitments_on_clause(s: Statements, clause: str) -> Iterator[tuple[Key, Row]]:
    for slug, provision in s.holding.get(clause, []) if clause else ():
        told = place(s, provision)
        text = {name: told[name] for name in (
            "provision", "article", "paragraph", "valid_from", "valid_until", "title", "wording", "exception",
            "enforcement", "verification", "source",
        )}  # fmt: skip
        binding = s.one(s.agreements[slug], "binding")
        for economy, claim in s.parties.get(slug, []):
            who: Row = {"economy": economy, "clause": clause, "binding": binding}
            who |= s.take(s.economies[economy], name="name", kind="economyKind")
            party = standing(s, claim)
            taking = {name: party[name] for name in ("state", "since", "since_latest", "until", "via")}
            for deferral in [d for code, d in s.deferrals(provision) if code == economy] or [""]:
                put_off = s.take(
                    deferral, deferral_kind="deferralKind", deferred_until="until", deferral_event="event"
                )
                tail = s.take(deferral, may_extend_until="mayExtendUntil")
                key = by(economy, slug, s.one(provision, "position"), text["provision"], *put_off.values(),
                         taking["state"], taking["since"])  # fmt: skip
                yield key, who | titled(s, slug) | text | taking | put_off | tail


def members_of_group(s: Statements, slug: str) -> Iterator[tuple[Key, Row]]:
    group = s.groups.get(slug, "")
    for claim in s.adopted(group, "hasMembership"):
        economy = s.key(claim, "economy", "iso3")
        row = {"group": slug, "group_name": s.one(group, "name"), "economy": economy}
        row |= s.take(s.economies[economy], name="name") | s.take(claim, since="since", until="until")
        yield by(economy), row


def memberships_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for slug, group in s.groups.items():
        for claim in s.adopted(group, "hasMembership"):
            if s.key(claim, "economy", "iso3") == iso3:
                row: Row = {"group": slug, "group_name": s.one(group, "name")}
                row |= s.take(claim, since="since", until="until", bound_until="boundUntil")
                yield by(slug), row | {"source": s.key(claim, "fromSource", "sourceId")}


def agreements(s: Statements) -> Iterator[tuple[Key, Row]]:
    for slug, agreement in s.agreements.items():
        row = head(s, agreement)
        row |= s.take(agreement, signed="signed", signed_precision="signedPrecision/", in_force="inForce")
        row |= s.take(agreement, in_force_precision="inForcePrecision/", date_verification="dateVerification/")
        row |= s.take(agreement, status="status", source=f"{DCT}source")
        parties = {economy for economy, _ in s.parties[slug]}
        yield by(slug), row | {"parties": len(parties), "provisions": len(s.provisions[slug])}


def clauses(s: Statements) -> Iterator[tuple[Key, Row]]:
    for clause, found in s.clauses.items():
        slugs = [slug for slug, _ in s.holding[clause]]
        numbers: Row = {"agreements": len(set(slugs)), "provisions": len(slugs)}
        yield by(s.one(found, "order")), subject_matter(s, clause) | numbers


def counts(s: Statements) -> Iterator[tuple[None, Row]]:
    provisions = [provision for members in s.provisions.values() for provision in members]
    numbers = {
        "Economy": len(s.economies),
        "Agreement": len(s.agreements),
        "Provision": len(provisions),
        "ClauseType": len(s.clauses),
        "Group": len(s.groups),
        "PARTY_TO": sum(map(len, s.parties.values())),
        "DEFERRED": sum(len(s.deferrals(p)) for p in provisions),
        "ADDRESSES": sum(len(holding) for clause, holding in s.holding.items() if clause),
        "Indicator": len(s.things("Indicator")),
        "LawKind": len(s.things("LawKind")),
        "OBSERVED": sum(map(len, s.observations.values())),
        "HAS_LAW": len(s.things("LawStatus")),
        "REQUIRES": len(s.things("LawRequirement")),
        "EXPORTS_TO": len(s.things("TradeFlow")),
        "DISTANCE_TO": len(s.things("Distance")),
    }
    for what, number in numbers.items():
        yield None, {"what": what, "number": number}


def dataset(s: Statements) -> Iterator[tuple[Key, Row]]:
    for found in s.things("Dataset"):
        row = s.take(found, version="datasetVersion", ontology_version="ontologyVersion")
        yield by(row["version"]), row


def economies(s: Statements) -> Iterator[tuple[Key, Row]]:
    shares = Counter(economy for parties in s.parties.values() for economy in {party for party, _ in parties})
    for economy, about in s.economies.items():
        row = s.take(about, economy="iso3", iso2="iso2", name="name", kind="economyKind", aliases="aliases")
        yield by(economy), row | {"agreements": shares[economy]}


def groups(s: Statements) -> Iterator[tuple[Key, Row]]:
    for slug, group in s.groups.items():
        members = len(s.adopted(group, "hasMembership"))
        yield by(slug), {"group": slug, "name": s.one(group, "name"), "members": members}


def matrix_of_agreements(s: Statements, agreements: list[str]) -> Iterator[tuple[Key, Row]]:
    for clause, holding in s.holding.items():
        for slug, provision in holding if clause else ():
            if slug in agreements:
                row = titled(s, slug) | subject_matter(s, clause) | place(s, provision)
                del row["counted"]
                order, position = s.one(s.clauses[clause or ""], "order"), s.one(provision, "position")
                yield by(slug, order, position, row["provision"]), row


def provisions_by_verification(s: Statements) -> Iterator[tuple[Key, Row]]:
    held: dict[str | None, list[str]] = defaultdict(list)
    for slug, provisions in s.provisions.items():
        for provision in provisions:
            held[s.concept(s.text(provision, "adoptedCoding"), "verification")].append(slug)
    for level, slugs in held.items():
        numbers: Row = {"provisions": len(slugs), "agreements": len(set(slugs))}
        yield by(-len(slugs), level), {"verification": level, **numbers}


def provisions_by_cell(s: Statements) -> Iterator[tuple[Key, Row]]:
    held: Counter[tuple[str, str, str | None]] = Counter()
    for clause, holding in s.holding.items():
        for slug, provision in holding if clause else ():
            held[slug, clause or "", s.concept(s.text(provision, "adoptedCoding"), "verification")] += 1
    for (slug, clause, level), number in held.items():
        row: Row = {"agreement": slug, "clause": clause, "verification": level, "provisions": number}
        yield by(slug, clause, level), row


def participations(s: Statements) -> Iterator[tuple[Key, Row]]:
    for slug, parties in s.parties.items():
        for economy, claim in parties:
            row = {"economy": economy, "name": s.one(s.economies[economy], "name"), "agreement": slug}
            row |= standing(s, claim) | {"date_verification": s.concept(claim, "verification")}
            yield by(economy, slug, row["state"], row["since"]), row


def provisions_on_clauses(s: Statements) -> Iterator[tuple[Key, Row]]:
    for clause, holding in s.holding.items():
        for slug, provision in holding if clause else ():
            row = {"agreement": slug, **subject_matter(s, clause), **place(s, provision)}
            row = _without(row, "label", "theme", "basis")
            key = (s.one(s.clauses[clause or ""], "order"), slug, s.one(provision, "position"), row["provision"])
            yield by(*key), row


def deferrals(s: Statements) -> Iterator[tuple[Key, Row]]:
    for provision in s.things("Provision"):
        for economy, claim in s.deferrals(provision):
            row: Row = {"economy": economy, "provision": s.one(provision, "provisionId")}
            row |= s.take(claim, deferral_kind="deferralKind", deferred_until="until", deferral_event="event")
            row |= s.take(claim, may_extend_until="mayExtendUntil")
            yield by(*row.values()), row


def trade_flows(s: Statements) -> Iterator[tuple[Key, Row]]:
    for exporter, flows in s.sales.items():
        for flow in flows:
            row: Row = {"exporter": exporter, "importer": s.key(flow, "importer", "iso3")}
            row |= s.take(flow, year="year", usd="usd")
            row["year"] = int(str(row["year"]))
            yield (
                by(row["exporter"], row["importer"], row["year"]),
                row | {"source": s.key(flow, "reportedBy", "sourceId")},
            )


def sources(s: Statements) -> Iterator[tuple[Key, Row]]:
    for found in s.things("Source"):
        row = s.take(found, source="sourceId", title=f"{DCT}title")
        row |= s.take(found, publisher=f"{DCT}publisher", licence=f"{DCT}license")
        yield by(row["source"]), row


def sources_of_facts(s: Statements, provisions: list[str], agreements: list[str]) -> Iterator[tuple[None, Row]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for provision in s.things("Provision"):
        if s.text(provision, "provisionId") in provisions:
            found["coding", "", s.key(s.text(provision, "adoptedCoding"), "fromSource", "sourceId")] += 1
            for economy, claim in s.deferrals(provision):
                found["deferral", economy, s.key(claim, "fromSource", "sourceId")] += 1
    for slug in set(agreements) & s.parties.keys():
        for economy, claim in s.parties[slug]:
            found["participation", economy, s.key(claim, "fromSource", "sourceId")] += 1
    for (fact, economy, source), facts in found.items():
        yield None, {"fact": fact, "economy": economy, "source": source, "facts": facts}


def facts_of_source(s: Statements, source: str) -> Iterator[tuple[None, Row]]:
    found: Counter[tuple[str, str]] = Counter()

    def rests(claim: str) -> bool:
        return s.key(claim, "fromSource", "sourceId") == source

    for slug, provisions in s.provisions.items():
        found["coding", slug] = sum(rests(s.text(provision, "adoptedCoding")) for provision in provisions)
        deferrals = [claim for provision in provisions for _, claim in s.deferrals(provision)]
        found["deferral", slug] = sum(map(rests, deferrals))
    for slug, parties in s.parties.items():
        found["participation", slug] = sum(rests(claim) for _, claim in parties)
    for (fact, slug), facts in found.items():
        if facts:
            title = s.one(s.agreements[slug], f"{DCT}title")
            yield None, {"fact": fact, "agreement": slug, "title": title, "facts": facts}


def agreements_of_pair(s: Statements, first: str, second: str) -> Iterator[tuple[Key, Row]]:
    for slug, agreement in s.agreements.items() if first != second else ():
        for one in held_by(s, slug, first):
            for other in held_by(s, slug, second):
                row = head(s, agreement) | standing(s, one, "first_") | standing(s, other, "second_")
                row |= s.take(one, first_verification="verification/")
                row |= s.take(other, second_verification="verification/")
                states = (row["first_state"], row["second_state"])
                yield by(slug, *states, row["first_since"], row["second_since"]), row


def successive_agreements_of_pair(s: Statements, first: str, second: str) -> Iterator[tuple[Key, Row]]:
    binding: dict[str, date] = {}
    for slug, agreement in s.agreements.items() if first != second else ():
        signed = s.one(agreement, "signed")
        if isinstance(signed, date) and s.one(agreement, "binding") is True and owe_each_other(s, slug, first, second):
            binding[slug] = signed
    spoken = {slug: {s.clause(provision) for provision in s.provisions.get(slug, [])} - {None} for slug in binding}
    for earlier, start in binding.items():
        for later, end in binding.items():
            if start < end:
                row: Row = {"earlier": earlier, "earlier_signed": start, "later": later, "later_signed": end}
                yield by(start, earlier, end, later), row | {"shared_clauses": len(spoken[earlier] & spoken[later])}


def owe_each_other(s: Statements, slug: str, first: str, second: str) -> bool:
    """Whether some participation of each brings duties and they stand on different sides, or on none."""
    sides = [
        [s.one(claim, "side") for claim in held_by(s, slug, economy) if s.concept(claim, "state") in OWED]
        for economy in (first, second)
    ]
    return any(None in (one, other) or one != other for one in sides[0] for other in sides[1])
def _partner(s: Statements, observation: str) -> str | None:
    for predicate, key in (("partnerEconomy", "iso3"), ("partnerGroup", "slug")):
        if s.many(observation, predicate):
            return s.key(observation, predicate, key)
    return None


def _value(s: Statements, observation: str) -> Row:
    indicator = s.text(observation, "indicator")
    return {
        **s.take(indicator, indicator="indicatorId", name="name", unit="unit", direction="direction"),
        **s.take(indicator, publisher=f"{DCT}publisher", licence=f"{DCT}license", source=f"{DCT}source"),
        **s.take(observation, year="year", value="value", note="note"),
        "partner": _partner(s, observation),
    }


def _without(row: Row, *columns: str) -> Row:
    return {column: value for column, value in row.items() if column not in columns}


def series_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for observation in s.observations.get(iso3, []):
        row = _without(_value(s, observation), "publisher", "licence")
        yield by(row["indicator"], row["partner"], row["year"]), row


def observations_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    latest: dict[tuple[Value, Value], Row] = {}
    for observation in s.observations.get(iso3, []):
        row = _value(s, observation)
        latest.setdefault((row["indicator"], row["partner"]), row)
        if str(row["year"]) > str(latest[row["indicator"], row["partner"]]["year"]):
            latest[row["indicator"], row["partner"]] = row
    for (indicator, partner), row in latest.items():
        yield by(indicator, partner), row


def observations_of_group(s: Statements, group: str) -> Iterator[tuple[Key, Row]]:
    for observation in s.group_observations.get(group, []):
        row = _without(_value(s, observation), "publisher", "licence", "direction", "partner")
        yield by(row["indicator"], row["year"]), row


def indicators(s: Statements) -> Iterator[tuple[Key, Row]]:
    years: dict[str, list[int]] = defaultdict(list)
    measured: dict[str, set[str]] = defaultdict(set)
    for economy, observations in s.observations.items():
        for observation in observations:
            indicator, year = s.text(observation, "indicator"), s.one(observation, "year")
            assert isinstance(year, int)
            years[indicator].append(year)
            measured[indicator].add(economy)
    for found in s.things("Indicator"):
        row = s.take(found, indicator="indicatorId", name="name", unit="unit", direction="direction")
        row |= s.take(found, publisher=f"{DCT}publisher", licence=f"{DCT}license")
        first, last = min(years[found], default=None), max(years[found], default=None)
        row |= {"economies": len(measured[found]), "first_year": first, "last_year": last}
        yield by(row["indicator"]), row


def laws_of_economy(s: Statements, iso3: str) -> Iterator[tuple[Key, Row]]:
    for status in s.laws.get(iso3, []):
        law = s.text(status, "lawKind")
        row: Row = {
            **s.take(status, law="lawKind/", status="lawState/", as_of="year"),
            "label": s.one(law, f"{SKOS}prefLabel"),
            "source": s.key(status, "reportedBy", "sourceId"),
        }
        yield by(s.one(law, "order")), row


def laws(s: Statements) -> Iterator[tuple[Key, Row]]:
    for iso3 in s.laws:
        for key, row in laws_of_economy(s, iso3):
            assert key is not None
            yield (*by(iso3), *key), {"economy": iso3, **row}


def latest_observations(s: Statements, indicators: list[str]) -> Iterator[tuple[Key, Row]]:
    for iso3 in s.observations:
        for _, row in observations_of_economy(s, iso3):
            if row["indicator"] in indicators and row["partner"] is None:
                told = {name: row[name] for name in ("indicator", "year", "value", "direction")}
                yield by(iso3, row["indicator"]), {"economy": iso3, **told}


def accessions(s: Statements) -> Iterator[tuple[Key, Row]]:
    for slug, parties in s.parties.items():
        for economy, claim in parties:
            row = s.take(claim, state="state/", since="since", since_precision="sincePrecision/", until="until")
            row |= s.take(claim, verification="verification/", source=f"{DCT}source")
            if row["state"] not in OWED:
                yield by(economy, slug, row["state"], row["since"]), {"economy": economy, "agreement": slug, **row}


def laws_required_by_clause(s: Statements, clause: str) -> Iterator[tuple[Key, Row]]:
    for requirement in s.things("LawRequirement"):
        if s.key(requirement, "requiringClause", "clauseSlug") == clause:
            law = s.text(requirement, "lawKind")
            row = s.take(requirement, law="lawKind/", reason="reason")
            yield by(s.one(law, "order")), {"clause": clause, "label": s.one(law, f"{SKOS}prefLabel"), **row}


def trade_partners_of_economy(s: Statements, iso3: str, limit: int) -> Iterator[tuple[Key, Row]]:
    flows = [(flow, "exports", "importer") for flow in s.sales.get(iso3, [])]
    flows += [(flow, "imports", "exporter") for flow in s.purchases.get(iso3, [])]
    latest = max((str(s.one(flow, "year")) for flow, _, _ in flows), default="")
    traded: dict[str, dict[str, int]] = defaultdict(dict)
    told: dict[str, str] = {}
    for flow, side, other in flows:
        if str(s.one(flow, "year")) == latest:
            usd = s.one(flow, "usd")
            assert isinstance(usd, int)
            traded[s.key(flow, other, "iso3")][side] = usd
            told[s.key(flow, other, "iso3")] = s.key(flow, "reportedBy", "sourceId")
    rows: list[tuple[Key, Row]] = []
    for partner, sides in traded.items():
        total = sum(sides.values())
        row: Row = {"partner": partner, "name": s.one(s.economies[partner], "name"), "year": int(latest)}
        row |= {"exports": sides.get("exports"), "imports": sides.get("imports"), "total": total}
        row["source"] = told[partner]
        rows.append((by(-total, partner), row))
    yield from sorted(rows, key=lambda pair: pair[0])[:limit]


def distance_of_pair(s: Statements, first: str, second: str) -> Iterator[tuple[Key, Row]]:
    one, other = sorted((first, second))
    found = s.distances.get((one, other))
    if found is not None:
        row = s.take(found, km="km", contiguous="contiguous", common_language="commonLanguage")
        yield by(one), {"first": one, "second": other, **row}


def distances(s: Statements) -> Iterator[tuple[Key, Row]]:
    for (one, other), found in s.distances.items():
        row = s.take(found, km="km", contiguous="contiguous", common_language="commonLanguage")
        yield by(one, other), {"first": one, "second": other, **row}


def figures_with_partner(s: Statements) -> Iterator[tuple[Key, Row]]:
    for economy, observations in s.observations.items():
        for observation in observations:
            row = _without(_value(s, observation), "publisher", "licence", "name", "direction")
            if row["partner"] is not None:
                yield by(economy, row["indicator"], row["partner"], row["year"]), {"economy": economy, **row}


def overlapping_agreements(s: Statements, clause: str, as_of: date) -> Iterator[tuple[Key, Row]]:
    shared: dict[tuple[str, str], dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for slug, provision in s.holding.get(clause, []):
        row = place(s, provision)
        if row["wording"] not in (None, "none") and holds(row["valid_from"], row["valid_until"], as_of):
            for pair in bound_pairs(s, slug, as_of):
                shared[pair][slug].add(row["wording"])
    for (first, second), wordings in shared.items():
        if len(wordings) > 1:
            row: Row = {"first": first, "second": second, "clause": clause, "agreements": len(wordings)}
            yield (
                by(-len(wordings), first, second),
                row | {"wordings": len(frozenset[Value]().union(*wordings.values()))},
            )


def holds(start: Value, end: Value, day: date) -> bool:
    return (not isinstance(start, date) or start <= day) and (not isinstance(end, date) or day < end)


@cache
def bound_pairs(s: Statements, slug: str, as_of: date) -> list[tuple[str, str]]:
    """Pairs of states or territories that surely owe each other what an agreement says."""
    bound: dict[str, Plain | None] = {}
    for economy, claim in s.parties[slug]:
        row = standing(s, claim)
        dated = row["since_latest"] is not None and holds(row["since_latest"], row["until"], as_of)
        if dated and row["state"] == "in-force" and s.one(s.economies[economy], "economyKind") != "union":
            assert economy not in bound, f"{economy} is bound twice by {slug}"
            bound[economy] = s.one(claim, "side")
    return [
        (one, other)
        for one, other in combinations(sorted(bound), 2)
        if None in (bound[one], bound[other]) or bound[one] != bound[other]
    ]


ORACLES: dict[str, Oracle] = {
    oracle.__name__: oracle
    for oracle in (
        deferrals_of_agreement, links_of_agreement, parties_of_agreement, provisions_of_agreement,
        agreements_of_economy, partners_of_economy, provisions_of_economy, members_of_group, memberships_of_economy,
        agreements, clauses, counts, dataset, economies, groups, matrix_of_agreements, provisions_by_verification,
        agreements_of_pair,
        provisions_by_cell, participations, sources, sources_of_facts, facts_of_source,
        texts_referred_by, references_of_agreement, about_agreement,
        successive_agreements_of_pair,
        overlapping_agreements, indicators, observations_of_economy, series_of_economy, observations_of_group,
        laws_of_economy, laws_required_by_clause, trade_partners_of_economy, distance_of_pair,
        commitments_on_clause,
        provisions_on_clauses, deferrals, trade_flows,
        distances, figures_with_partner,
        laws, latest_observations, accessions,
    )
}  # fmt: skip
"""Oracle by name of the catalogue query it answers."""
