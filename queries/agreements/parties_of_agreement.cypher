// title: Parties of an agreement
// question: Who takes part in this agreement, in which state, since when and through which bloc?
// param slug: string, required, slug of the agreement
// returns agreement: string, slug of the agreement
// returns economy: string, ISO3 code
// returns name: string, name of the economy
// returns kind: string, state, customs-territory or union
// returns state: string, in-force, provisional, signed, signed-accession, accession-invited, accession-working-group, applied, candidate or withdrawn
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns since_precision: string, day, month or year
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns side: string, side it stands on
// returns verification: string, how the date is known
// returns source: string, citation
// returns from_source: string, key of the source that made the claim
MATCH (a:Agreement {slug: $slug})<-[party:PARTY_TO]-(e:Economy)
RETURN a.slug AS agreement, e.iso3 AS economy, e.name AS name, e.kind AS kind, party.state AS state,
  party.since AS since, party.since_latest AS since_latest, party.since_precision AS since_precision,
  party.until AS until, party.via AS via, party.side AS side, party.verification AS verification,
  party.source AS source, party.from_source AS from_source
ORDER BY e.iso3, party.state, party.since
