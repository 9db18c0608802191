"""Fragmentation among a set of economies on a date, as tables: at large and by each breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from clauseway.graph.engine import Row, Value
from clauseway.ontology.strength import Grade
from clauseway.queries.duties import text
from clauseway.queries.fragmentation import Camps, camps, extent, mean, nearest_by_rules
from clauseway.queries.fragmentation import model_distance as distance_to
from clauseway.queries.fragmentation_columns import COLUMNS, MODELS, SHOWN
from clauseway.queries.fragmentation_measures import (
    agreements_between,
    depth_of_pairs,
    fragmentation_by_clause,
    headline,
    largest_partners,
    mean_divergence,
    ranks_of_agreement,
    ranks_of_economy,
    rule_sets,
)
from clauseway.queries.group_tables import group_table
from clauseway.queries.results import ResultTable
from clauseway.queries.row_ids import set_key, with_row_ids
from clauseway.queries.rule_network import places
from clauseway.queries.rules_in_force import RuleFacts, RulesInForce, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.text_distance import TextDistances

TEXTUAL = frozenset({"", "agreement", "network"})
"""Tables with measures of words."""

KEYS = {"": "measure", "agreement": "agreement", "clause": "clause", "economy": "economy", "network": "economy",
        "year": "year"}  # fmt: skip
"""Column that names a row, by breakdown."""

OF_WORDS = frozenset({"text-distance", "copied-share"})
"""Measures at large that rest on words: they have no names, for no derivation tells how words were compared."""

FIRST_YEAR = 2000
"""First year of the time series: the oldest digital chapters are of about that time."""


def fragmentation_table(
    runner: Runner,
    economies: Iterable[str],
    as_of: date,
    *,
    by: str = "",
    name: str = "all economies",
    clauses: Iterable[str] = (),
    texts: TextDistances | None = None,
) -> ResultTable:
    """Fragmentation among a set of economies, at large or by one breakdown.

    Args:
        runner: Where to ask.
        economies: Codes of the set; all that are no union when empty.
        as_of: The date.
        by: Empty, `agreement`, `clause`, `economy`, `network` or `year`.
        name: The set in words, for the title.
        clauses: Only these clause types (the 51 substantive ones when empty).
        texts: What the words of the texts tell, at large and by agreement or network; their measures are null without.
    """
    facts = rule_facts(runner)
    chosen, wanted = tuple(economies), tuple(clauses)
    rules = rules_in_force(facts, as_of, chosen, clauses=wanted)
    if by == "clause":
        rows = _clause_rows(rules)
    elif by == "economy":
        world = rules_in_force(facts, as_of, clauses=wanted)
        partners = runner.once("largest partners", None, lambda: largest_partners(runner.rows("trade_flows")))
        rows = _economy_rows(rules, world, facts, partners)
    elif by == "year":
        days = tuple(date(year, 1, 1) for year in range(FIRST_YEAR, as_of.year + 1))
        about = (days, chosen, wanted)
        made = runner.once("fragmentation by year", about, lambda: _year_rows(facts, days, chosen, wanted))
        rows = [dict(row) for row in made]
    elif by == "agreement":
        rows = _agreement_rows(rules, runner.rows("agreements"), texts or TextDistances())
    elif by == "network":
        rows = _network_rows(rules, facts, texts or TextDistances())
    else:
        rows = _headline_rows(rules, texts or TextDistances())
    between = agreements_between(rules)
    unread = [agreement for agreement in between if agreement not in rules.read_whole]
    notes = [
        f"{len(rules.economies)} economies, {len(between)} agreements in force between them, of which {len(unread)} "
        "are not or only partly read. What was not read is left out of every measure and never counts as absent."
    ]
    if by == "economy":
        notes.append(f"Models: {', '.join(f'{model} = {agreement}' for model, agreement in MODELS.items())}.")
    if by in TEXTUAL:
        notes.append(_note_on_words(between, texts))
    parameters: dict[str, Value] = {"economies": ",".join(chosen) or None, "by": by or None}
    parameters["clauses"] = ",".join(wanted) or None
    group = set_key(name, chosen)
    table = group_table(
        runner,
        f"Fragmentation of digital-trade rules, {name},{f' by {by},' if by else ''} on {as_of}",
        (COLUMNS[by], SHOWN[by]),
        rows,
        runner.provenance("fragmentation", as_of, parameters, notes),
        empty_message="The set has no economy.",
        agreements=between,
        economies=rules.economies,
    )
    return with_row_ids(
        table,
        runner.trust,
        lambda row: (
            ("fragmentation", group, by, row[KEYS[by]]) if row[KEYS[by]] not in OF_WORDS else None
        ),
        clauses=parameters["clauses"],
    )


def _note_on_words(between: Iterable[str], texts: TextDistances | None) -> str:
    if texts is None:
        return "No words were compared: texts are not shipped, and the measures that need them are null."
    held = sum(agreement in texts.languages for agreement in between)
    return (
        f"The words of {held} of these agreements were compared, from texts of the reader's own sources folder; what "
        "rests on them stands under the terms of those texts. The European Union speaks for its members."
    )


def _clause_rows(rules: RulesInForce) -> list[Row]:
    rows: list[Row] = []
    for clause, found in fragmentation_by_clause(rules).items():
        kind, rule = rules.clauses[clause], found.best.rule
        rows.append(
            {
                "clause": clause,
                "label": kind.label,
                "theme": kind.theme,
                "entropy": found.entropy,
                "agreements": sum(bool(rank) for rank in found.ranks.values()),
                "grades": len({rank for rank in found.ranks.values() if rank}),
                "rules": len(found.rules),
                "pairs": len(found.loads),
                "overlapping": sum(each.overlap > 1 for each in found.loads),
                "conflicting": sum(each.conflict > 0 for each in found.loads),
                "overlap": mean(float(each.overlap) for each in found.loads),
                "agreement": rule.agreement if rule else None,
                "article": rule.article if rule else None,
                "grade": rule.grade.value if rule else (Grade.NOT_READ if found.unread else Grade.ABSENT).value,
                "source": rule.source if rule else None,
                "provision": rule.provision if rule else None,
                "not_read": round(found.unread, 6),
            }
        )
    return rows


def _economy_rows(
    rules: RulesInForce, world: RulesInForce, facts: RuleFacts, partners: Mapping[str, tuple[str, ...]]
) -> list[Row]:
    profiles = {economy: ranks_of_economy(rules, economy) for economy in rules.economies}
    _, apart = mean_divergence(profiles)
    models = {model: ranks_of_agreement(world, agreement) for model, agreement in MODELS.items()}
    divided = _numbers(camps(depth_of_pairs(rules)))
    rows: list[Row] = []
    for economy, profile in profiles.items():
        far = {model: distance_to(profile, vector) for model, vector in models.items()} if any(profile.values()) else {}
        near = min(((d, model) for model, d in far.items() if d is not None), default=None)
        top = partners.get(economy, ())
        different, without = rule_sets(world, economy, top)
        resting = {cell.rule.agreement for cell in rules.profile(economy).values() if cell.rule}
        rows.append(
            {
                "economy": economy,
                "name": facts.names.get(economy, economy),
                "clauses": sum(bool(rank) for rank in profile.values()),
                "divergence": apart[economy],
                "model": near[1] if near else None,
                **{f"to_{model}": far.get(model) for model in MODELS},
                "camp": divided.get(economy),
                "rule_sets": different,
                "partners": len(top),
                "without": without,
                "because": ", ".join(sorted(resting)) or None,
                "not_read": round(sum(rank is None for rank in profile.values()) / len(profile), 6),
            }
        )
    return rows


def _numbers(found: Camps) -> dict[str, int]:
    return {economy: number for number, camp in enumerate(found.members, 1) for economy in camp}


def _agreement_rows(rules: RulesInForce, known: Iterable[Row], texts: TextDistances) -> list[Row]:
    between = agreements_between(rules)
    titles = {text(row, "agreement"): text(row, "title") for row in known}
    profiles = {agreement: ranks_of_agreement(rules, agreement) for agreement in between}
    rows: list[Row] = []
    for agreement, profile in profiles.items():
        said, near = extent(profile), nearest_by_rules(agreement, profiles)
        others = [other for other in between if other != agreement]
        worded, copied = texts.nearest(agreement, others), texts.copied.get(agreement)
        silent = sum(texts.jaccard(agreement, other) is None for other in others)
        rows.append(
            {
                "agreement": agreement,
                "title": titles.get(agreement, agreement),
                "members": sum(party.sure for party in rules.bound[agreement].values()),
                "scope": said.scope,
                "depth": said.depth,
                "depth_most": said.depth_most,
                "near": near.agreement if near else None,
                "distance": near.distance if near else None,
                "types": near.types if near else None,
                "near_text": worded[0] if worded else None,
                "jaccard": worded[1] if worded else None,
                "copied_from": copied.agreement if copied else None,
                "copied_share": copied.share if copied else None,
                "text_not_read": round(silent / len(others), 6) if others else 1.0,
                "not_read": said.unread,
            }
        )
    return sorted(rows, key=lambda row: (-extent(profiles[str(row["agreement"])]).depth, str(row["agreement"])))


def _network_rows(rules: RulesInForce, facts: RuleFacts, texts: TextDistances) -> list[Row]:
    found = places(depth_of_pairs(rules), rules.economies)
    between = agreements_between(rules)
    rows: list[Row] = []
    for economy in sorted(found, key=lambda each: (-(found[each].eigenvector or 0), -found[each].degree, each)):
        place, maker = found[economy], texts.makers.get(economy)
        own = [a for a in between if economy in rules.bound[a] and rules.bound[a][economy].sure]
        owing = [a for a in own if any(cell.sure for cell in rules.owed[economy, a].values())]
        rows.append(
            {
                "economy": economy,
                "name": facts.names.get(economy, economy),
                "agreements": len(owing),
                "degree": place.degree,
                "weighted_degree": place.weighted,
                "betweenness": place.betweenness,
                "eigenvector": place.eigenvector,
                "chapters": maker.chapters if maker else None,
                "own_share": maker.own if maker else None,
                "lead": maker.lead if maker else None,
                "because": ", ".join(owing) or None,
                "not_read": round(sum(a not in rules.read_whole for a in own) / len(own), 6) if own else 1.0,
            }
        )
    return rows


def _headline_rows(rules: RulesInForce, texts: TextDistances) -> list[Row]:
    told = headline(rules)
    between = agreements_between(rules)
    worded, unworded = texts.mean_distance(between)
    compared = [agreement for agreement in between if agreement in texts.languages]
    copied = [agreement for agreement in between if agreement in texts.copied]
    uncopied = round(1 - len(copied) / len(between), 6) if between else 1.0
    all_pairs = len(rules.economies) * (len(rules.economies) - 1) // 2
    mean_copied = mean(texts.copied[agreement].share for agreement in copied)
    of_words = {"text-distance": (compared, unworded), "copied-share": (copied, uncopied)}
    measures: tuple[tuple[str, float | None, float, float | None, str], ...] = (
        ("agreements", float(told.agreements), 0, None, "agreements surely in force between members"),
        ("pairs-with-rules", float(told.pairs), 0, float(all_pairs), "pairs that owe each other at least one duty"),
        ("clause-entropy", told.entropy, 0, 1, "mean over clause types: 0 one band of strength, 1 evenly split"),
        ("pair-divergence", told.divergence, 0, 1, "mean over economies with rules: 0 alike, 1 nothing in common"),
        ("overlap-load", told.overlap, 1, None, "agreements that hold the same clause type for one pair, mean"),
        ("conflict-load", told.conflict, 0, None, "those of them that grade it weaker than the best, mean"),
        ("rules-per-clause", told.rules, 1, None, "different combinations of the facts of the text, mean"),
        ("camps", float(len(told.camps.members)), 0, None, "communities of the network of rules (Louvain)"),
        ("modularity", told.camps.modularity, -0.5, 1, "quality of that division: above 0.3 well parted"),
        ("text-distance", worded, 0, 1, "1 - Jaccard of five-word runs, mean over pairs of texts: 1 none shared"),
        ("copied-share", mean_copied, 0, 1, "part of a text that stands in its largest precedent, mean"),
    )
    return [
        {
            "measure": measure,
            "value": value,
            "low": float(low),
            "high": None if high is None else float(high),
            "meaning": meaning,
            "because": ", ".join(of_words.get(measure, (told.resting, 0.0))[0]) or None,
            "not_read": of_words.get(measure, ((), told.unread))[1],
        }
        for measure, value, low, high, meaning in measures
    ]


def _year_rows(facts: RuleFacts, days: Iterable[date], economies: Iterable[str], clauses: Iterable[str]) -> list[Row]:
    # facts of their own: so many days would push out those kept for other answers
    own = replace(facts)
    return [_year_row(rules_in_force(own, day, economies, clauses=clauses)) for day in days]


def _year_row(rules: RulesInForce) -> Row:
    told = headline(rules)
    return {
        "year": rules.as_of.year,
        "agreements": told.agreements,
        "pairs": told.pairs,
        "entropy": told.entropy,
        "divergence": told.divergence,
        "overlap": told.overlap,
        "conflict": told.conflict,
        "modularity": told.camps.modularity,
        "because": ", ".join(told.resting) or None,
        "not_read": told.unread,
    }
