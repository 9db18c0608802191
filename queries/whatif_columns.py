"""The columns of a what-if, at large and broken down, and what each of its measures means."""

from __future__ import annotations

from clauseway.queries.results import Column

_BECAUSE = Column("because", "Rests on", "string", "agreements, articles and grades it rests on")
_UNREAD = Column("not_read", "Not read", "number", "share of the cells behind the row not read, in [0, 1]")
_CLAUSE = (
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
)
_RULE = (
    Column("agreement", "Agreement", "string", "agreement of the strongest rule after; before, where it is lifted"),
    Column("article", "Article", "string", "its article; of an upgrade the model and its article"),
    Column("grade", "Grade", "string", "its grade"),
    Column("verification", "Known by", "string", "how its coding is known"),
    Column("source", "Source", "string", "citation of its coding"),
    Column("provision", "Provision", "string", "key of the provision"),
)


def _before_after(name: str, title: str, kind: str, comment: str) -> tuple[Column, Column, Column]:
    number = "integer" if kind == "integer" else "number"
    return (
        Column(f"{name}_before", f"{title} before", number, comment),
        Column(f"{name}_after", f"{title} after", number, "the same afterwards"),
        Column(f"{name}_difference", f"{title} +/-", number, "after less before"),
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    "": (
        Column("measure", "Measure", "string", "key of the measure"),
        Column("over", "Over", "string", "acting: the economies that act; set: the set named in the notes"),
        Column("before", "Before", "number", "value as the rules are; null when not known"),
        Column("after", "After", "number", "value as they would be"),
        Column("difference", "Difference", "number", "after less before"),
        Column("meaning", "Meaning", "string", "what it says"),
        _BECAUSE,
        _UNREAD,
    ),
    "economy": (
        Column("economy", "Economy", "string", "ISO3 code"),
        Column("name", "Name", "string", "name of the economy"),
        Column("acts", "Acts", "boolean", "whether it joins, leaves or is Party to an agreement brought up"),
        *_before_after("duties", "Duties", "integer", "clause types on which it surely owes somebody a duty"),
        *_before_after("firm", "Firm", "integer", "those of them with a firm duty (hard band)"),
        *_before_after("partners", "Partners", "integer", "economies it owes at least one duty"),
        *_before_after("bound", "Bound", "integer", "partners and clause types bound both ways at the grade"),
        *_before_after("trade", "Trade covered", "number", "share of its trade covered, mean over types, in [0, 1]"),
        _BECAUSE,
        _UNREAD,
    ),
    "clause": (
        *_CLAUSE,
        Column("theme", "Theme", "string", "slug of its theme"),
        *_before_after("owing", "Owing", "integer", "acting economies that owe somebody a duty on it"),
        *_before_after("pairs", "Pairs bound", "integer", "pairs of the set bound both ways at the grade"),
        *_before_after("gap", "Gap", "number", "1 - pairs bound / pairs of the set, in [0, 1]"),
        *_before_after("entropy", "Entropy", "number", "spread of the set's agreements over four bands, in [0, 1]"),
        _BECAUSE,
        _UNREAD,
    ),
    "duty": (
        Column("economy", "Economy", "string", "ISO3 code of the acting economy"),
        *_CLAUSE,
        Column("change", "Change", "string", "new, stronger, weaker, lifted, more-partners or fewer-partners"),
        Column("grade_before", "Grade before", "string", "strongest sure grade owed to anybody; absent or not-read"),
        Column("agreement_before", "Agreement before", "string", "agreement it rests on"),
        Column("article_before", "Article before", "string", "its article"),
        Column("grade_after", "Grade after", "string", "the same afterwards"),
        *_before_after("partners", "Partners", "integer", "economies owed any duty on it"),
        *_RULE,
        _BECAUSE,
        _UNREAD,
    ),
    "pair": (
        Column("first", "First", "string", "ISO3 code of one economy"),
        Column("second", "Second", "string", "ISO3 code of the other"),
        Column("change", "Change", "string", "newly-bound, more, fewer, exchanged or released"),
        *_before_after("clauses", "Clauses", "integer", "clause types bound both ways at the grade or above"),
        Column("usd", "Trade", "integer", "trade of the pair, US dollars, goods both ways; null when not known"),
        Column("gained", "Gained", "string", "slugs of clause types newly bound"),
        Column("lost", "Lost", "string", "slugs of clause types no longer bound"),
        Column("unread", "Texts not read", "string", "agreements of the pair not or only partly read, after"),
        _BECAUSE,
        _UNREAD,
    ),
    "law": (
        Column("economy", "Economy", "string", "ISO3 code of the acting economy"),
        *_CLAUSE,
        Column("change", "Change", "string", "new, stronger, weaker or lifted"),
        Column("status", "Status", "string", "met (a law of the kind is there), draft, missing or no-data"),
        Column("law", "Law", "string", "kind of law the clause type rests on"),
        Column("law_label", "Kind of law", "string", "name of the kind of law"),
        Column("law_state", "State of law", "string", "legislation, draft, none or no-data as the source says"),
        Column("law_year", "Law as of", "integer", "year of that source"),
        Column("law_source", "Source of law", "string", "key of that source"),
        Column("reason", "Why needed", "string", "why the clause type rests on this kind of law (own judgement)"),
        *_RULE,
        _BECAUSE,
        _UNREAD,
    ),
}
"""Columns of the table at large and of each breakdown."""

SHOWN: dict[str, tuple[str, ...]] = {
    "": ("measure", "over", "before", "after", "difference", "meaning", "not_read"),
    "economy": ("economy", "name", "duties_before", "duties_after", "firm_before", "firm_after", "partners_before",
                "partners_after", "bound_difference", "trade_difference", "not_read"),
    "clause": ("label", "owing_before", "owing_after", "pairs_before", "pairs_after", "gap_difference",
               "not_read"),
    "duty": ("economy", "label", "change", "grade_before", "grade_after", "partners_before", "partners_after",
             "agreement", "article", "verification"),
    "pair": ("first", "second", "change", "clauses_before", "clauses_after", "usd", "gained", "lost", "unread"),
    "law": ("economy", "label", "change", "status", "law_label", "law_year", "agreement", "article", "grade"),
}  # fmt: skip

MEANINGS: dict[str, str] = {
    "duties": "clause types on which an acting economy owes somebody a duty, added up",
    "duties-hard": "those of them whose strongest duty is firm",
    "duties-mixed": "those whose strongest duty is qualified",
    "duties-soft": "those with a promise only",
    "partners": "economies owed at least one duty by an acting one, added up",
    "partner-duties": "partners and clause types owed a duty, added up",
    "trade-covered": "share of the trade of the acting with partners bound, mean over clause types",
    "law-met": "duties of the acting whose kind of law is there",
    "law-draft": "duties whose kind of law is a draft",
    "law-missing": "duties whose kind of law a source reports as missing",
    "law-no-data": "duties on whose kind of law no source tells",
    "pairs-with-rules": "pairs of the set that owe each other at least one duty",
    "pairs-bound": "pairs and clause types bound both ways at the grade or above",
    "mean-gap": "1 - pairs bound / pairs, mean over clause types, in [0, 1]",
    "clause-entropy": "mean over clause types: 0 one band of strength, 1 evenly split",
    "pair-divergence": "mean over economies with rules: 0 alike, 1 nothing in common",
    "overlap-load": "agreements that hold the same clause type for one pair, mean",
    "conflict-load": "those of them that grade it weaker than the best, mean",
    "modularity": "quality of the division into camps: above 0.3 well parted",
}
"""Measures in the order of the table."""
