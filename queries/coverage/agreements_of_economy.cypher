// title: Agreements of an economy
// question: In which agreements does this economy take part, in which state, and how much of each was read?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns agreement: string, slug of the agreement
// returns title: string, title of the agreement
// returns kind: string, kind of agreement
// returns binding: boolean, whether it is a treaty
// returns reading: string, digital-chapter, main-text, partial, machine-read or none
// returns state: string, participation of the economy
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns side: string, side it stands on
// returns date_verification: string, how the date is known
// returns source: string, citation
MATCH (e:Economy {iso3: $iso3})-[party:PARTY_TO]->(a:Agreement)
RETURN a.slug AS agreement, a.title AS title, a.kind AS kind, a.binding AS binding, a.reading AS reading,
  party.state AS state, party.since AS since, party.since_latest AS since_latest, party.until AS until,
  party.via AS via, party.side AS side, party.verification AS date_verification, a.source AS source
ORDER BY a.slug, party.state, party.since
