"""Documented columns of the tables of fragmentation, at large and of each breakdown."""

from __future__ import annotations

from clauseway.queries.results import Column

MODELS = {"cptpp": "cptpp", "rcep": "rcep", "eu": "eu-japan-epa", "depa": "depa", "us": "usmca"}
"""Reference agreement of each model. Those of the EU and the US are their most widely read agreements here."""

TOP_PARTNERS = 20
"""Trade partners whose rule sets are counted for each economy."""

_BECAUSE = (
    Column("agreement", "Agreement", "string", "slug of the agreement the strongest rule rests on"),
    Column("article", "Article", "string", "its article"),
    Column("grade", "Grade", "string", "its grade"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
)
_UNREAD = Column("not_read", "Not read", "number", "share of the cells behind the row not read, in [0, 1]")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "": (
        Column("measure", "Measure", "string", "key of the measure"),
        Column("value", "Value", "number", "its value; null when nothing behind it was read"),
        Column("low", "From", "number", "lowest value it can have"),
        Column("high", "To", "number", "highest value it can have; null when it has no bound"),
        Column("meaning", "Meaning", "string", "what it says"),
        Column("because", "Rests on", "string", "agreements in force between members of the set"),
        _UNREAD,
    ),
    "clause": (
        Column("clause", "Clause", "string", "slug of the clause type"),
        Column("label", "Clause type", "string", "name of the clause type"),
        Column("theme", "Theme", "string", "slug of its theme"),
        Column("entropy", "Entropy", "number", "spread of the agreements over four bands of strength, in [0, 1]"),
        Column("agreements", "Agreements", "integer", "agreements in force in the set that hold the clause type"),
        Column("grades", "Grades", "integer", "different grades among them"),
        Column("rules", "Rules", "integer", "different combinations of wording, exception and dispute settlement"),
        Column("pairs", "Pairs", "integer", "pairs with at least one of these agreements"),
        Column("overlapping", "Overlapping", "integer", "pairs with two or more of them"),
        Column("conflicting", "Conflicting", "integer", "pairs of which one agreement is weaker than the best"),
        Column("overlap", "Overlap", "number", "mean number of agreements over the pairs that have one"),
        *_BECAUSE,
        _UNREAD,
    ),
    "economy": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("clauses", "Clauses", "integer", "clause types on which it surely owes a duty"),
        Column("divergence", "Divergence", "number", "mean divergence from the other members, in [0, 1]"),
        Column("model", "Nearest model", "string", "model at the smallest distance; null when none can be compared"),
        *(Column(f"to_{m}", f"To {m.upper()}", "number", f"distance to {a}, in [0, 1]") for m, a in MODELS.items()),
        Column("camp", "Camp", "integer", "number of its camp, 1 for the largest; null without any rule"),
        Column("rule_sets", "Rule sets", "integer", "different rule sets among its largest trade partners"),
        Column("partners", "Partners", "integer", f"trade partners looked at, {TOP_PARTNERS} at most"),
        Column("without", "Without", "integer", "those of them with which no rule in force is known"),
        Column("because", "Rests on", "string", "agreements its duties rest on"),
        _UNREAD,
    ),
    "year": (
        Column("year", "Year", "integer", "year, on its 1 January"),
        Column("agreements", "Agreements", "integer", "agreements surely in force between members"),
        Column("pairs", "Pairs", "integer", "pairs that owe each other at least one duty, one way or both"),
        Column("entropy", "Entropy", "number", "mean clause entropy, in [0, 1]"),
        Column("divergence", "Divergence", "number", "mean pair divergence, in [0, 1]"),
        Column("overlap", "Overlap", "number", "mean overlap load"),
        Column("conflict", "Conflict", "number", "mean conflict load"),
        Column("modularity", "Modularity", "number", "quality of the division into camps"),
        Column("because", "Rests on", "string", "agreements that hold a rule in force"),
        _UNREAD,
    ),
}
"""Columns of the table at large and of each breakdown."""

SHOWN: dict[str, tuple[str, ...]] = {
    "": ("measure", "value", "low", "high", "meaning", "not_read"),
    "clause": ("label", "entropy", "agreements", "grades", "rules", "pairs", "overlapping", "conflicting", "agreement",
               "article", "grade", "not_read"),
    "economy": ("economy", "name", "clauses", "divergence", "model", "camp", "rule_sets", "partners", "without",
                "not_read"),
    "year": ("year", "agreements", "pairs", "entropy", "divergence", "overlap", "conflict", "modularity", "not_read"),
}  # fmt: skip
