// title: Values of a group
// question: Which values do the indicators have for this group as a whole?
// param group: string, required, slug of the group
// returns indicator: string, key of the indicator
// returns name: string, name of the indicator
// returns year: integer, year of the value
// returns value: number, value in the unit of the indicator
// returns unit: string, unit of the value
// returns note: string, what the source says of this value
// returns source: string, citation
MATCH (g:Group {slug: $group})-[o:OBSERVED]->(i:Indicator)
RETURN i.id AS indicator, i.name AS name, o.year AS year, o.value AS value, i.unit AS unit, o.note AS note,
  i.source AS source
ORDER BY i.id, o.year
