"""A clause type across the world: how firmly each economy owes it on a day, and which texts hold it how strongly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from clauseway.graph.engine import Row
from clauseway.ontology.strength import RANK_OF, Grade, grade, score
from clauseway.queries.agreements_listed import economies_bound
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import READ_WHOLE, ClauseCoverage
from clauseway.queries.coverage_of_many import coverage_of_many
from clauseway.queries.duties import facts_of, holds_on, text
from clauseway.queries.regions import region, region_place
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.rules_in_force import RuleFacts, rule_facts
from clauseway.queries.runner import Runner

HOLDER_COLUMNS = (
    Column("economy", "Economy", "string", "ISO3 code of the economy"),
    Column("name", "Name", "string", "its name"),
    Column("region", "Region", "string", "sub-region of the United Nations M49 list"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("grade", "Grade", "string", "best sure grade it owes; not-read where nothing is known"),
    Column("active", "Active", "boolean", "whether it applies on the day; false where it is put off"),
    Column("partners", "Partners", "integer", "economies surely bound with it at that grade"),
    Column("agreement", "Agreement", "string", "agreement that decides"),
    Column("article", "Article", "string", "its article"),
    Column("active_from", "From", "date", "first day on which it applies or applied; null when not known"),
    Column("verification", "Known by", "string", "how the coding is known"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("source", "Source", "string", "citation of the coding"),
    Column("agreements", "Agreements", "integer", "agreements it is or may be bound by on the day"),
    Column("why", "Why", "string", "a sentence where there is no duty"),
)
HOLDERS_SHOWN = ("name", "grade", "partners", "agreement", "article", "active_from", "verification", "region")

TEXT_COLUMNS = (
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("title", "Title", "string", "its title"),
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("article", "Article", "string", "article with the strongest rule on it"),
    Column("paragraph", "Para", "string", "its paragraph"),
    Column("grade", "Grade", "string", "grade that is sure by the text"),
    Column("grade_high", "At best", "string", "the best grade it may have where a fact is not known"),
    Column("score_low", "Score", "number", "lowest score by the text, in [0, 1]"),
    Column("wording", "Wording", "string", "hard, mixed, soft or none; null when the text was not read"),
    Column("exception", "Exception", "string", "exception written for this rule; null when not recorded"),
    Column("enforcement", "Enforcement", "string", "reach of dispute settlement"),
    Column("in_force", "In force from", "date", "first day in force for any Party; null when not known"),
    Column("bound", "Bound now", "integer", "economies surely bound on the day, a union not counted"),
    Column("verification", "Known by", "string", "how the coding is known"),
    Column("provision", "Provision", "string", "key of the provision"),
    Column("source", "Source", "string", "citation of the coding"),
)
TEXTS_SHOWN = (
    "title", "article", "grade", "wording", "exception", "enforcement", "bound", "in_force", "verification",
)  # fmt: skip




@dataclass(frozen=True, slots=True)
class ClauseHolders:
    """A clause type on a day.

    Attributes:
        clause: Its slug.
        label: Its name.
        economies: One row an economy that is no union, the firmest first.
        texts: One row an agreement with a provision on it that holds on the day, the strongest text first.
    """

    clause: str
    label: str
    economies: ResultTable
    texts: ResultTable

    def counts(self) -> Counter[str]:
        """Economies by grade; a duty that does not surely apply counts as `put-off`, or as `perhaps` in force."""
        return Counter(_standing(row) for row in self.economies.rows)


def _standing(row: Row) -> str:
    if RANK_OF[str(row["grade"])] <= 0 or row["active"] is True:
        return str(row["grade"])
    return "put-off" if row["active"] is False else "perhaps"


def clause_holders(runner: Runner, clause: str, as_of: date) -> ClauseHolders:
    """Work out who owes a clause type, and where it is written.

    Args:
        runner: Where to ask.
        clause: Slug of the clause type.
        as_of: The day asked about.
    """
    facts = _about(rule_facts(runner), clause)
    kind = facts.clauses[clause]
    holders = _holders(runner, facts, clause, kind.label, as_of)
    return ClauseHolders(clause, kind.label, holders, _texts(runner, facts, clause, kind.label, as_of))


def _about(facts: RuleFacts, clause: str) -> RuleFacts:
    """The facts without those on other clause types."""
    provisions = {
        agreement: [row for row in rows if text(row, "clause") == clause]
        for agreement, rows in facts.provisions.items()
    }
    return replace(facts, provisions=provisions, clauses={clause: facts.clauses[clause]})


def _holders(runner: Runner, facts: RuleFacts, clause: str, label: str, as_of: date) -> ResultTable:
    found = coverage_of_many(facts, facts.names, as_of, qualifiers=True)
    rows = [
        _holder(code, facts.names[code], each.clauses[clause], len(each.agreements)) for code, each in found.items()
    ]
    rows.sort(key=lambda row: (-_whole(row["partners"]), region_place(str(row["economy"])), str(row["name"])))
    rows.sort(key=lambda row: (_standing(row) in ("put-off", "perhaps"), -RANK_OF[str(row["grade"])]))
    rows.sort(key=lambda row: RANK_OF[str(row["grade"])] <= 0)
    unread = sum(row["grade"] == Grade.NOT_READ.value for row in rows)
    notes = [
        f"Of {unread} economies nothing is known on it: a text that binds them was not read, or no agreement of theirs "
        "in force is in the data. That is not the same as no duty."
    ]
    table = ResultTable(
        f"{label}: who owes it on {as_of}", list(HOLDER_COLUMNS), rows,
        runner.provenance("holders of a clause type", as_of, {"clause": clause}, notes if unread else []),
        "No economy is in the data.", HOLDERS_SHOWN,
    )  # fmt: skip
    if clause in facts.counted:
        with_row_ids(table, runner.trust, lambda row: ("coverage", row["economy"], row["clause"]))
        table.shown = (*HOLDERS_SHOWN, "row_id")
    return with_sources(runner, table)


def _holder(code: str, name: str, found: ClauseCoverage, agreements: int) -> Row:
    row: Row = found.best.row if found.best else {}
    stand = found.best.standing if found.best else None
    return {
        "economy": code,
        "name": name,
        "region": region(code),
        "clause": found.clause,
        "grade": found.grade.value,
        "active": stand.active if stand else None,
        "partners": len(found.partners),
        "agreement": row.get("agreement"),
        "article": row.get("article"),
        "active_from": stand.active_from if stand else None,
        "verification": row.get("verification"),
        "provision": row.get("provision"),
        "source": row.get("source"),
        "agreements": agreements,
        "why": found.why or (stand.why if stand else None) or None,
    }


def _texts(runner: Runner, facts: RuleFacts, clause: str, label: str, as_of: date) -> ResultTable:
    about = {text(row, "agreement"): row for row in runner.rows("agreements")}
    bound, _ = economies_bound(runner, as_of)
    rows: list[Row] = []
    for agreement, provisions in facts.provisions.items():
        held = [row for row in provisions if holds_on(row, as_of)]
        if not held:
            continue
        row = max(held, key=_text_strength)
        grades, scores = grade(facts_of(row)), score(facts_of(row), active=True)
        rows.append(
            {
                "agreement": agreement,
                "title": about[agreement]["title"],
                "clause": clause,
                "article": row["article"],
                "paragraph": row["paragraph"],
                "grade": grades.low.value,
                "grade_high": grades.high.value,
                "score_low": scores.low,
                "wording": row["wording"],
                "exception": row["exception"],
                "enforcement": row["enforcement"],
                "in_force": about[agreement]["in_force"],
                "bound": bound[agreement],
                "verification": row["verification"],
                "provision": row["provision"],
                "source": row["source"],
            }
        )
    rows.sort(key=lambda row: (text(row, "title").casefold(), text(row, "agreement")))
    rows.sort(
        key=lambda row: (-RANK_OF[str(row["grade"])], row["verification"] != "primary-text", -_whole(row["bound"]))
    )
    whole = sum(about[agreement]["reading"] in READ_WHOLE for agreement in about)
    notes = [f"{whole} of {len(about)} agreements were read whole; others may hold it as well."]
    table = ResultTable(
        f"{label}: agreements with it on {as_of}, the strongest text first", list(TEXT_COLUMNS), rows,
        runner.provenance("texts of a clause type", as_of, {"clause": clause}, notes),
        f"No agreement in the data has a provision on it that holds on {as_of}.", TEXTS_SHOWN,
    )  # fmt: skip
    return with_sources(runner, table)


def _text_strength(row: Row) -> tuple[int, int, float, str]:
    found = grade(facts_of(row))
    return found.low.rank, found.high.rank, score(facts_of(row), active=True).low, text(row, "provision")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def laws_needed(runner: Runner, clause: str, economies: Iterable[str] = ()) -> ResultTable:
    """Kinds of law without which a clause type cannot be carried out, and how many economies are known to have them.

    Args:
        runner: Where to ask.
        clause: Slug of the clause type.
        economies: Economies that owe it.
    """
    owing = frozenset(economies)
    known: dict[str, set[str]] = defaultdict(set)
    for row in runner.rows("laws"):
        if row["status"] == "legislation" and row["economy"] in owing:
            known[text(row, "law")].add(text(row, "economy"))
    rows: list[Row] = [
        {
            "clause": clause,
            "law": row["law"],
            "law_name": row["label"],
            "reason": row["reason"],
            "owing": len(owing),
            "having": len(known[text(row, "law")]),
        }
        for row in runner.rows("laws_required_by_clause", clause=clause)
    ]
    columns = [
        Column("clause", "Clause", "string", "slug of the clause type"),
        Column("law", "Kind of law", "string", "key of the kind of law"),
        Column("law_name", "Law needed", "string", "kind of law"),
        Column("reason", "Why", "string", "why it is needed, our own judgement"),
        Column("owing", "Owe the duty", "integer", "economies that owe it"),
        Column("having", "Of these have the law", "integer", "those known to have a law in force"),
    ]
    return ResultTable(
        "Laws it needs at home", columns, rows, runner.provenance("laws needed", None, {"clause": clause}, []),
        "It needs no law of its own at home, in our judgement.", ("law_name", "reason", "owing", "having"),
    )  # fmt: skip


def best_texts(runner: Runner, texts: ResultTable, most: int = 6) -> ResultTable:
    """The strongest texts that were read, with what each says in our words: what a drafter looks at first.

    Args:
        runner: Where to ask.
        texts: Texts of a clause type, the strongest first.
        most: How many.
    """
    chosen = [row for row in texts.rows if row["verification"] in _READ and row["wording"] not in (None, "none")][:most]
    rows: list[Row] = []
    for row in chosen:
        provisions = runner.rows("provisions_of_agreement", slug=row["agreement"])
        said = next((each["summary"] for each in provisions if each["provision"] == row["provision"]), None)
        rows.append({**row, "summary": said})
    summary = Column("summary", "What it says", "string", "content in own words")
    return ResultTable(
        "Best precedents", [*texts.columns, summary], rows, texts.provenance,
        "No text with a duty on it was read by a person.",
        ("title", "article", "summary", "grade", "wording", "exception", "enforcement", "bound", "verification"),
    )  # fmt: skip


_READ = frozenset({"primary-text", "secondary"})
