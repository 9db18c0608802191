// title: Economies at the door
// question: Which economies have signed, applied for, negotiate or are named for an agreement that does not bind them by it?
// returns economy: string, ISO3 code
// returns agreement: string, slug of the agreement
// returns state: string, signed, signed-accession, accession-invited, accession-working-group, applied, candidate or withdrawn
// returns since: date, first day on which the state may hold
// returns since_precision: string, day, month or year
// returns until: date, first day on which it no longer holds
// returns verification: string, how it is known
// returns source: string, citation
MATCH (e:Economy)-[party:PARTY_TO]->(a:Agreement)
WHERE party.state <> 'in-force' AND party.state <> 'provisional'
RETURN e.iso3 AS economy, a.slug AS agreement, party.state AS state, party.since AS since,
  party.since_precision AS since_precision, party.until AS until, party.verification AS verification,
  party.source AS source
ORDER BY e.iso3, a.slug, party.state, party.since
