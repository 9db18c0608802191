// title: Indicators
// question: What is measured of economies, in which unit, by whom, and for how many of them in which years?
// returns indicator: string, key of the indicator
// returns name: string, name of the indicator
// returns unit: string, unit of the values
// returns direction: string, higher-is-better or lower-is-better, null when not clear
// returns publisher: string, who publishes the figures
// returns licence: string, terms of use
// returns economies: integer, economies with a value
// returns first_year: integer, first year with a value of an economy
// returns last_year: integer, last year with a value of an economy
MATCH (i:Indicator)
OPTIONAL MATCH (i)<-[o:OBSERVED]-(e:Economy)
RETURN i.id AS indicator, i.name AS name, i.unit AS unit, i.direction AS direction, i.publisher AS publisher,
  i.licence AS licence, count(DISTINCT e.iso3) AS economies, min(o.year) AS first_year, max(o.year) AS last_year
ORDER BY i.id
