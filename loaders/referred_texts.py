"""From the texts a provision points to, as a reader wrote them, to the instruments in the data.

`readings/referred_texts.csv` holds spellings: a regular expression (matched anywhere in a part, without regard to
case) and the slug it stands for. A spelling without a slug is known to name no instrument of its own ("standards of
relevant bodies"). What points into the agreement itself ("14.3", "Annex 1", "Chapter 9") is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from clauseway.loaders.dataset import Provision
from clauseway.loaders.loading import Loading

type Spellings = Sequence[tuple[re.Pattern[str], str]]

_NUMBER = r"(?:\d+[A-Z]?(?:\.\d+)*|[A-Z]{1,2}\b|[IVX]+\b|\d+-[A-Z])(?:\s*\([a-z0-9]+\))*"
_INSIDE = re.compile(
    rf"(?:(?:articles?|arts?|chapters?|chs?|annex(?:es)?|sections?|modules?|paragraphs?|title)\.?\s+)?{_NUMBER}"
    rf"(?:\s*(?:,|-|and|art(?:icle)?)\s*{_NUMBER})*(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)

_REMARK = re.compile(r"\([^()]*\b(?:none|not) (?:named|mentioned)[^()]*\)")
"""A reader's word that something is not named; what stands in it must not be taken for a reference."""


def is_inside(part: str) -> bool:
    """Whether a part points to a place of the same agreement.

    >>> [is_inside(part) for part in ("14.3", "12.1(b)", "Annex 8A art 1", "chapters 10, 11, 12", "Annex 14-A")]
    [True, True, True, True, True]
    >>> [is_inside(part) for part in ("GATT 1994 art XX", "WT/MIN(17)/65", "KSFTA 12.15")]
    [False, False, False]
    """
    return _INSIDE.fullmatch(part.strip()) is not None


def instruments_named(text: str, spellings: Spellings) -> tuple[list[str], list[str]]:
    """Slugs a text names, in the order of the table, and the parts that no spelling fits.

    >>> table = [(re.compile("model law on electronic commerce", re.I), "mlec"), (re.compile("standards"), "")]
    >>> instruments_named("frameworks (Model Law on Electronic Commerce is not named); open standards", table)
    ([], ['frameworks'])
    >>> instruments_named("UN Model Law on Electronic Commerce (1996); 14.3; open standards; Magna Carta", table)
    (['mlec'], ['Magna Carta'])
    """
    named: list[str] = []
    unknown: list[str] = []
    for part in filter(None, (piece.strip() for piece in _REMARK.sub("", text).split(";"))):
        found = [slug for pattern, slug in spellings if pattern.search(part)]
        named.extend(slug for slug in found if slug and slug not in named)
        if not found and not is_inside(part):
            unknown.append(part)
    return named, unknown


def refer(loading: Loading, provisions: Sequence[Provision], agreements: Collection[str]) -> None:
    """Fill `refers_to` of each provision from its adopted coding; a text nobody knows is noted, with its count.

    Args:
        loading: Where the spellings are read and problems go.
        provisions: Changed in place.
        agreements: Slugs a spelling may stand for; another one is an error.
    """
    spellings = _spellings(loading, agreements)
    unknown: Counter[tuple[str, int, str]] = Counter()
    first: dict[str, tuple[str, int]] = {}
    for provision in provisions:
        coding = provision.coding
        named, missing = instruments_named(coding.refers_to, spellings)
        # a coding of the agreement's own text may name it in full ("DEPA art 1.2"): that is no outside text
        provision.refers_to = tuple(slug for slug in named if slug != coding.agreement)
        for part in missing:
            file, line = first.setdefault(part, (coding.origin.file, coding.origin.line))
            unknown[file, line, part] += 1
    for (file, line, part), count in unknown.items():
        times = "1 time" if count == 1 else f"{count} times"
        loading.log.info(
            file, line, f"refers_to '{part}' ({times}) names no instrument that is known.",
            "Add its spelling to readings/referred_texts.csv, with an empty slug if it is no instrument.",
        )  # fmt: skip


def _spellings(loading: Loading, agreements: Collection[str]) -> Spellings:
    found: list[tuple[re.Pattern[str], str]] = []
    for row in loading.rows("readings/referred_texts.csv", ("pattern", "slug")):
        slug = row["slug"]
        if slug and slug not in agreements:
            loading.unknown(row, "agreement", slug, agreements)
            continue
        try:
            found.append((re.compile(row["pattern"], re.IGNORECASE), slug))
        except re.error as error:
            loading.log.error(row.file, row.line, f"'{row['pattern']}' is no regular expression ({error}).")
    return found
