// title: Provisions of an agreement
// question: What does this agreement say, paragraph by paragraph, and how strongly by its text?
// param slug: string, required, slug of the agreement
// returns agreement: string, slug of the agreement
// returns agreement_title: string, title of the agreement
// returns clause: string, slug of the clause type, null when it bears on none of the 62
// returns label: string, name of the clause type
// returns theme: string, slug of its theme
// returns counted: boolean, whether it is one of the 51 substantive types
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
// returns summary: string, content in own words
// returns note: string, remark of the reader
// returns source: string, citation
// returns coder: string, who or what made the coding
// returns from_source: string, key of the source that made the coding
MATCH (a:Agreement {slug: $slug})-[:CONTAINS]->(p:Provision)
OPTIONAL MATCH (p)-[:ADDRESSES]->(c:ClauseType)
RETURN a.slug AS agreement, a.title AS agreement_title, c.slug AS clause, c.label AS label, c.theme AS theme,
  c.counted AS counted,
  p.id AS provision, p.number AS article, p.paragraph AS paragraph, p.version AS version,
  p.valid_from AS valid_from, p.valid_until AS valid_until, p.title AS title,
  p.wording AS wording, p.exception AS exception, p.enforcement AS enforcement, p.basis AS basis,
  p.verification AS verification, p.summary AS summary, p.note AS note, p.source AS source,
  p.coder AS coder, p.from_source AS from_source
ORDER BY p.position, p.id
