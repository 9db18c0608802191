// title: Deferrals
// question: Which economies have put off which provisions, and until when?
// returns economy: string, ISO3 code
// returns provision: string, key of the provision
// returns deferral_kind: string, duty or dispute-settlement
// returns deferred_until: date, first day after the delay
// returns deferral_event: string, event that ends the delay
// returns may_extend_until: date, last day to which the delay may be stretched
MATCH (e:Economy)-[d:DEFERRED]->(p:Provision)
RETURN e.iso3 AS economy, p.id AS provision, d.kind AS deferral_kind, d.until AS deferred_until,
  d.event AS deferral_event, d.may_extend_until AS may_extend_until
ORDER BY e.iso3, p.id, d.kind, d.until, d.event, d.may_extend_until
