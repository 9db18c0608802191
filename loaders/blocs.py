"""Blocs that act for their members, by name and members, as far as the sources name agreements of theirs."""

from __future__ import annotations

EUROPEAN_UNION = frozenset(
    {
        "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN",
        "FRA", "DEU", "GRC", "HUN", "IRL", "ITA", "LVA", "LTU", "LUX",
        "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP", "SWE",
    }
)  # fmt: skip
"""The 27 members since 31 January 2020. The Union itself is the Party (code EUU); members are bound `via` it."""

UNION_CODE = "EUU"
"""Code of the European Union as an economy (ISO 3166 reserves EU; the World Bank writes EUU)."""
