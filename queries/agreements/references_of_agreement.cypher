// title: Instruments an agreement refers to
// question: Which instruments do the provisions of this agreement name, and where?
// param slug: string, required, slug of the agreement
// returns provision: string, key of the provision
// returns article: string, article number
// returns paragraph: string, paragraph number
// returns clause: string, clause type, if it bears on one
// returns instrument: string, slug of the instrument
// returns instrument_title: string, title of the instrument
// returns kind: string, kind of instrument
// returns binding: boolean, whether the instrument is meant to bind in law
// returns refers_to: string, the texts it names, as the reader wrote them
MATCH (a:Agreement {slug: $slug})-[:CONTAINS]->(p:Provision)-[:REFERS_TO]->(i:Agreement)
OPTIONAL MATCH (p)-[:ADDRESSES]->(c:ClauseType)
RETURN p.id AS provision, p.number AS article, p.paragraph AS paragraph, c.slug AS clause, i.slug AS instrument,
  i.title AS instrument_title, i.kind AS kind, i.binding AS binding, p.refers_to AS refers_to
ORDER BY p.position, p.id, i.slug
