// title: Agreements both economies take part in
// question: Which agreements do these two economies share, and how does each take part?
// param first: string, required, ISO3 code of one economy
// param second: string, required, ISO3 code of the other
// returns agreement: string, slug of the agreement
// returns title: string, title of the agreement
// returns kind: string, kind of agreement
// returns binding: boolean, whether it is a treaty
// returns reading: string, how much of its digital text was read
// returns first_state: string, participation of the first economy
// returns first_since: date, first day it may be bound
// returns first_since_latest: date, day from which it surely is
// returns first_until: date, first day it no longer is
// returns first_via: string, bloc through which it is bound
// returns first_side: string, side it stands on
// returns first_verification: string, how its date is known
// returns second_state: string, participation of the second economy
// returns second_since: date, first day it may be bound
// returns second_since_latest: date, day from which it surely is
// returns second_until: date, first day it no longer is
// returns second_via: string, bloc through which it is bound
// returns second_side: string, side it stands on
// returns second_verification: string, how its date is known
MATCH (x:Economy {iso3: $first})-[p:PARTY_TO]->(a:Agreement)
MATCH (a)<-[q:PARTY_TO]-(y:Economy {iso3: $second})
WHERE $first <> $second
RETURN a.slug AS agreement, a.title AS title, a.kind AS kind, a.binding AS binding, a.reading AS reading,
  p.state AS first_state, p.since AS first_since, p.since_latest AS first_since_latest, p.until AS first_until,
  p.via AS first_via, p.side AS first_side, p.verification AS first_verification,
  q.state AS second_state, q.since AS second_since, q.since_latest AS second_since_latest, q.until AS second_until,
  q.via AS second_via, q.side AS second_side, q.verification AS second_verification
ORDER BY a.slug, p.state, q.state, p.since, q.since
