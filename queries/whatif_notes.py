"""What a reader of a what-if has to know: what is assumed, what was not read, where accession stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clauseway.queries.asked_scenarios import NAMES_TOLD
from clauseway.queries.duties import day, row_on, text
from clauseway.queries.gap_analysis import ACCESSION_STATES
from clauseway.queries.whatif_comparison import Comparison, touched_agreements

AGREEMENTS_TOLD = 12
"""Agreements named in a note; more are counted."""


def whatif_notes(found: Comparison, as_of: date, by: str, name: str) -> list[str]:
    """The notes of a table.

    Args:
        found: The rules before and after.
        as_of: The day.
        by: Breakdown of the table.
        name: What to call the set; empty for the one that follows from the changes.
    """
    notes: list[str] = []
    touched = touched_agreements(found.scenario)
    who = ", ".join(found.members) if len(found.members) <= 2 * NAMES_TOLD else f"{len(found.members)} economies"
    if by in ("", "clause"):
        chosen = name or (
            f"the acting economies with the Parties of {', '.join(touched)}" if touched else "all economies"
        )
        notes.append(f"Gaps and fragmentation are those among {chosen}: {who}.")
    if by != "law":
        notes.append(f"A pair counts as bound when each owes the other at least {found.before.grade.value}.")
    if found.scenario.joins:
        notes.append(
            "A newcomer is taken to be bound by the whole text from that day, with no period of transition of its "
            "own; whether the Parties would let it in is not weighed."
        )
    if found.scenario.leaves:
        notes.append("Whoever leaves is taken to be free from that day; periods of notice are not counted.")
    if found.scenario.upgrades:
        notes.append(
            "An agreement brought up keeps its rules and gains those of the model, without what the Parties of the "
            "model have put off for themselves."
        )
    notes += _talks(found, as_of)
    notes += _idle(found, as_of)
    notes += _unread(found, (*touched, *(model for _, model in found.scenario.upgrades)))
    return notes


def _talks(found: Comparison, as_of: date) -> list[str]:
    """Where accession stands, for economies that have asked to join."""
    notes: list[str] = []
    for economy, agreement in found.scenario.joins:
        row = row_on(found.facts.participations.get((economy, agreement), []), as_of)
        if row is not None and text(row, "state") in ACCESSION_STATES | {"signed"}:
            since = day(row, "since")
            told = f" since {since}" if since else " (no day known)"
            notes.append(f"{economy} and {agreement} at present: {text(row, 'state')}{told}.")
    return notes


def _idle(found: Comparison, as_of: date) -> list[str]:
    """Agreements that would bind no pair: nobody else is bound on the day."""
    notes: list[str] = []
    after = found.after.rules.bound
    for agreement in dict.fromkeys(agreement for _, agreement in found.scenario.joins):
        if len(after.get(agreement, {})) < 2:
            notes.append(
                f"{agreement} is in force for nobody else on {as_of}, so joining it binds no pair; let those it was "
                "made for join as well, or ask about a later day."
            )
    for agreement, _ in found.scenario.upgrades:
        if len(after.get(agreement, {})) < 2:
            notes.append(f"{agreement} binds no pair on {as_of}, so bringing it up changes nothing.")
    return notes


def _unread(found: Comparison, agreements: Sequence[str]) -> list[str]:
    notes: list[str] = []
    between = sorted(
        {
            agreement
            for economy in found.acting
            for other in found.after.rules.economies
            for agreement, _ in found.after.rules.shared(economy, other)
            if agreement not in found.facts.read_whole
        }
    )
    if between:
        told = ", ".join(between) if len(between) <= AGREEMENTS_TOLD else f"{len(between)} agreements"
        notes.append(
            f"Digital text between those that act and others not or only partly read: {told}. What was not read there "
            "is not counted, before or after, so a pair may be bound by it."
        )
    for agreement in dict.fromkeys(agreements):
        if agreement in found.facts.read_whole:
            continue
        read = [row for row in found.facts.provisions.get(agreement, []) if row["wording"] is not None]
        if read:
            notes.append(f"The digital text of {agreement} is only partly read; its other rules are not counted.")
        else:
            notes.append(f"No digital rule of {agreement} was read, so what it holds is not known and not counted.")
    return notes
