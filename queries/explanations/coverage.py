"""Why an economy, a cell of a matrix or a provision has its grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clauseway.ontology.strength import Grade
from clauseway.queries.agreement_analysis import agreement_duties
from clauseway.queries.columns import duty_row
from clauseway.queries.coverage_analysis import READ_WHOLE, ClauseCoverage, EconomyCoverage, economy_coverage
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import Duty, text
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.matrices import agreement_matrix, economy_matrix
from clauseway.queries.names import UnknownName


def explain_coverage(asked: RowAsked) -> Derivation:
    """`coverage/ECONOMY/CLAUSE`: the grade of a clause type."""
    iso3, clause = asked.economy(0), asked.clause(1)
    asked.whole(2)
    return coverage_tree(asked.evidence, iso3, clause)


def coverage_tree(evidence: Evidence, iso3: str, clause: str) -> Derivation:
    """The grade of a clause type for an economy."""
    coverage = economy_coverage(evidence.runner, iso3, evidence.as_of, qualifiers=True)
    found = coverage.clauses[clause]
    best, name = found.best, evidence.name(iso3)
    children: list[Derivation] = []
    how = found.why
    if best is not None:
        children.append(evidence.duty(best, iso3))
        others = [each for each in found.duties if each is not best]
        if found.grade is not Grade.NOT_READ:
            duties = "the only provision" if not others else f"the strongest of {len(others) + 1} provisions"
            how = how or f"{duties} on it under {len(coverage.agreements)} agreements in force or perhaps in force"
        children.extend(_others(evidence, iso3, others))
        children.extend(_partners(evidence, found))
    elif found.grade is Grade.ABSENT:
        children.extend(evidence.silent(iso3, slug) for slug in coverage.agreements)
    unread = _unread(evidence, coverage, found)
    children.extend(unread)
    if unread and best is None:
        children.extend(_silent(evidence, coverage))
    if not children:
        children.append(evidence.dataset(f"It holds no agreement in force for {name} on {evidence.as_of}."))
    return Derivation(f"{found.label}: grade of {name}", found.grade.value, how, tuple(children))


def _others(evidence: Evidence, iso3: str, others: Iterable[Duty]) -> list[Derivation]:
    ordered = sorted(others, key=lambda each: each.strength_key)
    if not ordered:
        return []
    nodes = tuple(shortened(_with_rule(evidence.duty(each, iso3))) for each in ordered)
    return [Derivation("other provisions on it", len(nodes), "weaker, later or as strong", nodes)]


def _with_rule(node: Derivation) -> Derivation:
    """A duty that says its rule itself, because the steps below it are left out."""
    graded, standing = node.children
    active = "active" if standing.value is True else f"not active: {standing.how}"
    return replace(node, how=f"{graded.how} {active if standing.value is not None else standing.how}")


def _partners(evidence: Evidence, found: ClauseCoverage) -> list[Derivation]:
    if not found.reached:
        return []
    nodes = tuple(evidence.partners(sorted(partners), slug) for slug, partners in found.reached.items())
    how = "economies surely bound with it at this grade, each counted once"
    return [Derivation("partners", len(found.partners), how, nodes)]


def _unread(evidence: Evidence, coverage: EconomyCoverage, found: ClauseCoverage) -> list[Derivation]:
    if not coverage.unread or (found.best is None and found.grade is not Grade.NOT_READ):
        return []
    nodes = tuple(shortened(evidence.unread(coverage.economy, slug)) for slug in coverage.unread)
    decided = found.best is not None and found.grade is not Grade.NOT_READ
    how = (
        "a provision there could only raise the grade"
        if decided
        else "it may stand in any of them, so that it is not known to be absent"
    )
    return [Derivation("agreements not or only partly read", len(nodes), how, nodes)]


def _silent(evidence: Evidence, coverage: EconomyCoverage) -> list[Derivation]:
    slugs = [slug for slug in coverage.agreements if slug not in coverage.unread]
    if not slugs:
        return []
    nodes = tuple(shortened(evidence.silent(coverage.economy, slug)) for slug in slugs)
    return [Derivation("agreements read to the end", len(nodes), "they are silent on it", nodes)]


def explain_cell(asked: RowAsked) -> Derivation:
    """`matrix/ECONOMY/CLAUSE` or `matrix/AGREEMENT/CLAUSE`: the digit of a cell."""
    key, evidence = asked.key(0), asked.evidence
    clause = asked.clause(1)
    asked.whole(2)
    agreements = {str(row["agreement"]) for row in asked.runner.rows("agreements")}
    if key.lower() in agreements:
        return _agreement_cell(asked, key.lower(), clause)
    try:
        iso3 = asked.economy(0)
    except UnknownName:
        codes = (str(row["economy"]) for row in asked.runner.rows("economies"))
        raise asked.unknown(0, "economy or agreement", [*codes, *agreements]) from None
    cell = economy_matrix(asked.runner, [(iso3, evidence.name(iso3))], asked.as_of, clauses=[clause])[iso3, clause]
    below = coverage_tree(evidence, iso3, clause)
    return Derivation(f"digit of {evidence.name(iso3)} on {clause}", cell.digit, _digit(cell.grade), (below,))


def _digit(grade: str) -> str:
    return "? because the text was not read" if grade == Grade.NOT_READ.value else f"the digit of {grade}"


def _agreement_cell(asked: RowAsked, slug: str, clause: str) -> Derivation:
    evidence = asked.evidence
    matrix = agreement_matrix(asked.runner, [(slug, slug)], asked.as_of, clauses=[clause])
    cell = matrix[slug, clause]
    label = f"digit of {slug} on {clause}"
    held = [each for each in agreement_duties(asked.runner, slug, asked.as_of) if each.row["clause"] == clause]
    if not held:
        party = next((text(row, "economy") for row in evidence.parties(slug)), "")
        silent = text(evidence.about(slug), "reading") in READ_WHOLE
        node = evidence.silent(party, slug) if silent else evidence.unread(party, slug)
        return Derivation(label, cell.digit, f"{_digit(cell.grade)}. {cell.label}", (node,))
    chosen = str(matrix.evidence.rows[0]["provision"])
    ordered = sorted(held, key=lambda each: (each.row["provision"] != chosen, each.strength_key))
    first, *others = (evidence.duty(each, "") for each in ordered)
    told = f"{_digit(cell.grade)}, the strongest of {len(held)} provisions on it" if others else _digit(cell.grade)
    return Derivation(label, cell.digit, told, (first, *(shortened(_with_rule(each)) for each in others)))


def explain_provision(asked: RowAsked) -> Derivation:
    """`agreement/PROVISION`: the grade of a provision, at large or as it stands for an economy."""
    slug = asked.agreement(0)
    provision = "/".join((slug, asked.key(1), asked.key(2)))
    asked.whole(3)
    given = asked.row.options.get("economy", "")
    economy = replace(asked, row=replace(asked.row, keys=(given,))).economy(0) if given else ""
    duties = {
        str(each.row["provision"]): each
        for each in agreement_duties(asked.runner, slug, asked.as_of, economy=economy, all_versions=True)
    }
    if provision not in duties:
        # the place is what people mistype; a clause type that is not there tells nothing of its own
        places = sorted({key.split("/")[1] for key in duties if key.endswith(f"/{asked.key(2)}")})
        if asked.key(1) in places or not places:
            raise asked.unknown(2, "provision", [key.split("/")[2] for key in duties])
        raise asked.unknown(1, "place", places)
    found = duties[provision]
    node = asked.evidence.duty(found, economy)
    graded = duty_row(found, economy=None)["grade"]
    told = [node.how, "" if graded else "a qualifier without a duty of its own has no grade"]
    if found.grade.low is not found.grade.high:
        told.append(f"at best {found.grade.high.value}")
    return replace(node, value=graded, how="; ".join(part for part in told if part))
