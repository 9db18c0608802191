// title: Later agreements of the same two Parties
// question: Which agreements that bind these two economies came after which others, and on how many clause types do both speak?
// param first: string, required, ISO3 code of one economy
// param second: string, required, ISO3 code of the other
// returns earlier: string, slug of the agreement signed first
// returns earlier_signed: date, day of its signature, the first possible one
// returns later: string, slug of the agreement signed after it
// returns later_signed: date, day of its signature, the first possible one
// returns shared_clauses: integer, number of clause types on which both have a provision
MATCH (x:Economy {iso3: $first})-[p:PARTY_TO]->(a:Agreement)
MATCH (a)<-[q:PARTY_TO]-(y:Economy {iso3: $second})
MATCH (x)-[r:PARTY_TO]->(b:Agreement)
MATCH (y)-[t:PARTY_TO]->(b)
WHERE x.iso3 <> y.iso3 AND a.signed < b.signed AND a.binding = true AND b.binding = true
  AND (p.state = 'in-force' OR p.state = 'provisional') AND (q.state = 'in-force' OR q.state = 'provisional')
  AND (r.state = 'in-force' OR r.state = 'provisional') AND (t.state = 'in-force' OR t.state = 'provisional')
  AND (p.side IS NULL OR q.side IS NULL OR p.side <> q.side)
  AND (r.side IS NULL OR t.side IS NULL OR r.side <> t.side)
WITH DISTINCT a, b
OPTIONAL MATCH (a)-[:CONTAINS]->(u:Provision)-[:ADDRESSES]->(c:ClauseType)
OPTIONAL MATCH (b)-[:CONTAINS]->(v:Provision)-[:ADDRESSES]->(c)
WITH a, b, count(DISTINCT CASE WHEN v IS NULL THEN NULL ELSE c.slug END) AS shared_clauses
RETURN a.slug AS earlier, a.signed AS earlier_signed, b.slug AS later, b.signed AS later_signed, shared_clauses
ORDER BY a.signed, a.slug, b.signed, b.slug
