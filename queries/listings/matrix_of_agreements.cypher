// title: Clause by agreement
// question: Which clause types does each of these agreements hold, with the facts of each provision?
// param agreements: list of string, required, slugs of the agreements
// returns agreement: string, slug of the agreement
// returns agreement_title: string, title of the agreement
// returns clause: string, slug of the clause type
// returns label: string, name of the clause type
// returns theme: string, slug of its theme
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
// returns basis: string, what enforcement rests on
// returns verification: string, how the coding is known
// returns source: string, citation
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)-[:ADDRESSES]->(c:ClauseType)
WHERE a.slug IN $agreements
RETURN a.slug AS agreement, a.title AS agreement_title, c.slug AS clause, c.label AS label, c.theme AS theme,
  p.id AS provision, p.number AS article, p.paragraph AS paragraph, p.version AS version,
  p.valid_from AS valid_from, p.valid_until AS valid_until, p.title AS title,
  p.wording AS wording, p.exception AS exception, p.enforcement AS enforcement, p.basis AS basis,
  p.verification AS verification, p.source AS source
ORDER BY a.slug, c.position, p.position, p.id
