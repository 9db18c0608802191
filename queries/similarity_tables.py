"""Tables of likeness: digital chapters, pairs of them, precedents of an article, makers and takers of rules."""

from __future__ import annotations

import difflib
import time
from collections.abc import Sequence
from statistics import fmean

from clauseway.graph.engine import Row
from clauseway.loaders.similarity.collection import ComparedChapter
from clauseway.loaders.similarity.precedents import (
    DatedText,
    Likeness,
    copied_share,
    in_periods,
    like,
    likenesses,
    voices,
)
from clauseway.queries.results import Column, Provenance, ResultTable, Value

ENGINE = "texts"
"""What answers: the texts themselves, no graph."""

_DIGITS = 4
_NOTES = [
    "Texts are compared as sets of five-word shingles: words are runs of letters in small letters, list marks and "
    "footnotes count, headings do not. Texts in different languages, and texts of one agreement, are not compared.",
]
_TEXT_COLUMNS = (
    Column("file", "Text", "string", "file of the text"),
    Column("agreement", "Agreement", "string", "slug of the agreement"),
    Column("title", "Name", "string", "name of the agreement"),
    Column("language", "Lang.", "string", "ISO 639-1 code of the text"),
    Column("signed", "Signed", "date", "day of signature, the first possible one; null: not known"),
)
_LIKENESS_COLUMNS = (
    Column("jaccard", "Jaccard", "number", "shingles both hold by shingles either holds, 0 to 1"),
    Column("copied_share", "Copied", "number", "part of the first text that stands in the other, 0 to 1"),
    Column("kept_share", "Kept", "number", "part of the other text that stands in the first, 0 to 1"),
    Column("shared", "Shared", "integer", "shingles both hold"),
)


class UnknownText(ValueError):
    """No text, agreement or article has the name that was typed; the message offers the nearest."""


def chapter_table(chapters: Sequence[ComparedChapter]) -> ResultTable:
    """Every digital chapter with the one earlier text it took most from, and the text that is most like it."""
    started = time.perf_counter()
    known = {c.text.key: c for c in chapters}
    pairs = likenesses([c.text for c in chapters])
    copied = copied_share(pairs)
    nearest: dict[str, Likeness] = {}
    for pair in pairs:
        for seen in (pair, pair.turned):
            rival = nearest.get(seen.one.key)
            if rival is None or (seen.jaccard, rival.other.key) > (rival.jaccard, seen.other.key):
                nearest[seen.one.key] = seen
    rows: list[Row] = []
    for chapter in chapters:
        row = _about(chapter)
        row |= {"articles": len(chapter.chapter.articles), "shingles": len(chapter.text.held)}
        if best := copied.get(chapter.text.key):
            row |= {
                "copied_from": best.other.agreement,
                "copied_from_title": known[best.other.key].title,
                "copied_share": round(best.copied, _DIGITS),
            }
        if near := nearest.get(chapter.text.key):
            row |= {"nearest": near.other.agreement, "jaccard": round(near.jaccard, _DIGITS)}
        rows.append(row)
    columns = [
        *_TEXT_COLUMNS,
        Column("articles", "Articles", "integer", "articles of the digital chapter"),
        Column("shingles", "Shingles", "integer", "different runs of five words"),
        Column("copied_from", "Copied from", "string", "the earlier agreement that holds the largest part of it"),
        Column("copied_from_title", "Precedent", "string", "name of that agreement"),
        Column("copied_share", "Copied", "number", "part of the text that stands in that one, 0 to 1"),
        Column("nearest", "Nearest", "string", "agreement with the highest Jaccard, earlier or later"),
        Column("jaccard", "Jaccard", "number", "Jaccard with that one, 0 to 1"),
    ]
    return _table(
        "Digital chapters and what they copied", columns, rows, started, "similar",
        shown=("title", "signed", "articles", "copied_from_title", "copied_share", "nearest", "jaccard"),
    )  # fmt: skip


def pair_table(chapters: Sequence[ComparedChapter], *, with_name: str = "", earlier_only: bool = False) -> ResultTable:
    """Likeness of every two digital chapters, or of one with each other.

    Args:
        chapters: All chapters.
        with_name: File or agreement whose pairs are wanted, or empty for all.
        earlier_only: Leave out pairs whose order in time is not sure; of one text, all but the earlier.

    Raises:
        UnknownText: Nothing has that name.
    """
    started = time.perf_counter()
    known = {c.text.key: c for c in chapters}
    texts = [c.text for c in chapters]
    if with_name:
        chosen = find_chapter(chapters, with_name)
        pairs = like(chosen.text, texts, earlier_only=earlier_only)
    else:
        pairs = [p for p in likenesses(texts) if p.one.after(p.other) or not earlier_only]
        pairs.sort(key=lambda p: (-p.jaccard, p.one.key, p.other.key))
    rows: list[Row] = [
        {**_about(known[p.one.key]), **_about(known[p.other.key], "other_"), **_figures(p)} for p in pairs
    ]
    columns = [*_TEXT_COLUMNS, *_others(), *_LIKENESS_COLUMNS]
    title = f"Digital chapters like that of {with_name}" if with_name else "Likeness of digital chapters"
    shown = ("other_title", "other_signed") if with_name else ("title", "other_title")
    return _table(
        title, columns, rows, started, "similar pairs", {"with": with_name or None, "earlier_only": earlier_only},
        shown=(*shown, "jaccard", "copied_share", "kept_share", "shared"),
    )  # fmt: skip


def article_table(
    chapters: Sequence[ComparedChapter], with_name: str, article: str, *, earlier_only: bool = False
) -> ResultTable:
    """Nearest precedents of one article among the articles of the other digital chapters.

    Args:
        chapters: All chapters.
        with_name: File or agreement that holds the article.
        article: Its number.
        earlier_only: Only articles of texts that were surely signed before.

    Raises:
        UnknownText: Nothing has that name, or the chapter has no such article.
    """
    started = time.perf_counter()
    chosen = find_chapter(chapters, with_name)
    own = {number: (title, text) for number, title, text in chosen.articles()}
    if article not in own:
        near = difflib.get_close_matches(article, list(own), 1, 0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownText(
            f"The digital chapter of {chosen.chapter.file} has no article '{article}'.{hint} It has: {', '.join(own)}."
        )
    title, text = own[article]
    others: dict[str, tuple[ComparedChapter, str, str]] = {}
    texts: list[DatedText] = []
    for chapter in chapters:
        if chapter is not chosen:
            for number, heading, words in chapter.articles():
                others[words.key] = (chapter, number, heading)
                texts.append(words)
    rows: list[Row] = []
    for found in like(text, texts, earlier_only=earlier_only):
        chapter, number, heading = others[found.other.key]
        rows.append(
            {
                **_about(chosen), "article": article, "article_title": title, **_about(chapter, "other_"),
                "other_article": number, "other_article_title": heading, **_figures(found),
            }
        )  # fmt: skip
    columns = [
        *_TEXT_COLUMNS,
        Column("article", "Article", "string", "number of the article"),
        Column("article_title", "Heading", "string", "its heading"),
        *_others(),
        Column("other_article", "Other article", "string", "number of the other article"),
        Column("other_article_title", "Other heading", "string", "its heading"),
        *_LIKENESS_COLUMNS,
    ]
    return _table(
        f"Articles like {article} of {chosen.title}", columns, rows, started, "similar article",
        {"with": with_name, "article": article, "earlier_only": earlier_only},
        shown=("other_title", "other_signed", "other_article", "other_article_title", "copied_share", "jaccard"),
    )  # fmt: skip


def maker_table(chapters: Sequence[ComparedChapter], years: int) -> ResultTable:
    """Economies as makers and takers of digital rules, by period of signature.

    Args:
        chapters: All chapters.
        years: Length of a period; periods count from the year 2000.
    """
    started = time.perf_counter()
    rows: list[Row] = []
    for (economy, year), found in sorted(in_periods(voices([c.text for c in chapters]), years).items()):
        rows.append(
            {
                "economy": economy,
                "period": f"{year}-{year + years - 1}" if years > 1 else str(year),
                "agreements": len(found),
                "own_share": round(fmean(v.own for v in found), _DIGITS),
                "alone_share": round(fmean(v.alone for v in found), _DIGITS),
                "lead": round(fmean(v.lead for v in found), _DIGITS),
                "made": sum(1 for v in found if v.lead > 0),
                "taken": sum(1 for v in found if v.lead < 0),
            }
        )
    columns = [
        Column("economy", "Economy", "string", "ISO3 code; the European Union in place of its members"),
        Column("period", "Period", "string", "years of signature"),
        Column("agreements", "Chapters", "integer", "digital chapters whose Parties differ in what they signed before"),
        Column("own_share", "Own", "number", "mean part of a chapter that stands in its earlier ones, 0 to 1"),
        Column("alone_share", "Alone", "number", "mean part that stands in its earlier ones alone, 0 to 1"),
        Column("lead", "Lead", "number", "own share less the mean of other sides, -1 to 1; above 0: a maker"),
        Column("made", "Made", "integer", "chapters with a lead above 0"),
        Column("taken", "Taken", "integer", "chapters with a lead below 0"),
    ]
    return _table(
        "Makers and takers of digital rules", columns, rows, started, "similar makers", {"period_years": years}
    )


def find_chapter(chapters: Sequence[ComparedChapter], name: str) -> ComparedChapter:
    """The chapter of a file, an agreement or a title; of several texts of one agreement the first.

    Raises:
        UnknownText: There is none; the nearest is offered.
    """
    wanted = name.strip().casefold()
    names: dict[str, ComparedChapter] = {}
    for chapter in chapters:
        stem = chapter.chapter.file.rpartition(".")[0]
        for known in (chapter.chapter.file, stem, chapter.text.agreement, chapter.title):
            names.setdefault(known.casefold(), chapter)
    if wanted in names:
        return names[wanted]
    near = difflib.get_close_matches(wanted, list(names), 1, 0.5)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise UnknownText(f"No digital chapter is known as '{name}' (file, agreement or name).{hint}")


def _about(chapter: ComparedChapter, prefix: str = "") -> Row:
    text = chapter.text
    return {
        f"{prefix}file": text.key, f"{prefix}agreement": text.agreement, f"{prefix}title": chapter.title,
        f"{prefix}language": text.language, f"{prefix}signed": text.signed,
    }  # fmt: skip


def _others() -> list[Column]:
    return [
        Column(f"other_{c.name}", f"Other {c.title.lower()}", c.type, f"the same of the other text: {c.comment}")
        for c in _TEXT_COLUMNS
    ]


def _figures(found: Likeness) -> Row:
    return {
        "jaccard": round(found.jaccard, _DIGITS), "copied_share": round(found.copied, _DIGITS),
        "kept_share": round(found.kept, _DIGITS), "shared": found.shared,
    }  # fmt: skip


def _table(
    title: str,
    columns: list[Column],
    rows: list[Row],
    started: float,
    query: str,
    parameters: dict[str, Value] | None = None,
    *,
    shown: tuple[str, ...] = (),
) -> ResultTable:
    made = Provenance(
        data_version="", as_of=None, engine=ENGINE, query=query, parameters=parameters or {},
        milliseconds=(time.perf_counter() - started) * 1000, notes=list(_NOTES),
    )  # fmt: skip
    return ResultTable(title, columns, rows, made, empty_message="No text shares a shingle with it.", shown=shown)
