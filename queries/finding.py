"""Find things by what people type: codes, names in any script, parts of names, article numbers, typing errors.

An index is made once for a graph and asked often. It knows economies, agreements, clause types, groups, articles and
the queries of the catalogue; who asks gets each with the reason why it was found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clauseway.queries.catalogue import catalogue
from clauseway.queries.names_abroad import names_abroad
from clauseway.queries.runner import Runner

type ThingKind = Literal["economy", "agreement", "clause", "group", "article", "query"]

THING_KINDS: tuple[ThingKind, ...] = ("economy", "agreement", "clause", "group", "article", "query")
"""Kinds of things, in the order in which equally good finds are given."""

CODE, NAME, BEGINS, WORDS, LIKE = range(5)
"""How something was found, the surest first: its code, its whole name, how its name begins, all the words, spelling."""

ENOUGH = 3
"""Finds without typing errors that make a search for typing errors needless."""

LIKENESS = 75.0
"""Least likeness of a name to what was typed, of 100, to be taken for a typing error of it."""

SHORTEST_LIKE = 4
"""Characters below which everything looks like everything."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be found.

    Attributes:
        kind: What it is.
        key: Its key; of an article the key of its first provision.
        name: Its name for people.
        note: A few words more: code, title, number.
        weight: What makes it more likely to be meant: how many agreements, or provisions, it has.
    """

    kind: ThingKind
    key: str
    name: str
    note: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Find:
    """A thing found, how (`CODE` to `LIKE`), and why, in a few words."""

    thing: Thing
    how: int
    why: str


@dataclass(slots=True)
class _Draft:
    """A thing with what it can be found by: codes, names with the reason to give, and words."""

    thing: Thing
    codes: Sequence[str] = ()
    names: Sequence[tuple[str, str]] = ()
    words: Sequence[str] = ()
    found_by_spelling: bool = True


_BETWEEN = re.compile(r"[^\w.]+|_+")
_LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")


def plain(text: str) -> str:
    """A text as it is compared: small letters, without accents and punctuation; a point stays between digits.

    >>> plain("Côte d'Ivoire"), plain("RCEP, Art. 12.15"), plain("中国")
    ('cote d ivoire', 'rcep art 12.15', '中国')
    """
    bare = text.casefold()
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare)
        bare = "".join(character for character in apart if unicodedata.category(character) != "Mn")
        bare = unicodedata.normalize("NFC", bare)
    return " ".join(_LONE_DOT.sub(" ", _BETWEEN.sub(" ", bare)).split())


@dataclass(slots=True)
class NameIndex:
    """What can be found, by code, name and word; it is not changed once made, so threads may share it."""

    things: list[Thing] = field(default_factory=list[Thing])
    _codes: dict[str, list[int]] = field(default_factory=lambda: defaultdict[str, list[int]](list))
    _names: dict[str, list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[int, str]]](list)
    )
    _words: dict[str, set[int]] = field(default_factory=lambda: defaultdict[str, set[int]](set))
    _sorted_names: list[str] = field(default_factory=list[str])
    _sorted_words: list[str] = field(default_factory=list[str])
    _spelled: list[str] = field(default_factory=list[str])

    @classmethod
    def of(cls, runner: Runner) -> NameIndex:
        """The index of a graph; it takes some tenths of a second."""
        index = cls()
        spelled: set[str] = set()
        for draft in _drafts(runner):
            index._add(draft, spelled)
        index._sorted_names, index._sorted_words = sorted(index._names), sorted(index._words)
        index._spelled = sorted(spelled)
        # a look-up must not add to what all threads read
        index._codes, index._names, index._words = dict(index._codes), dict(index._names), dict(index._words)
        return index

    def _add(self, draft: _Draft, spelled: set[str]) -> None:
        number = len(self.things)
        self.things.append(draft.thing)
        for code in draft.codes:
            self._codes[plain(code)].append(number)
        for name, why in draft.names:
            key = plain(name)
            if key and all(other != number for other, _ in self._names[key]):
                self._names[key].append((number, why))
                if draft.found_by_spelling:
                    spelled.add(key)
        for text in (*draft.words, *draft.codes, *(name for name, _ in draft.names)):
            for word in plain(text).split():
                self._words[word].add(number)

    def find(self, typed: str, kinds: Iterable[ThingKind] = THING_KINDS, limit: int | None = None) -> list[Find]:
        """What a text may mean, the likeliest first.

        Args:
            typed: What was typed.
            kinds: Kinds of things wanted.
            limit: Finds at most; None for all.
        """
        asked = plain(typed)
        if not asked:
            return []
        wanted = frozenset(kinds)
        found: dict[int, Find] = {}

        def add(number: int, how: int, why: str) -> None:
            thing = self.things[number]
            if thing.kind in wanted and number not in found:
                found[number] = Find(thing, how, why)

        for number in self._codes.get(asked, ()):
            add(number, CODE, "its code")
        for number, why in self._names.get(asked, ()):
            add(number, NAME, why)
        for name in _beginning_with(self._sorted_names, asked):
            for number, why in self._names[name]:
                add(number, BEGINS, "its name begins so" if why == "its name" else f"begins so: {why}")
        words = asked.split()
        said = "these words" if len(words) > 1 else "this word"
        for number in self._with_words(words):
            add(number, WORDS, f"{_where(self.things[number], words)} {said}")
        sure = any(each.how <= NAME for each in found.values())
        if not sure and len(found) < ENOUGH and len(asked) >= SHORTEST_LIKE:
            for name, likeness in self._spelled_like(asked):
                for number, why in self._names[name]:
                    add(number, LIKE, f"spelled like '{name}' ({likeness:.0f} of 100; {why})")
            if not found and (read := self._read_as(words)):
                words = read
                for number in self._with_words(words):
                    add(number, LIKE, f"read as '{' '.join(words)}'")
        exact = set[int]().union(*(self._words.get(word, set()) for word in words))
        order = sorted(found, key=lambda n: _rank(found[n], n in exact, words))
        return [found[number] for number in order[:limit]]

    def _read_as(self, words: Sequence[str]) -> list[str]:
        """The words, each that begins no word known put right to the likest one; none where one is like no other."""
        from rapidfuzz import fuzz, process

        read: list[str] = []
        for word in words:
            if next(_beginning_with(self._sorted_words, word), None) is not None:
                read.append(word)
                continue
            near = process.extractOne(word, self._sorted_words, scorer=fuzz.ratio, score_cutoff=LIKENESS)
            if near is None or len(word) < SHORTEST_LIKE:
                return []
            read.append(near[0])
        return read

    def _with_words(self, words: Sequence[str]) -> set[int]:
        """Numbers of the things of which each word begins a word."""
        sets = [
            set[int]().union(*(self._words[each] for each in _beginning_with(self._sorted_words, word)))
            for word in words
        ]
        found = sets[0]
        for each in sets[1:]:
            found &= each
        return found

    def _spelled_like(self, asked: str) -> list[tuple[str, float]]:
        from rapidfuzz import fuzz, process

        # the whole of what was typed is held against whole names: "WRatio" would find every name in a long text
        found = process.extract(asked, self._spelled, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=20)
        turned = process.extract(asked, self._spelled, scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS, limit=20)
        best = {name: max(score, other) for name, score, other in _joined(found, turned)}
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:20]


def _joined(
    one: Sequence[tuple[str, float, int]], other: Sequence[tuple[str, float, int]]
) -> Iterator[tuple[str, float, float]]:
    first, second = {name: score for name, score, _ in one}, {name: score for name, score, _ in other}
    for name in first | second:
        yield name, first.get(name, 0.0), second.get(name, 0.0)


def _beginning_with(texts: Sequence[str], beginning: str) -> Iterator[str]:
    """Those of sorted texts that begin in a way.

    >>> list(_beginning_with(["a", "b", "ba", "c"], "b"))
    ['b', 'ba']
    """
    for place in range(bisect_left(texts, beginning), len(texts)):
        if not texts[place].startswith(beginning):
            return
        yield texts[place]


_ELSEWHERE: dict[ThingKind, str] = {
    "economy": "other names together hold",
    "agreement": "its slug holds",
    "clause": "its definition holds",
    "group": "its slug holds",
    "article": "its agreement or clause type holds",
    "query": "its question holds",
}


def _in_name(thing: Thing, words: Sequence[str]) -> bool:
    """Whether each word begins a word of the name."""
    named = plain(thing.name).split()
    return all(any(each.startswith(word) for each in named) for word in words)


def _where(thing: Thing, words: Sequence[str]) -> str:
    return "its name holds" if _in_name(thing, words) else _ELSEWHERE[thing.kind]


def _rank(find: Find, exact_word: bool, words: Sequence[str]) -> tuple[float, ...]:
    thing = find.thing
    likeness = -float(m[1]) if (m := re.search(r"\((\d+) of 100", find.why)) else 0.0
    # words of the name tell more than words of a definition, and the own name more than one in another language
    elsewhere = find.how in (WORDS, LIKE) and not _in_name(thing, words)
    foreign = " name in " in find.why
    kind = THING_KINDS.index(thing.kind)
    return find.how, likeness, foreign, not exact_word, elsewhere, kind, -thing.weight, len(thing.name)


def _drafts(runner: Runner) -> Iterator[_Draft]:
    yield from _economies(runner)
    titles: dict[str, str] = {}
    weights: dict[str, int] = {}
    for row in runner.rows("agreements"):
        slug, title = str(row["agreement"]), str(row["title"])
        titles[slug] = title
        weights[slug] = int(str(row["provisions"])) + int(str(row["parties"]))
        yield _Draft(Thing("agreement", slug, title, slug, weights[slug]), (slug,), ((title, "its title"),))
    labels: dict[str, str] = {}
    definitions = _definitions()
    for row in runner.rows("clauses"):
        slug, label = str(row["clause"]), str(row["label"])
        labels[slug] = label
        thing = Thing("clause", slug, label, slug, int(str(row["provisions"])))
        yield _Draft(thing, (slug,), ((label, "its name"),), (definitions.get(slug, ""),))
    for row in runner.rows("groups"):
        slug, name = str(row["group"]), str(row["name"])
        yield _Draft(Thing("group", slug, name, slug, int(str(row["members"]))), (slug,), ((name, "its name"),))
    yield from _articles(runner, titles, weights, labels)
    for spec in catalogue().values():
        thing = Thing("query", spec.name, spec.title, spec.question)
        yield _Draft(thing, (spec.name,), ((spec.title, "its title"),), (spec.question,), found_by_spelling=False)


def _economies(runner: Runner) -> Iterator[_Draft]:
    rows = runner.rows("economies")
    abroad: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name, language in names_abroad({str(row["iso2"]): str(row["economy"]) for row in rows if row["iso2"]}):
        abroad[code].append((name, f"its name in {language}: {name}"))
    for row in rows:
        code, name = str(row["economy"]), str(row["name"])
        aliases = [alias for alias in str(row["aliases"] or "").split("|") if alias]
        names = [(name, "its name"), *((alias, f"also called {alias}") for alias in aliases), *abroad[code]]
        codes = (code, str(row["iso2"])) if row["iso2"] else (code,)
        yield _Draft(Thing("economy", code, name, code, int(str(row["agreements"]))), codes, names)


def _articles(
    runner: Runner, titles: dict[str, str], weights: dict[str, int], labels: dict[str, str]
) -> Iterator[_Draft]:
    """An article is found by agreement, number, title, and the clause types it is about."""
    of_article: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in runner.rows("provisions_on_clauses"):
        if row["article"]:
            texts = {name: str(row[name] or "") for name in ("provision", "paragraph", "title", "clause")}
            of_article[str(row["agreement"]), str(row["article"])].append(texts)
    for (slug, number), rows in of_article.items():
        title = next((row["title"] for row in rows if row["title"]), "") or labels[rows[0]["clause"]]
        clauses = list(dict.fromkeys(labels[row["clause"]] for row in rows))
        paragraphs = [f"{number}.{row['paragraph']}" for row in rows if row["paragraph"]]
        thing = Thing("article", rows[0]["provision"], f"{slug} {number} {title}", "; ".join(clauses), weights[slug])
        # its title is no name: hundreds of articles share one, and would stand before the clause type of that name
        yield _Draft(thing, (f"{slug} {number}",), (), (title, titles[slug], *paragraphs, *clauses, "article"))


def _definitions() -> dict[str, str]:
    """What each clause type is, in the words of the vocabulary, by slug."""
    from clauseway.ontology import VOCABULARY_FOLDER
    from clauseway.ontology.namespaces import SKOS
    from clauseway.ontology.turtle import read_descriptions

    found = read_descriptions(VOCABULARY_FOLDER / "clause-types.ttl").values()
    return {
        each.text(f"{SKOS}notation"): each.text(f"{SKOS}definition", language="en")
        for each in found
        if each.iris(f"{SKOS}inScheme")
    }
