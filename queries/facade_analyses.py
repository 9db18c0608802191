"""The analyses of the Python interface: what the commands on sets of economies, law at home and next steps answer."""

# Long because it holds every analysis of the interface, one short method each.

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from clauseway.ontology.strength import Grade
from clauseway.queries import names
from clauseway.queries.derivations import Explanation
from clauseway.queries.names import Day, Names, several
from clauseway.queries.results import ResultTable
from clauseway.queries.runner import Runner

_LOG = logging.getLogger("clauseway")

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
        sources: str | Path | None = None,
        as_of: Day = None,
    ) -> ResultTable:
        """How far rules differ in a set of economies: spread, divergence, overlap, conflict, camps.

        Args:
            by: Nothing for one table of measures; `agreement`, `clause`, `economy`, `network` or `year` for a
                breakdown.
            group: A group of economies, or an agreement whose Parties are meant.
            economies: Codes, names or aliases; all economies when neither is given.
            clauses: Only these clause types.
            sources: A folder with treaty texts, whose words are compared too: at large, by agreement, by network.
            as_of: The day asked about.
        """
        from clauseway.queries.fragmentation_analysis import TEXTUAL, fragmentation_table
        from clauseway.queries.fragmentation_columns import COLUMNS
        from clauseway.queries.text_distance import text_distances_of

        breakdown = names.one_of(by or "", tuple(COLUMNS), "breakdown")
        if sources is not None and breakdown not in TEXTUAL:
            raise names.UnknownName("Sources go with no breakdown, agreement or network: others compare no words.")
        runner, day = self._runner(), names.day_asked(as_of)
        chosen = names.set_asked(runner, day, group, economies)
        return fragmentation_table(
            runner,
            chosen,
            day,
            by=breakdown,
            name=group or ", ".join(chosen) or "all economies",
            clauses=names.find_clauses(runner, several(clauses)),
            texts=text_distances_of(Path(sources), _LOG.warning) if sources is not None else None,
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
        from clauseway.queries.gap_analysis import gaps_table
        from clauseway.queries.gap_columns import COLUMNS

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

    def whatif(
        self,
        joins: Names = (),
        leaves: Names = (),
        upgrades: Names = (),
        *,
        by: str | None = None,
        group: str | None = None,
        economies: Names = (),
        clauses: Names = (),
        grade: str = "qualified",
        as_of: Day = None,
    ) -> ResultTable:
        """What would change if economies joined or left agreements, or Parties brought one up; nothing is stored.

        Args:
            joins: `ECONOMY:AGREEMENT` each; a group stands for its members that are not bound yet.
            leaves: The same.
            upgrades: `AGREEMENT:MODEL` each: the Parties take on the rules of the model among themselves.
            by: Nothing for the measures before and after; `economy`, `clause`, `duty`, `pair` or `law`.
            group: The set over which gaps and fragmentation are measured; by default those that act with the Parties
                of the agreements.
            economies: The same as a list.
            clauses: Only these clause types.
            grade: The grade a rule has to reach for a pair to count as bound.
            as_of: The day of the changes.
        """
        from clauseway.queries.asked_scenarios import scenario_asked
        from clauseway.queries.rules_in_force import rule_facts
        from clauseway.queries.whatif_analysis import whatif_table
        from clauseway.queries.whatif_columns import COLUMNS

        runner, day = self._runner(), names.day_asked(as_of)
        facts = rule_facts(runner)
        changes = scenario_asked(runner, several(joins), several(leaves), several(upgrades), day, facts=facts)
        chosen = names.set_asked(runner, day, group, economies)
        return whatif_table(
            runner,
            changes,
            day,
            by=names.one_of(by or "", tuple(COLUMNS), "breakdown"),
            grade=names.one_of(grade, OWED_GRADES, "grade"),
            economies=chosen,
            name=group or "",
            clauses=names.find_clauses(runner, several(clauses)),
            facts=facts,
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

    def explain(self, row_id: str, *, as_of: Day = None) -> Explanation:
        """How a number came about: a tree from the number down to its sources.

        Args:
            row_id: Name of a row, from the column `row_id` of an analysis, such as `coverage/CHN/smes`.
            as_of: The day asked about, unless the name holds one after an `@`.
        """
        from clauseway.queries.explanations import explain

        return explain(self._runner(), row_id, names.day_asked(as_of))

    def rdtii_6_5(self, *, as_of: Day = None) -> ResultTable:
        """RDTII indicator 6.5 for all economies, with and without RCEP Article 12.15."""
        from clauseway.queries.data_transfer_indicator import indicator_table

        return indicator_table(self._runner(), names.day_asked(as_of))

    def trade(
        self, economy: str | None = None, *, group: str | None = None, partners: Names = (), as_of: Day = None
    ) -> ResultTable:
        """What an economy or the members of a group trade with partners, year by year; goods only.

        Args:
            economy: Code, name or alias.
            group: Instead of one economy, the members of a group or the Parties of an agreement.
            partners: Without any: the largest partners of the economy, or the members among themselves.
            as_of: The day whose members are asked about.

        Raises:
            ValueError: Both an economy and a group are named, or neither.
        """
        from clauseway.queries.trade_analysis import trade_table

        runner, day = self._runner(), names.day_asked(as_of)
        chosen = names.economy_or_members(runner, economy, group, day)
        others = [names.find_economy(runner, each)[0] for each in several(partners)]
        return trade_table(runner, chosen, day, partners=others, group=(group or "").strip().lower())

    def trade_published(self, economy: str | None = None, *, as_of: Day = None) -> ResultTable:
        """Figures that papers give of trade, each beside what the flows of the graph give."""
        from clauseway.queries.published_trade import published_table

        runner, day = self._runner(), names.day_asked(as_of)
        code = names.find_economy(runner, economy)[0] if economy else ""
        return published_table(runner, day, names.members_cited(runner, day), economy=code)

    def gravity(
        self,
        economy: str | None = None,
        partner: str | None = None,
        *,
        group: str | None = None,
        partners: Names = (),
        by: str = "flow",
        year: int | None = None,
        rules: bool = False,
        as_of: Day = None,
    ) -> ResultTable:
        """What a gravity equation expects economies to trade, beside what they do; needs the extra `analysis`.

        Args:
            economy: Code, name or alias.
            partner: The other economy; without it every partner.
            group: Instead of economies, the members of a group or the Parties of an agreement.
            partners: Partners of the group; without any its members among themselves.
            by: What a row is about, `flow` or `coefficient`.
            year: Year of the flows; by default the one in which most flows asked for can be estimated.
            rules: Whether the number of clause types that bind a pair is a regressor.
            as_of: The day whose members are asked about.

        Raises:
            ValueError: Both an economy and a group are named, or neither; or the sample is too small.
            ImportError: statsmodels is not installed.
        """
        from clauseway.queries.gravity_analysis import gravity_table

        runner, day = self._runner(), names.day_asked(as_of)
        wanted = names.one_of(by, ("flow", "coefficient"), "breakdown")
        if economy is not None and partner is not None and group is None:
            chosen = [code for code, _ in names.find_two_economies(runner, economy, partner)]
        else:
            chosen = names.economy_or_members(runner, economy, group, day)
        others = [names.find_economy(runner, each)[0] for each in several(partners)]
        return gravity_table(
            runner, chosen, day, partners=others, by=wanted, year=year, rules=rules, name=group or ""
        )

    def coverage_trend(
        self, economy: str, *, by: str = "year", clauses: Names = (), as_of: Day = None
    ) -> ResultTable:
        """How the clause coverage of an economy grew from 2000.

        Args:
            economy: Code, name or alias.
            by: `year` for a row each 1 January, `clause` for each day on which a clause type rose to a higher grade.
            clauses: Only these clause types.
            as_of: The last day.
        """
        from clauseway.queries.coverage_trend import COLUMNS, coverage_trend_table

        runner = self._runner()
        iso3, name = names.find_economy(runner, economy)
        wanted = names.find_clauses(runner, several(clauses))
        told = names.one_of(by, tuple(COLUMNS), "breakdown")
        return coverage_trend_table(runner, iso3, name, names.day_asked(as_of), by=told, clauses=wanted)

    def group_coverage(
        self,
        *,
        group: str | None = None,
        economies: Names = (),
        min_grade: str = "qualified",
        clauses: Names = (),
        as_of: Day = None,
    ) -> ResultTable:
        """Coverage of a set of economies: the share of its pairs that owe each other each clause type.

        Args:
            group: A group of economies, or an agreement whose Parties are meant.
            economies: Codes, names or aliases, instead of a group.
            min_grade: The grade a rule has to reach in both directions for a pair to count as bound.
            clauses: Only these clause types.
            as_of: The day asked about.
        """
        from clauseway.queries.group_coverage import group_coverage_table

        runner, day = self._runner(), names.day_asked(as_of)
        chosen = names.set_asked(runner, day, group, economies)
        if not chosen:
            raise names.UnknownName("Name a group or economies.")
        return group_coverage_table(
            runner,
            chosen,
            day,
            grade=names.one_of(min_grade, OWED_GRADES, "grade"),
            name=group or "",
            clauses=names.find_clauses(runner, several(clauses)),
        )

    def pair_inconsistencies(
        self, first: str, second: str, *, clauses: Names = (), as_of: Day = None
    ) -> ResultTable:
        """Where agreements in force between two economies differ in grade or exception on one clause type."""
        from clauseway.queries.pair_inconsistencies import inconsistency_table

        runner = self._runner()
        two = names.find_two_economies(runner, first, second)
        wanted = names.find_clauses(runner, several(clauses))
        return inconsistency_table(runner, *two, names.day_asked(as_of), clauses=wanted)

    def favours(self, first: str, second: str, *, clauses: Names = (), as_of: Day = None) -> ResultTable:
        """What each of two economies gives others at a higher grade than the other of the two."""
        from clauseway.queries.favours import favours_table

        runner = self._runner()
        two = names.find_two_economies(runner, first, second)
        wanted = names.find_clauses(runner, several(clauses))
        return favours_table(runner, *two, names.day_asked(as_of), clauses=wanted)

    def chain(self, first: str, second: str, *, as_of: Day = None) -> ResultTable:
        """The shortest chains of agreements in force that link two economies, the deepest first, link by link."""
        from clauseway.queries.chains import chain_table

        runner = self._runner()
        return chain_table(runner, *names.find_two_economies(runner, first, second), names.day_asked(as_of))

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
