// title: Members of a group
// question: Which economies belong to this group, and since when?
// param slug: string, required, slug of the group
// returns group: string, slug of the group
// returns group_name: string, name of the group
// returns economy: string, ISO3 code
// returns name: string, name of the economy
// returns since: date, first day of membership, null when the source gives none
// returns until: date, first day it no longer is a member
MATCH (g:Group {slug: $slug})<-[m:MEMBER_OF]-(e:Economy)
RETURN g.slug AS group, g.name AS group_name, e.iso3 AS economy, e.name AS name, m.since AS since, m.until AS until
ORDER BY e.iso3
