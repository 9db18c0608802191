"""Groups of economies: blocs from a table of memberships, the Belt and Road list, and Central Asia."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, BlocRecord, MembershipRecord, SourceRecord
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="groups",
    title="Memberships of economic groups and Belt and Road members",
    publisher="internacia-db (datenoio); Green Finance & Development Center for Belt and Road",
    licence="MIT (internacia-db); CC BY 4.0 (Belt and Road list)",
    files=("groups/block_memberships.csv", "groups/bri_members.csv", "readings/groups.csv", "readings/blocs.csv"),
)

# A group named after an agreement (RCEP, CPTPP, DEPA) is the Parties of that agreement, with their dates.
_BLOCKS = {
    "APEC": ("apec", "Asia-Pacific Economic Cooperation"),
    "ASEAN": ("asean", "Association of Southeast Asian Nations"),
    "AfCFTA": ("afcfta", "African Continental Free Trade Area"),
    "EAEU": ("eaeu", "Eurasian Economic Union"),
    "EFTA": ("efta", "European Free Trade Association"),
    "EU": ("eu", "European Union"),
    "GCC": ("gcc", "Gulf Cooperation Council"),
    "MERCOSUR": ("mercosur", "Mercosur"),
    "PACIFICALLIANCE": ("pacific-alliance", "Pacific Alliance"),
    "SACU": ("sacu", "Southern African Customs Union"),
}


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Memberships of the groups a trade analyst names."""
    columns = (
        "block_id", "block", "blocktype", "founded", "member_iso2", "member", "member_type", "status", "joined", "iso3",
    )  # fmt: skip
    for row in loading.rows("groups/block_memberships.csv", columns):
        if row["block_id"] not in _BLOCKS or row["status"] != "member" or not row["iso3"]:
            continue
        slug, name = _BLOCKS[row["block_id"]]
        joined = loading.exact_date(row, "joined", row["joined"])
        for code in loading.economies(row, [row["iso3"]]):
            yield MembershipRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation="internacia-db block memberships",
                group=slug,
                group_name=name,
                economy=code,
                since=joined.first if joined else None,
            )
    columns = ("iso3", "iso2", "country", "joined_month", "left_month", "status", "note")
    for row in loading.rows("groups/bri_members.csv", columns):
        joined = loading.exact_date(row, "joined_month", row["joined_month"])
        left = loading.exact_date(row, "left_month", row["left_month"])
        for code in loading.economies(row, [row["iso3"]]):
            yield MembershipRecord(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation="Green Finance & Development Center, via internacia-db",
                group="bri",
                group_name="Belt and Road Initiative",
                economy=code,
                since=joined.first if joined else None,
                until=left.first if left else None,
            )
    columns = ("group", "name", "economy", "since", "until", "bound_until", "verification", "basis")
    for row in loading.rows("readings/groups.csv", columns):
        since, until, bound = (
            loading.exact_date(row, column, row[column]) for column in ("since", "until", "bound_until")
        )
        for code in loading.economies(row, [row["economy"]]):
            yield MembershipRecord(
                origin=origin(SOURCE, row),
                verification=loading.verification(row, row["verification"]),
                citation=row["basis"],
                group=row["group"],
                group_name=row["name"],
                economy=code,
                since=since.first if since else None,
                until=until.first if until else None,
                bound_until=bound.first if bound else None,
            )
    for row in loading.rows("readings/blocs.csv", ("group", "label", "code", "acts", "basis", "source")):
        acts = loading.one_of(row, "way of a bloc to act", row["acts"], _ACTS, "through-members")
        yield BlocRecord(
            origin=origin(SOURCE, row),
            verification=Verification.SECONDARY,
            citation=row["source"],
            group=row["group"],
            label=row["label"],
            code=row["code"],
            acts=next(known for known in _ACTS if known == acts),
        )


_ACTS: tuple[Literal["for-members", "with-members", "through-members"], ...] = (
    "for-members", "with-members", "through-members",
)  # fmt: skip
