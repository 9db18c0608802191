// title: Every participation
// question: Which economy takes part in which agreement, in which state and when?
// returns economy: string, ISO3 code
// returns name: string, name of the economy
// returns agreement: string, slug of the agreement
// returns state: string, participation of the economy
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns side: string, side it stands on
// returns date_verification: string, how the date is known
MATCH (e:Economy)-[party:PARTY_TO]->(a:Agreement)
RETURN e.iso3 AS economy, e.name AS name, a.slug AS agreement, party.state AS state, party.since AS since,
  party.since_latest AS since_latest, party.until AS until, party.via AS via, party.side AS side,
  party.verification AS date_verification
ORDER BY e.iso3, a.slug, party.state, party.since
