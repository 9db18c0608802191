// title: Partners of an economy
// question: Who else takes part in the agreements of this economy, since when and on which side?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns agreement: string, slug of the agreement
// returns own_side: string, side the economy stands on
// returns own_via: string, bloc through which it is bound
// returns partner: string, ISO3 code of the other economy
// returns partner_kind: string, state, customs-territory or union
// returns state: string, participation of the partner
// returns since: date, first day it may be bound
// returns since_latest: date, day from which it surely is
// returns until: date, first day it no longer is
// returns via: string, bloc through which it is bound
// returns side: string, side it stands on
MATCH (e:Economy {iso3: $iso3})-[own:PARTY_TO]->(a:Agreement)
MATCH (a)<-[other:PARTY_TO]-(o:Economy)
WHERE o.iso3 <> $iso3
RETURN a.slug AS agreement, own.side AS own_side, own.via AS own_via, o.iso3 AS partner, o.kind AS partner_kind,
  other.state AS state, other.since AS since, other.since_latest AS since_latest, other.until AS until,
  other.via AS via, other.side AS side
ORDER BY a.slug, o.iso3, other.state, other.since
