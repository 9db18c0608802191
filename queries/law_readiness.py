"""Which law clause types need, and which of it economies are known to have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clauseway.queries.duties import text
from clauseway.queries.runner import Runner


@dataclass(frozen=True, slots=True)
class LawReadiness:
    """Which law clause types need, and which economies are known to have it.

    Attributes:
        required: Kinds of law by clause type.
        enacted: Kinds of law in force by economy.
    """

    required: Mapping[str, tuple[str, ...]]
    enacted: Mapping[str, frozenset[str]]

    def lacking(self, clause: str, economies: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Economies not known to have each kind of law a clause type needs; no data is not taken as law."""
        asked = sorted(set(economies))
        found = {
            law: tuple(economy for economy in asked if law not in self.enacted.get(economy, frozenset()))
            for law in self.required.get(clause, ())
        }
        return {law: without for law, without in found.items() if without}


def law_readiness(runner: Runner, clauses: Iterable[str], economies: Iterable[str]) -> LawReadiness:
    """Ask which law the clause types need and which of it the economies have; asked once for each set."""
    asked, owing = tuple(clauses), tuple(economies)
    return runner.once("law readiness", (asked, owing), lambda: _asked(runner, asked, owing))


def _asked(runner: Runner, clauses: Iterable[str], economies: Iterable[str]) -> LawReadiness:
    required = {
        clause: tuple(text(row, "law") for row in runner.rows("laws_required_by_clause", clause=clause))
        for clause in clauses
    }
    enacted = {
        economy: frozenset(
            text(row, "law") for row in runner.rows("laws_of_economy", iso3=economy) if row["status"] == "legislation"
        )
        for economy in economies
    }
    return LawReadiness(required, enacted)
