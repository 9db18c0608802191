"""Names that older tables use for agreements, and the slug each one means."""

from __future__ import annotations

_SLUGS = {
    "ASEAN Agreement on E-Commerce": "asean-ecommerce-agreement",
    "CPTPP/TPP": "cptpp",
    "China Silk Road E-commerce": "srec-mous",
    "DEPA": "depa",
    "EU-Japan EPA (2024 protocol)": "eu-japan-dataflow-protocol",
    "EU-Singapore DTA": "eu-singapore-dta",
    "RCEP": "rcep",
    "UK-Singapore DEA": "uk-singapore-dea",
    "US-Japan DTA": "us-japan-dta",
    "USMCA": "usmca",
}


def slug_of_name(name: str) -> str | None:
    """Slug of an agreement by the name a table uses, or `None`.

    >>> slug_of_name("US-Japan DTA")
    'us-japan-dta'
    """
    return _SLUGS.get(name.strip())


def known_names() -> tuple[str, ...]:
    """Every name with a slug."""
    return tuple(_SLUGS)
