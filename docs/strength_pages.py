"""The generated parts of `strength.md`: values, grades, and the outcome of every combination of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

type Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def parts(table: Table) -> dict[str, Callable[[], str]]:
    """What makes each generated part of the page, by its name there."""
    return {
        "wording": partial(wording, table),
        "exceptions": partial(exceptions, table),
        "enforcement": partial(enforcement, table),
        "grades": partial(grades, table),
        "grade-rules": partial(grade_rules, table),
        "score-rules": partial(score_rules, table),
        "verification": partial(verification, table),
    }


def _spans(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _definitions(scheme: str) -> dict[str, str]:
    """Definition by notation, of one scheme of the strength vocabulary."""
    from clauseway.ontology import VOCABULARY_FOLDER
    from clauseway.ontology.namespaces import SKOS
    from clauseway.ontology.turtle import read_descriptions

    found = read_descriptions(VOCABULARY_FOLDER / "strength.ttl").values()
    return {
        d.text(f"{SKOS}notation"): d.text(f"{SKOS}definition", language="en")
        for d in found
        if any(iri.rstrip("/").endswith(f"/{scheme}") for iri in d.iris(f"{SKOS}inScheme"))
    }


def wording(table: Table) -> str:
    """Wording values with their factors."""
    from clauseway.ontology.strength import WORDING_FACTOR

    meaning = _definitions("wording")
    return table(
        ["wording", "factor", "meaning"],
        [[f"`{value}`", str(factor), meaning[value]] for value, factor in WORDING_FACTOR.items()],
    )


def exceptions(table: Table) -> str:
    """Exception values with their factors."""
    from clauseway.ontology.strength import EXCEPTION_FACTOR, SELF_JUDGED

    meaning = _definitions("exception")
    rows = [
        [f"`{value}`", str(factor), "yes" if value in SELF_JUDGED else "", meaning[value]]
        for value, factor in EXCEPTION_FACTOR.items()
    ]
    unknown = _spans(str(min(EXCEPTION_FACTOR.values())), "1.0")
    return table(
        ["exception", "factor", "self-judged", "meaning"],
        [*rows, ["(not recorded)", unknown, "perhaps", "Whether the rule has one of its own is not noted."]],
    )


def enforcement(table: Table) -> str:
    """Enforcement values with their factors."""
    from clauseway.ontology.strength import ENFORCEMENT_RANGE

    meaning = _definitions("enforcement")
    return table(
        ["enforcement", "factor", "meaning"],
        [
            [f"`{value}`", _spans(str(low), str(high)), meaning[value]]
            for value, (low, high) in ENFORCEMENT_RANGE.items()
        ],
    )


def verification(table: Table) -> str:
    """Verification levels, best first."""
    from clauseway.ontology.strength import Verification

    meaning = _definitions("verification")
    return table(["level", "meaning"], [[f"`{level}`", meaning[level]] for level in Verification])


def grades(table: Table) -> str:
    """Grades, strongest first, with the digit a matrix shows."""
    from clauseway.ontology.strength import Grade
    from clauseway.queries.results import GRADE_DIGITS, NOT_READ_GLYPH

    meaning = _definitions("grade")
    rows: list[list[str]] = []
    for grade in Grade:
        digit = GRADE_DIGITS[grade]
        rows.append([f"`{grade}`", NOT_READ_GLYPH if digit is None else str(digit), meaning[grade]])
    return table(["grade", "in a matrix", "meaning"], rows)


def grade_rules(table: Table) -> str:
    """The grade for every wording, exception and enforcement."""
    from clauseway.ontology.strength import Facts, grade

    def outcome(facts: Facts) -> str:
        found = grade(facts)
        return _spans(f"`{found.low}`", f"`{found.high}`")

    return _rules(table, outcome)


def score_rules(table: Table) -> str:
    """The score for every wording, exception and enforcement."""
    from clauseway.ontology.strength import Facts, score

    def outcome(facts: Facts) -> str:
        found = score(facts)
        return _spans(f"{found.low:g}", f"{found.high:g}")

    return _rules(table, outcome)


def _rules(table: Table, outcome: Callable[..., str]) -> str:
    """A table of outcomes; exceptions with the same ones share a row, enforcements a column."""
    from clauseway.ontology.strength import Enforcement, Facts, RuleException, Wording

    exceptions: list[RuleException | None] = [*RuleException, None]
    wordings, enforcements = list(Wording), list(Enforcement)

    def cell(word: Wording, exception: RuleException | None, enforcement: Enforcement) -> str:
        return outcome(Facts(word, exception, enforcement))

    columns = _alike(enforcements, lambda e: tuple(cell(w, x, e) for w in wordings for x in exceptions))
    head = ["wording", "exception", *(", ".join(f"`{e}`" for e in group) for group in columns)]
    rows: list[list[str]] = []
    for word in wordings:
        cells = {x: tuple(cell(word, x, group[0]) for group in columns) for x in exceptions}
        for group in _alike(exceptions, lambda x, cells=cells: cells[x]):
            named = [f"`{x}`" if x else "(not recorded)" for x in group]
            names = "any" if len(group) == len(exceptions) else ", ".join(named)
            rows.append([f"`{word}`", names, *cells[group[0]]])
    return table(head, rows)


def _alike[T](items: Iterable[T], outcome: Callable[[T], object]) -> list[list[T]]:
    """Items grouped by outcome, in the order in which each outcome first comes."""
    groups: dict[object, list[T]] = {}
    for item in items:
        groups.setdefault(outcome(item), []).append(item)
    return list(groups.values())
