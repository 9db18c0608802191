// title: Agreements that change an agreement, or that it changes
// question: Which agreements does this one amend, supersede, incorporate or suspend, and which do so to it?
// param slug: string, required, slug of the agreement
// returns start: string, slug of the agreement that acts
// returns link: string, amends, supersedes, incorporates or suspends
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
