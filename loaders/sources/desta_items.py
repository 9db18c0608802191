"""DESTA's own codings of e-commerce: item by item for a treaty as a whole, a second voice beside the readings.

No item names an article, so no provision rests on one. `validate --report` compares them with what is adopted, by the
mappings of `ontology/mappings/desta.ttl`. The items of a treaty without any e-commerce provision are all 0 by the rules
of that coding, whatever its text says, and tell nothing; they are not loaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauseway.loaders.loading import Loading, origin
from clauseway.loaders.records import AnyRecord, ItemClaim, SourceRecord
from clauseway.loaders.sources.desta import SOURCE as DESTA
from clauseway.loaders.sources.desta import slug_of_number
from clauseway.ontology.strength import Verification

SOURCE = SourceRecord(
    id="desta-items",
    title="Design of Trade Agreements (DESTA), version 2.1: items on e-commerce and data flows",
    publisher="Andreas Dür, Leonardo Baccini, Manfred Elsig (World Trade Institute and partners)",
    licence="CC0 (R package); DESTA asks to be cited: Dür, Baccini and Elsig (2014)",
    files=("desta/desta_ecommerce_coding_dev.csv", "readings/desta_numbers.csv"),
    ships=False,  # half of the table, kept to compare codings with
)

_ABOUT = (
    "number", "base_treaty", "name", "entry_type", "consolidated", "year", "entryforceyear", "wto_listed",
    "parties_iso3", "ds_prov", "ds_binding_prov", "ser_general",
)  # fmt: skip
_GATE = "ecommerce_provisions"
ITEMS = (
    "ecommerce_chapter", "ecommerce_nt", "ecommerce_mfn", "ecommerce_technology_neutrality",
    "ecommerce_inconsistency_rules", "ecommerce_service_investment_provisions",
    "ecommerce_services_ma_nt_computer_and_related_services", "ecommerce_services_ma_nt_telecommunications",
    "ecommerce_services_ma_nt_financial_services", "ecommerce_barriers", "ecommerce_wto", "ecommerce_duty",
    "ecommerce_dispute_settlement_yes", "ecommerce_dispute_settlement_no", "data_flow_free_movement",
    "data_flow_barrier", "data_flow_impose_localisation_requirements",
    "data_flow_limit_prohibit_localisation_requirements",
)  # fmt: skip
_CELLS = {"1.0": True, "1": True, "0.0": False, "0": False}


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Item claims of the treaties that have an e-commerce provision by DESTA."""
    columns = ("desta_number", "agreement")
    known = {row["desta_number"]: row["agreement"] for row in loading.rows("readings/desta_numbers.csv", columns)}
    alone = all((loading.folder / file).is_file() for file in DESTA.files if not file.startswith("readings/"))
    for row in loading.rows(SOURCE.files[0], (*_ABOUT, _GATE, *ITEMS)):
        if not _CELLS.get(row[_GATE]) or row["entry_type"] not in ("base_treaty", "protocol or amendment"):
            continue
        if row["number"] not in known and not alone:
            continue  # the table that describes the agreement is not in this folder
        for item in ITEMS:
            if not row[item]:
                continue
            if row[item] not in _CELLS:
                loading.log.error(row.file, row.line, f"column {item}: '{row[item]}' is neither 0 nor 1.")
                continue
            yield ItemClaim(
                origin=origin(SOURCE, row),
                verification=Verification.SECONDARY,
                citation=f"DESTA 2.1, treaty {row['number']}, item {item} (Dür, Baccini and Elsig 2014)",
                agreement=known.get(row["number"]) or slug_of_number(row["number"]),
                item=item,
                present=_CELLS[row[item]],
            )
