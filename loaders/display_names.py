"""Short names of agreements and provisions: what a graph shows where a full title has no room."""

from __future__ import annotations

import re

LONGEST = 60
"""Characters of an agreement's name. Tools cut a caption to the circle; this keeps what they cut from being a page."""

_FITS = 24
"""Characters of a title that fits the circle of a node as it is."""

_SHORT_FORM = re.compile(r"\(([A-Z]\w*(?: [A-Z]\w*)?)\)$")


def agreement_name(slug: str, title: str) -> str:
    """A short name of an agreement, made from its title, or from its slug where that is an acronym.

    A title that fits a node is the name. Else it is the short form in brackets at the end of the title, if the slug has
    it too (brackets may hold something else: a year, a Party); the slug in capitals where it is one word; or the title,
    cut where it is very long.

    >>> agreement_name("eu-korea-fta", "EU-Korea FTA")
    'EU-Korea FTA'
    >>> agreement_name("rcep", "Regional Comprehensive Economic Partnership")
    'RCEP'
    >>> agreement_name("pacer-plus", "Pacific Agreement on Closer Economic Relations Plus (PACER Plus)")
    'PACER Plus'
    >>> agreement_name("korea-singapore-dpa", "Korea-Singapore Digital Partnership Agreement")
    'Korea-Singapore Digital Partnership Agreement'
    """
    if len(title) <= _FITS:
        return title
    short = _SHORT_FORM.search(title)
    if short and slug.endswith(short[1].lower().replace(" ", "-")):
        return short[1]
    if slug.isalpha():
        return slug.upper()
    if len(title) <= LONGEST:
        return title
    cut = title[: LONGEST - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,:-–(") + "…"


def provision_name(agreement: str, article: str, paragraph: str, subject: str) -> str:
    """What a provision is called: agreement, place, subject.

    Args:
        agreement: Short name of the agreement.
        article: Article number.
        paragraph: Paragraph number, or an empty text.
        subject: Name of the clause type or, where it bears on none, heading of the article; it may be empty.

    >>> provision_name("RCEP", "12.14", "2", "Ban on forced data localisation")
    'RCEP 12.14.2 Ban on forced data localisation'
    >>> provision_name("CPTPP", "14.2", "", "Scope")
    'CPTPP 14.2 Scope'
    """
    place = f"{article}.{paragraph}" if paragraph else article
    return " ".join(part for part in (agreement, place, subject) if part)
