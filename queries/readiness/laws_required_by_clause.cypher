// title: Laws a clause type requires
// question: Without which kinds of law at home can this clause type not be carried out, and why?
// param clause: string, required, slug of the clause type
// returns clause: string, slug of the clause type
// returns law: string, kind of law
// returns label: string, name of the kind of law
// returns reason: string, why it is needed (own judgement)
MATCH (c:ClauseType {slug: $clause})-[r:REQUIRES]->(l:LawKind)
RETURN c.slug AS clause, l.slug AS law, l.label AS label, r.reason AS reason
ORDER BY l.position
