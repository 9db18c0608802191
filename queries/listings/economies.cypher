// title: Economies
// question: Which economies does the graph know, and in how many agreements does each take part?
// returns economy: string, ISO3 code
// returns iso2: string, ISO 3166-1 alpha-2 code
// returns name: string, name of the economy
// returns kind: string, state, customs-territory or union
// returns aliases: string, other names, joined by |
// returns agreements: integer, number of agreements it takes part in, in any state
MATCH (e:Economy)
OPTIONAL MATCH (e)-[:PARTY_TO]->(a:Agreement)
RETURN e.iso3 AS economy, e.iso2 AS iso2, e.name AS name, e.kind AS kind, e.aliases AS aliases,
  count(DISTINCT a.slug) AS agreements
ORDER BY e.iso3
