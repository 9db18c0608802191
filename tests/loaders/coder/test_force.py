"""How firmly words bind: every test of the order, and the traps it must not fall into."""

from __future__ import annotations

import pytest

from clauseway.loaders.coder.force import grade_paragraph, grade_sentence
from clauseway.loaders.coder.lexicon import lexicon
from clauseway.loaders.texts.document import Paragraph

HARD = [
    "Each Party shall publish its rules on online trade.",
    "No Party may levy a duty on a download.",
    "Neither Party shall demand that servers stand in its territory.",
    "A Party may not refuse a document because it is electronic.",
    "The Parties agree not to levy duties on downloads.",
    "The protection of shoppers must be equal online.",
    "Each Party shall publish its rules as promptly as possible.",
    "Except where its law says otherwise, a Party shall not refuse a signature for being electronic.",
    "Each Party shall require that certificates come from a body accredited in accordance with its law.",
    "No Party shall block transfers, provided that such transfers do not harm its networks.",
    "A Party shall not apply customs duties to downloads.",
]
MIXED = [
    "Each Party shall keep a framework for online deals, taking into account the model law.",
    "Each Party shall maintain its current practice of levying nothing on downloads.",
    "Each Party shall, in accordance with its laws and regulations, publish its rules.",
    "Subject to its laws and regulations, each Party shall allow transfers.",
    "Each Party shall keep, or adopt as soon as practicable, rules on online deals.",
    "Each Party will maintain the existing practice of levying nothing on downloads.",
]
SOFT = [
    "Each Party shall endeavour to accept electronic forms.",
    "Each Party shall, where appropriate, cooperate to train officials.",
    "The Parties shall recognise the worth of privacy.",
    "The Parties recognise the worth of privacy.",
    "The Parties agree to promote online trade.",
    "Each Party should publish its rules.",
    "Each Party shall, to the extent possible, protect shoppers.",
    "Each Party shall take such measures as it considers appropriate.",
    "The Parties will endeavour to share what they learn.",
    "Each Party shall explore the possibility of taking electronic forms.",
    "The Parties shall work towards recognising each other's certificates.",
    "The Parties shall encourage firms to write codes of conduct.",
    "Each Party shall, when it drafts new rules, endeavour to hear firms.",
    "Each Party shall take into account what other bodies have agreed.",
]
NONE = [
    "Nothing in this Article shall prevent a Party from taxing downloads at home.",
    "A Party shall not be obliged to apply this paragraph for a period of five years.",
    "This Article shall not apply to broadcasting.",
    "Each Party may require that a method be certified.",
    "This is without prejudice to the views of a Party.",
    "The Parties shall review this Article after three years.",
]


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [(sentence, "hard") for sentence in HARD]
    + [(sentence, "mixed") for sentence in MIXED]
    + [(sentence, "soft") for sentence in SOFT]
    + [(sentence, "none") for sentence in NONE],
)
def test_a_sentence_is_graded_by_the_order_of_tests(sentence: str, wording: str) -> None:
    grade = grade_sentence(sentence, lexicon("en"))
    assert grade.wording == wording, grade.rule
    assert grade.rule.startswith("force/")


@pytest.mark.parametrize(
    ("language", "sentence", "wording"),
    [
        ("es", "Ninguna Parte podrá cobrar aranceles a las descargas.", "hard"),
        ("es", "Cada Parte publicará sus normas.", "hard"),
        ("es", "Cada Parte procurará aceptar formularios electrónicos.", "soft"),
        ("es", "Las Partes reconocen el valor de la privacidad.", "soft"),
        ("es", "Cada Parte, de conformidad con su legislación, publicará sus normas.", "mixed"),
        ("es", "Una Parte podrá exigir un certificado.", "none"),
        ("de", "Jede Vertragspartei veröffentlicht ihre Regeln.", "hard"),
        ("de", "Keine Vertragspartei erhebt Abgaben auf Downloads.", "hard"),
        ("de", "Die Vertragsparteien anerkennen die Bedeutung des Datenschutzes.", "soft"),
        ("de", "Die Vertragsparteien kommen überein, den Handel im Netz zu fördern.", "soft"),
        ("de", "Dieser Artikel findet keine Anwendung auf den Rundfunk.", "none"),
        ("fr", "Aucune Partie ne perçoit de droits sur les téléchargements.", "hard"),
        ("fr", "Chaque Partie s'efforce d'accepter les formulaires électroniques.", "soft"),
        ("ko", "각 당사자는 자신의 규칙을 공표한다.", "hard"),
        ("ko", "어떠한 당사자도 내려받기에 세금을 부과하지 않는다.", "hard"),
        ("ko", "당사자들은 양식을 받기 위하여 노력한다.", "soft"),
        ("ko", "당사자들은 사생활의 가치를 인정한다.", "soft"),
        ("ko", "이 조는 방송에 적용되지 않는다.", "none"),
    ],
)
def test_other_languages_state_duties_in_their_own_way(language: str, sentence: str, wording: str) -> None:
    assert grade_sentence(sentence, lexicon(language)).wording == wording


def test_a_list_item_takes_the_verb_of_its_lead_in() -> None:
    item = Paragraph("1(a)", "accept forms sent over the network;", 0, 35, "Each Party shall endeavour to:")
    assert grade_paragraph(item, lexicon("en")).wording == "soft"


def test_an_item_that_opens_with_its_own_soft_verb_is_soft_under_a_bare_shall() -> None:
    item = Paragraph("1(a)", "endeavour to write rules;", 0, 25, "The Parties shall:")
    assert grade_paragraph(item, lexicon("en")).wording == "soft"


def test_what_an_item_says_of_its_content_does_not_soften_a_whole_duty() -> None:
    lead = "Each Party shall adopt or maintain measures against junk mail that:"
    item = Paragraph("1(b)", "ask for consent, where appropriate;", 0, 35, lead)
    assert grade_paragraph(item, lexicon("en")).wording == "hard"


def test_a_should_beside_a_duty_lowers_it_to_mixed() -> None:
    words = "Each Party shall keep a law on privacy. In writing it, each Party should take into account the guidelines."
    assert grade_paragraph(Paragraph("2", words, 0, len(words)), lexicon("en")).wording == "mixed"


def test_a_lead_in_without_its_items_is_no_duty_of_its_own() -> None:
    words = "Each Party shall:"
    assert grade_paragraph(Paragraph("2", words, 0, len(words)), lexicon("en")).wording == "none"
