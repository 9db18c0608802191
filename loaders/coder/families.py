"""Guards against rules that fit one treaty: families of treaties, and what is found without a family's own cues.

The rules have no fitted numbers, so there is nothing to train on a fold. What can be tested is each cue: on which
families of treaties does it rest, and what would the others have found in a family if the cues that rest on it
alone had never been written?
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clauseway.loaders.coder.coding import QUALIFIERS, Coding
from clauseway.loaders.coder.lexicon import lexicon
from clauseway.loaders.coder.scope import gate, places
from clauseway.loaders.coder.treaty import code_document
from clauseway.loaders.texts.document import Document

SHARED = 0.35
"""Share of the shorter text's five-word runs that makes two digital texts relatives."""


@dataclass(frozen=True, slots=True)
class FamilyReport:
    """What the cues rest on.

    Attributes:
        families: Names of files, by family, the largest first.
        support: Number of families by cue.
        lone: Cues that one family alone supports, with that family's first file.
        kept: Share of the findings (clause and article) of each family that remain when the cues that only that
            family supports are silenced, by its first file.
    """

    families: tuple[tuple[str, ...], ...]
    support: dict[str, int]
    lone: dict[str, str]
    kept: dict[str, float]


def families(documents: Sequence[Document]) -> tuple[tuple[str, ...], ...]:
    """Digital texts joined with those they share much wording with, directly or through others."""
    runs = {document.file: _runs(document) for document in documents}
    files = [file for file, shingles in runs.items() if shingles]
    head = {file: file for file in files}

    def root(file: str) -> str:
        while head[file] != file:
            file = head[file]
        return file

    for position, one in enumerate(files):
        for other in files[position + 1 :]:
            smaller = min(len(runs[one]), len(runs[other]))
            if len(runs[one] & runs[other]) >= SHARED * smaller:
                head[root(other)] = root(one)
    grouped: dict[str, list[str]] = defaultdict(list)
    for file in files:
        grouped[root(file)].append(file)
    return tuple(sorted((tuple(group) for group in grouped.values()), key=lambda group: (-len(group), group)))


def family_report(documents: Sequence[Document]) -> FamilyReport:
    """Code each family with and without the cues that it alone supports.

    Args:
        documents: Treaties with digital rules; others are passed over.
    """
    groups = families(documents)
    by_file = {document.file: document for document in documents}
    codings = {file: code_document(by_file[file]) for group in groups for file in group}
    resting: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for file in group:
            for cue in _cues(codings[file]):
                resting[cue].add(number)
    lone = {cue: groups[next(iter(numbers))][0] for cue, numbers in resting.items() if len(numbers) == 1}
    kept: dict[str, float] = {}
    for group in groups:
        silenced = frozenset(cue for cue, first in lone.items() if first == group[0])
        before = {key for file in group for key in _found(codings[file])}
        after: set[tuple[str, str, str]] = set()
        for file in group:
            cues = lexicon(by_file[file].language).without(silenced)
            after |= _found(code_document(by_file[file], cues=cues))
        kept[group[0]] = len(before & after) / len(before) if before else 1.0
    return FamilyReport(groups, {cue: len(numbers) for cue, numbers in sorted(resting.items())}, lone, kept)


def text_of(report: FamilyReport, digital: Mapping[str, str] | None = None) -> str:
    """The report as plain text.

    Args:
        report: The report.
        digital: Names of treaties by file, to print beside the files.
    """
    names = digital or {}
    once = sorted(report.lone)
    lines = [f"{sum(map(len, report.families))} digital texts in {len(report.families)} families"]
    lines.append(f"{len(report.support)} cues fired; {len(once)} rest on one family alone:")
    lines += [f"   {cue} ({names.get(report.lone[cue], report.lone[cue])})" for cue in once]
    lines.append("Share of a family's findings that remain without the cues that rest on it alone:")
    lines += [f"   {share:.3f} {names.get(file, file)}" for file, share in report.kept.items()]
    total = sum(report.kept.values()) / len(report.kept) if report.kept else 0.0
    lines.append(f"mean over families {total:.3f}")
    return "\n".join(lines) + "\n"


def _runs(document: Document) -> frozenset[tuple[str, ...]]:
    cues = lexicon(document.language)
    words: list[str] = []
    for place in places(document, cues, gate(document, cues)):
        if place.reach != "outside":
            words += re.findall(r"\w+", place.article.text.lower())
    return frozenset(zip(*(words[shift:] for shift in range(5)), strict=False))


def _cues(codings: Sequence[Coding]) -> set[str]:
    return {cue for coding in codings for cue in coding.rule.split("+") if re.search(r"-\d+$", cue)}


def _found(codings: Sequence[Coding]) -> set[tuple[str, str, str]]:
    return {
        (coding.file, coding.article, coding.clause)
        for coding in codings
        if coding.clause not in QUALIFIERS and coding.clause != "data-flow-outside-chapter"
    }
