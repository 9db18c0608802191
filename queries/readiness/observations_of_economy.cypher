// title: Latest values of an economy
// question: What is the latest value of each indicator for this economy?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns indicator: string, key of the indicator
// returns name: string, name of the indicator
// returns year: integer, year of the value
// returns value: number, value in the unit of the indicator
// returns unit: string, unit of the value
// returns partner: string, other side of the figure, null when it has none
// returns note: string, what the source says of this value
// returns direction: string, higher-is-better or lower-is-better, null when not clear
// returns publisher: string, who publishes the figure
// returns licence: string, terms of use
// returns source: string, citation
MATCH (e:Economy {iso3: $iso3})-[any:OBSERVED]->(i:Indicator)
WITH e, i, any.partner AS partner, max(any.year) AS year
MATCH (e)-[o:OBSERVED]->(i)
WHERE o.year = year AND (o.partner = partner OR (o.partner IS NULL AND partner IS NULL))
RETURN i.id AS indicator, i.name AS name, o.year AS year, o.value AS value, i.unit AS unit, o.partner AS partner,
  o.note AS note, i.direction AS direction, i.publisher AS publisher, i.licence AS licence, i.source AS source
ORDER BY i.id, o.partner
