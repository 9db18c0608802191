// title: Agreements
// question: Which agreements does the graph know, from when, and how much of each was read?
// returns agreement: string, slug of the agreement
// returns title: string, title of the agreement
// returns kind: string, kind of agreement
// returns binding: boolean, whether it is a treaty
// returns signed: date, day of signature, the first possible one
// returns signed_precision: string, day, month or year
// returns in_force: date, first day in force for any Party
// returns in_force_precision: string, day, month or year
// returns date_verification: string, how the weaker of the two dates is known
// returns status: string, status in the words of the source table
// returns reading: string, digital-chapter, main-text, partial, machine-read or none
// returns parties: integer, number of economies that take part, a union and its members all counted
// returns provisions: integer, number of coded provisions
// returns source: string, citation
MATCH (a:Agreement)
OPTIONAL MATCH (a)<-[:PARTY_TO]-(e:Economy)
WITH a, count(DISTINCT e.iso3) AS parties
RETURN a.slug AS agreement, a.title AS title, a.kind AS kind, a.binding AS binding, a.signed AS signed,
  a.signed_precision AS signed_precision, a.in_force AS in_force, a.in_force_precision AS in_force_precision,
  a.date_verification AS date_verification, a.status AS status, a.reading AS reading, parties,
  COUNT { MATCH (a)-[:CONTAINS]->(p:Provision) } AS provisions, a.source AS source
ORDER BY a.slug
