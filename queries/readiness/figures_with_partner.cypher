// title: Figures with a partner
// question: Which figures are about an economy and a partner, such as trade cited from papers?
// returns economy: string, ISO3 code of the economy the figure is about
// returns partner: string, ISO3 code or slug of the group on the other side
// returns indicator: string, key of the indicator
// returns year: integer, year of the value
// returns value: number, value in the unit of the indicator
// returns unit: string, unit of the value
// returns note: string, what the source says of this value
// returns source: string, citation
MATCH (e:Economy)-[o:OBSERVED]->(i:Indicator)
WHERE o.partner IS NOT NULL
RETURN e.iso3 AS economy, o.partner AS partner, i.id AS indicator, o.year AS year, o.value AS value, i.unit AS unit,
  o.note AS note, i.source AS source
ORDER BY e.iso3, i.id, o.partner, o.year
