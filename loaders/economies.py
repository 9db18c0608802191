"""Economies: ISO 3166 from pycountry, separate customs territories, and the European Union."""

from __future__ import annotations

from functools import cache

from clauseway.loaders.blocs import UNION_CODE
from clauseway.loaders.records import EconomyRecord

CUSTOMS_TERRITORIES = frozenset({"HKG", "MAC", "TWN"})
"""Separate customs territories that conclude trade agreements in their own name."""

UNINHABITED = frozenset({"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI"})
"""Codes of territories without a resident population; they are no economies here."""

_SHORT_NAMES: dict[str, tuple[str, ...]] = {
    # name as trade documents write it, then aliases people type
    "BOL": ("Bolivia",),
    "BRN": ("Brunei Darussalam", "Brunei"),
    "CHN": ("China", "PRC", "Mainland China", "中国"),
    "CIV": ("Côte d'Ivoire", "Ivory Coast"),
    "COD": ("DR Congo", "Democratic Republic of the Congo", "DRC"),
    "CPV": ("Cabo Verde", "Cape Verde"),
    "CZE": ("Czechia", "Czech Republic"),
    "FSM": ("Micronesia",),
    "GBR": ("United Kingdom", "UK", "Great Britain", "Britain", "England"),
    "HKG": ("Hong Kong, China", "Hong Kong"),
    "IRN": ("Iran",),
    "KOR": ("Korea", "South Korea", "Republic of Korea", "ROK", "한국"),
    "LAO": ("Lao PDR", "Laos"),
    "MAC": ("Macao, China", "Macao", "Macau"),
    "MDA": ("Moldova",),
    "MKD": ("North Macedonia", "Macedonia"),
    "MMR": ("Myanmar", "Burma"),
    "PRK": ("DPR Korea", "North Korea"),
    "PSE": ("Palestine",),
    "RUS": ("Russia", "Russian Federation"),
    "SWZ": ("Eswatini", "Swaziland"),
    "SYR": ("Syria",),
    "TLS": ("Timor-Leste", "East Timor"),
    "TUR": ("Türkiye", "Turkey"),
    "TWN": ("Chinese Taipei", "Taiwan", "Separate Customs Territory of Taiwan, Penghu, Kinmen and Matsu"),
    "TZA": ("Tanzania",),
    "ARE": ("United Arab Emirates", "UAE", "Emirates"),
    "USA": ("United States", "US", "America", "United States of America"),
    "VEN": ("Venezuela",),
    "VNM": ("Viet Nam", "Vietnam"),
}


@cache
def economies() -> tuple[EconomyRecord, ...]:
    """Every economy, by ISO3 code.

    Codes and names come from pycountry; names that trade documents write otherwise are set here, and the
    other forms become aliases. Territories without a resident population are left out.
    """
    import pycountry

    found: list[EconomyRecord] = []
    for country in pycountry.countries:
        iso3, iso2, iso_name = str(country.alpha_3), str(country.alpha_2), str(country.name)
        if iso3 in UNINHABITED:
            continue
        names = _SHORT_NAMES.get(iso3, (str(getattr(country, "common_name", iso_name)),))
        others = (*names[1:], iso_name, str(getattr(country, "official_name", "")))
        aliases = tuple(dict.fromkeys(a for a in others if a and a != names[0]))
        kind = "customs-territory" if iso3 in CUSTOMS_TERRITORIES else "state"
        found.append(EconomyRecord(iso3=iso3, iso2=iso2, name=names[0], kind=kind, aliases=aliases))
    found.append(
        EconomyRecord(iso3=UNION_CODE, iso2="EU", name="European Union", kind="union", aliases=("EU", "Union"))
    )
    return tuple(sorted(found, key=lambda e: e.iso3))


@cache
def iso3_codes() -> frozenset[str]:
    """The ISO3 codes of every economy."""
    return frozenset(e.iso3 for e in economies())
