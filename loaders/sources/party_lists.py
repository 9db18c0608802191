"""Lists of Parties that others keep, held against the Parties the dataset adopts; they add no Party themselves."""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, PartyClaim, SourceRecord
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="party-lists",
    title="Lists of Parties of agreements",
    publisher="internacia-db (datenoio)",
    licence="MIT",
    files=("groups/block_memberships.csv",),
)

_AGREEMENTS = {"RCEP": "rcep", "CPTPP": "cptpp", "USMCA": "usmca", "AANZFTA": "aanzfta-2009"}
"""Blocks of the table that are agreements of the dataset; the others are groups."""


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Who is a Party, as the list has it."""
    columns = (
        "block_id", "block", "blocktype", "founded", "member_iso2", "member", "member_type", "status", "joined", "iso3",
    )  # fmt: skip
    for row in loading.rows("groups/block_memberships.csv", columns):
        if row["block_id"] in _AGREEMENTS and row["status"] == "member" and row["iso3"]:
            for code in loading.economies(row, [row["iso3"]]):
                yield PartyClaim(
                    origin=origin(SOURCE, row),
                    verification=Verification.SECONDARY,
                    citation="internacia-db block memberships",
                    agreement=_AGREEMENTS[row["block_id"]],
                    economy=code,
                )
