"""The region of an economy, to put neighbours side by side in a matrix.

Source: Standard country or area codes for statistical use (M49) of the United Nations Statistics Division, its
sub-regions in its order; Taiwan, which it does not list, stands with the economies around it. The place of an economy
in this list says nothing about its status.
"""

from __future__ import annotations

ELSEWHERE = "Elsewhere"
"""Region of a union and of whatever the list does not know."""

_SUB_REGIONS: dict[str, str] = {
    "Northern Africa": "DZA EGY ESH LBY MAR SDN TUN",
    "Eastern Africa": "ATF BDI COM DJI ERI ETH IOT KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE",
    "Middle Africa": "AGO CAF CMR COD COG GAB GNQ STP TCD",
    "Southern Africa": "BWA LSO NAM SWZ ZAF",
    "Western Africa": "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO",
    "Caribbean": (
        "ABW AIA ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD "
        "HTI JAM KNA LCA MAF MSR MTQ PRI SXM TCA TTO VCT VGB VIR"
    ),
    "Central America": "BLZ CRI GTM HND MEX NIC PAN SLV",
    "South America": "ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN",
    "Northern America": "BMU CAN GRL SPM USA",
    "Central Asia": "KAZ KGZ TJK TKM UZB",
    "Eastern Asia": "CHN HKG JPN KOR MAC MNG PRK TWN",
    "South-eastern Asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "Southern Asia": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
    "Western Asia": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "Eastern Europe": "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR",
    "Northern Europe": "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE",
    "Southern Europe": "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT",
    "Western Europe": "AUT BEL CHE DEU FRA LIE LUX MCO NLD",
    "Australia and New Zealand": "AUS CCK CXR HMD NFK NZL",
    "Melanesia": "FJI NCL PNG SLB VUT",
    "Micronesia": "FSM GUM KIR MHL MNP NRU PLW UMI",
    "Polynesia": "ASM COK NIU PCN PYF TKL TON TUV WLF WSM",
}

_PLACES: dict[str, tuple[int, str]] = {
    code: (place, region) for place, (region, codes) in enumerate(_SUB_REGIONS.items()) for code in codes.split()
}


def region(iso3: str) -> str:
    """Name of the region of an economy.

    >>> region("KAZ"), region("EUU")
    ('Central Asia', 'Elsewhere')
    """
    return _PLACES.get(iso3, (0, ELSEWHERE))[1]


def region_place(iso3: str) -> int:
    """Place of its region in the list, from 0; what has none comes last.

    >>> region_place("DZA"), region_place("KHM") == region_place("VNM"), region_place("EUU")
    (0, True, 22)
    """
    return _PLACES.get(iso3, (len(_SUB_REGIONS), ELSEWHERE))[0]


def knows(iso3: str) -> bool:
    """Whether the list places an economy."""
    return iso3 in _PLACES
