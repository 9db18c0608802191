// title: Deferrals under an agreement
// question: Which economies may apply which provisions of this agreement later?
// param slug: string, required, slug of the agreement
// returns economy: string, ISO3 code
// returns provision: string, key of the provision
// returns deferral_kind: string, duty or dispute-settlement
// returns deferred_until: date, first day after the delay
// returns deferral_event: string, event that ends the delay
// returns may_extend_until: date, last day to which the delay may be stretched
// returns note: string, remark
// returns source: string, citation
// returns verification: string, how the claim is known
// returns from_source: string, key of the source that made the claim
MATCH (a:Agreement {slug: $slug})-[:CONTAINS]->(p:Provision)
MATCH (p)<-[d:DEFERRED]-(e:Economy)
RETURN e.iso3 AS economy, p.id AS provision, d.kind AS deferral_kind, d.until AS deferred_until,
  d.event AS deferral_event, d.may_extend_until AS may_extend_until, d.note AS note, d.source AS source,
  d.verification AS verification, d.from_source AS from_source
ORDER BY e.iso3, p.position, p.id, d.kind, d.until, d.event, d.may_extend_until, d.note, d.source
