"""Why the coverage of an economy was what it was in a year, and on which text a clause type rose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clauseway.queries.coverage_analysis import agreements_in_play, partners_by_agreement
from clauseway.queries.coverage_trend import coverage_on, trend_days
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.duty_spells import StepUp, duty_spells, steps_up
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked


def explain_trend(asked: RowAsked) -> Derivation:
    """`trend/ECONOMY/DAY` or `trend/ECONOMY/DAY/CLAUSE`: clause types owed on a day, or the grade one rose to."""
    iso3, typed = asked.economy(0), asked.key(1)
    asked.whole(3)
    rises = len(asked.row.keys) > 2
    known = [each.isoformat() for each in trend_days(asked.as_of)]
    if typed.isdigit() and f"{typed}-01-01" in known:
        typed = f"{typed}-01-01"
    if not rises:
        if typed not in known:
            raise asked.unknown(1, "day of the trend", known)
        return _day(asked, iso3, date.fromisoformat(typed))
    clause = asked.clause(2)
    spells = duty_spells(asked.runner.rows("provisions_of_economy", iso3=iso3), asked.as_of)
    ups = {up.day.isoformat(): up for up in steps_up(spells, clause, asked.as_of)}
    if typed not in ups:
        raise asked.unknown(1, f"day on which {clause} rose", ups)
    return _rise(asked, iso3, ups[typed])


def _rise(asked: RowAsked, iso3: str, up: StepUp) -> Derivation:
    evidence = Evidence(asked.runner, up.day)
    duty = evidence.duty(evidence.duty_of(iso3, up.spell.provision), iso3)
    before = f"{up.before.value} on the day before" if up.before else "no duty was surely owed on the day before"
    label = f"{up.spell.clause}: grade of {evidence.name(iso3)} from {up.day}"
    return Derivation(label, up.spell.grade.value, before, (duty,))


def _day(asked: RowAsked, iso3: str, day: date) -> Derivation:
    runner, evidence, wanted = asked.runner, Evidence(asked.runner, day), asked.clauses()
    labels = {
        text(kind, "clause"): text(kind, "label")
        for kind in runner.rows("clauses")
        if (text(kind, "clause") in wanted if wanted else kind["counted"] is True)
    }
    in_play, unread = agreements_in_play(runner.rows("agreements_of_economy", iso3=iso3), day)
    bound = partners_by_agreement(runner.rows("partners_of_economy", iso3=iso3), day)
    spells = duty_spells(runner.rows("provisions_of_economy", iso3=iso3), asked.as_of)
    found = coverage_on(spells, day, labels, bound, all_read=bool(in_play) and not unread)
    children: list[Derivation] = []
    for clause, spell in sorted(found.owed.items(), key=lambda item: -item[1].grade.rank):
        duty = evidence.duty(evidence.duty_of(iso3, spell.provision), iso3)
        name = asked.row_id("coverage", iso3, clause).rpartition("@")[0]
        node = Derivation(labels[clause], spell.grade.value, duty.label, duty.children)
        children.append(shortened(node, f"{name}@{day}"))
    reached = [
        evidence.partners(sorted(found.partners.intersection(partners)), slug)
        for slug, partners in sorted(bound.items())
        if found.partners.intersection(partners) and any(s.agreement == slug for s in found.owed.values())
    ]
    if reached:
        how = "economies surely bound by an agreement with a duty, each counted once"
        children.append(Derivation("partners", len(found.partners), how, tuple(reached)))
    if unread:
        nodes = tuple(shortened(evidence.unread(iso3, slug)) for slug in unread)
        how = f"{len(found.hidden)} more clause types may stand in them, none is counted"
        children.append(Derivation("agreements not or only partly read", len(nodes), how, nodes))
    if not children:
        children.append(evidence.dataset(f"It holds no duty of {iso3} that was surely in force on {day}."))
    bands = found.by_band()
    how = " + ".join(f"{bands[band]} {band}" for band in ("hard", "mixed", "soft"))
    label = f"clause types on which {evidence.name(iso3)} surely owed a duty on {day}"
    return replace(Derivation(label, len(found.owed), how), children=tuple(children))
