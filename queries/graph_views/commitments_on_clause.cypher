// title: Commitments on a clause type
// question: Which economies take part in agreements that hold this clause type?
// param clause: string, required, slug of the clause type
// example clause: artificial-intelligence
// returns c: ClauseType, the clause type
// returns t: ADDRESSES, that a provision bears on it
// returns p: Provision, each provision
// returns r: CONTAINS, that the agreement has it
// returns a: Agreement, each agreement
// returns party: PARTY_TO, the part of an economy
// returns e: Economy, each economy
// table: commitments_on_clause
// key economy: e.iso3
// key agreement: a.slug
// key provision: p.id
// key state: party.state
// guide: 4
// see: The clause type, its provisions, their agreements, and on the rim the economies.
// read: An economy with two lines inwards has the rule twice. How strong a rule is for an economy on a day: clauseway coverage.
MATCH (c:ClauseType {slug: $clause})<-[t:ADDRESSES]-(p:Provision)<-[r:CONTAINS]-(a:Agreement)
MATCH (a)<-[party:PARTY_TO]-(e:Economy)
RETURN c, t, p, r, a, party, e
ORDER BY e.iso3, a.slug, p.position, p.id, party.state, party.since
