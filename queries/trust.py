"""Which codings count: how well a coding has to be known, and whether rules may have made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clauseway.graph.engine import Row
from clauseway.ontology.strength import Verification

_PLACE = {level.value: place for place, level in enumerate(Verification)}
"""Place of each level of verification, 0 for the best."""
_FACTS = ("wording", "exception", "enforcement")


@dataclass(frozen=True, slots=True)
class Trust:
    """Which codings count; a provision whose coding does not count is read as `not-read`, never as absent.

    Attributes:
        least: The weakest level of verification that counts.
        machine_coded: Whether codings made by rules count.

    >>> Trust(Verification.SECONDARY).counts("title-only"), Trust().counts("recalled")
    (False, True)
    >>> Trust(machine_coded=False).counts("machine-coded")
    False
    """

    least: Verification = Verification.MACHINE_CODED
    machine_coded: bool = True

    def counts(self, verification: str) -> bool:
        """Whether a coding of this level counts; an unknown level counts only where all do."""
        if verification == Verification.MACHINE_CODED and not self.machine_coded:
            return False
        return _PLACE.get(verification, len(_PLACE) - 1) <= _PLACE[self.least.value]

    def applied_to(self, rows: Iterable[Row]) -> list[Row]:
        """Rows in which the facts of provisions whose coding does not count are taken away.

        Rows that tell no facts of a provision, or do not tell how they are known, stay as they are.

        >>> Trust(machine_coded=False).applied_to([{"wording": "hard", "verification": "machine-coded"}])
        [{'wording': None, 'verification': 'machine-coded'}]
        """
        if self == Trust():
            return list(rows)
        return [row if self.counts(str(row.get("verification"))) else _without_facts(row) for row in rows]

    def sentence(self) -> str:
        """What is left out, in a sentence; empty when all counts.

        >>> Trust(Verification.SECONDARY).sentence()
        'Codings weaker than secondary are taken as not read.'
        """
        if self == Trust():
            return ""
        if self.least is Verification.MACHINE_CODED:
            return "Codings made by rules are taken as not read."
        return f"Codings weaker than {self.least.value} are taken as not read."


def _without_facts(row: Row) -> Row:
    if "verification" not in row or "wording" not in row:
        return row
    return {**row, **{fact: None for fact in _FACTS if fact in row}}
