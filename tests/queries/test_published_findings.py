"""What others have published of fragmentation, held against our figures: the table in `docs/methods.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from clauseway.graph.engine import Engine, Row
from clauseway.loaders.similarity.collection import compared_chapters
from clauseway.queries.fragmentation_analysis import fragmentation_table
from clauseway.queries.fragmentation_columns import MODELS
from clauseway.queries.fragmentation_measures import agreements_between, ranks_of_agreement
from clauseway.queries.rules_in_force import RuleFacts, rule_facts, rules_in_force
from clauseway.queries.runner import Runner
from clauseway.queries.text_distance import TextDistances, text_distances

TODAY = date(2026, 11, 21)
LEADING = (*MODELS.values(), "korus-fta", "japan-australia-epa")
"""Seven well-known agreements of ours: the five models and the two oldest that others copied most from."""


@pytest.fixture(scope="module")
def facts(grafeo: Engine) -> RuleFacts:
    return rule_facts(Runner(grafeo))


@pytest.fixture(scope="module")
def network(grafeo: Engine) -> dict[str, Row]:
    return {str(row["economy"]): row for row in fragmentation_table(Runner(grafeo), (), TODAY, by="network").rows}


@pytest.fixture(scope="module")
def texts(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> TextDistances:
    return text_distances(compared_chapters(shared_data, (), 2, tmp_path_factory.mktemp("kept"))[0])


def held(facts: RuleFacts, day: date) -> dict[str, frozenset[str]]:
    """Clause types surely held by each agreement in force, of those that hold any."""
    rules = rules_in_force(facts, day)
    every = {
        agreement: frozenset(clause for clause, rank in ranks_of_agreement(rules, agreement).items() if rank)
        for agreement in agreements_between(rules)
    }
    return {agreement: found for agreement, found in every.items() if found}


def place(network: Mapping[str, Row], economy: str, measure: str) -> int:
    """Rank of an economy by a measure, 1 for the highest; equals share the better place."""
    values = [value for row in network.values() if isinstance(value := row[measure], int | float)]
    own = network[economy][measure]
    assert isinstance(own, int | float)
    return 1 + sum(value > own for value in values)


def test_of_all_that_seven_leading_agreements_say_hardly_anything_is_common(facts: RuleFacts) -> None:
    """Asian Trade Centre: two of sixteen provisions, the duty moratorium and cooperation."""
    said = [found for agreement, found in held(facts, TODAY).items() if agreement in LEADING]
    assert len(said) == 7
    common = said[0].intersection(*said)
    assert "customs-duties-electronic-transmissions" in common
    assert len(common) <= 3 < 40 <= len(said[0].union(*said))
    silent = [agreement for agreement in LEADING if "cooperation-general" not in held(facts, TODAY)[agreement]]
    assert silent == ["korus-fta"]


def test_even_the_widest_seven_share_a_fifth_of_what_they_say(facts: RuleFacts) -> None:
    read = {agreement: found for agreement, found in held(facts, TODAY).items() if agreement in facts.read_whole}
    trade = [agreement for agreement in read if "depa" not in agreement and "dpa" not in agreement]
    widest = sorted(trade, key=lambda agreement: (-len(read[agreement]), agreement))[:7]
    sets = [read[agreement] for agreement in widest]
    common = sets[0].intersection(*sets)
    assert {"customs-duties-electronic-transmissions", "cooperation-general"} <= common
    assert len(common) / len(sets[0].union(*sets)) <= 0.25


@pytest.mark.parametrize("day", [date(2017, 5, 31), TODAY])
def test_cooperation_and_the_moratorium_are_the_most_frequent_clause_types(facts: RuleFacts, day: date) -> None:
    """Monteiro and Teh, on agreements in force in May 2017: promotion, cooperation and the moratorium."""
    counted = Counter(clause for found in held(facts, day).values() for clause in found)
    first, second, third = counted.most_common(3)
    assert {first[0], second[0]} == {"cooperation-general", "customs-duties-electronic-transmissions"}
    assert second[1] >= third[1]


@pytest.mark.parametrize(
    ("day", "published"), [(date(2018, 12, 31), 78), (date(2020, 12, 31), 105)], ids=["froese", "willemyns"]
)
def test_the_number_of_agreements_with_digital_rules_is_of_the_published_size(
    facts: RuleFacts, day: date, published: int
) -> None:
    assert published / 1.5 <= len(held(facts, day)) <= published * 1.5


def test_china_has_no_more_agreements_than_it_says(facts: RuleFacts, grafeo: Engine) -> None:
    """23 agreements with 30 economies in January 2025, upgrades not counted apart."""
    kinds = {row["agreement"]: row["kind"] for row in Runner(grafeo).rows("agreements")}
    rules = rules_in_force(facts, date(2025, 1, 17))
    own = [a for a in agreements_between(rules) if "CHN" in rules.bound[a] and str(kinds[a]).endswith("-fta")]
    partners = {
        pair[pair[0] == "CHN"]
        for pair in rules.linked()
        if "CHN" in pair and any(agreement in own for agreement, sure in rules.shared(*pair) if sure)
    }
    assert 15 <= len(own) <= 23
    assert 20 <= len(partners) <= 30


def test_the_agreements_of_new_zealand_that_forbid_localisation_are_the_young_ones(
    facts: RuleFacts, grafeo: Engine
) -> None:
    """Why the 39 of 40 agreements of the DATBA index cannot be met: older texts hold no such rule."""
    signed = {row["agreement"]: row["signed"] for row in Runner(grafeo).rows("agreements")}
    rules = rules_in_force(facts, TODAY)
    own = {a: found for a, found in held(facts, TODAY).items() if "NZL" in rules.bound[a] and a in facts.read_whole}
    forbidding = {agreement for agreement, found in own.items() if "data-localisation-ban" in found}
    assert {"cptpp", "depa", "rcep"} <= forbidding
    assert all(isinstance(day := signed[agreement], date) and day.year >= 2016 for agreement in forbidding)
    old = [agreement for agreement in own if isinstance(day := signed[agreement], date) and day.year < 2016]
    assert len(old) >= 3


def test_singapore_is_the_best_promoter_of_rules(network: dict[str, Row]) -> None:
    for measure in ("agreements", "degree", "betweenness", "eigenvector"):
        assert place(network, "SGP", measure) == 1
    assert place(network, "SGP", "weighted_degree") == 2  # Japan's ties are fewer and deeper


def test_japan_australia_and_korea_promote_and_the_united_states_do_less(network: dict[str, Row]) -> None:
    assert all(place(network, economy, "eigenvector") <= 5 for economy in ("JPN", "AUS", "KOR"))
    assert place(network, "USA", "eigenvector") > 20
    assert place(network, "USA", "degree") > place(network, "CHN", "degree")


def test_the_united_states_are_the_best_maker_among_states_and_singapore_is_not(texts: TextDistances) -> None:
    heard = {economy: maker.lead for economy, maker in texts.makers.items() if maker.chapters >= 3}
    ordered = sorted(heard, key=lambda economy: -heard[economy])
    assert ordered[:2] == ["EUU", "USA"]  # the Union is no state, and copies itself in seven texts
    assert 0 < heard["SGP"] < heard["USA"]


def test_japan_and_australia_make_rules_too_and_korea_and_china_take_them(texts: TextDistances) -> None:
    lead = {economy: maker.lead for economy, maker in texts.makers.items()}
    assert lead["JPN"] > 0
    assert lead["AUS"] > 0
    assert lead["KOR"] < 0
    assert lead["CHN"] < lead["USA"]
    assert lead["CHN"] < 0  # the study calls China a weaker maker; its texts after 2016 are not among ours
    assert texts.makers["CHN"].chapters == 3


def test_most_texts_take_a_sizeable_part_from_one_other(texts: TextDistances) -> None:
    """Allee and Elsig, on whole agreements; a digital chapter is younger and has fewer precedents."""
    shares = sorted(copied.share for copied in texts.copied.values())
    assert 0.4 <= shares[len(shares) // 2] <= 0.5
    assert texts.copied["us-colombia-tpa"].agreement == "us-peru-tpa"
    assert texts.copied["us-colombia-tpa"].share == pytest.approx(0.987, abs=0.001)
    assert sum(share >= 0.8 for share in shares) >= 3


def test_agreements_with_the_same_words_have_the_same_rules(grafeo: Engine, texts: TextDistances) -> None:
    """Two measures that know nothing of each other agree: readers graded what the shingles call a copy."""
    table = fragmentation_table(Runner(grafeo), (), TODAY, by="agreement", texts=texts)
    (row,) = [row for row in table.rows if row["agreement"] == "us-colombia-tpa"]
    assert row["near"] == row["near_text"] == "us-peru-tpa"
    assert row["distance"] == 0
    jaccard = row["jaccard"]
    assert isinstance(jaccard, float)
    assert jaccard > 0.95
