"""The analyses of the Python interface: what the commands on sets of economies, law at home and next steps answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from clauseway.ontology.strength import Grade
from clauseway.queries import names
from clauseway.queries.names import Day, Names, several
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

OWED_GRADES = tuple(grade for grade in Grade if grade.rank > 0)
"""Grades a duty can have."""


class AnalysisAnswers(ABC):
    """Methods of [`Graph`][clauseway.queries.facade.Graph] that analyse."""

    @abstractmethod
    def _runner(self) -> Runner:
        """Where the graph is asked, with an account of its own."""

    def fragmentation(
        self,
        *,
        by: str | None = None,
        group: str | None = None,
        economies: Names = (),
        clauses: Names = (),
        as_of: Day = None,
    ) -> ResultTable:
        """How far rules differ in a set of economies: spread, divergence, overlap, conflict, camps.

        Args:
            by: Nothing for one table of measures; `clause`, `economy` or `year` for a breakdown.
            group: A group of economies, or an agreement whose Parties are meant.
            economies: Codes, names or aliases; all economies when neither is given.
            clauses: Only these clause types.
            as_of: The day asked about.
        """
        from clauseway.queries.fragmentation_analysis import COLUMNS, fragmentation_table

        runner, day = self._runner(), names.day_asked(as_of)
        chosen = names.set_asked(runner, day, group, economies)
        return fragmentation_table(
            runner,
            chosen,
            day,
            by=names.one_of(by or "", tuple(COLUMNS), "breakdown"),
            name=group or ", ".join(chosen) or "all economies",
            clauses=names.find_clauses(runner, several(clauses)),
        )

    def gaps(
        self,
        *,
        by: str = "clause",
        group: str | None = None,
        economies: Names = (),
        clauses: Names = (),
        grade: str = "qualified",
        close: float = 80,
        as_of: Day = None,
    ) -> ResultTable:
        """Where a set of economies lacks a common rule, and which few steps would close most of the gap.

        Args:
            by: What a row is about: `clause`, `economy`, `pair` or `step`.
            group: A group of economies, or an agreement whose Parties are meant.
            economies: Codes, names or aliases, instead of a group.
            clauses: Only these clause types.
            grade: The grade a rule has to reach for a pair to count as bound.
            close: Per cent of the missing pairs that the steps have to close, 0 to 100.
            as_of: The day asked about.
        """
        from clauseway.queries.gap_analysis import COLUMNS, gaps_table

        runner, day = self._runner(), names.day_asked(as_of)
        chosen = names.set_asked(runner, day, group, economies)
        if not chosen:
            raise names.UnknownName("Name a group or economies.")
        if not 0 <= close <= 100:
            raise names.UnknownName(f"{close:g} is not between 0 and 100 per cent.")
        return gaps_table(
            runner,
            chosen,
            day,
            by=names.one_of(by, tuple(COLUMNS), "breakdown"),
            grade=names.one_of(grade, OWED_GRADES, "grade"),
            close=close,
            name=group or "",
            clauses=names.find_clauses(runner, several(clauses)),
        )

    def compliance(self, economy: str, *, obligation_from: str | None = None, as_of: Day = None) -> ResultTable:
        """Obligations of an economy against its law at home: met, draft, missing or no-data.

        Args:
            economy: Code, name or alias.
            obligation_from: Only the duties of this agreement; what the economy would owe if it is no Party.
            as_of: The day asked about.
        """
        from clauseway.queries.compliance import compliance_table

        runner = self._runner()
        iso3, name = names.find_economy(runner, economy)
        slug = names.find_agreement(runner, obligation_from) if obligation_from else None
        return compliance_table(runner, iso3, name, names.day_asked(as_of), obligation_from=slug)

    def compliance_between(self, first: str, second: str, *, as_of: Day = None) -> ResultTable:
        """Duties between two economies that a firm meets, by topic, with the dates of change ahead."""
        from clauseway.queries.compliance_between import between_table

        runner = self._runner()
        return between_table(runner, *names.find_two_economies(runner, first, second), names.day_asked(as_of))

    def rdtii_6_5(self, *, as_of: Day = None) -> ResultTable:
        """RDTII indicator 6.5 for all economies, with and without RCEP Article 12.15."""
        from clauseway.queries.data_transfer_indicator import indicator_table

        return indicator_table(self._runner(), names.day_asked(as_of))

    def upgrade(
        self,
        economy: str | None = None,
        *,
        by: str = "step",
        group: str | None = None,
        economies: Names = (),
        clauses: Names = (),
        weights: Mapping[str, float] | str = "",
        tiers: str | Path | None = None,
        as_of: Day = None,
    ) -> ResultTable:
        """Next steps, ranked: join, upgrade, commit (a memorandum) or adopt a law, with what each wins and needs.

        Args:
            economy: Code, name or alias; without it the economies of `group` or `economies`, or all.
            by: `step`, or `clause` for a row for each clause type of each step.
            group: A group of economies, or an agreement whose Parties are meant.
            economies: Codes, names or aliases, instead of a group.
            clauses: Only these clause types.
            weights: Weights of criteria that replace those of the tier, as `{"gain": 0.5}` or `"gain=0.5"`.
            tiers: A table of thresholds of tiers instead of the project's own.
            as_of: The day asked about.
        """
        return self._upgrade(economy, group, economies, clauses, weights, tiers, as_of, by=by)

    def upgrade_path(
        self,
        economy: str,
        steps: int = 3,
        *,
        by: str = "step",
        clauses: Names = (),
        weights: Mapping[str, float] | str = "",
        tiers: str | Path | None = None,
        as_of: Day = None,
    ) -> ResultTable:
        """A path of several steps, each with what it needs done before it; arguments as for `upgrade`."""
        if steps < 1:
            raise names.UnknownName(f"A path has at least one step, not {steps}.")
        return self._upgrade(economy, None, (), clauses, weights, tiers, as_of, by=by, steps=steps)

    def _upgrade(
        self,
        economy: str | None,
        group: str | None,
        economies: Names,
        clauses: Names,
        weights: Mapping[str, float] | str,
        tiers: str | Path | None,
        as_of: Day,
        *,
        by: str,
        steps: int = 0,
    ) -> ResultTable:
        from clauseway.queries.upgrade_analysis import BY, upgrade_table
        from clauseway.queries.upgrade_ranking import weights_given

        runner, day = self._runner(), names.day_asked(as_of)
        if economy is not None and (group is not None or several(economies) not in ([], [""])):
            raise names.UnknownName("Name an economy, or a group or economies, not both.")
        if economy is not None:
            code, name = names.find_economy(runner, economy)
            chosen = [code]
        else:
            chosen = list(names.set_asked(runner, day, group, economies))
            name = group or ", ".join(chosen) or "all economies"
        words = weights if isinstance(weights, str) else ",".join(f"{key}={value}" for key, value in weights.items())
        return upgrade_table(
            runner,
            chosen,
            day,
            by=names.one_of(by, BY, "breakdown"),
            steps=steps,
            weights=weights_given(words),
            tiers_file=Path(tiers) if tiers is not None else None,
            clauses=names.find_clauses(runner, several(clauses)),
            name=name,
        )
