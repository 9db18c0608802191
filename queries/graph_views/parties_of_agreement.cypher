// title: Parties of an agreement
// question: Who takes part in this agreement, in which state and through which bloc?
// param slug: string, required, slug of the agreement
// example slug: depa
// returns e: Economy, each economy
// returns party: PARTY_TO, its part
// returns a: Agreement, the agreement
// table: parties_of_agreement
// key economy: e.iso3
// key state: party.state
MATCH (a:Agreement {slug: $slug})<-[party:PARTY_TO]-(e:Economy)
RETURN e, party, a
ORDER BY e.iso3, party.state, party.since
