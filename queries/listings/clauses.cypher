// title: Clause types
// question: Which clause types does the graph know, and in how many agreements does each occur?
// returns clause: string, slug of the clause type
// returns label: string, name of the clause type
// returns theme: string, slug of its theme
// returns counted: boolean, whether it is one of the 51 substantive types
// returns agreements: integer, number of agreements with a provision on it
// returns provisions: integer, number of provisions on it
MATCH (c:ClauseType)
OPTIONAL MATCH (c)<-[:ADDRESSES]-(p:Provision)<-[:CONTAINS]-(a:Agreement)
WITH c.position AS position, c.slug AS clause, c.label AS label, c.theme AS theme, c.counted AS counted,
  count(DISTINCT a.slug) AS agreements, count(p) AS provisions
RETURN clause, label, theme, counted, agreements, provisions
ORDER BY position
