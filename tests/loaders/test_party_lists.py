"""Lists of Parties are kept beside what is adopted, and name only agreements the dataset has."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauseway.loaders.loading import Loading
from clauseway.loaders.records import PartyClaim
from clauseway.loaders.sources import party_lists

HEADER = "block_id,block,blocktype,founded,member_iso2,member,member_type,status,joined,iso3\n"


@pytest.fixture
def loading(tmp_path: Path) -> Loading:
    (tmp_path / "groups").mkdir()
    (tmp_path / "groups/block_memberships.csv").write_text(
        HEADER
        + "RCEP,RCEP,fta,2020,SG,Singapore,country,member,2022,SGP\n"
        + "RCEP,RCEP,fta,2020,IN,India,country,observer,,IND\n"
        + "ASEAN,ASEAN,trade,1967,SG,Singapore,country,member,1967,SGP\n"
        + "CPTPP,CPTPP,fta,2018,SG,Singapore,country,member,2018,SPG\n",
        encoding="utf-8",
    )
    return Loading(tmp_path)


def test_members_of_agreements_are_claimed_and_groups_and_observers_left_out(loading: Loading) -> None:
    claims = [record for record in party_lists.load(loading) if isinstance(record, PartyClaim)]
    assert [(c.agreement, c.economy, str(c.origin)) for c in claims] == [
        ("rcep", "SGP", "groups/block_memberships.csv:2")
    ]


def test_a_wrong_code_is_named_with_its_line(loading: Loading) -> None:
    list(party_lists.load(loading))
    assert [(p.line, p.severity) for p in loading.log] == [(5, "error")]
    assert "'SPG'" in next(iter(loading.log)).text
