// title: Latest values of all economies
// question: What is the latest value of these indicators for every economy that has one?
// param indicators: list of string, required, keys of the indicators
// returns economy: string, ISO3 code
// returns indicator: string, key of the indicator
// returns year: integer, year of the value
// returns value: number, value in the unit of the indicator
// returns direction: string, higher-is-better or lower-is-better, null when not clear
MATCH (e:Economy)-[any:OBSERVED]->(i:Indicator)
WHERE i.id IN $indicators AND any.partner IS NULL
WITH e, i, max(any.year) AS last
MATCH (e)-[o:OBSERVED {year: last}]->(i)
WHERE o.partner IS NULL
RETURN e.iso3 AS economy, i.id AS indicator, o.year AS year, o.value AS value, i.direction AS direction
ORDER BY e.iso3, i.id
