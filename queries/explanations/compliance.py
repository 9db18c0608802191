"""Why a duty counts as met or missing at home, and why an economy counts as bound on data transfer."""

from __future__ import annotations

from dataclasses import replace

from clauseway.graph.engine import Row
from clauseway.queries.agreement_analysis import agreement_duties
from clauseway.queries.compliance import compliance_table, laws_at_home
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.data_transfer_indicator import RCEP, Held, commitments_held, indicator
from clauseway.queries.derivations import Derivation
from clauseway.queries.duties import text
from clauseway.queries.explanations.evidence import Evidence, shortened
from clauseway.queries.explanations.rows_asked import RowAsked

_JUDGEMENT = "law-requirements"
"""Source of which clause type needs which law."""


def explain_compliance(asked: RowAsked) -> Derivation:
    """`compliance/ECONOMY/CLAUSE/LAW[/under:AGREEMENT]`: how a duty stands against a kind of law."""
    iso3, clause = asked.economy(0), asked.clause(1)
    law = asked.key(2)
    asked.whole(3)
    under = asked.row.options.get("under", "")
    slug = replace(asked, row=replace(asked.row, keys=(under,))).agreement(0) if under else ""
    evidence = asked.evidence
    given = (slug, text(evidence.about(slug), "title")) if slug else None
    table = compliance_table(asked.runner, iso3, evidence.name(iso3), asked.as_of, obligation_from=given)
    rows = {(str(row["clause"]), str(row["law"])): row for row in table.rows}
    if (clause, law) not in rows:
        laws = [kind for named, kind in rows if named == clause]
        if laws:
            raise asked.unknown(2, "kind of law behind this duty", laws)
        raise asked.unknown(1, "clause type with a duty that rests on a law", [named for named, _ in rows])
    row = rows[clause, law]
    planned = row["planned"] is True
    label = f"{row['label']} of {evidence.name(iso3)} against its {str(row['law_label']).lower()} law"
    how = f"the duty is {'planned' if planned else 'owed'} and the law at home is: {row['law_state']}"
    return Derivation(label, row["status"], how, (_duty(asked, row, iso3, slug), _law(evidence, row, iso3)))


def _duty(asked: RowAsked, row: Row, iso3: str, slug: str) -> Derivation:
    evidence, provision = asked.evidence, str(row["provision"])
    if row["planned"] is True:
        duties = {text(each.row, "provision"): each for each in agreement_duties(asked.runner, slug, asked.as_of)}
        node = evidence.duty(duties[provision], "", label=f"{iso3} would owe by {slug} Article {row['article']}")
        graded, _ = node.children
        party = evidence.participation(iso3, slug)
        return replace(node, children=(graded, Derivation("active", False, str(row["why"]), (party,))))
    node = evidence.duty(evidence.duty_of(iso3, provision), iso3)
    also = f"also owed under {row['also_in']}" if row["also_in"] else ""
    return replace(node, how="; ".join(part for part in (node.how, also) if part))


def _law(evidence: Evidence, row: Row, iso3: str) -> Derivation:
    home = laws_at_home(evidence.runner, iso3).get(str(row["law"]))
    needed = Derivation("needed because", None, str(row["reason"]), (evidence.cited(_JUDGEMENT),))
    state = (
        evidence.cited(home.source, f"as of {home.year}")
        if home is not None and home.source
        else evidence.dataset(f"No source in it tells of this kind of law in {iso3}; no data is not missing.")
    )
    told = f"{iso3}, {row['law_label']}"
    return Derivation(f"law at home: {told}", row["law_state"], "", (needed, state))


def explain_indicator(asked: RowAsked) -> Derivation:
    """`rdtii-6.5/ECONOMY`: indicator 6.5 of the RDTII with RCEP, and without it below."""
    iso3 = asked.economy(0)
    asked.whole(1)
    held = commitments_held(asked.runner, asked.as_of)[iso3]
    evidence, name = asked.evidence, asked.evidence.name(iso3)
    firm = tuple(evidence.duty(each, iso3) for each in held.firm)
    open_ones = tuple(evidence.duty(each, iso3) for each in held.undecided)
    others = [slug for slug in sorted(held.in_play) if slug not in held.known.firm | held.known.undecided]
    looked_at = tuple(shortened(_looked_at(evidence, iso3, slug)) for slug in others)
    children = [
        *_part("commitments worded hard or mixed and active", firm, "any of them gives 0"),
        *_part("commitments not decided", open_ones, "perhaps active, or known by title alone"),
        *_part("other agreements in force, or perhaps", looked_at, "read and silent give 1, not read leaves it open"),
    ]
    if not children:
        children.append(evidence.dataset(f"It holds no agreement in force for {name} on {asked.as_of}."))
    without = indicator(held.known, without=frozenset({RCEP}))
    ends = tuple(dict.fromkeys(leaf for node in children for leaf in node.leaves()))
    told = {0: "bound", 1: "not bound", None: "not known from what was read"}
    children.append(Derivation("without RCEP Article 12.15", without, told[without], ends))
    value = indicator(held.known)
    return Derivation(f"RDTII 6.5 of {name}, with RCEP", value, f"{told[value]}; {_counts(held)}", tuple(children))


def _part(label: str, nodes: tuple[Derivation, ...], how: str) -> list[Derivation]:
    return [Derivation(label, len(nodes), how, nodes)] if nodes else []


def _counts(held: Held) -> str:
    known = held.known
    return (
        f"{len(known.firm)} agreements with such a commitment, {len(known.undecided)} not decided, "
        f"{len(known.unread)} of {known.agreements} not read whole"
    )


def _looked_at(evidence: Evidence, iso3: str, slug: str) -> Derivation:
    whole = text(evidence.about(slug), "reading") in READ_WHOLE
    return evidence.silent(iso3, slug) if whole else evidence.unread(iso3, slug)
