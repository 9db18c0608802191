// title: Overlapping agreements
// question: Which pairs of economies have two or more agreements surely in force (provisional application left out) on a date that hold the same clause type, and how many different wordings?
// param clause: string, required, slug of the clause type
// param as_of: date, required, the date asked about
// returns first: string, ISO3 code of one economy
// returns second: string, ISO3 code of the other
// returns clause: string, slug of the clause type
// returns agreements: integer, number of agreements that bind both and hold the clause
// returns wordings: integer, number of different wordings among them
MATCH (c:ClauseType {slug: $clause})<-[:ADDRESSES]-(v:Provision)<-[:CONTAINS]-(a:Agreement)
WHERE v.wording IS NOT NULL AND v.wording <> 'none'
  AND (v.valid_from IS NULL OR v.valid_from <= $as_of) AND (v.valid_until IS NULL OR v.valid_until > $as_of)
MATCH (a)<-[p:PARTY_TO]-(x:Economy)
MATCH (a)<-[q:PARTY_TO]-(y:Economy)
WHERE x.iso3 < y.iso3 AND x.kind <> 'union' AND y.kind <> 'union'
  AND p.state = 'in-force' AND q.state = 'in-force'
  AND p.since_latest <= $as_of AND q.since_latest <= $as_of
  AND (p.until IS NULL OR p.until > $as_of) AND (q.until IS NULL OR q.until > $as_of)
  AND (p.side IS NULL OR q.side IS NULL OR p.side <> q.side)
WITH x.iso3 AS first, y.iso3 AS second, c.slug AS clause, count(DISTINCT a.slug) AS agreements, count(DISTINCT v.wording) AS wordings
WHERE agreements > 1
RETURN first, second, clause, agreements, wordings
ORDER BY agreements DESC, first, second
