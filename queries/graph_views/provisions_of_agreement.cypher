// title: Provisions of an agreement
// question: What does this agreement say, and on which clause types?
// param slug: string, required, slug of the agreement
// example slug: depa
// returns a: Agreement, the agreement
// returns r: CONTAINS, that it has the provision
// returns p: Provision, each provision
// returns t: ADDRESSES, what the provision bears on; null when on none of the 62 types
// returns c: ClauseType, the clause type; null likewise
// table: provisions_of_agreement
// key provision: p.id
// key clause: c.slug
// guide: 3
// see: The agreement, its provisions around it and, outside, the clause types they speak of.
// read: A clause type with many provisions is where the text goes into detail. Click a provision for wording, exception and enforcement; no wording means that it was not read, never that it is soft.
MATCH (a:Agreement {slug: $slug})-[r:CONTAINS]->(p:Provision)
OPTIONAL MATCH (p)-[t:ADDRESSES]->(c:ClauseType)
RETURN a, r, p, t, c
ORDER BY p.position, p.id
