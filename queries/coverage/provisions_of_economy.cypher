// title: Provisions an economy has accepted
// question: Which provisions stand in agreements that this economy takes part in, with the facts that decide whether and how strongly they bind it?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns clause: string, slug of the clause type
// returns label: string, name of the clause type
// returns theme: string, slug of its theme
// returns counted: boolean, whether it is one of the 51 substantive types
// returns agreement: string, slug of the agreement
// returns agreement_title: string, title of the agreement
// returns provision: string, key of the provision
// returns article: string, article number
// returns paragraph: string, paragraph
// returns version: string, version of the provision
// returns valid_from: date, first day of this version
// returns valid_until: date, first day on which this version no longer holds
// returns title: string, title of the article
// returns wording: string, hard, mixed, soft or none; null when the text was not read
// returns exception: string, exception written for this rule
// returns enforcement: string, reach of dispute settlement
// returns basis: string, what enforcement rests on
// returns verification: string, how the coding is known
// returns source: string, citation
// returns state: string, participation of the economy
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns side: string, side it stands on
// returns date_verification: string, how the date is known
// returns deferral_kind: string, duty or dispute-settlement
// returns deferred_until: date, first day after the delay
// returns deferral_event: string, event that ends the delay
// returns may_extend_until: date, last day to which the delay may be stretched
MATCH (e:Economy {iso3: $iso3})-[party:PARTY_TO]->(a:Agreement)-[:CONTAINS]->(p:Provision)-[:ADDRESSES]->(c:ClauseType)
OPTIONAL MATCH (e)-[d:DEFERRED]->(p)
RETURN c.slug AS clause, c.label AS label, c.theme AS theme, c.counted AS counted,
  a.slug AS agreement, a.title AS agreement_title,
  p.id AS provision, p.number AS article, p.paragraph AS paragraph, p.version AS version,
  p.valid_from AS valid_from, p.valid_until AS valid_until, p.title AS title,
  p.wording AS wording, p.exception AS exception, p.enforcement AS enforcement, p.basis AS basis,
  p.verification AS verification, p.source AS source,
  party.state AS state, party.since AS since, party.since_latest AS since_latest, party.until AS until,
  party.via AS via, party.side AS side, party.verification AS date_verification,
  d.kind AS deferral_kind, d.until AS deferred_until, d.event AS deferral_event, d.may_extend_until AS may_extend_until
ORDER BY c.position, a.slug, p.position, p.id, d.kind, d.until, d.event, party.state, party.since
