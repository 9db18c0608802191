// title: Provisions by agreement, clause type and verification level
// question: How well is each clause type of each agreement known?
// returns agreement: string, slug of the agreement
// returns clause: string, slug of the clause type
// returns verification: string, how the coding is known
// returns provisions: integer, how many
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)-[:ADDRESSES]->(c:ClauseType)
RETURN a.slug AS agreement, c.slug AS clause, p.verification AS verification, count(p) AS provisions
ORDER BY agreement, clause, verification
