// title: Agreements that act on an agreement, or on which it acts
// question: Which agreements does this one amend, supersede, incorporate, suspend, upgrade or belong to, and which do so to it?
// param slug: string, required, slug of the agreement
// returns start: string, slug of the agreement that acts
// returns link: string, amends, supersedes, incorporates, suspends, upgrades, side-letter-of or part-of
// returns end: string, slug of the agreement acted upon
// returns date: date, day from which it does
// returns note: string, remark
MATCH (a:Agreement)-[r:AMENDS]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'amends' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:SUPERSEDES]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'supersedes' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:INCORPORATES]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'incorporates' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:SUSPENDS]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'suspends' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:UPGRADES]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'upgrades' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:SIDE_LETTER_OF]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'side-letter-of' AS link, b.slug AS end, r.date AS date, r.note AS note
UNION ALL
MATCH (a:Agreement)-[r:PART_OF]->(b:Agreement) WHERE a.slug = $slug OR b.slug = $slug
RETURN a.slug AS start, 'part-of' AS link, b.slug AS end, r.date AS date, r.note AS note
