// title: Agreements of an economy
// question: In which agreements does this economy take part, and in which state?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// example iso3: SGP
// returns e: Economy, the economy
// returns party: PARTY_TO, its part, one for each state
// returns a: Agreement, each agreement
// table: agreements_of_economy
// key agreement: a.slug
// key state: party.state
// guide: 1
// see: The economy in the middle and its agreements around it, each line with the state: in-force, signed, applied.
// read: Only in-force and provisional bind. Click a line for the day since when, and for how that day is known.
MATCH (e:Economy {iso3: $iso3})-[party:PARTY_TO]->(a:Agreement)
RETURN e, party, a
ORDER BY a.slug, party.state, party.since
