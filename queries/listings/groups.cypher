// title: Groups
// question: Which groups of economies does the graph know, and how many members has each had?
// returns group: string, slug of the group
// returns name: string, name of the group
// returns members: integer, number of economies that are or were members
MATCH (g:Group)
RETURN g.slug AS group, g.name AS name, COUNT { MATCH (g)<-[:MEMBER_OF]-(e:Economy) } AS members
ORDER BY g.slug
