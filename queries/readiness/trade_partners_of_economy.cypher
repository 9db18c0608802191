// title: Largest trade partners of an economy
// question: With whom does this economy trade most, exports and imports together, in the latest year there is?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// param limit: integer, required, how many partners at most
// returns partner: string, ISO3 code of the partner
// returns name: string, name of the partner
// returns year: integer, latest year in which the economy has a flow
// returns exports: integer, US dollars sold to the partner, null when no flow is known
// returns imports: integer, US dollars bought from the partner, null when no flow is known
// returns total: integer, both together
// returns source: string, key of the source
MATCH (e:Economy {iso3: $iso3})
OPTIONAL MATCH (e)-[out:EXPORTS_TO]->(:Economy)
WITH e, max(out.year) AS year_out
OPTIONAL MATCH (e)<-[back:EXPORTS_TO]-(:Economy)
WITH e, year_out, max(back.year) AS year_back
WITH e, CASE WHEN year_out IS NULL THEN year_back WHEN year_back > year_out THEN year_back ELSE year_out END AS year
MATCH (p:Economy)
OPTIONAL MATCH (e)-[x:EXPORTS_TO {year: year}]->(p)
OPTIONAL MATCH (p)-[m:EXPORTS_TO {year: year}]->(e)
WITH p, year, x.usd AS exports, m.usd AS imports, coalesce(x.usd, 0) AS sold, coalesce(m.usd, 0) AS bought,
  coalesce(x.source, m.source) AS source
WHERE exports IS NOT NULL OR imports IS NOT NULL
RETURN p.iso3 AS partner, p.name AS name, year AS year, exports AS exports, imports AS imports,
  sold + bought AS total, source AS source
ORDER BY total DESC, p.iso3
LIMIT $limit
