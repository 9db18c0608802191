// title: Provisions that refer to an instrument
// question: Which provisions of which agreements name this instrument, and on what?
// param slug: string, required, slug of the instrument
// returns agreement: string, slug of the agreement whose provision it is
// returns agreement_title: string, title of the agreement
// returns provision: string, key of the provision
// returns article: string, article number
// returns paragraph: string, paragraph number
// returns clause: string, clause type, if it bears on one
// returns wording: string, how firm the provision is
// returns refers_to: string, the texts it names, as the reader wrote them
// returns valid_from: date, first day of this version
// returns valid_until: date, first day after it
// returns verification: string, how it is known
// returns source: string, citation
MATCH (i:Agreement {slug: $slug})<-[:REFERS_TO]-(p:Provision)<-[:CONTAINS]-(a:Agreement)
OPTIONAL MATCH (p)-[:ADDRESSES]->(c:ClauseType)
RETURN a.slug AS agreement, a.title AS agreement_title, p.id AS provision, p.number AS article,
  p.paragraph AS paragraph, c.slug AS clause, p.wording AS wording, p.refers_to AS refers_to,
  p.valid_from AS valid_from, p.valid_until AS valid_until, p.verification AS verification, p.source AS source
ORDER BY a.slug, p.position, p.id
