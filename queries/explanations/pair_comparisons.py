"""Why agreements of a pair differ, what one gives others at a higher grade, and how deep a link of a chain is."""

from __future__ import annotations

from itertools import pairwise

from clauseway.ontology.strength import Grade
from clauseway.queries.bound_pairs import mutual_rules
from clauseway.queries.chains import chains_between, known_depth
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked
from clauseway.queries.explanations.upgrade_gains import named
from clauseway.queries.favours import favours
from clauseway.queries.names import UnknownName
from clauseway.queries.pair_inconsistencies import inconsistency_table
from clauseway.queries.row_ids import RowId
from clauseway.queries.rules_in_force import RulesInForce, rule_facts, rules_in_force


def _two(asked: RowAsked) -> tuple[str, str]:
    first, second = asked.economy(0), asked.economy(1)
    if first == second:
        raise UnknownName(f"'{asked.row}' names one economy twice; the form is {asked.form}.")
    return first, second


def explain_inconsistency(asked: RowAsked) -> Derivation:
    """`inconsistency/FIRST/SECOND/CLAUSE/AGREEMENT/PLACE/OTHER/PLACE`: in what two rules in force differ."""
    (first, second), clause = _two(asked), asked.clause(2)
    asked.whole(7)
    evidence = asked.evidence
    whom = [(code, evidence.name(code)) for code in (first, second)]
    table = inconsistency_table(asked.runner, whom[0], whom[1], asked.as_of, clauses=[clause])
    keys = [RowId.read(str(row["row_id"])).keys for row in table.rows]
    for place in range(3, 7):
        there = [each for each in keys if each[:place] == asked.row.keys[:place]]
        if asked.key(place) not in {each[place] for each in there}:
            raise asked.unknown(place, "rule that differs", dict.fromkeys(each[place] for each in there))
    row = table.rows[keys.index(asked.row.keys)]
    direction = text(row, "direction")
    debtor = first if direction == "mutual" else direction[:3]
    nodes = [
        evidence.duty(
            evidence.duty_of(debtor, text(row, f"{side}provision")),
            debtor,
            label=f"{'weaker' if side else 'stronger'}: {row[f'{side}agreement']} Article {row[f'{side}article']}",
        )
        for side in ("", "other_")
    ]
    sure = "they surely differ" if row["sure"] is True else "a fact not known could make them equal"
    how = f"owed {direction}: {row['grade']} beside {row['other_grade']}; {sure}"
    label = f"{row['label']} between {whom[0][1]} and {whom[1][1]}: rules differ in"
    return Derivation(label, row["differs_in"], how, tuple(nodes))


def explain_favour(asked: RowAsked) -> Derivation:
    """`favour/ECONOMY/PARTNER/CLAUSE`: the best grade an economy owes others above what it owes a partner."""
    (economy, partner), clause = _two(asked), asked.clause(2)
    asked.whole(3)
    evidence = asked.evidence
    rules = rules_in_force(rule_facts(asked.runner), asked.as_of, clauses=asked.clauses())
    found = {each.clause: each for each in favours(rules, economy, partner).found}
    if clause not in found:
        raise asked.unknown(2, "clause type on which others get more", found)
    favour = found[clause]
    there = evidence.rule(favour.best, economy, f"best it owes others: {favour.best.agreement}")
    by_agreement: dict[str, list[str]] = {}
    for other in favour.favoured:
        rule = rules.between(economy, other)[clause].rule
        assert rule is not None, "who is favoured is owed a rule"
        by_agreement.setdefault(rule.agreement, []).append(other)
    seats = tuple(evidence.partners(sorted(others), slug) for slug, others in by_agreement.items())
    who = Derivation("favoured", len(favour.favoured), "economies it owes the best grade", seats)
    here = favour.here.rule
    below = (
        (evidence.rule(here, economy),) if here is not None else _nothing(evidence, rules, economy, partner, clause)
    )
    grade = here.grade.value if here else (Grade.ABSENT.value if rules.shared(economy, partner) else "no agreement")
    label = f"{rules.clauses[clause].label}: grade {evidence.name(economy)} owes others"
    return Derivation(
        label,
        favour.best.grade.value,
        f"above {grade}, which it owes {partner}; {len(favour.better)} economies get more",
        (there, who, Derivation(f"what it owes {evidence.name(partner)}", grade, "", below)),
    )


def _nothing(
    evidence: Evidence, rules: RulesInForce, economy: str, partner: str, clause: str
) -> tuple[Derivation, ...]:
    nodes: list[Derivation] = []
    for slug, _ in rules.shared(economy, partner):
        duties = sorted(evidence.duties_of(economy, clause, [slug]), key=lambda each: each.strength_key)
        silent = slug in rules.read_whole
        otherwise = evidence.silent(economy, slug) if silent else evidence.unread(economy, slug)
        nodes.append(evidence.duty(duties[0], economy) if duties else shortened(otherwise))
    why = f"It holds no agreement in force between {economy} and {partner} on {evidence.as_of}."
    return tuple(nodes) or (evidence.dataset(why),)


def explain_chain(asked: RowAsked) -> Derivation:
    """`chain/FIRST/SECOND/CHAIN/LINK`: how deep a link of a chain of agreements is."""
    first, second = _two(asked)
    evidence = asked.evidence
    rules = rules_in_force(rule_facts(asked.runner), asked.as_of)
    found = chains_between(rules, first, second)
    chain = asked.one_of(2, "chain", [str(number) for number in range(1, len(found.paths) + 1)])
    links = list(pairwise(found.paths[int(chain) - 1]))
    link = asked.one_of(3, "link", [str(number) for number in range(1, len(links) + 1)])
    asked.whole(4)
    one, other = links[int(link) - 1]
    mutual = mutual_rules(rules, one, other)
    nodes: list[Derivation] = []
    for clause, rule in sorted(mutual.items(), key=lambda item: -item[1].grade.rank):
        ours = rules.between(one, other)[clause].rule == rule
        duty = evidence.rule(rule, one if ours else other)
        nodes.append(shortened(Derivation(clause, rule.grade.rank, f"{rule.grade.value}: {duty.label}", duty.children)))
    shared = [slug for slug, _ in rules.shared(one, other)]
    nodes += [shortened(evidence.unread(one, slug)) for slug in shared if slug not in rules.read_whole]
    nodes += [evidence.partners([one, other], slug) for slug in shared]
    value = known_depth(rules, one, other)
    total, most = sum(rule.grade.rank for rule in mutual.values()), Grade.BINDING_ENFORCEABLE.rank * len(rules.clauses)
    how = f"{total} / {most}: rungs of the weaker direction / 5 x {len(rules.clauses)} clause types"
    if value is None:
        how = f"no rule between the two was read: {named(shared)}"
    label = f"depth between {evidence.name(one)} and {evidence.name(other)}, link {link} of chain {chain}"
    return Derivation(label, value, how, tuple(nodes))
