// title: Facts of a source
// question: Which agreements rest on a source, with how many codings, deferrals and participations of it?
// param source: string, required, key of the source
// returns fact: string, coding, deferral or participation
// returns agreement: string, slug of the agreement
// returns title: string, title of the agreement
// returns facts: integer, how many
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision) WHERE p.from_source = $source
RETURN 'coding' AS fact, a.slug AS agreement, a.title AS title, count(p) AS facts
UNION ALL
MATCH (a:Agreement)-[:CONTAINS]->(p:Provision)<-[d:DEFERRED]-(e:Economy) WHERE d.from_source = $source
RETURN 'deferral' AS fact, a.slug AS agreement, a.title AS title, count(d) AS facts
UNION ALL
MATCH (e:Economy)-[party:PARTY_TO]->(a:Agreement) WHERE party.from_source = $source
RETURN 'participation' AS fact, a.slug AS agreement, a.title AS title, count(party) AS facts
