"""The rules of the linter: what each forbids and why, what to write instead, and an example of both.

`docs/cypher.md` is made from them. Tests hold that each example breaks its own rule and that the other one is clean.
"""

# Long because it is one table, read as a whole.

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

type RuleKind = Literal["text", "reading", "schema", "header", "portable"]
type RuleEngine = Literal["Grafeo", "Neo4j", "both"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: Its key, printed with every problem.
        kind: `text` (it cannot be read), `reading` (queries only read), `schema` (names and types), `header` (the
            typed header says what the text does), `portable` (both engines answer, and alike).
        engine: Whose fault or lack makes it one; `both` where it holds on either.
        construct: What it forbids, as Cypher or in words.
        why: What goes wrong, as the end of a sentence.
        instead: What to write, as an order.
        bad, good: A query that breaks it, and one that asks the same (or the nearest thing) and is clean.
        traps: What of `tests/graph/test_engine_traps.py` it goes round: names of traps, of gaps or of a test.
    """

    name: str
    kind: RuleKind
    engine: RuleEngine
    construct: str
    why: str
    instead: str
    bad: str
    good: str
    traps: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What a problem says where there is nothing more to say than the rule itself, without a full stop."""
        return f"{self.construct} {self.why}; {self.instead}".replace("`", "")


@dataclass(frozen=True, slots=True)
class Caution:
    """A trap that no linter can see in the text, because it lies in the values.

    Attributes:
        trap: Its name in `tests/graph/test_engine_traps.py`.
        engine: Which engine falls into it.
        instead: What to write.
    """

    trap: str
    engine: RuleEngine
    instead: str


_PARTIES = "MATCH (e:Economy)-[:PARTY_TO]->(a:Agreement) "
_OPTIONAL = "MATCH (e:Economy) OPTIONAL MATCH (e)-[:MEMBER_OF]->(g:Group) "
_COUNTED = _OPTIONAL + "RETURN e.iso3 AS economy, g.slug AS slug, COUNT { (e)-[:PARTY_TO]->(:Agreement) } AS agreements"

RULES: tuple[Rule, ...] = (
    Rule(
        "syntax", "text", "both",
        "A text that is no whole query", "cannot be run", "close what is open, begin with a clause, end with RETURN",
        "MATCH (e:Economy RETURN e.iso3 AS economy",
        "MATCH (e:Economy) RETURN e.iso3 AS economy",
    ),
    Rule(
        "writes", "reading", "both",
        "`CREATE`, `MERGE`, `SET`, `DELETE` and their like", "change the graph, which is a copy of the data",
        "change the sources and load again, or keep what is yours in a database of your own",
        "MATCH (e:Economy {iso3: $iso3}) SET e.name = $name RETURN e.name AS name",
        "MATCH (e:Economy {iso3: $iso3}) RETURN e.name AS name",
    ),
    Rule(
        "load-csv", "reading", "both",
        "`LOAD CSV`", "reads files on the server", "give the rows as a list parameter and UNWIND it",
        "LOAD CSV WITH HEADERS FROM $url AS row MATCH (e:Economy {iso3: row.iso3}) RETURN e.name AS name",
        "UNWIND $codes AS code MATCH (e:Economy {iso3: code}) RETURN e.name AS name",
    ),
    Rule(
        "procedure", "reading", "both",
        "`CALL` of a procedure", "may write, and each engine has procedures of its own", "ask with MATCH",
        "CALL db.labels() YIELD label RETURN label AS label",
        "MATCH (:Economy)-->(n) RETURN DISTINCT head(labels(n)) AS label",
    ),
    Rule(
        "administration", "reading", "both",
        "`SHOW`, `USE`, `ALTER`, `GRANT` and their like", "ask or change the server, not the graph",
        "do that with the server's own tools",
        "SHOW INDEXES",
        "MATCH (d:Dataset) RETURN d.version AS version",
    ),
    Rule(
        "label", "schema", "both",
        "A label the schema does not have", "finds nothing, silently", "write one of `docs/graph-schema.md`",
        "MATCH (e:Economi) RETURN e.iso3 AS economy",
        "MATCH (e:Economy) RETURN e.iso3 AS economy",
    ),
    Rule(
        "relationship-type", "schema", "both",
        "A relationship type the schema does not have", "finds nothing, silently",
        "write one of `docs/graph-schema.md`",
        "MATCH (e:Economy)-[:PARTYTO]->(a:Agreement) RETURN a.slug AS agreement",
        _PARTIES + "RETURN a.slug AS agreement",
    ),
    Rule(
        "property", "schema", "both",
        "A property its label or type does not have", "is null, silently", "write one of `docs/graph-schema.md`",
        "MATCH (a:Agreement) RETURN a.heading AS agreement",
        "MATCH (a:Agreement) RETURN a.title AS agreement",
    ),
    Rule(
        "direction", "schema", "both",
        "A relationship against its direction", "finds nothing, silently", "turn the arrow",
        "MATCH (e:Economy)<-[:PARTY_TO]-(a:Agreement) RETURN a.slug AS agreement",
        _PARTIES + "RETURN a.slug AS agreement",
    ),
    Rule(
        "ends", "schema", "both",
        "A relationship between labels it never ties", "finds nothing, silently",
        "take the type that ties them, or go through the node between",
        "MATCH (a:Agreement)-[:ADDRESSES]->(c:ClauseType) RETURN c.slug AS clause",
        "MATCH (a:Agreement)-[:CONTAINS]->(:Provision)-[:ADDRESSES]->(c:ClauseType) RETURN c.slug AS clause",
    ),
    Rule(
        "variable", "schema", "both",
        "A name that nothing in the query has", "is an error", "name it in a pattern first",
        "MATCH (e:Economy) RETURN a.slug AS agreement",
        _PARTIES + "RETURN a.slug AS agreement",
    ),
    Rule(
        "type", "schema", "both",
        "A property compared with a value of another type", "is null on Neo4j, and sometimes equal on Grafeo",
        "compare texts with texts, numbers with numbers, dates with date parameters or `date('2024-01-31')`",
        "MATCH (a:Agreement) WHERE a.signed > '2020-01-01' RETURN a.slug AS agreement",
        "MATCH (a:Agreement) WHERE a.signed > date('2020-01-01') RETURN a.slug AS agreement",
        (
            "a string parameter equals an integer property",
            "an integer parameter equals a string property",
            "an integer property is found in a list of strings",
        ),
    ),
    Rule(
        "header", "header", "both",
        "A header line that cannot be read", "says nothing",
        "write `param NAME: TYPE, required|optional, MEANING` or `returns NAME: TYPE, MEANING`",
        "// param day: time, required, the day\nMATCH (a:Agreement) WHERE a.signed > $day RETURN a.slug AS agreement",
        "// param day: date, required, the day\nMATCH (a:Agreement) WHERE a.signed > $day RETURN a.slug AS agreement",
    ),
    Rule(
        "parameter", "header", "both",
        "A parameter that header and text do not share", "is missing when the query is run",
        "declare each parameter that is used, and use each that is declared",
        "// param code: string, required, ISO3 code\nMATCH (e:Economy {iso3: $iso3}) RETURN e.name AS name",
        "// param iso3: string, required, ISO3 code\nMATCH (e:Economy {iso3: $iso3}) RETURN e.name AS name",
    ),
    Rule(
        "columns", "header", "both",
        "Columns other than the header's", "surprise who reads the answer by name",
        "return the declared columns, in their order",
        "// returns name: string, its name\nMATCH (e:Economy) RETURN e.iso3 AS economy",
        "// returns economy: string, its code\nMATCH (e:Economy) RETURN e.iso3 AS economy",
    ),
    Rule(
        "optional-subquery", "portable", "Grafeo",
        "A subquery in the WHERE of an OPTIONAL MATCH", "drops outer rows on Grafeo",
        "put it into WITH or RETURN, or make the optional pattern longer",
        _OPTIONAL + "WHERE EXISTS { MATCH (e)-[:PARTY_TO]->(:Agreement) } RETURN e.iso3 AS economy, g.slug AS slug",
        _COUNTED,
        (
            "EXISTS in the WHERE of an OPTIONAL MATCH drops outer rows",
            "COUNT > 0 in the WHERE of an OPTIONAL MATCH drops outer rows",
        ),
    ),
    Rule(
        "optional-pattern", "portable", "Grafeo",
        "A pattern in the WHERE of an OPTIONAL MATCH", "drops outer rows on Grafeo",
        "put it into WITH or RETURN, or make the optional pattern longer",
        _OPTIONAL + "WHERE (e)-[:PARTY_TO]->(:Agreement) RETURN e.iso3 AS economy, g.slug AS slug",
        _COUNTED,
        ("a pattern in the WHERE of an OPTIONAL MATCH drops outer rows",),
    ),
    Rule(
        "bare-sum", "portable", "Grafeo",
        "`sum(x)` by itself", "is null of nothing on Grafeo, 0 on Neo4j", "write `coalesce(sum(x), 0)`",
        "MATCH (e:Economy)-[x:EXPORTS_TO]->(:Economy) RETURN e.iso3 AS economy, sum(x.usd) AS usd",
        "MATCH (e:Economy)-[x:EXPORTS_TO]->(:Economy) RETURN e.iso3 AS economy, coalesce(sum(x.usd), 0) AS usd",
        ("the sum of nothing is null",),
    ),
    Rule(
        "number-as-text", "portable", "Grafeo",
        "`toString` of a number", "has no decimals on Grafeo where it is whole",
        "return the number, and make text of it where it is shown",
        "MATCH (:Economy)-[o:OBSERVED]->(:Indicator) RETURN toString(o.value) AS value",
        "MATCH (:Economy)-[o:OBSERVED]->(:Indicator) RETURN o.value AS value",
        ("toString of a whole float has no decimals",),
    ),
    Rule(
        "null-in-list", "portable", "Grafeo",
        "A null in a list", "is not taken as unknown by Grafeo when the list is searched", "leave nulls out of lists",
        "WITH ['hard', null] AS wordings MATCH (p:Provision) WHERE p.wording IN wordings RETURN p.id AS provision",
        "MATCH (p:Provision) WHERE p.wording IN $wordings OR p.wording IS NULL RETURN p.id AS provision",
        (
            "a list is not found, instead of perhaps found, in a list of lists where a null stands",
            "none(..) over a null is true, not null",
        ),
    ),
    Rule(
        "date-text", "portable", "Grafeo",
        "`date('...')` of what is not YYYY-MM-DD", "is null on Grafeo, silently",
        "write a day of the calendar as YYYY-MM-DD, or give it as a date parameter",
        "MATCH (a:Agreement) WHERE a.signed > date('2020-13-01') RETURN a.slug AS agreement",
        "MATCH (a:Agreement) WHERE a.signed > date('2020-12-01') RETURN a.slug AS agreement",
        ("test_grafeo_still_takes_a_date_that_is_none_for_null",),
    ),
    Rule(
        "literal-list", "portable", "Neo4j",
        "`IN [...]` with a written-out list", "finds nothing on Neo4j 5.26 where three of them meet",
        "give the list as a parameter",
        "MATCH (e:Economy) WHERE e.iso3 IN ['SGP', 'NZL'] RETURN e.name AS name",
        "MATCH (e:Economy) WHERE e.iso3 IN $codes RETURN e.name AS name",
        ("IN and two NOT IN with written-out lists find nothing",),
    ),
    Rule(
        "label-expression", "portable", "Grafeo",
        "`(n:A|B)`, `&`, `!`, `%` and `IS` between labels or types", "are refused by Grafeo",
        "ask once a label and put the answers together with UNION ALL; alternatives of types, `[:A|B]`, are fine",
        "MATCH (n:Economy|Group) RETURN n.name AS name",
        "MATCH (n:Economy) RETURN n.name AS name UNION ALL MATCH (n:Group) RETURN n.name AS name",
        ("label alternatives", "label conjunctions", "negated labels", "labels behind IS", "negated types"),
    ),
    Rule(
        "where-in-node", "portable", "Grafeo",
        "WHERE inside a node pattern", "is refused by Grafeo", "put it behind the pattern",
        "MATCH (e:Economy WHERE e.iso3 = $iso3) RETURN e.name AS name",
        "MATCH (e:Economy) WHERE e.iso3 = $iso3 RETURN e.name AS name",
        ("WHERE inside a node pattern",),
    ),
    Rule(
        "quantified-path", "portable", "Grafeo",
        "A quantified path (`->{1,3}`, `->+`, `((a)-->(b)){1,3}`)", "is refused by Grafeo", "write `-[:T*1..3]->`",
        "MATCH (a:Agreement)-[:AMENDS]->{1,3}(b:Agreement) RETURN b.slug AS agreement",
        "MATCH (a:Agreement)-[:AMENDS*1..3]->(b:Agreement) RETURN b.slug AS agreement",
        ("quantified paths",),
    ),
    Rule(
        "shortest", "portable", "Grafeo",
        "`SHORTEST`, `ANY` and `ALL` before a path", "are refused by Grafeo",
        "write `shortestPath(...)` with a bounded length, between two nodes that differ",
        "MATCH p = SHORTEST 1 (a:Agreement {slug: $slug})-[:AMENDS*1..4]->(b:Agreement) RETURN length(p) AS hops",
        "MATCH p = shortestPath((:Agreement {slug: $slug})-[:AMENDS*1..4]->(:Agreement {slug: $end})) "
        "RETURN length(p) AS hops",
        ("SHORTEST k",),
    ),
    Rule(
        "collect-subquery", "portable", "Grafeo",
        "`COLLECT { }`", "is refused by Grafeo", "use OPTIONAL MATCH and collect()",
        "MATCH (e:Economy) RETURN e.iso3 AS iso3, COLLECT { MATCH (e)-[:MEMBER_OF]->(g:Group) RETURN g.slug } AS slugs",
        _OPTIONAL + "WITH e, g.slug AS slug ORDER BY slug RETURN e.iso3 AS iso3, collect(slug) AS slugs",
        ("COLLECT subqueries",),
    ),
    Rule(
        "call-subquery", "portable", "both",
        "`CALL { }`", "has two forms, of which no test holds both engines to one answer",
        "go on with WITH and a second MATCH, or use COUNT { } and EXISTS { }",
        "MATCH (e:Economy) CALL (e) { MATCH (e)-[:PARTY_TO]->(a:Agreement) RETURN count(a) AS n } RETURN n AS number",
        "MATCH (e:Economy) RETURN COUNT { MATCH (e)-[:PARTY_TO]->(:Agreement) } AS number",
    ),
    Rule(
        "rounding", "portable", "Grafeo",
        "`round(x, n)`", "is refused by Grafeo", "return the number, and round it where it is shown",
        "MATCH (:Economy)-[o:OBSERVED]->(:Indicator) RETURN round(o.value, 2) AS value",
        "MATCH (:Economy)-[o:OBSERVED]->(:Indicator) RETURN o.value AS value",
        ("round to decimals",),
    ),
    Rule(
        "joined-text", "portable", "Grafeo",
        "`||`", "is refused by Grafeo", "write `+` between two texts",
        "MATCH (e:Economy) RETURN e.iso3 || ' ' || e.name AS text",
        "MATCH (e:Economy) RETURN e.iso3 + ' ' + e.name AS text",
        ("joining text with ||",),
    ),
    Rule(
        "duration", "portable", "Grafeo",
        "A duration", "is known only in part to Grafeo", "give the day it leads to as a date parameter",
        "MATCH (a:Agreement) WHERE duration.between(a.signed, a.in_force).years > 1 RETURN a.slug AS agreement",
        "MATCH (a:Agreement) WHERE a.in_force.year - a.signed.year > 1 RETURN a.slug AS agreement",
        ("durations",),
    ),
    Rule(
        "newer-clause", "portable", "Grafeo",
        "`CYPHER 25`, `LET`, `FILTER`, `FOR`, `FINISH`", "are refused by Grafeo, some by Neo4j 5 too",
        "leave the version away; write WITH, WHERE and UNWIND",
        "CYPHER 5 MATCH (e:Economy) RETURN e.iso3 AS economy",
        "MATCH (e:Economy) RETURN e.iso3 AS economy",
        ("a version before the query",),
    ),
    Rule(
        "today", "portable", "both",
        "Today's date, the time and random numbers", "make the answer another one each time",
        "give the day as a parameter, `$as_of`",
        "MATCH (a:Agreement) WHERE a.in_force > date() RETURN a.slug AS agreement",
        "MATCH (a:Agreement) WHERE a.in_force > $as_of RETURN a.slug AS agreement",
    ),
    Rule(
        "internal-identifier", "portable", "both",
        "`id(x)` and `elementId(x)`", "differ between engines and from load to load", "use the key: iso3, slug, id",
        "MATCH (e:Economy) RETURN elementId(e) AS economy",
        "MATCH (e:Economy) RETURN e.iso3 AS economy",
    ),
    Rule(
        "undirected", "portable", "both",
        "A relationship without a direction",
        "finds each pair twice between nodes of one label, and hides a wrong direction elsewhere", "give it its arrow",
        "MATCH (e:Economy)-[:PARTY_TO]-(a:Agreement) RETURN a.slug AS agreement",
        _PARTIES + "RETURN a.slug AS agreement",
    ),
    Rule(
        "function", "portable", "both",
        "A function that not both engines know", "is refused by one of them", "use one that `docs/cypher.md` lists",
        "MATCH (e:Economy) RETURN apoc.text.capitalize(e.name) AS name",
        "MATCH (e:Economy) RETURN toUpper(e.name) AS name",
        ("isEmpty",),
    ),
)  # fmt: skip

CAUTIONS: tuple[Caution, ...] = (
    Caution(
        "null IN an empty list is null, so NOT .. IN [] loses rows without the property", "Grafeo",
        "`size($list) = 0 OR NOT p.wording IN $list`, or `coalesce(p.wording, '')`",
    ),
    Caution(
        "none(..) over a null is true, not null", "Grafeo",
        "no nulls in list parameters",
    ),
)  # fmt: skip

PORTABLE_FUNCTIONS = frozenset((
    "abs", "all", "allShortestPaths", "any", "avg", "ceil", "coalesce", "collect", "count", "date", "endNode",
    "exp", "floor", "head", "keys", "labels", "last", "left", "length", "log", "log10", "lTrim", "max", "min",
    "nodes", "none", "nullIf", "percentileCont", "properties", "range", "reduce", "relationships",
    "replace", "reverse", "right", "round", "rTrim", "shortestPath", "sign", "single", "size", "split", "sqrt",
    "startNode", "stDev", "stDevP", "substring", "sum", "tail", "toBoolean", "toFloat", "toInteger", "toLower",
    "toString", "toUpper", "trim", "type",
))  # fmt: skip
"""Functions both engines know and answer alike; a test asks each of them on both."""

BETTER_FUNCTIONS = {
    "isempty": "size(x) = 0",
    "exists": "x IS NOT NULL, or EXISTS { ... }",
    "lower": "toLower(x)",
    "upper": "toUpper(x)",
    "len": "size(x)",
}
"""What to write for functions people try, by name in lower case."""


@cache
def rule(name: str) -> Rule:
    """A rule by its name.

    Raises:
        KeyError: There is none.
    """
    return {one.name: one for one in RULES}[name]
