// title: Economies at the door
// question: Which economies have signed, applied for, negotiate or are named for an agreement that does not bind them by it?
// returns e: Economy, each economy
// returns party: PARTY_TO, its state
// returns a: Agreement, the agreement
// table: accessions
// key economy: e.iso3
// key agreement: a.slug
// key state: party.state
// guide: 7
// see: Agreements with the economies that are not in them, and how far each has come.
// read: A candidate is named by others only; applied is its own act; a working group is at the table. Several lines to one agreement are its steps in time.
MATCH (e:Economy)-[party:PARTY_TO]->(a:Agreement)
WHERE party.state <> 'in-force' AND party.state <> 'provisional'
RETURN e, party, a
ORDER BY e.iso3, a.slug, party.state, party.since
