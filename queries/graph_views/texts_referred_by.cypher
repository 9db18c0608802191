// title: Provisions that refer to an instrument
// question: Which provisions of which agreements name this instrument, and on what?
// param slug: string, required, slug of the instrument
// example slug: uncitral-mlec
// returns a: Agreement, the agreement whose provision it is
// returns r: CONTAINS, that it has the provision
// returns p: Provision, each provision
// returns named: REFERS_TO, that it names the instrument
// returns i: Agreement, the instrument
// returns t: ADDRESSES, what the provision bears on; null when on none of the 62 types
// returns c: ClauseType, the clause type; null likewise
// table: texts_referred_by
// key agreement: a.slug
// key provision: p.id
// key clause: c.slug
// guide: 9
// see: The instrument with the provisions that name it and their agreements behind.
// read: Agreements that name one model law ask for laws that fit together, even between economies without an agreement of their own.
MATCH (i:Agreement {slug: $slug})<-[named:REFERS_TO]-(p:Provision)<-[r:CONTAINS]-(a:Agreement)
OPTIONAL MATCH (p)-[t:ADDRESSES]->(c:ClauseType)
RETURN a, r, p, named, i, t, c
ORDER BY a.slug, p.position, p.id
