// title: Laws of an economy
// question: Which kinds of digital law does this economy have, and of which is it not known?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns law: string, kind of law
// returns label: string, name of the kind of law
// returns status: string, legislation, draft, none or no-data; no-data is not none
// returns as_of: integer, year of the source
// returns source: string, key of the source
MATCH (e:Economy {iso3: $iso3})-[h:HAS_LAW]->(l:LawKind)
RETURN l.slug AS law, l.label AS label, h.status AS status, h.as_of AS as_of, h.source AS source
ORDER BY l.position
