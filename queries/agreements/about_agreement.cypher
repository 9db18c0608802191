// title: An agreement as a whole
// question: What sort of instrument is this, is it meant to bind, when was it signed and where does it stand?
// param slug: string, required, slug of the agreement
// returns agreement: string, slug of the agreement
// returns title: string, title of the agreement
// returns kind: string, kind of agreement
// returns binding: boolean, whether it is meant to bind in law
// returns signed: date, day of signature or adoption, the first possible one
// returns signed_precision: string, day, month or year
// returns date_verification: string, how the weaker of its dates is known
// returns status: string, status in the words of the source table
// returns reading: string, digital-chapter, main-text, partial, machine-read or none
// returns chapter: string, where the digital rules stand
// returns source: string, citation
MATCH (a:Agreement {slug: $slug})
RETURN a.slug AS agreement, a.title AS title, a.kind AS kind, a.binding AS binding, a.signed AS signed,
  a.signed_precision AS signed_precision, a.date_verification AS date_verification, a.status AS status,
  a.reading AS reading, a.chapter AS chapter, a.source AS source
ORDER BY a.slug
