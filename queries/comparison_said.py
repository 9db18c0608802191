"""Agreements side by side in figures: on how many clause types they agree, and which one is stronger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Grade
from clauseway.queries.said import listed

_RANKS = {grade.value: grade.rank for grade in Grade if grade not in (Grade.ABSENT, Grade.NOT_READ)}


def strongest(rows: Iterable[Row]) -> dict[str, dict[str, int | None]]:
    """Rank of the strongest provision by clause type and agreement: 0 read and absent, `None` not read.

    Clause types that only frame others, such as exceptions, carry no grade and are left out.

    >>> found = strongest([{"clause": "c", "agreement": "a", "grade": "qualified"},
    ...                    {"clause": "c", "agreement": "b", "grade": "not-read"}])
    >>> found["c"]["a"], found["c"]["b"]
    (3, None)
    """
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    given = list(rows)
    ungraded = {str(row["clause"]) for row in given if row.get("grade") is None}
    for row in given:
        if str(row["clause"]) in ungraded:
            continue
        clause, agreement, grade = str(row["clause"]), str(row["agreement"]), str(row["grade"])
        rank = _RANKS.get(grade, None if grade == Grade.NOT_READ.value else 0)
        before = found[clause].get(agreement)
        known = [each for each in (before, rank) if each is not None]
        found[clause][agreement] = max(known) if known else None
    return dict(found)


def comparison_said(rows: Iterable[Row], titles: Mapping[str, str]) -> str:
    """What a comparison shows, in figures.

    Args:
        rows: The rows of the comparison.
        titles: Title of each agreement by slug, in the order they were named.
    """
    ranks = strongest(rows)
    slugs = list(titles)
    if not ranks:
        return "None of the agreements holds a clause type that was asked for."
    shared = [clause for clause, held in ranks.items() if all(held.get(slug) for slug in slugs)]
    alone = {
        slug: sum(bool(held.get(slug)) and not any(held.get(o) for o in slugs if o != slug) for held in ranks.values())
        for slug in slugs
    }
    unknown = sum(any(held.get(slug, 0) is None for slug in slugs) for held in ranks.values())
    said = f"{'Both' if len(slugs) == 2 else f'All {len(slugs)}'} hold {len(shared)} of {len(ranks)} clause types"
    only = listed([f"{count} only {titles[slug]}" for slug, count in alone.items() if count])
    said += f"; {only}. " if only else ". "
    if shared:
        highest = {slug: sum(_leads(ranks[clause], slug) for clause in shared) for slug in slugs}
        best = listed([f"{titles[slug]} on {count}" for slug, count in highest.items() if count])
        said += f"The strongest rule on these stands in {best} alone. " if best else "On these none is stronger alone. "
    if unknown:
        said += f"On {unknown} the text of at least one was not read, which is not the same as no rule."
    return said.strip()


def _leads(held: Mapping[str, int | None], slug: str) -> bool:
    own = held.get(slug) or 0
    return all(own > (held.get(other) or 0) for other in held if other != slug)
