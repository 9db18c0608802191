// title: Trade flows
// question: How much does each economy sell to each other one, in every year there is?
// returns exporter: string, ISO3 code of the economy that sells
// returns importer: string, ISO3 code of the economy that buys
// returns year: integer, calendar year
// returns usd: integer, US dollars
// returns source: string, key of the source
MATCH (e:Economy)-[x:EXPORTS_TO]->(p:Economy)
RETURN e.iso3 AS exporter, p.iso3 AS importer, x.year AS year, x.usd AS usd, x.source AS source
ORDER BY e.iso3, p.iso3, x.year
