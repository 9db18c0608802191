// title: Distance of two economies
// question: How far apart do these two economies lie, and do they share a border or an official language?
// param first: string, required, ISO3 code of one economy
// param second: string, required, ISO3 code of the other
// returns first: string, ISO3 code that comes first
// returns second: string, ISO3 code that comes last
// returns km: integer, kilometres between the largest cities
// returns contiguous: boolean, whether they share a border
// returns common_language: boolean, whether they share an official language
MATCH (a:Economy)-[d:DISTANCE_TO]->(b:Economy)
WHERE (a.iso3 = $first AND b.iso3 = $second) OR (a.iso3 = $second AND b.iso3 = $first)
RETURN a.iso3 AS first, b.iso3 AS second, d.km AS km, d.contiguous AS contiguous, d.common_language AS common_language
ORDER BY a.iso3, b.iso3
