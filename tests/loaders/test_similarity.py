"""Likeness of texts: laws of the arithmetic, order in time, makers and takers, and figures known from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauseway.loaders.similarity.collection import ComparedChapter, NoDigitalChapter, compared_chapters
from clauseway.loaders.similarity.digital_chapters import digital_chapter
from clauseway.loaders.similarity.precedents import DatedText, copied_share, like, likenesses, voices
from clauseway.loaders.similarity.shingles import jaccard, share, shared_counts, shingles, words

sets = st.dictionaries(st.text("xyz", min_size=1), st.frozensets(st.text("abc", min_size=1, max_size=2)), max_size=6)

CHAPTER = """<treaty><meta><name>{name}</name><date_signed>{signed}</date_signed><language>en</language>
<parties><partyisocode>{one}</partyisocode><partyisocode>{other}</partyisocode></parties></meta><body>
<chapter name="Electronic Commerce" number="Chapter 9"><article number="9.1" name="Duties">{body}</article>
<article number="9.2" name="Paper">Parties may keep paper where their own law asks for paper forms.</article>
</chapter></body></treaty>"""
FIRST = "Neither Party shall levy duties on what is sent from one to the other by wire."
SECOND = "Neither Party shall levy duties on what is sent from one to the other, ever again."


def text(key: str, held: str, signed: int | None, parties: str = "A B", agreement: str = "") -> DatedText:
    day = date(signed, 6, 1) if signed else None
    return DatedText(key, agreement or key, "en", day, day, tuple(parties.split()), frozenset(held))


@given(sets)
def test_the_index_counts_what_each_two_sets_share(given_sets: Mapping[str, frozenset[str]]) -> None:
    names = list(given_sets)
    counts = shared_counts(given_sets)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            assert counts.get((one, other), 0) == len(given_sets[one] & given_sets[other])


@given(st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9)))
def test_jaccard_is_even_handed_and_never_above_the_copied_share(one: frozenset[int], other: frozenset[int]) -> None:
    shared = len(one & other)
    found = jaccard(len(one), len(other), shared)
    assert found == jaccard(len(other), len(one), shared)
    assert 0 <= found <= share(len(one), shared) <= 1


def test_a_text_of_fewer_than_five_words_is_like_nothing() -> None:
    assert shingles(words("No Party shall tax")) == frozenset()


def test_only_a_text_surely_signed_before_is_a_precedent() -> None:
    early, late, undated = text("early", "abcd", 2004), text("late", "abcx", 2010), text("undated", "abxy", None)
    best = copied_share(likenesses([late, undated, early]))
    assert best["late"].other.key == "early"
    assert best["late"].copied == 0.75
    assert "early" not in best
    assert best["undated"].other.key == "late", "a draft without a day comes after all that have one"


def test_a_year_alone_does_not_settle_which_text_came_first() -> None:
    exact = text("exact", "abcd", 2015)
    vague = DatedText("vague", "vague", "en", date(2015, 1, 1), date(2015, 12, 31), (), frozenset("abcd"))
    assert not exact.after(vague)
    assert not vague.after(exact)
    assert like(exact, [vague], earlier_only=True) == []
    assert len(like(exact, [vague])) == 1


def test_versions_of_one_agreement_and_other_languages_are_not_compared() -> None:
    one, version = text("one", "abcd", 2004), text("two", "abcd", 2010, agreement="one")
    foreign = DatedText("es", "es", "es", date(2012, 1, 1), date(2012, 1, 1), (), frozenset("abcd"))
    assert likenesses([one, version, foreign]) == []


def test_the_party_whose_words_return_leads_and_the_other_follows() -> None:
    found = voices([text("one", "abcd", 2004, "US PE"), text("two", "abcx", 2006, "US CO")])
    by_economy = {voice.economy: voice for voice in found}
    assert (by_economy["US"].own, by_economy["US"].alone, by_economy["US"].lead) == (0.75, 0.75, 0.75)
    assert (by_economy["CO"].own, by_economy["CO"].lead) == (0.0, -0.75)
    assert {voice.text.key for voice in found} == {"two"}, "nobody leads where nobody has a past"


@pytest.fixture
def two_texts(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    one.write_text(CHAPTER.format(name="One", signed="2004-05-06", one="AUS", other="SGP", body=FIRST))
    two.write_text(CHAPTER.format(name="Two", signed="2006-05-06", one="AUS", other="CHL", body=SECOND))
    return one, two


def test_chapters_are_read_dated_and_kept(two_texts: tuple[Path, Path], tmp_path: Path) -> None:
    cache = tmp_path / "kept"
    chapters, problems = compared_chapters(None, two_texts[::-1], cache=cache)
    assert problems == []
    assert [(c.title, c.text.signed, c.text.parties) for c in chapters] == [
        ("One", date(2004, 5, 6), ("AUS", "SGP")),
        ("Two", date(2006, 5, 6), ("AUS", "CHL")),
    ]
    assert len(list(cache.rglob("*.json"))) == 2
    assert compared_chapters(None, two_texts[::-1], cache=cache)[0] == chapters


def test_a_damaged_kept_chapter_is_read_anew(two_texts: tuple[Path, Path], tmp_path: Path) -> None:
    cache = tmp_path / "kept"
    before = digital_chapter(two_texts[0], cache)
    (kept,) = cache.rglob("*.json")
    kept.write_text('{"title": "cut of')
    assert digital_chapter(two_texts[0], cache) == before


def test_texts_without_a_digital_chapter_are_named_in_one_sentence(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("Article 1\nGoods cross the border.\n")
    with pytest.raises(NoDigitalChapter, match=r"None of the texts holds a digital chapter"):
        compared_chapters(None, [plain])


def stored_words(path: Path) -> frozenset[str]:
    """Shingles of the digital chapter of a ToTA file as it is stored: bodies of articles, nothing moved."""
    for chapter in ElementTree.parse(path).iter("chapter"):
        if "electronic commerce" in chapter.get("name", "").lower():
            return shingles(words(" ".join(article.text or "" for article in chapter.iter("article"))))
    raise AssertionError(f"{path.name} has no chapter of that name")


def test_published_figures_come_out_of_the_stored_words(shared_data: Path) -> None:
    tota = shared_data / "tota" / "xml"
    tpp, china, safta, colombia, peru, taiwan, cafta = (
        stored_words(tota / f"pta_{n}.xml") for n in (449, 141, 54, 342, 156, 386, 23)
    )
    rcep = shingles(words((shared_data / "texts" / "rcep_ch12_electronic_commerce.txt").read_text("utf-8")))

    def alike(one: frozenset[str], other: frozenset[str]) -> float:
        return jaccard(len(one), len(other), len(one & other))

    assert alike(tpp, rcep) == pytest.approx(0.133, abs=0.0005)
    assert alike(china, safta) == pytest.approx(0.235, abs=0.0015)
    assert share(len(colombia), len(colombia & peru)) == pytest.approx(0.987, abs=0.0005)
    assert share(len(taiwan), len(taiwan & cafta)) == pytest.approx(0.898, abs=0.0005)


@pytest.fixture(scope="module")
def of_the_sources(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[ComparedChapter]:
    return compared_chapters(shared_data, [], 2, tmp_path_factory.mktemp("kept"))[0]


def test_the_reader_gives_nearly_the_published_figures(of_the_sources: list[ComparedChapter]) -> None:
    texts = {re.sub(r"\.\w+$", "", c.text.key): c.text for c in of_the_sources}
    pairs = {frozenset((p.one.key, p.other.key)): p for p in likenesses(list(texts.values()))}
    copied = copied_share(pairs.values())
    tpp_rcep = pairs[frozenset(("pta_449.xml", "rcep_all_chapters.pdf"))]
    assert tpp_rcep.jaccard == pytest.approx(0.133, abs=0.005)
    assert pairs[frozenset(("pta_141.xml", "pta_54.xml"))].jaccard == pytest.approx(0.235, abs=0.005)
    assert copied["pta_342.xml"].other.key == "pta_156.xml"
    assert copied["pta_342.xml"].copied == pytest.approx(0.987, abs=0.001)
    assert copied["pta_386.xml"].other.key == "pta_23.xml"
    assert copied["pta_386.xml"].copied == pytest.approx(0.898, abs=0.01)


def test_the_united_states_make_rules_and_korea_takes_them(of_the_sources: list[ComparedChapter]) -> None:
    leads: dict[str, list[float]] = {}
    for voice in voices([c.text for c in of_the_sources]):
        leads.setdefault(voice.economy, []).append(voice.lead)
    mean = {economy: sum(values) / len(values) for economy, values in leads.items()}
    # The Union aside, whose model text of 2008 goes into each later agreement, the United States lead.
    assert max((e for e in mean if len(leads[e]) >= 5 and e != "EUU"), key=lambda e: mean[e]) == "USA"
    assert mean["EUU"] > mean["AUS"] > 0 > mean["KOR"] > mean["PAN"]
