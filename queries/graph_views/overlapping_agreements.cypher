// title: Overlapping agreements
// question: Which pairs of economies have two or more agreements surely in force on a date that hold the same clause type?
// param clause: string, required, slug of the clause type
// param as_of: date, required, the date asked about
// example clause: source-code-protection
// returns x: Economy, one economy
// returns first: list of PARTY_TO, its parts
// returns held: list of Agreement, the agreements that bind both and hold the clause
// returns second: list of PARTY_TO, the parts of the other
// returns y: Economy, the other economy
// table: overlapping_agreements
// key first: x.iso3
// key second: y.iso3
// guide: 6
// see: Economies that share two or more agreements with the same rule; the agreements stand between them.
// read: Two agreements with one rule may word it differently; the stronger one helps the trader. clauseway pair shows both side by side.
MATCH (c:ClauseType {slug: $clause})<-[:ADDRESSES]-(v:Provision)<-[:CONTAINS]-(a:Agreement)
MATCH (a)<-[p:PARTY_TO]-(x:Economy)
MATCH (a)<-[q:PARTY_TO]-(y:Economy)
WHERE v.wording IS NOT NULL AND v.wording <> 'none'
  AND (v.valid_from IS NULL OR v.valid_from <= $as_of) AND (v.valid_until IS NULL OR v.valid_until > $as_of)
  AND x.iso3 < y.iso3 AND x.kind <> 'union' AND y.kind <> 'union'
  AND p.state = 'in-force' AND q.state = 'in-force'
  AND p.since_latest <= $as_of AND q.since_latest <= $as_of
  AND (p.until IS NULL OR p.until > $as_of) AND (q.until IS NULL OR q.until > $as_of)
  AND (p.side IS NULL OR q.side IS NULL OR p.side <> q.side)
WITH x, y, count(DISTINCT a.slug) AS agreements,
  collect(DISTINCT p) AS first, collect(DISTINCT a) AS held, collect(DISTINCT q) AS second
WHERE agreements > 1
RETURN x, first, held, second, y
ORDER BY x.iso3, y.iso3
