// title: Provisions on clause types
// question: Which provisions of all agreements speak of a clause type, with the facts that decide how strongly they bind?
// returns clause: string, slug of the clause type
// returns counted: boolean, whether it is one of the 51 substantive types
// returns agreement: string, slug of the agreement
// returns provision: string, key of the provision
// returns article: string, article number
// returns paragraph: string, paragraph
// returns version: string, version of the provision
// returns valid_from: date, first day of this version
// returns valid_until: date, first day on which this version no longer holds
// returns title: string, title of the article
// returns wording: string, hard, mixed, soft or none; null when the text was not read
// returns exception: string, exception written for this rule
// returns enforcement: string, reach of dispute settlement
// returns verification: string, how the coding is known
// returns source: string, citation
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)-[:ADDRESSES]->(c:ClauseType)
RETURN c.slug AS clause, c.counted AS counted, a.slug AS agreement, p.id AS provision, p.number AS article,
  p.paragraph AS paragraph, p.version AS version, p.valid_from AS valid_from, p.valid_until AS valid_until,
  p.title AS title, p.wording AS wording,
  p.exception AS exception, p.enforcement AS enforcement, p.verification AS verification, p.source AS source
ORDER BY c.position, a.slug, p.position, p.id
