"""Matrices of economies against economies: how far their rules lie apart, and how many agreements bind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from clauseway.graph.engine import Row, Value
from clauseway.queries.catalogue import query
from clauseway.queries.cited_sources import cited_sources
from clauseway.queries.columns import spec_columns
from clauseway.queries.fragmentation import divergence
from clauseway.queries.fragmentation_measures import ranks_of_economy
from clauseway.queries.results import Column, Matrix, MatrixCell, ResultTable
from clauseway.queries.rules_in_force import RuleFacts, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.shades import Scale, count_scale, share_scale

type PairKind = Literal["divergence", "agreements"]

ITSELF = MatrixCell(None, "the same economy", "itself", shown="–")
"""The cell of an economy with itself: it holds no number, and is not unread either."""

_EVIDENCE_COLUMNS = (
    Column("evidence_id", "Evidence", "string", "key that a cell of the matrix points to"),
    Column("economy", "Economy", "string", "ISO3 code of the first economy"),
    Column("partner", "Partner", "string", "ISO3 code of the second"),
    Column("divergence", "Divergence", "number", "distance of their rules in [0, 1], 0 alike; null: not comparable"),
    Column("compared", "Compared", "integer", "clause types known for both"),
    Column("alike", "Alike", "integer", "those of them on which both have accepted the same grade, or both none"),
    Column("first_more", "First more", "integer", "those of them on which the first has accepted more"),
    Column("second_more", "Second more", "integer", "those of them on which the second has accepted more"),
    Column("agreements", "Agreements", "integer", "agreements in force that surely bind both"),
    Column("perhaps", "Perhaps", "integer", "further agreements that may bind both: a date is not known"),
    Column("which", "Which", "string", "keys of the agreements that surely bind both"),
)
_CITATION_COLUMNS = (Column("source", "Source", "string", "citation of the agreement's dates and Parties"),)


@dataclass(frozen=True, slots=True)
class _PairFacts:
    """What is known of a pair; its attributes are columns of the evidence."""

    divergence: float | None
    compared: int
    first_more: int
    second_more: int
    which: tuple[str, ...]
    perhaps: int


def pair_matrix(
    runner: Runner,
    kind: PairKind,
    economies: Sequence[tuple[str, str]],
    as_of: date,
    *,
    clauses: Iterable[str] = (),
    title: str = "",
    facts: RuleFacts | None = None,
) -> Matrix:
    """Economies against economies: divergence, or the number of agreements in force between two.

    Divergence compares the best that each owes anybody, clause type by clause type (`docs/methods.md`).

    Args:
        runner: Where to ask.
        kind: `divergence` or `agreements`.
        economies: Code and name of each row and column.
        as_of: The date.
        clauses: Compare only these clause types (the 51 substantive ones when empty).
        title: Title of the matrix.
        facts: What the rules are worked out from, where it was fetched already or a scenario has changed it.
    """
    known = facts or rule_facts(runner)
    wanted = list(clauses)
    found = _pairs(known, [code for code, _ in economies], as_of, wanted)
    scale = _scale(kind, found.values())
    cells: dict[tuple[str, str], MatrixCell] = {}
    evidence: list[Row] = []
    for place, (first, _) in enumerate(economies):
        cells[first, first] = ITSELF
        for second, _ in economies[place + 1 :]:
            pair = found[first, second]
            key = ""
            if pair.compared or pair.which or pair.perhaps:
                key = f"P{len(evidence) + 1:05d}"
                evidence.append(_evidence(key, first, second, pair))
            cells[first, second] = cells[second, first] = _cell(kind, pair, scale, key)
    used = {slug for pair in found.values() for slug in pair.which}
    agreements = [row for row in runner.rows("agreements") if row["agreement"] in used]
    parameters: dict[str, Value] = {
        "kind": kind,
        "economies": ",".join(code for code, _ in economies),
        "clauses": ",".join(wanted) or None,
    }
    asked = [code for code, _ in economies]
    provisions: list[Row] = []
    if kind == "divergence":
        members = frozenset(asked)
        bound = {agreement for economy, agreement in known.participations if economy in members}
        provisions = [row for agreement in sorted(bound) for row in known.provisions.get(agreement, [])]
    cited = cited_sources(runner, provisions, agreements=used, economies=asked)
    provenance = replace(runner.provenance("matrix", as_of, parameters, []), sources=cited)
    standard = "Divergence of economies" if kind == "divergence" else "Agreements in force between economies"
    citations = sorted({str(row["source"]) for row in agreements if row["source"]})

    def table(name: str, columns: Sequence[Column], rows: list[Row]) -> ResultTable:
        return ResultTable(name, list(columns), rows, provenance)

    return Matrix(
        title=title or f"{standard} on {as_of}",
        row_names=list(economies),
        column_names=list(economies),
        column_groups={},
        cells=cells,
        evidence=table("Pairs", _EVIDENCE_COLUMNS, evidence),
        agreements=table("Agreements", spec_columns(query("agreements")), agreements),
        sources=table("Sources", _CITATION_COLUMNS, [{"source": source} for source in citations]),
        provenance=provenance,
        scale=scale,
    )


def _pairs(
    facts: RuleFacts, economies: Sequence[str], as_of: date, clauses: Iterable[str]
) -> dict[tuple[str, str], _PairFacts]:
    rules = rules_in_force(facts, as_of, economies, clauses=clauses)
    ranks = {economy: ranks_of_economy(rules, economy) for economy in economies}
    found: dict[tuple[str, str], _PairFacts] = {}
    for place, first in enumerate(economies):
        for second in economies[place + 1 :]:
            one, other = ranks[first], ranks[second]
            both = [(x, y) for clause, x in one.items() if x is not None and (y := other[clause]) is not None]
            shared = rules.shared(first, second)
            found[first, second] = _PairFacts(
                divergence(one, other),
                len(both),
                sum(x > y for x, y in both),
                sum(x < y for x, y in both),
                tuple(agreement for agreement, sure in shared if sure),
                sum(not sure for _, sure in shared),
            )
    return found


def _scale(kind: PairKind, found: Iterable[_PairFacts]) -> Scale:
    if kind == "divergence":
        return share_scale("divergence of the rules two economies have accepted, 0 alike to 1", "Darker is further.")
    counts = [len(pair.which) for pair in found]
    return count_scale(counts, "agreements in force that surely bind both", "Agreements in force.")


def _cell(kind: PairKind, pair: _PairFacts, scale: Scale, key: str) -> MatrixCell:
    names = "; ".join(pair.which)
    perhaps = f", perhaps {pair.perhaps} more" if pair.perhaps else ""
    if kind == "agreements":
        count = len(pair.which)
        label = f"{count} agreement{'' if count == 1 else 's'} in force{perhaps}"
        return MatrixCell(None, label, "", agreement=names, evidence_id=key, value=count, shown=scale.shown(count))
    if pair.divergence is None:
        return MatrixCell(None, "no clause type is known for both", "not-read", agreement=names, evidence_id=key)
    label = f"divergence {pair.divergence:.2f} over {pair.compared} clause types known for both"
    return MatrixCell(
        None, label, "", agreement=names, evidence_id=key, value=pair.divergence, shown=scale.shown(pair.divergence)
    )


def _evidence(key: str, first: str, second: str, pair: _PairFacts) -> Row:
    return {
        "evidence_id": key,
        "economy": first,
        "partner": second,
        "divergence": pair.divergence,
        "compared": pair.compared,
        "alike": pair.compared - pair.first_more - pair.second_more,
        "first_more": pair.first_more,
        "second_more": pair.second_more,
        "agreements": len(pair.which),
        "perhaps": pair.perhaps,
        "which": list(pair.which),
    }
