// title: Commitments on a clause type
// question: Which economies take part in agreements that hold this clause type, and which facts decide whether and how strongly it binds each?
// param clause: string, required, slug of the clause type
// returns economy: string, ISO3 code
// returns name: string, name of the economy
// returns kind: string, state, customs-territory or union
// returns clause: string, slug of the clause type
// returns agreement: string, slug of the agreement
// returns agreement_title: string, title of the agreement
// returns binding: boolean, whether it is a treaty
// returns provision: string, key of the provision
// returns article: string, article number
// returns paragraph: string, paragraph
// returns valid_from: date, first day of this version
// returns valid_until: date, first day on which this version no longer holds
// returns title: string, title of the article
// returns wording: string, hard, mixed, soft or none; null when the text was not read
// returns exception: string, exception written for this rule
// returns enforcement: string, reach of dispute settlement
// returns verification: string, how the coding is known
// returns source: string, citation
// returns state: string, participation of the economy
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns deferral_kind: string, duty or dispute-settlement
// returns deferred_until: date, first day after the delay
// returns deferral_event: string, event that ends the delay
// returns may_extend_until: date, last day to which the delay may be stretched
MATCH (c:ClauseType {slug: $clause})<-[:ADDRESSES]-(p:Provision)<-[:CONTAINS]-(a:Agreement)
MATCH (a)<-[party:PARTY_TO]-(e:Economy)
OPTIONAL MATCH (e)-[d:DEFERRED]->(p)
RETURN e.iso3 AS economy, e.name AS name, e.kind AS kind, c.slug AS clause,
  a.slug AS agreement, a.title AS agreement_title, a.binding AS binding,
  p.id AS provision, p.number AS article, p.paragraph AS paragraph,
  p.valid_from AS valid_from, p.valid_until AS valid_until, p.title AS title,
  p.wording AS wording, p.exception AS exception, p.enforcement AS enforcement,
  p.verification AS verification, p.source AS source,
  party.state AS state, party.since AS since, party.since_latest AS since_latest, party.until AS until,
  party.via AS via,
  d.kind AS deferral_kind, d.until AS deferred_until, d.event AS deferral_event, d.may_extend_until AS may_extend_until
ORDER BY e.iso3, a.slug, p.position, p.id, d.kind, d.until, d.event, party.state, party.since
