// title: Laws of all economies
// question: How does each kind of digital law stand in each economy a source tells of?
// returns economy: string, ISO3 code
// returns law: string, kind of law
// returns label: string, name of the kind of law
// returns status: string, legislation, draft, none or no-data; no-data is not none
// returns as_of: integer, year of the source
// returns source: string, key of the source
MATCH (e:Economy)-[h:HAS_LAW]->(l:LawKind)
RETURN e.iso3 AS economy, l.slug AS law, l.label AS label, h.status AS status, h.as_of AS as_of, h.source AS source
ORDER BY e.iso3, l.position
