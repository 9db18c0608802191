"""Readiness tiers of economies, the weights of clause types in each, and which economies are most alike.

Thresholds and weights stand in `ontology/readings/tiers.csv` and `tier_weights.csv` with their reasons; the formulas in
`docs/methods.md`. An economy with too few observations is `unknown`, with the range it may lie in.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clauseway.loaders.problems import Problem, SourceError
from clauseway.loaders.tables import TableRow, read_table
from clauseway.ontology import READINGS_FOLDER
from clauseway.ontology.seal import require_sealed

TIERS = ("early", "middle", "advanced")
"""Tiers, the least ready first."""

UNKNOWN = "unknown"
LAWS_ENACTED = "laws-enacted"
"""What `tiers.csv` calls the number of kinds of digital law in force; everything else in it is an indicator."""

TIERS_FILE = READINGS_FOLDER / "tiers.csv"
WEIGHTS_FILE = READINGS_FOLDER / "tier_weights.csv"
HIGHEST_WEIGHT = 3.0

PEERS = 10
"""How many economies of the same tier count as most alike."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which value on an indicator speaks for a tier.

    Attributes:
        indicator: Key of the indicator, or `laws-enacted`.
        middle: First value of the middle tier.
        advanced: First value of the advanced tier; below `middle` where less is better.
        themes: Themes of clause types that the capacity bears on.
        reason: Where the thresholds come from.
    """

    indicator: str
    middle: float
    advanced: float
    themes: frozenset[str] = frozenset()
    reason: str = ""

    def level(self, value: float) -> int:
        """0 for early, 1 for middle, 2 for advanced.

        >>> Threshold("internet-users", 60, 85).level(60), Threshold("dtri", 0.5, 0.2).level(0.6)
        (1, 0)
        """
        if self.advanced < self.middle:
            return (value <= self.middle) + (value <= self.advanced)
        return (value >= self.middle) + (value >= self.advanced)


@dataclass(frozen=True, slots=True)
class Tier:
    """The tier of an economy.

    Attributes:
        name: `early`, `middle`, `advanced` or `unknown`.
        low: The tier if every missing observation spoke for early.
        high: The tier if every missing observation spoke for advanced.
        levels: Level (0 to 2) by indicator, of what is known.
    """

    name: str
    low: str
    high: str
    levels: dict[str, int]


def tier_of(values: Mapping[str, float], thresholds: Iterable[Threshold]) -> Tier:
    """The highest tier that more than half of the indicators reach (ours).

    Missing observations widen the answer to a range. Where its ends differ, the known ones decide if they are at
    least two thirds of all; else the tier is unknown.

    >>> three = [Threshold("a", 1, 2), Threshold("b", 1, 2), Threshold("c", 1, 2)]
    >>> tier_of({"a": 2, "b": 2, "c": 0}, three).name
    'advanced'
    >>> found = tier_of({"a": 1, "b": 2}, three)
    >>> found.name, found.low, found.high
    ('middle', 'middle', 'advanced')
    >>> found = tier_of({"a": 2}, three)
    >>> found.name, found.low, found.high
    ('unknown', 'early', 'advanced')
    """
    asked = list(thresholds)
    levels = {t.indicator: t.level(values[t.indicator]) for t in asked if t.indicator in values}
    known, missing = list(levels.values()), len(asked) - len(levels)
    low, high = _majority([*known, *[0] * missing]), _majority([*known, *[2] * missing])
    if low == high:
        name = low
    elif 3 * len(known) >= 2 * len(asked):
        name = _majority(known)
    else:
        name = UNKNOWN
    return Tier(name, low, high, levels)


def _majority(levels: list[int]) -> str:
    reached = [level for level in (1, 2) if 2 * sum(each >= level for each in levels) > len(levels)]
    return TIERS[max(reached, default=0)]


def positions(values: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Place of each economy among all, by indicator: share of the economies that lie below it, in [0, 1).

    >>> positions({"A": {"i": 5.0}, "B": {"i": 9.0}})
    {'A': {'i': 0.0}, 'B': {'i': 0.5}}
    """
    by_indicator: dict[str, list[float]] = {}
    for told in values.values():
        for indicator, value in told.items():
            by_indicator.setdefault(indicator, []).append(value)
    for found in by_indicator.values():
        found.sort()
    return {
        economy: {i: bisect_left(by_indicator[i], value) / len(by_indicator[i]) for i, value in told.items()}
        for economy, told in values.items()
    }


def unlikeness(one: Mapping[str, float], other: Mapping[str, float], at_least: int = 1) -> float | None:
    """Mean difference of the places of two economies over the indicators known for both, in [0, 1) (ours).

    Returns:
        `None` when fewer than `at_least` indicators are known for both.

    >>> unlikeness({"i": 0.2, "j": 0.5}, {"i": 0.4, "j": 0.9, "k": 0.1})
    0.3
    >>> unlikeness({"i": 0.2}, {"j": 0.4}) is None
    True
    """
    shared = sorted(one.keys() & other.keys())
    if len(shared) < max(at_least, 1):
        return None
    return round(sum(abs(one[i] - other[i]) for i in shared) / len(shared), 6)


def most_alike(
    economy: str, placed: Mapping[str, Mapping[str, float]], tiers: Mapping[str, Tier], limit: int = PEERS
) -> tuple[str, ...]:
    """The economies of the same tier that lie nearest by their observations, the nearest first.

    An economy of unknown tier is compared with all. At least half of the indicators of the two have to be known for
    both.
    """
    own = placed.get(economy, {})
    name = tiers[economy].name if economy in tiers else UNKNOWN
    found: list[tuple[float, str]] = []
    for other, told in placed.items():
        if other == economy or (name != UNKNOWN and tiers[other].name != name):
            continue
        apart = unlikeness(own, told, (max(len(own), len(told)) + 1) // 2)
        if apart is not None:
            found.append((apart, other))
    return tuple(other for _, other in sorted(found)[:limit])


# ---- the files ----------------------------------------------------------------------------------


def read_thresholds(path: Path, indicators: Collection[str], themes: Collection[str]) -> tuple[Threshold, ...]:
    """Read thresholds from a table with the columns indicator, middle, advanced, themes (parted by ;) and reason.

    Raises:
        SourceError: The table cannot be read, names what is not known, or a threshold is no number.
    """
    if not path.is_file():
        raise SourceError([Problem(path.name, 0, "error", "the file is missing.", "Name a table of thresholds.")])
    require_sealed(path)
    rows = read_table(path.parent, path.name, ("indicator", "middle", "advanced", "themes", "reason"))
    found: dict[str, Threshold] = {}
    for row in rows:
        indicator = _known(row, "indicator", row["indicator"], [*indicators, LAWS_ENACTED])
        if indicator in found:
            raise _refuse(row, f"'{indicator}' stands twice.", "Keep one of the rows.")
        bears_on = [_known(row, "theme", part.strip(), themes) for part in row["themes"].split(";") if part.strip()]
        middle, advanced = _number(row, "middle"), _number(row, "advanced")
        found[indicator] = Threshold(indicator, middle, advanced, frozenset(bears_on), row["reason"])
    if not found:
        raise SourceError([Problem(path.name, 0, "error", "there is no threshold.", "Give a row an indicator.")])
    return tuple(found.values())


def read_clause_weights(path: Path, themes: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Read the weight of each clause type by tier; a row without a clause type holds for its whole theme.

    Args:
        path: Table with the columns theme, clause, early, middle, advanced and reason.
        themes: Theme by clause type.

    Returns:
        Weights (0 to 3) by tier, then by clause type. A tier that is not known weighs all clause types alike, with 1.

    Raises:
        SourceError: The table cannot be read, names what is not known, or a weight is not from 0 to 3.
    """
    require_sealed(path)
    rows = read_table(path.parent, path.name, ("theme", "clause", *TIERS, "reason"))
    by_theme: dict[str, dict[str, float]] = {}
    by_clause: dict[str, dict[str, float]] = {}
    for row in rows:
        theme = _known(row, "theme", row["theme"], set(themes.values()))
        weights = {tier: _number(row, tier) for tier in TIERS}
        for tier, weight in weights.items():
            if not 0 <= weight <= HIGHEST_WEIGHT:
                raise _refuse(row, f"the weight {weight:g} is not from 0 to {HIGHEST_WEIGHT:g}.", f"Change {tier}.")
        if row["clause"]:
            by_clause[_known(row, "clause type", row["clause"], themes)] = weights
        else:
            by_theme[theme] = weights
    found = {
        tier: {
            clause: by_clause[clause][tier] if clause in by_clause else by_theme.get(theme, {}).get(tier, 0.0)
            for clause, theme in themes.items()
        }
        for tier in TIERS
    }
    return {**found, UNKNOWN: dict.fromkeys(themes, 1.0)}


def _known(row: TableRow, what: str, given: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if given in names:
        return given
    near = difflib.get_close_matches(given, names, 1, 0.6)
    raise _refuse(row, f"'{given}' is not a known {what}.", f"Did you mean '{near[0]}'?" if near else "Check it.")


def _number(row: TableRow, column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if value - value != 0:
        raise _refuse(row, f"column {column}: '{row[column]}' is not a number.", "Write one such as 12.5.")
    return value


def _refuse(row: TableRow, text: str, advice: str) -> SourceError:
    return SourceError([Problem(row.file, row.line, "error", text, advice)])
