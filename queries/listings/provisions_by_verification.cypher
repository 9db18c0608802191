// title: Provisions by verification level
// question: How well are the coded provisions known?
// returns verification: string, how the coding is known
// returns provisions: integer, how many
// returns agreements: integer, in how many agreements
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)
RETURN p.verification AS verification, count(p) AS provisions, count(DISTINCT a.slug) AS agreements
ORDER BY provisions DESC, verification
