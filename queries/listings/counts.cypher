// title: What the graph holds
// question: How many nodes of each label and how many provisions by verification level are there?
// returns what: string, label, or verification level of provisions
// returns number: integer, how many
MATCH (n:Economy) RETURN 'Economy' AS what, count(n) AS number
UNION ALL
MATCH (n:Agreement) RETURN 'Agreement' AS what, count(n) AS number
UNION ALL
MATCH (n:Provision) RETURN 'Provision' AS what, count(n) AS number
UNION ALL
MATCH (n:ClauseType) RETURN 'ClauseType' AS what, count(n) AS number
UNION ALL
MATCH (n:Group) RETURN 'Group' AS what, count(n) AS number
UNION ALL
MATCH (:Economy)-[r:PARTY_TO]->(:Agreement) RETURN 'PARTY_TO' AS what, count(r) AS number
UNION ALL
MATCH (:Economy)-[r:DEFERRED]->(:Provision) RETURN 'DEFERRED' AS what, count(r) AS number
UNION ALL
MATCH (:Provision)-[r:ADDRESSES]->(:ClauseType) RETURN 'ADDRESSES' AS what, count(r) AS number
