// title: Agreements both economies take part in
// question: Which agreements do these two economies share, and how does each take part?
// param first: string, required, ISO3 code of one economy
// param second: string, required, ISO3 code of the other
// example first: SGP
// example second: NZL
// returns x: Economy, one economy
// returns p: PARTY_TO, its part
// returns a: Agreement, each shared agreement
// returns q: PARTY_TO, the part of the other
// returns y: Economy, the other economy
// table: agreements_of_pair
// key agreement: a.slug
// key first_state: p.state
// key second_state: q.state
// guide: 2
// see: Two economies with their shared agreements between them.
// read: An agreement binds the pair when both lines say in-force. Where it has sides, two economies of one side owe each other nothing: look at side on both lines.
MATCH (x:Economy {iso3: $first})-[p:PARTY_TO]->(a:Agreement)
MATCH (a)<-[q:PARTY_TO]-(y:Economy {iso3: $second})
WHERE $first <> $second
RETURN x, p, a, q, y
ORDER BY a.slug, p.state, q.state, p.since, q.since
