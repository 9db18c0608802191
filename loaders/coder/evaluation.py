"""Reads the human codings of a sources folder and reports how the coder fares against them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clauseway.loaders.coder.coding import WORDINGS, Coding, Wording
from clauseway.loaders.coder.running import FileResult, code_files
from clauseway.loaders.coder.scoring import (
    ITEMS,
    ArticleScores,
    Disagreement,
    HandCoding,
    ItemScores,
    score_articles,
    score_items,
)

_TEXT_OF = {
    "depa_articles.csv": "depa-and-protocol-2023.ko",
    "ksdpa_articles.csv": "korea-singapore-dpa.ko",
}
"""Stem of the text that a table of hand codings was read from, where its rows do not name it."""


class SourcesMissing(ValueError):
    """A sources folder lacks what an evaluation needs; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run.

    Attributes:
        raw: Items against the human codes as they are.
        read: Items with the documented slips of the human codes set right.
        articles: Article scores by name of the hand coding.
        skipped: Files that could not be coded, one sentence each.
    """

    raw: ItemScores
    read: ItemScores
    articles: dict[str, ArticleScores]
    skipped: tuple[str, ...]


def evaluate(
    sources: Path,
    jobs: int = 1,
    cache: Path | None = None,
    progress: Callable[[int, int, FileResult], None] | None = None,
) -> Evaluation:
    """Code the texts that humans coded and compare.

    Args:
        sources: Folder with `desta`, `tota/xml`, `facts` and `texts`.
        jobs: Processes.
        cache: Folder of kept codings.
        progress: Called after each file.

    Raises:
        SourcesMissing: When a file is not there.
    """
    match = [row for row in _table(sources / "desta" / "tota_desta_match.csv") if row["split"] == "dev"]
    codes = {row["number"]: row for row in _table(sources / "desta" / "desta_ecommerce_coding_dev.csv")}
    match = [row for row in match if row.get("confidence") != "low" and row["desta_number"] in codes]
    gold = hand_codings(sources)
    texts = {path.stem: path for path in sorted((sources / "texts").rglob("*")) if path.suffix in (".txt", ".md")}
    treaties = {Path(row["tota_file"]).stem: sources / "tota" / "xml" / row["tota_file"] for row in match}
    wanted = dict(treaties)
    for rows in gold.values():
        for row in rows:
            if row.file not in wanted and row.file in texts:
                wanted[row.file] = texts[row.file]
    codings: dict[str, tuple[Coding, ...]] = {}
    skipped: list[str] = []
    names = list(wanted)
    for name, result in zip(names, code_files(list(wanted.values()), jobs, cache, progress), strict=True):
        if result.problem:
            skipped.append(result.problem)
        codings[name] = result.codings
    united: dict[str, list[Coding]] = defaultdict(list)
    for row in match:
        united[row["desta_number"]].extend(codings[Path(row["tota_file"]).stem])
    overrides = documented_slips(sources / "desta" / "item_meaning.md")
    return Evaluation(
        score_items(united, codes, {}),
        score_items(united, codes, overrides),
        {name: score_articles(codings, rows) for name, rows in gold.items()},
        tuple(skipped),
    )


def hand_codings(sources: Path) -> dict[str, list[HandCoding]]:
    """Hand codings of articles, by a name that says which texts and which language.

    A file that the table names by several stems goes by the first of them that is there.
    """
    facts = sources / "facts"
    there = {path.stem for path in (sources / "tota" / "xml").glob("*.xml")}
    there |= {path.stem for path in (sources / "texts").rglob("*")}
    main: list[HandCoding] = []
    for row in _table(facts / "hand_coded_dev.csv"):
        stems = row["file"].split("|")
        stem = next((stem for stem in stems if stem in there), stems[0])
        main.append(HandCoding(stem, row["article"], row["clause"], _wording(row["wording"]), row["evidence"]))
    found = {"hand_coded_dev (en, es)": main}
    korean: list[HandCoding] = []
    for table, stem in _TEXT_OF.items():
        for row in _table(facts / table):
            if row["clause_slug"] and re.fullmatch(r"[\d.]+", row["article"]):
                korean.append(
                    HandCoding(stem, row["article"], row["clause_slug"], _wording(row["wording"]), row["evidence_ko"])
                )
    found["depa_articles, ksdpa_articles (ko)"] = korean
    by_language: dict[str, list[HandCoding]] = defaultdict(list)
    for row in _table(facts / "chapter_articles.csv"):
        number = re.search(r"[\d.]+$", row["article"])
        if row["language"] == "ko" or number is None:  # the Korean rows repeat the two tables above, article by article
            continue
        stem = Path(row["source_file"]).stem
        for clause in filter(None, row["clause_slug"].split("|")):
            by_language[row["language"]].append(HandCoding(stem, number.group(0), clause, _wording(row["wording"])))
    for language, rows in sorted(by_language.items()):
        found[f"chapter_articles ({language})"] = rows
    return found


def documented_slips(path: Path) -> dict[tuple[str, str], str]:
    """Cells of the human codes that a reader of the texts found wrong, or that the stored files cannot show."""
    if not path.is_file():
        raise SourcesMissing(f"There is no {path.name} in {path.parent}; name the sources folder with --sources.")
    found: dict[tuple[str, str], str] = {}
    for line in path.read_text("utf-8").splitlines():
        if cell := re.match(r"\|\s*(\d+\w?)\s*\|\s*(\w+)\s*\|\s*(0|1|drop)\s*\|", line):
            found[cell.group(1), cell.group(2)] = cell.group(3)
    return found


def report(evaluation: Evaluation, disagreements: bool = True) -> str:
    """The figures as plain text; the same input gives the same bytes."""
    lines = [f"{evaluation.raw.treaties} treaties of the development half, against DESTA's items (* in the macro)"]
    lines.append(f"{'item':52s}{'pos':>5}{'P':>7}{'R':>7}{'F1':>7}   with documented slips: {'P':>5}{'R':>7}{'F1':>7}")
    for item in ITEMS:
        raw, read = evaluation.raw.counts[item.name], evaluation.read.counts[item.name]
        lines.append(
            f"{('* ' if item.scored else '  ') + item.name:52s}{raw.tp + raw.fn:5d}"
            f"{raw.precision:7.3f}{raw.recall:7.3f}{raw.f1:7.3f}"
            f"{'':26s}{read.precision:5.3f}{read.recall:7.3f}{read.f1:7.3f}"
        )
    lines.append(
        f"macro F1: raw {evaluation.raw.macro:.3f}, with {evaluation.read.overridden} documented cells "
        f"{evaluation.read.macro:.3f}"
    )
    for name, scores in evaluation.articles.items():
        counts = scores.counts
        lines += [
            "",
            f"{name}: clause P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.3f} "
            f"({counts.tp} of {counts.tp + counts.fn} found, {counts.fp} more); "
            f"wording {scores.wording:.3f} of {scores.graded} graded",
            *_confusion(scores.confusion),
        ]
    if disagreements:
        lines += ["", "Disagreements with DESTA's codes, documented slips set right:"]
        lines += _listed(evaluation.read.disagreements)
        for name, scores in evaluation.articles.items():
            lines += ["", f"Disagreements with {name}:", *_listed(scores.disagreements)]
    lines += [f"not coded: {sentence}" for sentence in evaluation.skipped]
    return "\n".join(lines) + "\n"


def _confusion(confusion: Mapping[tuple[Wording, Wording], int]) -> list[str]:
    if not confusion:
        return []
    head = "   human \\ coder " + "".join(f"{grade:>7}" for grade in WORDINGS)
    rows = [
        f"   {human:>13} " + "".join(f"{confusion.get((human, ours), 0):7d}" for ours in WORDINGS)
        for human in WORDINGS[1:]
    ]
    return [head, *rows]


def _listed(disagreements: Sequence[Disagreement]) -> list[str]:
    if not disagreements:
        return ["   none"]
    return [
        f"   {one.what} | {one.where} | human {one.human}"
        + (f" «{one.human_evidence}»" if one.human_evidence else "")
        + f" | coder {one.coder}"
        + (f" «{one.evidence}»" if one.evidence else "")
        for one in disagreements
    ]


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise SourcesMissing(
            f"There is no {path.name} in {path.parent}; name the sources folder with --sources."
        ) from error


def _wording(text: str) -> Wording:
    for wording in WORDINGS:
        if wording == text.strip().lower():
            return wording
    return "none"


def texts_of(paths: Iterable[Path]) -> list[Path]:
    """Files named or held by the folders named, in order and without doubles.

    Raises:
        SourcesMissing: When one is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(p for p in sorted(path.rglob("*")) if p.suffix.lower() in _SUFFIXES)
        elif path.exists():
            found[path] = None
        else:
            raise SourcesMissing(f"There is no file {path}; check the path.")
    return list(found)


_SUFFIXES = {".xml", ".pdf", ".docx", ".html", ".htm", ".md", ".txt"}
