"""What is found in a whole treaty, and where the coder must find nothing. All sentences are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from clauseway.loaders.coder.coding import COLUMNS, NOT_DIGITAL_ALONE, Coding, Trial
from clauseway.loaders.coder.lexicon import LexiconFaulty, coder_version, languages, lexicon, parse
from clauseway.loaders.coder.treaty import code_document
from clauseway.loaders.texts.document import Document, Footnote

type Treaty = Callable[..., Document]

CHAPTER = "Electronic Commerce"


def found(codings: list[Coding], article: str = "") -> dict[str, str]:
    """Wording by clause, of one article or of all."""
    return {c.clause: c.wording for c in codings if not article or c.article == article}


@pytest.mark.parametrize(
    ("title", "words", "clause", "wording"),
    [
        ("Customs Duties", "No Party shall levy customs duties on downloads.",
         "customs-duties-electronic-transmissions", "hard"),
        ("Transparency", "Each Party shall publish its rules on online trade.", "transparency", "hard"),
        ("Electronic Signatures", "A Party shall not refuse a signature for being electronic.",
         "electronic-authentication-signatures", "hard"),
        ("Online Consumer Protection", "The Parties recognise the worth of shielding shoppers.",
         "online-consumer-protection", "soft"),
        ("Personal Information Protection", "Each Party shall keep a law on privacy.",
         "personal-data-protection", "hard"),
        ("Paperless Trading", "Each Party shall endeavour to take electronic forms.", "paperless-trading", "soft"),
        ("Source Code", "No Party shall ask for the source code of programs as the price of entry.",
         "source-code-protection", "hard"),
        ("Location of Computing Facilities", "No Party shall tie business to servers on its soil.",
         "data-localisation-ban", "hard"),
        ("Unsolicited Commercial Electronic Messages", "Each Party shall adopt rules against junk mail.",
         "unsolicited-messages", "hard"),
        ("Cooperation", "The Parties shall share what they learn.", "cooperation-general", "soft"),
    ],
)  # fmt: skip
def test_a_heading_names_the_clause_and_the_text_grades_it(
    treaty: Treaty, title: str, words: str, clause: str, wording: str
) -> None:
    codings = code_document(treaty({CHAPTER: [("14.1", title, [words])]}))
    assert found(codings, "14.1")[clause] == wording


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        ("Neither Party may levy customs duties on products delivered electronically.",
         "customs-duties-electronic-transmissions"),
        ("A Party shall not give less favourable treatment to digital products than it accords to other like digital "
         "products.", "non-discrimination-digital-products"),
        ("Measures on the supply of a service performed electronically are subject to the services chapter.",
         "electronic-supply-of-services"),
        ("Nothing here shall prevent a Party from imposing internal taxes on downloads.", "internal-taxation"),
    ],
)  # fmt: skip
def test_the_words_name_the_clause_under_a_heading_that_does_not(treaty: Treaty, words: str, clause: str) -> None:
    codings = code_document(treaty({CHAPTER: [("14.3", "Digital Products", [words])]}))
    assert clause in found(codings, "14.3")


def test_definitions_name_every_matter_and_carry_none(treaty: Treaty) -> None:
    words = "source code means the text of a program; paperless trading means trade without paper;"
    codings = code_document(treaty({CHAPTER: [("14.1", "Definitions", [words])]}))
    assert found(codings, "14.1") == {"scope-definitions": "none"}


def test_a_matter_in_a_cooperation_list_is_cooperation(treaty: Treaty) -> None:
    items = [("The Parties shall endeavour to share experience on:", words) for words in ("spam;", "privacy; and")]
    codings = code_document(treaty({CHAPTER: [("14.9", "Cooperation", items)]}))
    assert found(codings, "14.9") == {"cooperation-general": "soft"}


def test_a_dialogue_on_matters_is_no_rule_on_them(treaty: Treaty) -> None:
    lead = "The Parties shall hold a dialogue that may address the following issues:"
    articles = [("14.8", "Regulatory Issues", [(lead, "the use of computing facilities; and"), (lead, "consumers.")])]
    assert found(code_document(treaty({CHAPTER: articles})), "14.8") == {"cooperation-general": "soft"}


def test_reasons_before_the_duty_are_no_matter_of_the_article(treaty: Treaty) -> None:
    words = "Acknowledging the need of protecting personal information, the Parties shall endeavour to let data flow."
    codings = code_document(treaty({CHAPTER: [("14.7", "Cross-Border Information Flows", [words])]}))
    assert found(codings, "14.7")["cross-border-data-transfer"] == "soft"
    assert "personal-data-protection" not in found(codings)


def test_one_article_may_carry_two_clauses(treaty: Treaty) -> None:
    paragraphs = [
        "No Party shall levy customs duties on electronic transmissions.",
        "Paragraph 1 shall not preclude a Party from imposing internal taxes on them.",
    ]
    codings = code_document(treaty({CHAPTER: [("14.3", "Customs Duties", paragraphs)]}))
    assert found(codings, "14.3")["customs-duties-electronic-transmissions"] == "hard"
    assert found(codings, "14.3")["internal-taxation"] == "hard"


def test_taxes_kept_free_in_a_footnote_are_read(treaty: Treaty) -> None:
    words = "No Party shall levy customs duties on products delivered electronically."
    note = Footnote("1", "Paragraph 1 does not preclude a Party from imposing internal taxes on them.", 80, 150)
    document = treaty({CHAPTER: [("14.3", "Digital Products", [words])]})
    chapter = document.chapters[0]
    noted = replace(chapter.articles[0].paragraphs[0], footnotes=(note,))
    article = replace(chapter.articles[0], paragraphs=(noted,))
    document = replace(document, chapters=(replace(chapter, articles=(article,)),))
    assert found(code_document(document), "14.3") == {
        "customs-duties-electronic-transmissions": "hard",
        "internal-taxation": "hard",
    }


def test_a_promise_only_to_look_again_at_data_flows_is_a_review(treaty: Treaty) -> None:
    words = "The Parties shall reassess within two years the inclusion of provisions on the free flow of data."
    codings = code_document(treaty({CHAPTER: [("14.7", "Free Flow of Data", [words])]}))
    assert found(codings, "14.7")["data-flow-review"] == "none"
    assert "cross-border-data-transfer" not in found(codings)


def test_aims_and_principles_are_read_off_general_articles(treaty: Treaty) -> None:
    words = (
        "The Parties recognise the importance of avoiding barriers to online trade and the applicability of the WTO "
        "Agreement to it."
    )
    codings = code_document(treaty({CHAPTER: [("14.1", "General", [words])]}))
    assert {"scope-definitions", "principle-avoid-barriers", "principle-wto-applicability"} <= set(found(codings))


def test_national_and_most_favoured_treatment_are_told_apart(treaty: Treaty) -> None:
    words = "No Party shall give less favourable treatment to digital products of the other Party than it accords to "
    home = treaty({CHAPTER: [("14.4", "Digital Products", [words + "its own like digital products."])]})
    away = treaty({CHAPTER: [("14.4", "Digital Products", [words + "like digital products of a non-Party."])]})
    assert "digital-products-mfn" not in found(code_document(home))
    assert found(code_document(home))["digital-products-national-treatment"] == "hard"
    assert found(code_document(away))["digital-products-mfn"] == "hard"


def test_a_combined_title_is_read_article_by_article(treaty: Treaty) -> None:
    articles = [
        ("7.1", "Maritime Transport", ["Each Party shall open its ports."]),
        ("7.2", "Objective", ["Electronic commerce helps trade. The Parties agree not to impose customs duties on "
                              "deliveries by electronic means in electronic commerce."]),
    ]  # fmt: skip
    codings = code_document(treaty({"Trade in Services, Establishment and Electronic Commerce": articles}))
    assert found(codings, "7.1") == {}
    assert found(codings, "7.2")["customs-duties-electronic-transmissions"] == "hard"


def test_a_mention_in_a_cooperation_list_makes_a_treaty_digital(treaty: Treaty) -> None:
    document = treaty({"Cooperation": [("9.1", "Areas", ["The Parties shall cooperate in electronic commerce."])]})
    assert found(code_document(document)) == {"cooperation-general": "soft"}


@pytest.mark.parametrize(
    "words",
    [
        "Nothing in Chapter 14 (Electronic Commerce) applies to prudential measures.",
        "The Committee on Trade in Services, Establishment and Electronic Commerce shall meet.",
        "Secure exchange of electronic trade-related information is encouraged.",
        "The Parties shall promote the information society.",
    ],
)
def test_names_of_chapters_and_neighbouring_matters_are_no_mention(treaty: Treaty, words: str) -> None:
    codings = code_document(treaty({"Services": [("9.1", "Committees", [words])]}))
    assert all(coding.clause in {*NOT_DIGITAL_ALONE, "dedicated-chapter"} for coding in codings)


def test_data_clauses_of_finance_and_telecoms_never_make_a_treaty_digital(treaty: Treaty) -> None:
    words = "Each Party shall permit firms to transfer information in electronic form for data processing."
    codings = code_document(treaty({"Financial Services": [("11.5", "Data Processing", [words])]}))
    assert found(codings) == {"data-flow-outside-chapter": "hard"}


def test_a_treaty_without_a_word_of_it_gives_nothing(treaty: Treaty) -> None:
    assert code_document(treaty({"Trade in Goods": [("2.1", "Tariffs", ["Each Party shall cut tariffs."])]})) == []


def test_a_chapter_known_only_by_its_name_elsewhere_is_marked_as_such(treaty: Treaty) -> None:
    words = "For Chapters Nine and Ten (Electronic Commerce), the exceptions hold."
    codings = code_document(treaty({"Exceptions": [("20.1", "General Exceptions", [words])]}))
    assert [c.confidence for c in codings if c.clause == "dedicated-chapter"] == [0.60]


@pytest.mark.parametrize(
    ("own", "disputes", "verdict", "enforcement"),
    [
        ("Neither Party shall have recourse to dispute settlement for this Chapter.", "Panels hear disputes.",
         "dispute-settlement-excluded", "excluded"),
        ("Chapter 20 (Dispute Settlement) shall not apply to Article 14.1.", "Panels hear disputes.",
         "dispute-settlement-partial", "excluded"),
        ("", "This Chapter shall not apply to Chapter 14 (Electronic Commerce).",
         "dispute-settlement-excluded", "excluded"),
        ("", "This Chapter shall not apply to matters under Chapters 5 and 14.",
         "dispute-settlement-excluded", "excluded"),
        ("", "This Chapter shall not apply to matters under Articles 14.2 and 14.3 of the Annex and Chapter 5.",
         "dispute-settlement-applies", "full"),
        ("", "Panels hear disputes under this Agreement.", "dispute-settlement-applies", "full"),
    ],
)  # fmt: skip
def test_the_reach_of_dispute_settlement_is_found_wherever_it_is_written(
    treaty: Treaty, own: str, disputes: str, verdict: str, enforcement: str
) -> None:
    digital = [("14.1", "Customs Duties", ["No Party shall levy customs duties on downloads."])]
    if own:
        digital.append(("14.2", "Dispute Settlement", [own]))
    codings = code_document(treaty({CHAPTER: digital, "Dispute Settlement": [("20.1", "Scope", [disputes])]}))
    assert verdict in found(codings)
    assert {c.enforcement for c in codings if c.clause.startswith("customs")} == {enforcement}


def test_articles_kept_from_panels_for_some_years_are_timed_and_the_others_are_heard(treaty: Treaty) -> None:
    paragraphs = [
        "Ruritania shall not be subject to dispute settlement under Chapter 20 on Article 14.1 (Duties) and Article",
        "14.2 (Data) for a period of two years.",
    ]
    articles = [(f"14.{n}", "Customs Duties", ["No Party shall levy duties on downloads."]) for n in (1, 2, 3)]
    codings = code_document(treaty({CHAPTER: [*articles, ("14.4", "Dispute Settlement", paragraphs)]}))
    reach = {c.article: c.enforcement for c in codings if c.clause.startswith("customs")}
    assert reach == {"14.1": "timed", "14.2": "timed", "14.3": "full"}


@pytest.mark.parametrize(
    ("words", "exception"),
    [
        ("measures for a legitimate public policy objective that are no arbitrary or unjustifiable discrimination and "
         "impose nothing greater than is required.", "reviewable_two_limb"),
        ("measures for a legitimate public policy objective that are no disguised restriction.",
         "reviewable_one_limb"),
        ("measures for a legitimate public policy objective.", "public_policy_no_limb"),
        ("measures that it considers necessary for a legitimate public policy objective.", "self_judging"),
        ("anything else.", "none_specific"),
    ],
)  # fmt: skip
def test_the_exception_is_told_by_its_limbs(treaty: Treaty, words: str, exception: str) -> None:
    paragraphs = [
        "Each Party shall allow the cross-border transfer of information.",
        f"Nothing in this Article shall prevent a Party from keeping {words}",
    ]
    codings = code_document(treaty({CHAPTER: [("14.5", "Cross-Border Transfer of Information", paragraphs)]}))
    assert {c.exception for c in codings if c.clause == "cross-border-data-transfer"} == {exception}


def test_a_deferral_names_who_may_wait_and_how_long(treaty: Treaty) -> None:
    paragraphs = [
        "Each Party shall keep a law on privacy.",
        "Cambodia and Viet Nam shall not be obliged to apply this paragraph for a period of five years.",
    ]
    codings = code_document(treaty({CHAPTER: [("14.8", "Personal Information Protection", paragraphs)]}))
    assert {c.deferral for c in codings if c.clause == "personal-data-protection"} == {"KHM: 5 years; VNM: 5 years"}
    assert "transition-periods" in found(codings)


def test_instruments_are_named_in_fixed_spellings(treaty: Treaty) -> None:
    words = "Each Party shall keep rules in line with the UNCITRAL Model Law on Electronic Commerce of 1996."
    codings = code_document(treaty({CHAPTER: [("14.5", "Domestic Regulatory Frameworks", [words])]}))
    assert codings[0].refers_to == "UNCITRAL Model Law on Electronic Commerce"


def test_every_coding_quotes_words_of_the_text_and_names_its_rule(treaty: Treaty) -> None:
    document = treaty({CHAPTER: [("14.3", "Customs Duties", ["No Party shall levy customs duties on downloads."])]})
    for coding in code_document(document):
        assert coding.rule and 0 < coding.confidence <= 1
        for quoted in coding.evidence.split(" | "):
            assert quoted in f"{document.text} {' '.join(c.title for c in document.chapters)} Customs Duties"
        assert 0 <= coding.start <= coding.end <= len(document.text)


def test_the_same_text_gives_the_same_codings(treaty: Treaty) -> None:
    document = treaty({CHAPTER: [("14.2", "General", ["The Parties recognise the role of WTO rules."])]})
    assert code_document(document) == code_document(document)


def test_trials_tell_every_rule_tried_on_the_article_asked_about(treaty: Treaty) -> None:
    trials: list[Trial] = []
    words = "No Party shall levy customs duties on downloads."
    code_document(treaty({CHAPTER: [("14.3", "Customs Duties", [words])]}), trials, "14.3")
    assert any(trial.matched == "Customs Duties" for trial in trials)
    assert any(trial.rule.startswith("force/hard") and trial.outcome == "wording hard" for trial in trials)


def test_scanned_text_that_lost_its_spaces_is_still_read(treaty: Treaty) -> None:
    words = "Forthis, a Partyshallnot impose customsdutiesonelectronic transmissions."
    codings = code_document(treaty({CHAPTER: [("14.3", "General", [words])]}))
    assert found(codings, "14.3")["customs-duties-electronic-transmissions"] == "hard"


def test_a_row_has_every_column_in_order() -> None:
    assert COLUMNS[:5] == ("file", "clause", "wording", "article", "evidence")


def test_a_module_on_one_matter_speaks_of_it_under_a_bare_heading(treaty: Treaty) -> None:
    words = "The Parties recognise the part that small firms play."
    document = treaty(
        {"Small and Medium Enterprises": [("10.1", "General Principles", [words])]}, title="Digital Economy Agreement"
    )
    assert found(code_document(document), "10.1") == {"smes": "soft"}


def test_every_language_has_a_lexicon_that_reads() -> None:
    assert {"de", "en", "es", "fr", "ko"} <= set(languages())
    slugs = {cues.slug for cues in lexicon("en").clauses}
    for language in languages():
        assert {cues.slug for cues in lexicon(language).clauses} <= slugs
    assert coder_version().count("-") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", "no TOML"),
        ("[surprise]\na = 1", "unknown key 'surprise'"),
        ('[clauses.smes]\ntitle = ["x"]', "unknown key 'title'"),
        ('[clauses.smes]\ntitles = ["("]', "cannot be read"),
        ('[clauses.smes]\nfixed = "firm"', "fixed wording 'firm'"),
    ],
)
def test_a_faulty_lexicon_is_named_with_its_place(text: str, says: str) -> None:
    with pytest.raises(LexiconFaulty, match=says):
        parse(text, "xx.toml")


def test_a_language_without_a_lexicon_is_named(treaty: Treaty) -> None:
    with pytest.raises(LexiconFaulty, match="no lexicon for the language 'zh'"):
        code_document(treaty({CHAPTER: [("1", "", ["x"])]}, language="zh"))


@pytest.mark.parametrize("words", ["%", "(", "a", "a ", '"', ", ", "1.", "“(", "shall "])
@pytest.mark.parametrize("language", languages())
def test_no_cue_loses_itself_in_words_without_end(language: str, words: str) -> None:
    """A cue that takes the square of the length or more does not come back from this, and the run is ended."""
    text = words * (20_000 // len(words))
    known = lexicon(language)
    entries = (*known.clauses, *known.qualifiers, *known.outside)
    lists = [each for e in entries for each in (e.titles, e.body, e.general_body, e.excluded, e.unless_title)]
    lists += [*(each for _, each in known.references), *known.groups.values()]
    cues = [cue for each in lists for cue in each.patterns]
    assert len(cues) > 50
    for cue in cues:
        found = cue.search(text)
        assert found is None or found.end() <= len(text)


def test_a_language_of_many_lines_is_named_in_one() -> None:
    with pytest.raises(LexiconFaulty) as caught:
        lexicon("no\nlanguage\n" * 50)
    assert "\n" not in str(caught.value)
    assert "for the language 'no language no language" in str(caught.value)
