"""Codings of treaty texts by the text coder: what a program found, each with its rule, its version and its text.

The coder reads every stored text that is tied to an agreement (`loaders.treaty_texts`); of several texts of one
agreement the first that holds a digital rule is coded. What it finds is `machine-coded`, the lowest level: where a
reader has coded an article, the machine's coding of it yields, whatever it says. The quoted evidence is left behind.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date

from clauseway.loaders.coder.coding import Coding
from clauseway.loaders.coder.lexicon import coder_version
from clauseway.loaders.coder.running import FileResult, code_files, default_cache
from clauseway.loaders.dates import PartialDate
from clauseway.loaders.economies import iso3_codes
from clauseway.loaders.loading import Loading, span
from clauseway.loaders.locators import parse_locator
from clauseway.loaders.machine_citations import TABLED_SOURCE, cite_text, note_rule
from clauseway.loaders.records import (
    AgreementRecord,
    AnyRecord,
    CodingRecord,
    DateSpan,
    Origin,
    ParticipationRecord,
    SourceRecord,
)
from clauseway.loaders.sources.desta import SOURCE as DESTA
from clauseway.loaders.sources.desta import as_they_act
from clauseway.loaders.treaty_texts import MATCH_FILE, NUMBERS_FILE, TEXTS_FILE, TreatyText, treaty_texts
from clauseway.loaders.vocabulary import clause_slugs
from clauseway.ontology.strength import Enforcement, RuleException, Verification, Wording

SOURCE = SourceRecord(
    id=TABLED_SOURCE,
    title="Treaty texts coded by the text coder, article by article",
    publisher="Clauseway contributors",
    licence="CC BY 4.0 (the project's own coding; no words of the texts are taken over)",
    files=(MATCH_FILE, TEXTS_FILE, NUMBERS_FILE),
)

_CLAUSES = {
    "digital-products-mfn": "non-discrimination-digital-products",
    "digital-products-national-treatment": "non-discrimination-digital-products",
    "dispute-settlement-excluded": "dispute-settlement",
    "dispute-settlement-partial": "dispute-settlement",
}
"""Finer labels of the coder; each names a part of one clause type. Its other qualifiers are no clause types."""

_NO_DUTIES = frozenset(["dispute-settlement"])
"""Clause types that say how duties are enforced; readers give them no wording."""

_LONGEST_TITLE = 120
"""Longer headings are words of an article that a damaged text runs into them."""

_JOBS = min(4, os.cpu_count() or 1)


def load(loading: Loading) -> Iterator[AnyRecord]:
    """Article-level codings, and the agreements that only ToTA describes."""
    texts = list(_tied(loading))
    chosen: dict[str, tuple[TreatyText, Sequence[Coding]]] = {}
    for text, result in zip(texts, _coded(loading, texts), strict=True):
        if result.problem:
            loading.log.warning(text.file, 0, f"the text is left out: {result.problem}")
        elif result.codings and text.agreement not in chosen:
            chosen[text.agreement] = (text, result.codings)
    for text, codings in chosen.values():
        made = list(_codings(text, codings))
        if made and text.agreement.startswith("tota-"):
            yield from _described(loading, text)
        yield from made


def _tied(loading: Loading) -> Iterator[TreatyText]:
    """The texts whose agreement is in this build; without DESTA those that it alone describes are not."""
    without = not all((loading.folder / file).is_file() for file in DESTA.files if not file.startswith("readings/"))
    for text in treaty_texts(loading):
        if not (without and text.agreement.startswith("desta-")):
            yield text


def _coded(loading: Loading, texts: Sequence[TreatyText]) -> Iterator[FileResult]:
    done = 0

    def told(count: int, total: int, result: FileResult) -> None:
        nonlocal done
        if not result.cached and count - done >= 25:
            done = count
            loading.progress(f"coding texts: {count} of {total}")

    return code_files([text.path for text in texts], _JOBS, default_cache(), told)


def _codings(text: TreatyText, codings: Sequence[Coding]) -> Iterator[CodingRecord]:
    citation = cite_text(text.file, hashlib.sha256(text.path.read_bytes()).hexdigest())
    best: dict[tuple[str, str], Coding] = {}
    for coding in codings:
        clause = _CLAUSES.get(coding.clause, coding.clause)
        own = text.articles is None or text.articles.fullmatch(coding.article)
        if clause in clause_slugs() and coding.article and own:
            known = best.get((coding.article, clause))
            if known is None or (known.clause != clause and coding.clause == clause):
                best[coding.article, clause] = coding
    for (article, clause), coding in best.items():
        locator = parse_locator(article)
        wording = Wording.NONE if clause in _NO_DUTIES else Wording(coding.wording)
        yield CodingRecord(
            origin=_origin(text, locator.article),
            verification=Verification.MACHINE_CODED,
            citation=citation,
            agreement=text.agreement,
            article=locator.article,
            covers=locator.covers,
            granularity="article",
            title=coding.title if len(coding.title) <= _LONGEST_TITLE else "",
            clause=clause,
            wording=wording,
            exception=RuleException(coding.exception) if coding.exception and wording is not Wording.NONE else None,
            enforcement=_enforcement(coding),
            basis="read by the text coder" if _enforcement(coding) else "",
            refers_to=coding.refers_to,
            note=note_rule(coding.rule, f"{coding.confidence:.2f}"),
            coder=f"clauseway coder {coder_version()}",
        )


def _enforcement(coding: Coding) -> Enforcement | None:
    """As the coder read it; what it did not settle is left to the agreement's default."""
    return Enforcement(coding.enforcement) if coding.enforcement not in ("", "unknown", "partial") else None


def _origin(text: TreatyText, article: str = "") -> Origin:
    assert text.row is not None, f"{text.file} is listed in no table"
    return Origin(source=SOURCE.id, file=text.row.file, line=text.row.line, part=article)


_META = re.compile(r"<(name|date_signed|date_into_force)>\s*([^<]+?)\s*</\1>")
_PARTY = re.compile(r"<parties>(.*?)</parties>", re.DOTALL)
_CODE = re.compile(r"<partyisocode[^>]*>\s*([A-Z]{3})\s*<")


def _described(loading: Loading, text: TreatyText) -> Iterator[AgreementRecord | ParticipationRecord]:
    """An agreement as the head of its ToTA file describes it."""
    with text.path.open("rb") as file:
        head = file.read(16384).decode("utf-8", "replace")
    meta = {str(name): str(value) for name, value in _META.findall(head)}
    listed = _PARTY.search(head)
    parties = as_they_act([code for code in _CODE.findall(listed[1] if listed else "") if code in iso3_codes()])
    signed, in_force = _day(loading, text, meta, "date_signed"), _day(loading, text, meta, "date_into_force")
    about = f"ToTA, {text.path.name}"
    yield AgreementRecord(
        origin=_origin(text),
        verification=Verification.SECONDARY,
        citation=about,
        slug=text.agreement,
        title=meta.get("name", text.agreement),
        kind="bilateral-fta" if len(parties) == 2 else "plurilateral-fta",
        binding=True,
        signed=signed,
        status="in ToTA; whether it still stands is not recorded",
    )
    for economy in parties:
        yield ParticipationRecord(
            origin=_origin(text),
            verification=Verification.SECONDARY,
            citation=about,
            agreement=text.agreement,
            economy=economy,
            state="in-force" if in_force else "signed",
            since=in_force or signed,
        )


def _day(loading: Loading, text: TreatyText, meta: dict[str, str], name: str) -> DateSpan | None:
    try:
        day = date.fromisoformat(meta[name])
    except KeyError:
        return None
    except ValueError:
        loading.log.warning(text.file, 0, f"{name}: '{meta[name]}' is not a day of the calendar; it is left out.")
        return None
    return span(PartialDate(day, day, "day"))
