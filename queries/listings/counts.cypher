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
UNION ALL
MATCH (n:Indicator) RETURN 'Indicator' AS what, count(n) AS number
UNION ALL
MATCH (n:LawKind) RETURN 'LawKind' AS what, count(n) AS number
UNION ALL
MATCH (:Economy)-[r:OBSERVED]->(:Indicator) RETURN 'OBSERVED' AS what, count(r) AS number
UNION ALL
MATCH (:Economy)-[r:HAS_LAW]->(:LawKind) RETURN 'HAS_LAW' AS what, count(r) AS number
UNION ALL
MATCH (:ClauseType)-[r:REQUIRES]->(:LawKind) RETURN 'REQUIRES' AS what, count(r) AS number
UNION ALL
MATCH (:Economy)-[r:EXPORTS_TO]->(:Economy) RETURN 'EXPORTS_TO' AS what, count(r) AS number
UNION ALL
MATCH (:Economy)-[r:DISTANCE_TO]->(:Economy) RETURN 'DISTANCE_TO' AS what, count(r) AS number
