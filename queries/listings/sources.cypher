// title: Sources
// question: From which sources do the claims come, and under which terms?
// returns source: string, key of the source
// returns title: string, what it is
// returns publisher: string, who published it
// returns licence: string, terms it is under
MATCH (s:Source)
RETURN s.id AS source, s.title AS title, s.publisher AS publisher, s.licence AS licence
ORDER BY s.id
