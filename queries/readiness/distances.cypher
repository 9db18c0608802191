// title: Distances
// question: How far apart do any two economies lie, and do they share a border or an official language?
// returns first: string, ISO3 code that comes first
// returns second: string, ISO3 code that comes last
// returns km: integer, kilometres between the largest cities
// returns contiguous: boolean, whether they share a border
// returns common_language: boolean, whether they share an official language
MATCH (a:Economy)-[d:DISTANCE_TO]->(b:Economy)
RETURN a.iso3 AS first, b.iso3 AS second, d.km AS km, d.contiguous AS contiguous, d.common_language AS common_language
ORDER BY a.iso3, b.iso3
