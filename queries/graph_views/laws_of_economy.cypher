// title: Laws of an economy and the rules that need them
// question: Which kinds of digital law does this economy have, and which clause types need them?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// example iso3: KHM
// returns e: Economy, the economy
// returns h: HAS_LAW, how the kind of law stands; no-data is not none
// returns l: LawKind, each kind of law
// returns r: REQUIRES, that a clause type needs it; null when none does
// returns c: ClauseType, the clause type; null likewise
// table: laws_of_economy
// key law: l.slug
// key status: h.status
MATCH (e:Economy {iso3: $iso3})-[h:HAS_LAW]->(l:LawKind)
OPTIONAL MATCH (l)<-[r:REQUIRES]-(c:ClauseType)
RETURN e, h, l, r, c
ORDER BY l.position, c.position
