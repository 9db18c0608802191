// title: Sources of facts
// question: Which sources made the codings and deferrals of these provisions, and the participations in these agreements?
// param provisions: list of string, required, keys of the provisions
// param agreements: list of string, required, slugs of the agreements
// returns fact: string, coding, deferral or participation
// returns economy: string, ISO3 code of the economy it is about, empty for a coding
// returns source: string, key of the source
// returns facts: integer, how many
MATCH (p:Provision) WHERE p.id IN $provisions
RETURN 'coding' AS fact, '' AS economy, p.from_source AS source, count(p) AS facts
UNION ALL
MATCH (p:Provision)<-[d:DEFERRED]-(e:Economy) WHERE p.id IN $provisions
RETURN 'deferral' AS fact, e.iso3 AS economy, d.from_source AS source, count(d) AS facts
UNION ALL
MATCH (a:Agreement)<-[party:PARTY_TO]-(e:Economy) WHERE a.slug IN $agreements
RETURN 'participation' AS fact, e.iso3 AS economy, party.from_source AS source, count(party) AS facts
