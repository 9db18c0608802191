"""Explanations: the row of any analysis as a tree from its number down to the sources.

An analysis registers its explainer here, once, in `EXPLAINERS`. The explainer works the number out by the functions of
the analysis itself and asks [`Evidence`][clauseway.queries.explanations.evidence.Evidence] for everything from a duty
downwards, so that no second way of counting can drift from the first.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, cast

from clauseway.queries.derivations import Explanation
from clauseway.queries.names import UnknownName
from clauseway.queries.row_ids import RowId

if TYPE_CHECKING:
    from clauseway.queries.explanations.rows_asked import Explain
    from clauseway.queries.runner import Runner


@dataclass(frozen=True, slots=True)
class Explainer:
    """How the rows of one analysis are explained.

    Attributes:
        place: Module of this package and function, imported when asked.
        forms: How the names of its rows are made; square brackets hold what may be left out.
        example: A name.
        value: What the number at the top is.
    """

    place: str
    forms: tuple[str, ...]
    example: str
    value: str


EXPLAINERS: dict[str, Explainer] = {
    "coverage": Explainer(
        "coverage:explain_coverage",
        ("coverage/ECONOMY/CLAUSE",),
        "coverage/CHN/cross-border-data-transfer",
        "the grade of the clause type for the economy",
    ),
    "pair": Explainer(
        "pair:explain_pair",
        ("pair/FIRST/SECOND/CLAUSE[/AGREEMENT[/PLACE]][/DEBTOR-CREDITOR]",),
        "pair/CHN/NZL/paperless-trading",
        "the grade of the rule; of the strongest one where no agreement is named",
    ),
    "matrix": Explainer(
        "coverage:explain_cell",
        ("matrix/ECONOMY/CLAUSE", "matrix/AGREEMENT/CLAUSE"),
        "matrix/rcep/data-localisation-ban",
        "the digit of the cell; none where the text was not read",
    ),
    "agreement": Explainer(
        "coverage:explain_provision",
        ("agreement/PROVISION[/economy:ECONOMY]",),
        "agreement/rcep/12.14.2/data-localisation-ban",
        "the grade of the provision",
    ),
    "fragmentation": Explainer(
        "fragmentation:explain_fragmentation",
        (
            "fragmentation/SET/MEASURE", "fragmentation/SET/clause/CLAUSE", "fragmentation/SET/economy/ECONOMY",
            "fragmentation/SET/year/YEAR", "fragmentation/SET/agreement/AGREEMENT", "fragmentation/SET/network/ECONOMY",
        ),
        "fragmentation/asean/pair-divergence",
        "the measure; the entropy of a clause type or year, the divergence of an economy, "
        "the depth of an agreement, the degree in the network",
    ),
    "gaps": Explainer(
        "gaps:explain_gap",
        (
            "gaps/SET/CLAUSE[/grade:GRADE][/close:PERCENT]", "gaps/SET/economy/ECONOMY",
            "gaps/SET/pair/FIRST/SECOND/CLAUSE", "gaps/SET/step/CLAUSE/NUMBER",
        ),
        "gaps/asean/data-localisation-ban",
        "the share of pairs without the rule; of a breakdown the pairs missing, the grade or the pairs closed",
    ),
    "compliance": Explainer(
        "compliance:explain_compliance",
        ("compliance/ECONOMY/CLAUSE/LAW[/under:AGREEMENT]",),
        "compliance/UZB/personal-data-protection/privacy/under:rcep",
        "the status: met, draft, missing or no-data",
    ),
    "rdtii-6.5": Explainer(
        "compliance:explain_indicator",
        ("rdtii-6.5/ECONOMY",),
        "rdtii-6.5/CHN",
        "the indicator with RCEP: 0 bound, 1 not bound, none not known",
    ),
    "upgrade": Explainer(
        "upgrade:explain_upgrade",
        ("upgrade/ECONOMY/KIND/TARGET[/CLAUSE][/path:PLACE][/weights:CRITERION=NUMBER,...]",),
        "upgrade/KAZ/join/depa",
        "the score of the step; with a clause type the grade of the rung it reaches",
    ),
    "whatif": Explainer(
        "whatif:explain_whatif",
        (
            "whatif/MEASURE/CHANGE[/set:SET][/grade:GRADE]", "whatif/economy/ECONOMY/CHANGE",
            "whatif/clause/CLAUSE/CHANGE", "whatif/duty/ECONOMY/CLAUSE/CHANGE", "whatif/pair/FIRST/SECOND/CHANGE",
            "whatif/law/ECONOMY/CLAUSE/LAW/CHANGE (CHANGE is join:ECONOMY:AGREEMENT, leave:ECONOMY:AGREEMENT or "
            "upgrade:AGREEMENT:MODEL)",
        ),
        "whatif/partners/join:CHN:depa",
        "the difference; of a duty the grade after, of a law the status",
    ),
    "trend": Explainer(
        "trend:explain_trend",
        ("trend/ECONOMY/DAY[/CLAUSE]",),
        "trend/CHN/2016-01-01",
        "clause types with a duty on the day; with a clause type the grade it rose to",
    ),
    "group-coverage": Explainer(
        "group_coverage:explain_group_coverage",
        ("group-coverage/SET/CLAUSE[/grade:GRADE]",),
        "group-coverage/asean/smes",
        "the share of pairs bound",
    ),
    "inconsistency": Explainer(
        "pair_comparisons:explain_inconsistency",
        ("inconsistency/FIRST/SECOND/CLAUSE/AGREEMENT/PLACE/OTHER/PLACE",),
        "inconsistency/SGP/NZL/data-localisation-ban/cptpp/14.13.2/rcep/12.14.2",
        "in what the two rules differ",
    ),
    "favour": Explainer(
        "pair_comparisons:explain_favour",
        ("favour/ECONOMY/PARTNER/CLAUSE",),
        "favour/NZL/CHN/customs-duties-electronic-transmissions",
        "the best grade owed to others",
    ),
    "chain": Explainer(
        "pair_comparisons:explain_chain",
        ("chain/FIRST/SECOND/CHAIN/LINK",),
        "chain/KAZ/SGP/1/1",
        "the depth of the link",
    ),
    "trade": Explainer(
        "trade:explain_trade",
        ("trade/ECONOMY/PARTNER/YEAR", "trade/GROUP/PARTNER/YEAR"),
        "trade/KAZ/CHN/2016",
        "goods sold to the partner, US dollars",
    ),
}  # fmt: skip
"""Explainer by the first word of the names of rows."""


def explain(runner: Runner, row_id: str, as_of: date) -> Explanation:
    """Explain a row.

    Args:
        runner: Where to ask; which codings count is taken from it, unless the name says so.
        row_id: Name of the row.
        as_of: The day, unless the name holds one.

    Raises:
        UnknownName: There is no such row; the nearest name is offered.
    """
    from clauseway.queries.explanations.evidence import Evidence
    from clauseway.queries.explanations.rows_asked import RowAsked
    from clauseway.queries.trust import Trust

    try:
        row = RowId.read(row_id)
        trust = row.trust()
    except ValueError as error:
        raise UnknownName(f"'{row_id}' names no row: {error}.") from None
    explainer = EXPLAINERS.get(row.analysis)
    if explainer is None:
        near = difflib.get_close_matches(row.analysis.casefold(), list(EXPLAINERS), 1, 0.3)
        unknown = f"There is no row '{row_id}': unknown analysis '{row.analysis}'."
        if near and row.keys:
            raise UnknownName(f"{unknown} Did you mean '{replace(row, analysis=near[0])}'?")
        names = ", ".join(each.example for each in EXPLAINERS.values())
        raise UnknownName(f"{unknown} Names are like {EXPLAINERS[near[0]].example if near else names}.")
    if trust != Trust():
        runner.trust = trust
    module, _, function = explainer.place.partition(":")
    make = cast("Explain", getattr(import_module(f"clauseway.queries.explanations.{module}"), function))
    evidence = Evidence(runner, row.day or as_of)
    tree = make(RowAsked(row, evidence, " or ".join(explainer.forms)))
    left_out = runner.trust.sentence()
    return Explanation(row_id.strip(), evidence.as_of, runner.version, tree, (left_out,) if left_out else ())
