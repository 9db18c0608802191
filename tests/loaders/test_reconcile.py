"""Sources that do not fit together are refused or told, with the place of each; nothing is settled in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clauseway.loaders.build import read_sources
from clauseway.loaders.dataset import Dataset, Provision
from clauseway.loaders.problems import Problem, SourceError
from clauseway.ontology.strength import Enforcement, Verification, Wording

type Change = Callable[[str, str, str], None]

AGREEMENTS = "facts/agreements.csv"
DATES = "facts/recalled_dates.csv"


def read(folder: Path) -> tuple[Dataset, list[Problem]]:
    return read_sources(folder, lambda _stage: None, readings=folder / "readings")


def refusals(folder: Path) -> list[Problem]:
    with pytest.raises(SourceError) as caught:
        read(folder)
    return caught.value.problems


def refusal(folder: Path) -> Problem:
    (problem,) = refusals(folder)
    assert str(problem).startswith(f"{problem.file}:{problem.line}: error: ")
    return problem


def append(folder: Path, file: str, *lines: str) -> int:
    """Add rows; the line of the first one."""
    path = folder / file
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "".join(line + "\n" for line in lines), encoding="utf-8")
    return before.count("\n") + 1


def provision(dataset: Dataset, key: str) -> Provision:
    return next(p for p in dataset.provisions if p.id == key)


def test_the_made_up_sources_are_sound(small_read: tuple[Dataset, list[Problem]]) -> None:
    dataset, problems = small_read
    assert [slug for slug in sorted(dataset.agreements) if not slug.startswith("desta-")] == [
        "srec-mou-pcn", "srec-mou-tkl", "srec-mous", "test-agreement-a", "test-agreement-a-upgrade",
        *(f"test-agreement-{letter}" for letter in "bcd"), "test-model-law", "tota-9003",
    ]  # fmt: skip
    assert len([p for p in dataset.provisions if p.coding.origin.source != "machine-coded"]) == 11
    assert {p.severity for p in problems} == {"info", "warning"}


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("facts/coverage.csv", "test-agreement-x,smes,1.1,Small Firms,hard,,page"),
        ("facts/chapter_articles.csv", "test-agreement-x,1.1,S,,smes,hard,full,9,,en,primary-text,t,"),
        ("facts/secondary_articles.csv", "test-agreement-x,1.1,Source Code,A fact,hard,page,secondary"),
        ("facts/recalled_coverage.csv", "test-agreement-x,smes,1.1,S,soft,,,n,recalled"),
        ("facts/recalled_check.csv", "test-agreement-x,smes,1.1,confirmed,,page"),
        ("facts/recalled_dates.csv", "test-agreement-x,signed,,2020-01-01,recalled"),
        ("readings/links.csv", "test-agreement-a,test-agreement-x,amends,2020-01-01,,n,page"),
        ("readings/links.csv", "test-agreement-x,test-agreement-a,amends,2020-01-01,,n,page"),
        ("readings/deferrals.csv", "test-agreement-x,4.1,2,PCN,duty,5,,,party,b,n,page"),
    ],
)
def test_a_fact_on_an_unknown_agreement_is_refused_with_the_nearest_one(sources: Path, file: str, row: str) -> None:
    line = append(sources, file, row)
    problem = refusal(sources)
    assert (problem.file, problem.line) == (file, line)
    assert "'test-agreement-x' is not a known agreement" in problem.text
    assert problem.advice.startswith("Did you mean 'test-agreement-")


def test_an_agreement_defined_twice_is_refused_naming_both_places(sources: Path) -> None:
    line = append(
        sources, "facts/agreements_more.csv",
        "test-agreement-a,Again,bilateral FTA,PCN|SJM,2020,2021,in force,none,n/a,test data",
    )  # fmt: skip
    problem = refusal(sources)
    assert (problem.file, problem.line) == ("facts/agreements_more.csv", line)
    assert "facts/agreements.csv:2" in problem.text


def test_the_same_place_coded_twice_by_one_source_is_refused_naming_both_places(sources: Path) -> None:
    line = append(sources, "facts/coverage.csv", "test-agreement-a,online-consumer-protection,3.1,Again,soft,,page")
    problem = refusal(sources)
    assert (problem.file, problem.line) == ("facts/coverage.csv", line)
    assert "'test-agreement-a/3.1/online-consumer-protection' is already coded at facts/coverage.csv:2" in problem.text


def test_a_recalled_coding_given_twice_is_refused(sources: Path) -> None:
    line = append(sources, "facts/recalled_coverage.csv", "test-agreement-d,smes,7.1,Again,hard,,,n,recalled")
    problem = refusal(sources)
    assert problem.line == line
    assert "already on line 3" in problem.text


def test_a_deferral_of_a_place_nobody_coded_is_refused(sources: Path) -> None:
    line = append(sources, "readings/deferrals.csv", "test-agreement-a,8.8,1,TKL,duty,5,,,party,b,n,page")
    problem = refusal(sources)
    assert (problem.file, problem.line) == ("readings/deferrals.csv", line)
    assert "test-agreement-a 8.8 1" in problem.text


def test_a_deferral_for_an_economy_that_is_no_party_is_refused(sources: Path) -> None:
    line = append(sources, "readings/deferrals.csv", "test-agreement-a,4.1,2,SJM,duty,5,,,party,b,n,page")
    problem = refusal(sources)
    assert (problem.file, problem.line) == ("readings/deferrals.csv", line)
    assert "SJM is no Party of test-agreement-a" in problem.text


def test_a_deferral_that_counts_from_an_undated_entry_into_force_is_refused(sources: Path) -> None:
    line = append(sources, "readings/deferrals.csv", "test-agreement-d,7.1,,SJM,duty,5,,,party,b,n,page")
    problem = refusal(sources)
    assert problem.line == line
    assert "not dated" in problem.text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("test-agreement-a,4.1,2,PCN,duty,,,,party,b,n,page", "years or an event"),
        ("test-agreement-a,4.1,2,PCN,duty,5,,,,b,n,page", "counts_from"),
        ("Test-Agreement,4.1,2,PCN,duty,5,,,party,b,n,page", "'Test-Agreement'"),
    ],
)
def test_a_row_that_makes_no_record_is_refused_with_its_line(sources: Path, row: str, words: str) -> None:
    line = append(sources, "readings/deferrals.csv", row)
    problem = refusal(sources)
    assert (problem.file, problem.line) == ("readings/deferrals.csv", line)
    assert words in str(problem)


def test_years_that_are_no_number_are_refused(sources: Path) -> None:
    line = append(sources, "readings/deferrals.csv", "test-agreement-a,4.1,2,PCN,duty,five,,a review,party,b,n,page")
    problem = refusal(sources)
    assert problem.line == line
    assert "'five'" in problem.text


def test_a_deferral_is_counted_from_the_partys_own_first_day(small_read: tuple[Dataset, list[Problem]]) -> None:
    found = {(d.economy, d.provision.rpartition("/")[2]): d for d in small_read[0].deferrals}
    delay = found["TKL", "cross-border-data-transfer"]
    assert (delay.until, delay.may_extend_until) == (date(2027, 3, 1), date(2030, 3, 1))


def test_a_deferral_may_be_counted_from_the_agreements_first_day(sources: Path, change: Change) -> None:
    change("readings/deferrals.csv", ",party,footnote", ",agreement,footnote")
    dataset, _ = read(sources)
    delay = next(d for d in dataset.deferrals if d.until)
    assert (delay.economy, delay.until) == ("TKL", date(2026, 2, 1))


def test_a_period_counts_from_the_last_day_of_a_date_known_to_the_month(sources: Path, change: Change) -> None:
    change(AGREEMENTS, "TKL 2022-03-01", "TKL 2022-03")
    delay = next(d for d in read(sources)[0].deferrals if d.until)
    assert delay.until == date(2027, 3, 31)


def test_a_star_puts_off_every_party(small_read: tuple[Dataset, list[Problem]]) -> None:
    found = [d for d in small_read[0].deferrals if d.record.economy == "*"]
    assert [d.economy for d in found] == ["NFK", "PCN", "TKL"]
    assert {d.until for d in found} == {None}


def test_a_recalled_date_fills_a_gap_and_is_marked(small_read: tuple[Dataset, list[Problem]]) -> None:
    dataset, _ = small_read
    filled = {p.economy: p for p in dataset.participations if p.agreement == "test-agreement-d"}
    assert filled["TKL"].since is not None
    assert filled["TKL"].since.first == date(2019, 1, 1)
    assert filled["TKL"].verification is Verification.RECALLED
    assert filled["SJM"].since is None, "the date was recalled for the other Party"
    agreement = dataset.agreements["test-agreement-d"]
    assert agreement.signed is not None
    assert agreement.signed.first == date(2018, 6, 30)
    assert agreement.date_verification is Verification.RECALLED


def test_a_recalled_date_never_overwrites_a_known_day(small_read: tuple[Dataset, list[Problem]]) -> None:
    dataset, problems = small_read
    party = next(p for p in dataset.participations if (p.agreement, p.economy) == ("test-agreement-a", "TKL"))
    assert party.since is not None
    assert party.since.first == date(2022, 3, 1)
    assert party.verification is Verification.SECONDARY
    told = next(p for p in problems if "contradicts" in p.text)
    assert (told.severity, told.file, told.line) == ("warning", DATES, 4)
    assert "facts/agreements.csv:2" in told.text
    assert "2023-03-01" in told.text
    assert "2022-03-01" in told.text


def test_a_signature_that_contradicts_is_a_warning_naming_both_places(sources: Path) -> None:
    line = append(sources, DATES, "test-agreement-a,signed,,2020-01-16,recalled")
    dataset, problems = read(sources)
    signed = dataset.agreements["test-agreement-a"].signed
    assert signed is not None
    assert signed.first == date(2020, 1, 15)
    told = next(p for p in problems if p.line == line and p.file == DATES)
    assert told.severity == "warning"
    assert "facts/agreements.csv:2" in told.text


def test_a_recalled_day_sharpens_a_year_it_lies_in(sources: Path) -> None:
    line = append(sources, DATES, "test-agreement-b,in_force,PCN,2020-09-01,recalled")
    dataset, problems = read(sources)
    party = next(p for p in dataset.participations if (p.agreement, p.economy) == ("test-agreement-b", "PCN"))
    assert party.since is not None
    assert (party.since.first, party.verification) == (date(2020, 9, 1), Verification.RECALLED)
    assert [p.severity for p in problems if (p.file, p.line) == (DATES, line)] == ["info"]


@pytest.mark.parametrize("value", ["2022-03", "2022"])
def test_a_recalled_month_around_a_known_day_is_no_contradiction(sources: Path, change: Change, value: str) -> None:
    change(DATES, "2023-03-01", value)
    dataset, problems = read(sources)
    assert not [p for p in problems if "contradicts" in p.text]
    party = next(p for p in dataset.participations if (p.agreement, p.economy) == ("test-agreement-a", "TKL"))
    assert party.since is not None
    assert party.since.precision == "day"


def test_a_date_for_an_economy_that_is_no_party_is_refused(sources: Path, change: Change) -> None:
    change(AGREEMENTS, "TKL 2022-03-01", "TKL 2022-03-01; SJM 2023-01-01")
    problem = refusal(sources)
    assert (problem.file, problem.line) == (AGREEMENTS, 2)
    assert "'SJM'" in problem.text


def test_a_recalled_coding_that_a_check_corrected_is_warned_of(small_read: tuple[Dataset, list[Problem]]) -> None:
    told = next(p for p in small_read[1] if "corrects" in p.text)
    assert (told.severity, told.file, told.line) == ("warning", "facts/recalled_coverage.csv", 3)
    assert "facts/recalled_check.csv:2" in told.text


def test_readings_that_yield_are_kept_with_their_provision(small_read: tuple[Dataset, list[Problem]]) -> None:
    dataset, problems = small_read
    found = provision(dataset, "test-agreement-b/9.2/paperless-trading")
    assert found.coding.wording is Wording.SOFT
    assert [str(other.origin) for other in found.others] == ["facts/coverage.csv:4", "facts/recalled_coverage.csv:2"]
    assert [p.file for p in problems if found.id in p.text] == ["facts/coverage.csv", "facts/recalled_coverage.csv"]


def test_a_replaced_article_holds_until_the_day_of_its_replacement(small_read: tuple[Dataset, list[Problem]]) -> None:
    ends = {p.id: p.valid_until for p in small_read[0].provisions if p.valid_until}
    assert ends == {"test-agreement-b/9.1/scope-definitions": date(2021, 2, 1)}


@pytest.mark.parametrize(("pattern", "count"), [("9.*", 4), ("9.1|9.2", 2), ("9", 0), ("9.10", 0)])
def test_replaced_articles_are_named_one_by_one_or_by_their_beginning(
    sources: Path, change: Change, pattern: str, count: int
) -> None:
    change("readings/links.csv", ",9.1,", f",{pattern},")
    assert len([p for p in read(sources)[0].provisions if p.valid_until]) == count


def test_enforcement_comes_from_the_coding_then_the_article_then_the_agreement(
    small_read: tuple[Dataset, list[Problem]],
) -> None:
    dataset, _ = small_read
    found = {p.id: (p.coding.enforcement, p.coding.basis) for p in dataset.provisions}
    assert found["test-agreement-a/4.1.2/cross-border-data-transfer"] == (Enforcement.FULL, "14.3")
    assert found["test-agreement-a/3.1/online-consumer-protection"] == (Enforcement.EXCLUDED, "3.9")
    assert found["test-agreement-a/3.2/paperless-trading"][0] is Enforcement.FULL
    assert found["test-agreement-d/7.1/smes"][0] is Enforcement.UNKNOWN


def test_articles_are_counted_in_the_order_of_the_agreement(sources: Path) -> None:
    append(
        sources, "facts/coverage.csv",
        *(f"test-agreement-a,smes,{article},S,soft,,page" for article in ("3.10", "3.9", "10.1")),
    )  # fmt: skip
    found = [p.coding.article for p in read(sources)[0].provisions if p.coding.agreement == "test-agreement-a"]
    assert found == ["3.1", "3.2", "3.9", "3.10", "4.1", "4.2", "10.1"]


def test_a_membership_given_twice_is_refused(sources: Path) -> None:
    line = append(sources, "readings/groups.csv", "test-group,Test group,SJM,2020,,,secondary,test data")
    problem = refusal(sources)
    assert problem.line == line
    assert "readings/groups.csv:2" in problem.text


def test_all_errors_of_all_sources_are_told_at_once(sources: Path, change: Change) -> None:
    change(AGREEMENTS, "2020-01-15", "2020-02-30")
    change("facts/coverage.csv", "online-consumer-protection", "online-consumer-protektion")
    change("groups/bri_members.csv", "TKL,", "TKX,")
    assert [p.file for p in refusals(sources)] == [AGREEMENTS, "facts/coverage.csv", "groups/bri_members.csv"]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words", "nearest"),
    [
        (AGREEMENTS, "2020-01-15", "2020-02-30", 2, "'2020-02-30'", "YYYY-MM-DD"),
        (AGREEMENTS, "TKL 2022-03-01", "TKL 2022-13-01", 2, "'2022-13-01'", "YYYY-MM-DD"),
        (AGREEMENTS, "NFK|SJM", "NFX|SJM", 5, "'NFX' is not a known ISO 3166 code", "'NFK'"),
        ("facts/coverage.csv", "online-consumer-protection", "online-consumer-protektion", 2, "clause type",
         "'online-consumer-protection'"),
        ("facts/coverage.csv", ",hard,A duty", ",hardd,A duty", 2, "'hardd'", "'hard'"),
        ("readings/sides.csv", "PCN|NFK", "PCN|NFQ", 2, "'NFQ'", "'NFK'"),
        ("readings/links.csv", "supersedes", "superseeds", 2, "'superseeds'", "'supersedes'"),
        ("readings/deferrals.csv", "dispute-settlement", "dispute-setlement", 3, "'dispute-setlement'",
         "'dispute-settlement'"),
        ("readings/article_enforcement.csv", "excluded", "exluded", 2, "'exluded'", "'excluded'"),
        ("readings/agreement_kinds.csv", "true,full", "true,fully", 2, "'fully'", "'full'"),
        ("readings/agreement_kinds.csv", "true,full", "ja,full", 2, "'ja'", ""),
        ("readings/sides.csv", "test-agreement-a", "test-agreement-x", 2, "not a known agreement", "'test-agreement"),
        ("readings/reading_extent.csv", "agreement-b,digital-chapter", "agreement-b,digital-chaptr", 3,
         "'digital-chaptr'", "'digital-chapter'"),
        ("readings/rcep_paragraphs.csv", "self_judging", "selfjudging", 2, "'selfjudging'", "'self_judging'"),
        ("facts/ksdpa_articles.csv", "original-2022", "original-2023", 2, "'original-2023 current'",
         "'original-2022 current'"),
        ("facts/recalled_dates.csv", "in_force,TKL,2019", "in_fource,TKL,2019", 3, "'in_fource'", "'in_force'"),
        ("groups/block_memberships.csv", "2001-02-03", "2001-02-31", 2, "'2001-02-31'", "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_its_line_and_the_nearest_good_one(
    sources: Path, change: Change, file: str, old: str, new: str, line: int, words: str, nearest: str
) -> None:
    change(file, old, new)
    problem = refusals(sources)[0]
    assert (problem.file, problem.line) == (file, line)
    assert words in problem.text
    assert nearest in problem.advice


def test_a_date_told_as_a_story_is_a_warning_and_stays_unknown(sources: Path, change: Change) -> None:
    change(AGREEMENTS, "2020-01-15", "signed by both sides in spring")
    dataset, problems = read(sources)
    assert dataset.agreements["test-agreement-a"].signed is None
    assert [p.line for p in problems if "story" in p.text and p.severity == "warning"] == [2]


def test_an_agreement_without_a_kind_is_a_warning(sources: Path, change: Change) -> None:
    change("readings/agreement_kinds.csv", "test-agreement-d,bilateral-fta,true,unknown,test data\n", "")
    told = next(p for p in read(sources)[1] if "agreement_kinds" in p.text)
    assert (told.severity, told.file, told.line) == ("warning", "facts/agreements_more.csv", 2)
