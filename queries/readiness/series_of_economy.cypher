// title: Series of an economy
// question: Which values do the indicators have for this economy, year by year?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns indicator: string, key of the indicator
// returns name: string, name of the indicator
// returns year: integer, year of the value
// returns value: number, value in the unit of the indicator
// returns unit: string, unit of the value
// returns partner: string, other side of the figure, null when it has none
// returns note: string, what the source says of this value
// returns direction: string, higher-is-better or lower-is-better, null when not clear
// returns source: string, citation
MATCH (e:Economy {iso3: $iso3})-[o:OBSERVED]->(i:Indicator)
RETURN i.id AS indicator, i.name AS name, o.year AS year, o.value AS value, i.unit AS unit, o.partner AS partner,
  o.note AS note, i.direction AS direction, i.source AS source
ORDER BY i.id, o.partner, o.year
