// title: Members of a group and a rule
// question: Which members of this group are surely bound on a date by an agreement with this clause type, and which stand apart?
// param slug: string, required, slug of the group
// param clause: string, required, slug of the clause type
// param as_of: date, required, the date asked about
// example slug: asean
// example clause: source-code-protection
// returns g: Group, the group
// returns m: MEMBER_OF, that the economy belongs to it, or did
// returns e: Economy, each member
// returns party: PARTY_TO, its part in an agreement with the rule; null when it has none
// returns a: Agreement, the agreement; null likewise
// returns r: CONTAINS, that the agreement has the provision; null likewise
// returns p: Provision, the provision; null likewise
// returns t: ADDRESSES, that it bears on the clause type; null likewise
// returns c: ClauseType, the clause type; null likewise
// table: members_of_group
// key economy: e.iso3
// guide: 10
// see: The group in the middle; members with the rule hang on agreements, the others on the group alone.
// read: A member without an agreement is where the group has a gap, or where a text was not read. Two members on different agreements need not owe each other anything; pairs: clauseway gaps.
MATCH (g:Group {slug: $slug})<-[m:MEMBER_OF]-(e:Economy)
OPTIONAL MATCH (e)-[party:PARTY_TO]->(a:Agreement)-[r:CONTAINS]->(p:Provision)-[t:ADDRESSES]->(c:ClauseType {slug: $clause})
WHERE (p.wording IS NULL OR p.wording <> 'none') AND party.state = 'in-force'
  AND party.since_latest <= $as_of AND (party.until IS NULL OR party.until > $as_of)
  AND (p.valid_from IS NULL OR p.valid_from <= $as_of) AND (p.valid_until IS NULL OR p.valid_until > $as_of)
RETURN g, m, e, party, a, r, p, t, c
ORDER BY e.iso3, a.slug, p.position, p.id
