"""Agreements side by side on clause types: article, summary, facts, and where the texts are at hand the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clauseway.graph.engine import Row, Value
from clauseway.loaders.article_texts import ArticleText, article_texts
from clauseway.loaders.loading import Loading
from clauseway.loaders.similarity.shingles import share, shingles, words
from clauseway.ontology.strength import Grade
from clauseway.queries.agreement_analysis import agreement_table
from clauseway.queries.cited_sources import with_sources
from clauseway.queries.coverage_analysis import READ_WHOLE
from clauseway.queries.duties import text
from clauseway.queries.results import Column, ResultTable
from clauseway.queries.runner import Runner

type Piece = tuple[str, bool]
"""Words of a text, and whether the text they are held against has others in their place."""

COLUMNS = (
    Column("clause", "Clause", "string", "slug of the clause type"),
    Column("label", "Clause type", "string", "name of the clause type"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("agreement_title", "Name", "string", "title of the agreement"),
    Column("article", "Article", "string", "article number"),
    Column("paragraph", "Para", "string", "paragraph; null when the article was coded as a whole"),
    Column("title", "Title", "string", "title of the article"),
    Column("summary", "Summary", "string", "content in own words"),
    Column("wording", "Wording", "string", "hard, mixed, soft or none; null when the text was not read"),
    Column("exception", "Exception", "string", "exception written for this rule"),
    Column("enforcement", "Enforcement", "string", "reach of dispute settlement"),
    Column("active", "Active", "boolean", "whether it is in force for its Parties; null when the sources do not tell"),
    Column("active_from", "From", "date", "first day on which it was"),
    Column("grade", "Grade", "string", "grade that follows from the facts; absent: read whole and not found"),
    Column("verification", "Known by", "string", "how the coding is known"),
    Column("source", "Source", "string", "citation of the coding"),
    Column("text_file", "Text", "string", "file of the sources that holds the article; null when none does"),
    Column("copied_share", "Copied", "number", "part of the article's five-word runs that stand in the first text"),
    Column("provision", "Provision", "string", "key of the provision"),
)
SHOWN = (
    "label", "agreement", "article", "paragraph", "summary", "wording", "exception", "enforcement", "grade",
    "copied_share",
)  # fmt: skip

_TOKEN = re.compile(r"\S+|\s+")
_BARE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """An article of one agreement on one clause type.

    Attributes:
        rows: Its rows of the table; one row without an article where the agreement holds none.
        paragraphs: Number and pieces of each paragraph; empty where no text is at hand.
        copied: Part of its five-word runs that stand in the first text, 0 to 1; `None` for that text itself, for a
            text in an other language and without a text.
        language: ISO 639-1 code of the text.
    """

    agreement: str
    article: str
    title: str
    rows: tuple[Row, ...]
    paragraphs: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    copied: float | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ComparedClause:
    """A clause type with the articles of each agreement, in the order the agreements were named."""

    clause: str
    label: str
    agreements: tuple[tuple[str, str, tuple[ComparedArticle, ...]], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreements side by side.

    Attributes:
        table: One row for each provision, or for each agreement without one.
        clauses: The same for a page, with the words.
    """

    table: ResultTable
    clauses: tuple[ComparedClause, ...]


def marked(words_of: str, against: str) -> tuple[Piece, ...]:
    """Words of a text, marked where the other text has others; capitals and punctuation do not count.

    The alignment is that of rapidfuzz: the fewest words put in, taken out and exchanged.

    >>> marked("Each Party shall allow transfers.", "A Party shall allow the transfers")
    (('Each', True), (' Party shall allow transfers.', False))
    """
    from rapidfuzz.distance import Levenshtein

    tokens = _TOKEN.findall(words_of)
    own = [place for place, token in enumerate(tokens) if not token.isspace()]
    other = [_bare(token) for token in against.split()]
    new: set[int] = set()
    for step in Levenshtein.opcodes([_bare(tokens[place]) for place in own], other):
        if step.tag in ("replace", "delete"):
            new.update(own[step.src_start : step.src_end])
    # the blank between two marked words is marked with them
    new |= {place for place in range(1, len(tokens) - 1) if tokens[place].isspace() and {place - 1, place + 1} <= new}
    pieces: list[Piece] = []
    for place, token in enumerate(tokens):
        if pieces and pieces[-1][1] == (place in new):
            pieces[-1] = pieces[-1][0] + token, place in new
        else:
            pieces.append((token, place in new))
    return tuple(pieces)


def _bare(token: str) -> str:
    return _BARE.sub("", token).casefold().replace("\u2019", "'") or token


def compared(
    runner: Runner,
    agreements: Sequence[str],
    clauses: Collection[str],
    as_of: date,
    *,
    sources: Path | None = None,
) -> tuple[Comparison, list[str]]:
    """Set agreements side by side.

    Args:
        runner: Where to ask.
        agreements: Slugs; the words of the others are held against the first article that has a text, if both are
            in one language.
        clauses: Slugs of clause types; all that one of the agreements holds when empty.
        as_of: The date.
        sources: Folder with the treaty texts; without one no words are shown.

    Returns:
        The comparison, and a sentence for each text that could not be read.

    Raises:
        SourceError: A table of the sources cannot be used.
    """
    about = {text(row, "agreement"): row for row in runner.rows("agreements")}
    rows = {slug: agreement_table(runner, slug, as_of).rows for slug in agreements}
    held = {text(row, "clause") for found in rows.values() for row in found}
    kinds = [kind for kind in runner.rows("clauses") if text(kind, "clause") in (clauses or held)]
    wanted = {text(kind, "clause") for kind in kinds}
    articles: dict[str, set[str]] = {
        slug: {text(row, "article") for row in found if text(row, "clause") in wanted} for slug, found in rows.items()
    }
    texts, problems = article_texts(Loading(sources), articles) if sources is not None else ({}, [])
    made: list[ComparedClause] = []
    flat: list[Row] = []
    for kind in kinds:
        clause, label = text(kind, "clause"), text(kind, "label")
        columns: list[tuple[str, str, tuple[ComparedArticle, ...]]] = []
        base: ArticleText | None = None
        for slug in agreements:
            title = text(about[slug], "title")
            own = [row for row in rows[slug] if text(row, "clause") == clause]
            read = text(about[slug], "reading") in READ_WHOLE
            found, base = _articles(slug, own, texts, base) if own else ((_without(slug, read=read),), base)
            for article in found:
                known: Row = {"clause": clause, "label": label, "agreement": slug, "agreement_title": title}
                flat += [{**row, **known, "copied_share": article.copied} for row in article.rows]
            columns.append((slug, title, found))
        made.append(ComparedClause(clause, label, tuple(columns)))
    table = ResultTable(
        title=f"{', '.join(agreements)} side by side on {as_of}",
        columns=list(COLUMNS),
        rows=flat,
        provenance=runner.provenance(
            "compare", as_of, _parameters(agreements, clauses), _notes(agreements, texts, sources is not None)
        ),
        empty_message="None of the agreements holds a clause type that was asked for.",
        shown=SHOWN,
    )
    return Comparison(with_sources(runner, table, agreements=agreements), tuple(made)), problems


def _parameters(agreements: Iterable[str], clauses: Iterable[str]) -> dict[str, Value]:
    return {"agreements": ",".join(agreements), "clauses": ",".join(clauses) or None}


def _notes(agreements: Iterable[str], texts: Mapping[tuple[str, str], ArticleText], asked: bool) -> list[str]:
    if not asked:
        return ["No text is shown: name the folder that holds the treaty texts with --sources."]
    without = [slug for slug in agreements if not any(slug == agreement for agreement, _ in texts)]
    told = [f"No text of these is in the sources: {', '.join(without)}."] if without else []
    return [
        *told,
        "Marked words are not in the first text of the clause type, or stand elsewhere there; texts in different "
        "languages are not held against each other.",
    ]


def _without(slug: str, *, read: bool) -> ComparedArticle:
    grade = Grade.ABSENT if read else Grade.NOT_READ
    return ComparedArticle(slug, "", "", ({"grade": grade.value},))


def _kept(row: Row) -> Row:
    """The columns of a provision that the comparison shows."""
    return {column.name: row.get(column.name) for column in COLUMNS}


def _articles(
    slug: str, own: Iterable[Row], texts: Mapping[tuple[str, str], ArticleText], base: ArticleText | None
) -> tuple[tuple[ComparedArticle, ...], ArticleText | None]:
    """Articles of an agreement on a clause type, and the text that later agreements are held against."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in own:
        by_article[text(row, "article")].append(row)
    made: list[ComparedArticle] = []
    for number, rows in by_article.items():
        held = texts.get((slug, number))
        title = next((text(row, "title") for row in rows if text(row, "title")), held.title if held else "")
        told = tuple({**_kept(row), "text_file": held.file if held else None} for row in rows)
        if held is None:
            made.append(ComparedArticle(slug, number, title, told))
            continue
        against = base.text if base is not None and base.language == held.language else None
        paragraphs = tuple(
            (mark, marked(each, against) if against is not None else ((each, False),)) for mark, each in held.paragraphs
        )
        runs = shingles(words(held.text))
        copied = round(share(len(runs), len(runs & shingles(words(against)))), 4) if against is not None else None
        made.append(ComparedArticle(slug, number, title, told, paragraphs, copied, held.language))
    if base is None:
        base = next((texts[slug, number] for number in by_article if (slug, number) in texts), None)
    return tuple(made), base
