// title: Deferrals under an agreement
// question: Which economies may apply which provisions of this agreement later?
// param slug: string, required, slug of the agreement
// example slug: rcep
// returns a: Agreement, the agreement
// returns r: CONTAINS, that it has the provision
// returns p: Provision, each provision put off
// returns d: DEFERRED, the delay
// returns e: Economy, each economy that may wait
// table: deferrals_of_agreement
// key economy: e.iso3
// key provision: p.id
// key deferral_kind: d.kind
// guide: 5
// see: Economies that may wait, with lines to the provisions they may put off.
// read: The line has the first day of the duty in until, or in event what ends the delay. After that day the provision binds as for all others.
MATCH (a:Agreement {slug: $slug})-[r:CONTAINS]->(p:Provision)
MATCH (p)<-[d:DEFERRED]-(e:Economy)
RETURN a, r, p, d, e
ORDER BY e.iso3, p.position, p.id, d.kind, d.until, d.event
