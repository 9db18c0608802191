"""Shows codings of treaty texts: as rows, as a page with the clauses marked, and rule by rule."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from clauseway.loaders.coder.coding import COLUMNS, Coding, Trial
from clauseway.loaders.coder.lexicon import coder_version
from clauseway.loaders.coder.marking import spans
from clauseway.loaders.texts.document import Article, Document
from clauseway.queries.exports.formats.delimited import guarded
from clauseway.queries.results import Column, Provenance, ResultTable

_MEANINGS = {
    "file": "file the text was read from",
    "clause": "slug of the clause type, or of a qualifier",
    "wording": "of the strongest operative paragraph",
    "article": "as cited; empty for what is said of the treaty as a whole",
    "evidence": "words of the text that the rule matched",
    "paragraph": "paragraph that the row rests on",
    "title": "heading of the article",
    "exception": "kind of exception; empty where the question does not arise",
    "enforcement": "reach of dispute settlement over the article",
    "deferral": "who may wait and how long, or for which event",
    "refers_to": "instruments the article names, parted by semicolons",
    "language": "ISO 639-1 code of the text",
    "rule": "the cue and the test of force that decided",
    "confidence": "share of codings by such rules that a human reader confirms, in [0, 1]",
    "start": "offset of the paragraph in the text",
    "end": "offset after it",
}


@dataclass(frozen=True, slots=True)
class _MarkedParagraph:
    number: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class _MarkedArticle:
    printed: str
    title: str
    codings: tuple[Coding, ...]
    paragraphs: tuple[_MarkedParagraph, ...]


@dataclass(frozen=True, slots=True)
class _MarkedText:
    heading: str
    language: str
    articles: tuple[_MarkedArticle, ...]


def codings_csv(codings: Sequence[Coding]) -> str:
    """Codings as CSV, UTF-8, one header line, the columns that a scorer of human codings reads first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    # Words of a treaty may begin like a formula of a spreadsheet.
    writer.writerows({name: guarded(cell) for name, cell in coding.row().items()} for coding in codings)
    return out.getvalue()


def codings_json(codings: Sequence[Coding]) -> str:
    """Codings as one JSON object with the version of the coder."""
    held = {"coder_version": coder_version(), "codings": [asdict(coding) for coding in codings]}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def codings_ndjson(codings: Sequence[Coding]) -> str:
    """Codings as JSON, one a line."""
    return "".join(json.dumps(asdict(coding), ensure_ascii=False) + "\n" for coding in codings)


def codings_html(coded: Sequence[tuple[Document, Sequence[Coding]]]) -> str:
    """The coded articles in full with the words of evidence marked: one page that needs nothing else."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = PackageLoader("clauseway.queries.exports")
    environment = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    texts = [_marked_text(document, codings) for document, codings in coded]
    found = sum(len(codings) for _, codings in coded)
    title = texts[0].heading if len(texts) == 1 else f"Digital clauses in {len(texts)} texts"
    return environment.get_template("coded_text.html.j2").render(
        title=title, summary=f"{found} codings in {len(texts)} {'text' if len(texts) == 1 else 'texts'}.",
        version=coder_version(), texts=texts,
    )  # fmt: skip


def explanation(article: Article, codings: Sequence[Coding], trials: Sequence[Trial], every: bool = False) -> str:
    """What the coder did with an article: its codings, and each rule tried with the words it met.

    Args:
        article: The article.
        codings: Of that article.
        trials: Every rule tried.
        every: Also print the rules that met nothing.
    """
    lines = [f"Article {article.number} {article.title}".rstrip(), ""]
    for coding in codings:
        lines.append(f"  {coding.clause}: {coding.wording}, confidence {coding.confidence:.2f}, rule {coding.rule}")
        for paragraph in article.paragraphs:
            if marked := _between_signs(paragraph.text, coding.evidence):
                lines.append(f"    {paragraph.number or '-'}  {marked}")
    if not codings:
        lines.append("  no clause found")
    met = [trial for trial in trials if trial.matched]
    lines += ["", f"{len(trials)} rules tried, {len(met)} met words of the article:"]
    for trial in trials:
        if trial.matched or every:
            words = f" «{' '.join(trial.matched.split())[:100]}»" if trial.matched else ""
            lines.append(f"  [{trial.paragraph}] {trial.rule}{words} -> {trial.outcome}")
    return "\n".join(lines) + "\n"


def _between_signs(text: str, evidence: str) -> str:
    places = spans(text, evidence)
    if not places:
        return ""
    out, last = "", 0
    for start, end in places:
        out += f"{text[last:start]}»{text[start:end]}«"
        last = end
    return " ".join((out + text[last:]).split())


def _marked_text(document: Document, codings: Sequence[Coding]) -> _MarkedText:
    by_article: dict[str, list[Coding]] = defaultdict(list)
    for coding in codings:
        by_article[coding.article].append(coding)
    articles: list[_MarkedArticle] = []
    for _, article in document.articles():
        mine = [coding for coding in by_article.get(article.number, ()) if coding.start <= article.end]
        mine = [coding for coding in mine if coding.end >= article.start]
        if not mine:
            continue
        paragraphs: list[_MarkedParagraph] = []
        for paragraph in article.paragraphs:
            evidence = " | ".join(coding.evidence for coding in mine)
            paragraphs.append(_MarkedParagraph(paragraph.number, _pieces(paragraph.text, evidence)))
        printed = article.printed or f"Article {article.number}"
        articles.append(_MarkedArticle(printed, article.title, tuple(mine), tuple(paragraphs)))
    return _MarkedText(document.title or document.file, document.language, tuple(articles))


def _pieces(text: str, evidence: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    last = 0
    for start, end in spans(text, evidence):
        pieces += [(text[last:start], False), (text[start:end], True)]
        last = end
    return (*pieces, (text[last:], False))


def codings_table(codings: Sequence[Coding]) -> ResultTable:
    """Codings as a table, one row a clause type of an article."""
    whole = {"start", "end"}
    columns = [
        Column(
            name,
            name.replace("_", " ").capitalize(),
            "number" if name == "confidence" else "integer" if name in whole else "string",
            _MEANINGS[name],
        )
        for name in COLUMNS
    ]
    notes = [f"Coded by rule, version {coder_version()}; a machine coding is not a reading."]
    return ResultTable(
        title="Digital clauses found in the text",
        columns=columns,
        rows=[asdict(coding) for coding in codings],
        provenance=Provenance("", None, "coder", "code", notes=notes),
        empty_message="No digital clause was found.",
        shown=("article", "title", "clause", "wording", "evidence", "confidence"),
    )
