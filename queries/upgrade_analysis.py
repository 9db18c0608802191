"""Upgrade paths as tables: next steps of economies, their clause types, or a path of several steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade, Verification
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.duties import text
from clauseway.queries.gap_analysis import ACCESSION_STATES
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.row_ids import with_row_ids
from clauseway.queries.rules_in_force import OwedRule
from clauseway.queries.runner import Runner
from clauseway.queries.tiers import TIERS, UNKNOWN
from clauseway.queries.upgrade_candidates import Moment, moment_of
from clauseway.queries.upgrade_facts import UpgradeFacts, upgrade_facts
from clauseway.queries.upgrade_measures import with_law
from clauseway.queries.upgrade_paths import RankedStep, path, ranked_steps, state_of_talks
from clauseway.queries.upgrade_ranking import CRITERIA, is_there, weights_for
from clauseway.queries.upgrade_steps import Gain, Precedent, Step

_WHO = (
    Column("economy", "Economy", "string", "ISO3 code"),
    Column("name", "Name", "string", "name of the economy"),
    Column("tier", "Tier", "string", "early, middle, advanced or unknown"),
    Column("rank", "Rank", "integer", "place among its steps, on a path place in the sequence; null without pymcdm"),
    Column("kind", "Kind", "string", "join, upgrade, commit (a memorandum) or adopt (a law)"),
    Column("target", "Target", "string", "slug of the agreement or memorandum, or the kind of law"),
)
_UNREAD = Column("not_read", "Not read", "number", "share of its cells whose rung, old or new, was not read")

STEP_COLUMNS = (
    *_WHO,
    Column("step", "Step", "string", "what is done, in words"),
    Column("clauses", "Clauses", "integer", "clause types on which a rung is surely gained with a partner"),
    Column("gained", "Gained", "string", "clause types and rungs, from > to, what weighs and climbs most first"),
    Column("partners", "Partners", "integer", "partners bound today that gain"),
    Column("with_whom", "With", "string", "their codes"),
    Column("in_force", "In force", "boolean", "whether others are bound by it today"),
    Column("trade_usd", "Trade", "integer", "trade with these partners, US dollars, goods both ways; null: not known"),
    Column("trade_share", "Trade share", "number", "its share of all trade of the economy, in [0, 1]"),
    Column("own_precedents", "Own", "integer", "clause types whose rung the economy accepts elsewhere"),
    Column("own_precedent", "Own precedents", "string", "agreement, article and grade"),
    Column("peer_precedents", "Peers", "integer", "further ones an economy most alike accepts; with the law"),
    Column("peer_precedent", "Peer precedents", "string", "the economy, agreement, article and grade"),
    Column("laws", "Laws lacking", "string", "kinds of law it needs that are not known to be in force"),
    Column("capacity", "Capacity", "string", "observations below the middle tier that bear on its clause types"),
    Column("effort", "Effort", "integer", "new firm types + 3 a law + Parties to convince, + 10 for market access"),
    Column("new_firm", "New firm", "integer", "firm or qualified clause types the economy has accepted nowhere"),
    Column("conflicts", "Beside", "integer", "rules in force with a partner that differ in grade or exception"),
    Column("conflict", "Conflict", "string", "which they are, and a customs union that has to act"),
    Column("talks", "Talks", "string", "state of accession talks with day and source; null: none in the data"),
    Column("gain", "Gain", "number", "weighted share of the ladder surely climbed, mean over partners, in [0, 1]"),
    Column("gain_most", "Gain at most", "number", "the same if texts of today that were not read held nothing"),
    Column("score", "Score", "number", "nearness to the ideal by the weights, in [0, 1]; null without pymcdm"),
    Column("top3", "Top 3", "number", "share of random weights under which it is among the first three, in [0, 1]"),
    *(Column(f"by_{name}", name.capitalize(), "number", f"criterion {name}, in [0, 1]") for name in CRITERIA),
    Column("because", "Rests on", "string", "agreement, article, grade, how known and source of each rung"),
    _UNREAD,
)

CLAUSE_COLUMNS = (
    *_WHO,
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("theme", "Theme", "string", "slug of its theme"),
    Column("weight", "Weight", "number", "what it weighs in the tier, 0 to 3"),
    Column("from_grade", "From", "string", "lowest grade of today with a partner; none: no rule in force"),
    Column("to_grade", "To", "string", "grade of the rung"),
    Column("rule", "Rule", "string", "wording, exception and reach of dispute settlement of the rung"),
    Column("partners", "Partners", "integer", "partners with which it is gained"),
    Column("with_whom", "With", "string", "their codes"),
    Column("own_best", "Own best", "string", "the best the economy owes anybody: agreement, article and grade"),
    Column("own_precedent", "Own precedent", "string", "the same where it reaches the rung"),
    Column("peer_precedent", "Peer precedent", "string", "the economy most alike that has the rung, and by which text"),
    Column("laws", "Laws lacking", "string", "kinds of law it needs, not known to be in force"),
    Column("conflict", "Conflict", "string", "rules in force with the partners that differ"),
    Column("agreement", "Agreement", "string", "agreement whose text has the rung"),
    Column("article", "Article", "string", "its article"),
    Column("verification", "Known by", "string", "how the coding is known"),
    Column("source", "Source", "string", "citation of the coding"),
    Column("provision", "Provision", "string", "key of the provision"),
    _UNREAD,
)

STEP_SHOWN = (
    "rank", "step", "clauses", "partners", "trade_share", "own_precedents", "peer_precedents", "laws", "effort",
    "score", "top3", "not_read",
)  # fmt: skip
CLAUSE_SHOWN = (
    "rank", "target", "label", "from_grade", "to_grade", "partners", "own_precedent", "peer_precedent", "laws",
)  # fmt: skip
BY = ("step", "clause")


def upgrade_table(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    by: str = "step",
    steps: int = 0,
    weights: Mapping[str, float] | None = None,
    tiers_file: Path | None = None,
    clauses: Iterable[str] = (),
    name: str = "",
) -> ResultTable:
    """Next steps of economies as a table.

    Args:
        runner: Where to ask.
        economies: Codes; all that are no union when empty.
        as_of: The date.
        by: `step`, or `clause` for one row a step and clause type.
        steps: Length of a path; 0 for all steps beside each other.
        weights: Weights of criteria that replace those of the tier.
        tiers_file: Thresholds of tiers instead of the project's own.
        clauses: Only these clause types (the 51 substantive ones when empty).
        name: The economies in words, for the title.
    """
    return upgrade_tables(
        runner, economies, as_of, by=(by,), steps=steps, weights=weights, tiers_file=tiers_file, clauses=clauses,
        name=name,
    )[by]  # fmt: skip


def upgrade_tables(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    by: Iterable[str] = BY,
    steps: int = 0,
    weights: Mapping[str, float] | None = None,
    tiers_file: Path | None = None,
    clauses: Iterable[str] = (),
    name: str = "",
) -> dict[str, ResultTable]:
    """The tables of several breakdowns, of steps worked out once; arguments as for `upgrade_table`."""
    facts = upgrade_facts(runner, as_of, clauses=clauses, tiers_file=tiers_file)
    moment, given, named = moment_of(facts), dict(weights or {}), tuple(economies)
    chosen = named or tuple(sorted(facts.rules.names))
    found: list[tuple[RankedStep, int | None]] = []
    for economy in chosen:
        own = path(facts, economy, steps, given) if steps else ranked_steps(moment, economy, given)
        found += [(each, place if steps else each.rank) for place, each in enumerate(own, 1)]
    return {
        each: _table(runner, moment, found, named, chosen, each, steps, given, tiers_file, name) for each in by
    }


def _table(
    runner: Runner,
    moment: Moment,
    found: Iterable[tuple[RankedStep, int | None]],
    named: tuple[str, ...],
    chosen: tuple[str, ...],
    by: str,
    steps: int,
    given: Mapping[str, float],
    tiers_file: Path | None,
    name: str,
) -> ResultTable:
    facts, as_of = moment.facts, moment.facts.as_of
    rows: list[Row] = []
    for each, rank in found:
        rows += _clause_rows(facts, each, rank) if by == "clause" else [_step_row(facts, each, rank)]
    parameters: dict[str, Value] = {"economies": ",".join(chosen) if named else None, "by": by, "steps": steps}
    parameters |= {"weights": ",".join(f"{k}={v:g}" for k, v in given.items()) or None}
    parameters |= {"clauses": ",".join(facts.clauses) or None, "tiers": tiers_file.name if tiers_file else None}
    what = f"A path of {steps} steps" if steps else "Next steps"
    table = ResultTable(
        title=f"{what} of {name or ', '.join(chosen)} on {as_of}",
        columns=list(CLAUSE_COLUMNS if by == "clause" else STEP_COLUMNS),
        rows=rows,
        provenance=runner.provenance("upgrade", as_of, parameters, _notes(moment, chosen, given, steps)),
        empty_message="Nothing that was read would be gained by any step.",
        shown=CLAUSE_SHOWN if by == "clause" else STEP_SHOWN if len(chosen) == 1 else ("economy", *STEP_SHOWN),
    )
    if tiers_file is None:  # a name cannot hold a file, so rows that rest on one of the user's have none
        with_row_ids(table, runner.trust, lambda row: _row_key(row, steps), weights=parameters["weights"],
                     clauses=parameters["clauses"])  # fmt: skip
    agreements = {str(row["target"]) for row in rows if row["kind"] != "adopt"}
    return with_sources(runner, table, agreements=sorted(agreements), economies=chosen)


def _row_key(row: Row, steps: int) -> tuple[Value, ...]:
    """What names a step, or a clause type of one; on a path by its place, for what came before changes its numbers."""
    place = f"path:{row['rank']}" if steps else None
    return "upgrade", row["economy"], row["kind"], row["target"], row.get("clause"), place


# ---- rows ---------------------------------------------------------------------------------------


def _who(facts: UpgradeFacts, each: RankedStep, rank: int | None) -> Row:
    economy = each.step.economy
    return {
        "economy": economy,
        "name": facts.rules.names.get(economy, economy),
        "tier": facts.tiers[economy].name,
        "rank": rank,
        "kind": each.step.kind,
        "target": each.step.target,
    }


def _step_row(facts: UpgradeFacts, each: RankedStep, rank: int | None) -> Row:
    step, found = each.step, each.measured
    if step.kind == "adopt":
        owns, peers = [], with_law(facts, step)
    else:
        owns = [told(gain.own.rule) for gain in step.gains if gain.own is not None]
        peers = [_precedent(gain.peer) for gain in step.gains if gain.own is None and gain.peer is not None]
    return {
        **_who(facts, each, rank),
        "step": sentence(facts, step),
        "clauses": len(step.gains),
        "gained": "; ".join(f"{g.clause}: {_grade(g.start)} > {g.rule.grade.value}" for g in step.gains),
        "partners": found.partners,
        "with_whom": ", ".join(step.gaining()) if found.partners else None,
        "in_force": step.bound and step.kind != "adopt",
        "trade_usd": found.trade_usd,
        "trade_share": found.trade_share,
        "own_precedents": len(owns),
        "own_precedent": "; ".join(dict.fromkeys(owns)) or None,
        "peer_precedents": len(peers),
        "peer_precedent": "; ".join(dict.fromkeys(peers)) or None,
        "laws": "; ".join(_law(facts, step.economy, law) for law in step.laws() if law != step.target) or None,
        "capacity": _capacity(facts, step),
        "effort": found.effort,
        "new_firm": len(step.new_firm),
        "conflicts": len(step.conflicts),
        "conflict": _conflicts(facts, step),
        "talks": state_of_talks(facts, step),
        "gain": found.gain,
        "gain_most": found.gain_most,
        "score": each.score,
        "top3": each.stays,
        **{f"by_{name}": each.criteria[name] for name in CRITERIA},
        "because": "; ".join(dict.fromkeys(f"{told(g.rule, known=True)}: {g.rule.source}" for g in step.gains)),
        "not_read": round(step.hidden / step.cells, 6) if step.cells else 0.0,
    }


def _clause_rows(facts: UpgradeFacts, each: RankedStep, rank: int | None) -> list[Row]:
    step = each.step
    return [
        {
            **_who(facts, each, rank),
            "clause": gain.clause,
            "label": facts.rules.clauses[gain.clause].label,
            "theme": facts.rules.clauses[gain.clause].theme,
            "weight": gain.weight,
            "from_grade": _grade(gain.start),
            "to_grade": gain.rule.grade.value,
            "rule": gain.rule.rule,
            "partners": len(gain.climbed),
            "with_whom": ", ".join(sorted(gain.climbed)) if step.bound else None,
            "own_best": told(gain.best) if gain.best else None,
            "own_precedent": told(gain.own.rule) if gain.own else None,
            "peer_precedent": _precedent(gain.peer) if gain.peer else None,
            "laws": "; ".join(_law(facts, step.economy, law) for law in gain.laws) or None,
            "conflict": _beside(step, gain),
            "agreement": gain.rule.agreement,
            "article": gain.rule.article,
            "verification": gain.rule.verification,
            "source": gain.rule.source,
            "provision": gain.rule.provision,
            "not_read": round(step.hidden / step.cells, 6) if step.cells else 0.0,
        }
        for gain in step.gains
    ]


def sentence(facts: UpgradeFacts, step: Step) -> str:
    """A step in words."""
    title = text(facts.agreements.get(step.target, {}), "title") or step.target
    others = ", ".join(step.partners[:5]) + (f" and {len(step.partners) - 5} more" if len(step.partners) > 5 else "")
    union = f", with the other members of the {step.union} group" if step.union else ""
    if step.kind == "join":
        states = {text(row, "state") for row in facts.doors.get((step.economy, step.target), [])}
        verb = "Bring into force" if states - ACCESSION_STATES and not step.bound else "Join"
        return f"{verb} {title}{union}"
    if step.kind == "upgrade":
        return f"Bring {title} ({others}) up to rungs the other side accepts elsewhere{union}"
    if step.kind == "commit":
        return f"Turn {title} ({others}) into commitments{union}"
    state = " (in draft)" if facts.laws[step.economy][step.target].state == "draft" else ""
    return f"Adopt law: {facts.law_labels[step.target]}{state}; prepares {', '.join(step.unlocks)}"


def told(rule: OwedRule, *, known: bool = False) -> str:
    """Agreement, article and grade of a rule; how it is known always where asked for, else where nobody checked it."""
    weak = rule.verification not in (Verification.PRIMARY_TEXT, Verification.SECONDARY)
    level = f", {rule.verification}" if known or weak else ""
    return f"{rule.agreement} {rule.article} ({rule.grade.value}{level})"


def _precedent(found: Precedent) -> str:
    return f"{found.economy}: {told(found.rule)}"


def _grade(rank: int) -> str:
    return next(grade.value for grade in Grade if grade.rank == rank) if rank else "none"


def _law(facts: UpgradeFacts, economy: str, law: str) -> str:
    at = facts.laws.get(economy, {}).get(law)
    state = at.state if at is not None else "no-data"
    return f"{law} ({state})"


def _capacity(facts: UpgradeFacts, step: Step) -> str | None:
    """Observations below the middle tier that bear on a theme of the step's clause types."""
    themes = {facts.rules.clauses[gain.clause].theme for gain in step.gains if gain.weight}
    values = facts.values.get(step.economy, {})
    low = [
        f"{t.indicator} {values[t.indicator]:g} (middle from {t.middle:g})"
        for t in facts.thresholds
        if t.themes & themes and t.indicator in values and t.level(values[t.indicator]) == 0
    ]
    return "; ".join(low) or None


def _conflicts(facts: UpgradeFacts, step: Step) -> str | None:
    pairs: Counter[tuple[str, str]] = Counter()
    for each in step.conflicts:
        pairs[told(each.today), told(each.then)] += 1
    parts = [f"{one} stands beside {other} with {n}" for (one, other), n in pairs.most_common()]
    if step.union:
        parts.insert(0, f"acts only with its customs union, the {step.union} group")
    if step.kind == "commit" and (union := facts.unions.get(step.partners[0])) and union[0] == "eu":
        parts.insert(0, f"{step.partners[0]} acts only with the {union[0]} group")
    return "; ".join(parts) or None


def _beside(step: Step, gain: Gain) -> str | None:
    found = Counter(told(each.today) for each in step.conflicts if each.clause == gain.clause)
    return "; ".join(f"{rule} with {n}" for rule, n in found.most_common()) or None


# ---- notes --------------------------------------------------------------------------------------


def _notes(moment: Moment, chosen: tuple[str, ...], given: Mapping[str, float], steps: int) -> list[str]:
    facts = moment.facts
    tiers = Counter(facts.tiers[economy].name for economy in chosen)
    if len(chosen) == 1:
        notes = [_tier_note(facts, chosen[0])]
    else:
        notes = [f"Tiers: {', '.join(f'{tier} {tiers[tier]}' for tier in (*TIERS, UNKNOWN) if tiers[tier])}."]
    for tier in (tier for tier in (*TIERS, UNKNOWN) if tiers[tier]):
        weighed = ", ".join(f"{name} {value:.2f}" for name, value in weights_for(tier, given).items())
        notes.append(f"Weights of criteria, tier {tier}: {weighed}.")
    if not is_there():
        notes.append("The steps stand by gain, not ranked: ranking needs pymcdm; install the extra 'analysis'.")
    to_all = ", ".join(each.agreement for each in moment.open if each.to_all)
    notes.append(f"Open to all by the data: {to_all or 'none'}.")
    unnamed = [each.agreement for each in moment.open if not each.named]
    if unnamed:
        notes.append(
            f"{', '.join(unnamed)}: the data name no Party; the gain is worked out as if every economy took part, "
            "counted half, with no partner and no trade. Who may take part is not in the data."
        )
    unread = sorted(
        {
            agreement
            for economy, agreement in facts.doors
            if economy in chosen
            and facts.agreements[agreement]["binding"] is True
            and agreement not in facts.replaced
            and not any(each.agreement == agreement for each in moment.open)
        }
    )
    if unread:
        notes.append(f"Signed or under way, but no rung of the text was read, so no step: {', '.join(unread[:8])}.")
    if steps:
        notes.append("The best step comes next, and before it a law it needs; later steps bring what is still new.")
    return notes


def _tier_note(facts: UpgradeFacts, economy: str) -> str:
    tier, values = facts.tiers[economy], facts.values.get(economy, {})
    levels = ", ".join(f"{name} {values[name]:g} {TIERS[level]}" for name, level in tier.levels.items()) or "none known"
    if tier.name == UNKNOWN:
        return (
            f"Tier unknown, between {tier.low} and {tier.high}: too few observations ({levels}); "
            "all clause types weigh alike and economies of any tier count as alike."
        )
    sure = "" if tier.low == tier.high else f" (between {tier.low} and {tier.high} with what is not known)"
    alike = ", ".join(facts.peers(economy)) or "none"
    return f"Tier {tier.name}{sure}: {levels}. Most alike: {alike}."
