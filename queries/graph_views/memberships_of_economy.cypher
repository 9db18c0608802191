// title: Memberships of an economy
// question: To which groups does this economy belong, or did it?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// example iso3: VNM
// returns e: Economy, the economy
// returns m: MEMBER_OF, its membership
// returns g: Group, each group
// table: memberships_of_economy
// key group: g.slug
// key since: m.since
MATCH (e:Economy {iso3: $iso3})-[m:MEMBER_OF]->(g:Group)
RETURN e, m, g
ORDER BY g.slug
