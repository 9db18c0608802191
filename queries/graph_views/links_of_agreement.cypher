// title: Agreements that act on an agreement, or on which it acts
// question: Which agreements does this one amend, supersede, incorporate, suspend, upgrade or belong to, and which do so to it?
// param slug: string, required, slug of the agreement
// example slug: cptpp
// returns a: Agreement, the agreement that acts
// returns r: AMENDS|SUPERSEDES|INCORPORATES|SUSPENDS|UPGRADES|SIDE_LETTER_OF|PART_OF, how it acts
// returns b: Agreement, the agreement acted upon
// table: links_of_agreement
// key start: a.slug
// key end: b.slug
// guide: 8
// see: The agreement and those it has to do with; an arrow goes from the one that acts.
// read: INCORPORATES brings the text of the other in, SUSPENDS keeps parts of it from applying. A side letter holds between those who signed it only.
MATCH (a:Agreement)-[r:AMENDS|SUPERSEDES|INCORPORATES|SUSPENDS|UPGRADES|SIDE_LETTER_OF|PART_OF]->(b:Agreement)
WHERE a.slug = $slug OR b.slug = $slug
RETURN a, r, b
ORDER BY a.slug, b.slug
