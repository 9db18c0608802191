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
    "agreement": (
        Column("agreement", "Agreement", "string", "slug of the agreement"),
        Column("title", "Name", "string", "name of the agreement"),
        Column("members", "Members", "integer", "economies of the set it surely binds"),
        Column("scope", "Scope", "integer", "clause types it surely holds"),
        Column("depth", "Depth", "number", "sum of its grades by the highest possible sum, in [0, 1]; a lower bound"),
        Column("depth_most", "At most", "number", "the same if all that was not read had the highest grade"),
        Column("near", "Nearest by rules", "string", "agreement at the smallest model distance; null: none compares"),
        Column("distance", "Distance", "number", "model distance to that one, in [0, 1]"),
        Column("types", "Types", "integer", "clause types that distance rests on"),
        Column("near_text", "Nearest by words", "string", "agreement with the highest Jaccard; null: no text"),
        Column("jaccard", "Jaccard", "number", "likeness of its words to that one, in [0, 1]"),
        Column("copied_from", "Copied from", "string", "earlier agreement that holds the largest part of its words"),
        Column("copied_share", "Copied", "number", "that part, in [0, 1]; null without a text or a precedent"),
        Column("text_not_read", "No text", "number", "share of the other agreements whose words cannot be compared"),
        _UNREAD,
    ),
    "network": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("agreements", "Agreements", "integer", "agreements in force under which it surely owes a duty"),
        Column("degree", "Degree", "integer", "members with which it is bound both ways"),
        Column("weighted_degree", "Weighted", "number", "sum of the depths of these ties"),
        Column("betweenness", "Betweenness", "number", "share of shortest paths of others through it, in [0, 1]"),
        Column("eigenvector", "Eigenvector", "number", "centrality that weighs partners by theirs, in [0, 1]"),
        Column("chapters", "Chapters", "integer", "digital chapters among the texts that tell makers from takers"),
        Column("own_share", "Own words", "number", "mean part of them that stands in its earlier ones, in [0, 1]"),
        Column("lead", "Lead", "number", "own words less those of the other sides, in [-1, 1]; above 0: a maker"),
        Column("because", "Rests on", "string", "the agreements counted"),
        Column("not_read", "Not read", "number", "share of its agreements in force in the set not or partly read"),
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
    "agreement": ("agreement", "members", "scope", "depth", "depth_most", "near", "distance", "types", "near_text",
                  "jaccard", "copied_from", "copied_share", "not_read"),
    "network": ("economy", "name", "agreements", "degree", "weighted_degree", "betweenness", "eigenvector", "chapters",
                "own_share", "lead", "not_read"),
}  # fmt: skip
