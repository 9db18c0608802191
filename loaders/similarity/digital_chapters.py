"""The digital chapters of treaty texts, article by article, with what places them in time: read once, then kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from clauseway.loaders import kept_files
from clauseway.loaders.child_processes import end_with_the_parent
from clauseway.loaders.coder.lexicon import LexiconFaulty, coder_version, lexicon
from clauseway.loaders.coder.scope import gate, places
from clauseway.loaders.texts.document import Article
from clauseway.loaders.texts.problems import TextUnreadable
from clauseway.loaders.texts.reading import file_bytes, read_document

_LAYOUT = "2"
"""Of a kept chapter; a change of what is kept, or of the words taken from an article, needs a new one."""

_MARKS = ("electr", "électr", "eléctr", "elektr", "e-com", "ecom", "digit", "numéri", "전자", "디지털", "데이터")
"""Of which one stands in every text that names a digital chapter; two treaties in three hold none and are not read."""

_PLAIN = frozenset({".xml", ".txt", ".text", ".md", ".markdown"})
_SIGNED = re.compile(rb"<date_signed>\s*(\d{4}-\d\d-\d\d)\s*</date_signed>")
_HEAD = 8192
_LIST_MARK = re.compile(r"\(([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """An article of a digital chapter.

    Attributes:
        text: Its words as printed: marks of list items, and footnotes where they are called, but no heading.
    """

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class DigitalChapter:
    """The digital chapter of a text; a treaty on digital trade is one as a whole.

    Attributes:
        file: Name of the file.
        title: Name of the treaty as the file gives it; may be empty.
        language: ISO 639-1 code.
        signed: Day of signature as the file gives it, ISO 8601; empty when it gives none.
        parties: ISO 3166-1 alpha-3 codes, where the file names them.
        articles: In the order of the text; none where the text has no digital chapter.
        problem: One sentence that says why the text could not be read; empty when it could.
    """

    file: str
    title: str = ""
    language: str = ""
    signed: str = ""
    parties: tuple[str, ...] = ()
    articles: tuple[ArticleWords, ...] = ()
    problem: str = ""


def article_words(article: Article) -> str:
    """The words of an article as printed.

    List marks are put back and footnotes follow the paragraph that calls them, because the published figures this
    project compares itself with were made from texts that hold both.
    """
    parts: list[str] = []
    for paragraph in article.paragraphs:
        if mark := _LIST_MARK.search(paragraph.number):
            parts.append(f"({mark[1]})")
        parts.append(paragraph.text)
        parts.extend(note.text for note in paragraph.footnotes)
    return " ".join(parts)


def digital_chapter(path: Path, cache: Path | None = None) -> DigitalChapter:
    """Read the digital chapter of one file; a function of its file alone, so that processes can run it.

    Args:
        path: The file.
        cache: Folder of kept chapters, by the text's checksum and the coder's version; `None` keeps none.
    """
    try:
        data = file_bytes(path)
    except TextUnreadable as error:
        return DigitalChapter(path.name, problem=str(error))
    if path.suffix.lower() in _PLAIN and not _may_hold(data):
        return DigitalChapter(path.name)
    kept = None
    if cache is not None:
        kept = cache / f"{_LAYOUT}-{coder_version()}" / f"{hashlib.sha256(data).hexdigest()}.json"
        if (known := _kept(kept, path.name)) is not None:
            return known
    try:
        chapter = _read(path, data)
    except (TextUnreadable, LexiconFaulty) as error:
        return DigitalChapter(path.name, problem=str(error))
    if kept is not None:
        kept_files.keep(kept, asdict(chapter))
    return chapter


def digital_chapters(paths: Sequence[Path], jobs: int = 1, cache: Path | None = None) -> list[DigitalChapter]:
    """Read the digital chapters of files, in the order given whatever the number of processes."""
    work = partial(digital_chapter, cache=cache)
    if jobs <= 1 or len(paths) < 8:
        return [work(path) for path in paths]
    with ProcessPoolExecutor(jobs, initializer=end_with_the_parent) as pool:
        return list(pool.map(work, paths, chunksize=4))


def default_cache() -> Path:
    """Folder of kept chapters on this machine."""
    from platformdirs import user_cache_path

    return user_cache_path("clauseway") / "digital-chapters"


def _may_hold(data: bytes) -> bool:
    text = data.decode("utf-8", "replace").lower()
    return any(mark in text for mark in _MARKS)


def _read(path: Path, data: bytes) -> DigitalChapter:
    document = read_document(path)
    cues = lexicon(document.language)
    digital = [p for p in places(document, cues, gate(document, cues)) if p.reach in ("treaty", "chapter", "section")]
    signed = _SIGNED.search(data[:_HEAD])
    return DigitalChapter(
        file=document.file,
        title=document.title,
        language=document.language,
        signed=signed[1].decode() if signed else "",
        parties=document.parties,
        articles=tuple(
            ArticleWords(p.article.number, p.article.title, article_words(p.article)) for p in digital
        ),
    )


def _kept(path: Path, file: str) -> DigitalChapter | None:
    row = cast("dict[str, Any] | None", kept_files.kept(path))
    if row is None:
        return None
    articles = cast("list[dict[str, Any]]", row["articles"])
    parties = cast("list[str]", row["parties"])
    return DigitalChapter(
        file, str(row["title"]), str(row["language"]), str(row["signed"]), tuple(parties),
        tuple(ArticleWords(**article) for article in articles),
    )  # fmt: skip
