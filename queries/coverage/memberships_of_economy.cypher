// title: Memberships of an economy
// question: To which groups does this economy belong, or did it, and from when until when?
// param iso3: string, required, ISO 3166-1 alpha-3 code of the economy
// returns group: string, slug of the group
// returns group_name: string, name of the group
// returns since: date, first day of membership, null when the source gives none
// returns until: date, first day it no longer is a member
// returns bound_until: date, first day on which the group's agreements no longer reach it, where later
// returns source: string, key of the source
MATCH (e:Economy {iso3: $iso3})-[m:MEMBER_OF]->(g:Group)
RETURN g.slug AS group, g.name AS group_name, m.since AS since, m.until AS until, m.bound_until AS bound_until,
  m.from_source AS source
ORDER BY g.slug
