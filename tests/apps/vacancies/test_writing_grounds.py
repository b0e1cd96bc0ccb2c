"""GDP-21: sentences labelled by hand, in both languages, and what the lint must and must not say of them."""

import pytest

from maatwerk.apps.vacancies.writing import GROUNDS, lint_question, lint_text

#: Sentence → (ground, severity) that it touches. Written for this test.
TOUCHES = [
    ("Wij zoeken een jonge vrouw voor achter de bar.", "sex", "refused"),
    ("Alleen mannen, het werk is zwaar.", "sex", "refused"),
    ("Bij voorkeur een vrouwelijke kandidaat.", "sex", "refused"),
    ("We are looking for a female candidate.", "sex", "refused"),
    ("Men and women alike? Only men, please.", "sex", "refused"),
    ("Onze serveerster is met pensioen.", "sex", "asked"),
    ("We need a waitress for weekends.", "sex", "asked"),
    ("Je bent tussen de 18 en 25 jaar.", "age", "refused"),
    ("Je bent niet ouder dan 30 jaar.", "age", "refused"),
    ("Candidates under 35 only.", "age", "refused"),
    ("You are between 20 and 30 years old.", "age", "refused"),
    ("Er geldt een leeftijdsgrens.", "age", "refused"),
    ("Wij zijn een jong en dynamisch team.", "age", "asked"),
    ("Je bent minimaal 18 jaar.", "age", "asked"),
    ("A young team with big plans.", "age", "asked"),
    ("Ideal for recent graduates.", "age", "asked"),
    ("Nederlands is je moedertaal.", "origin", "asked"),
    ("You are a native speaker of English.", "origin", "asked"),
    ("Je hebt een Nederlandse afkomst.", "origin", "refused"),
    ("Je hebt de Nederlandse nationaliteit.", "nationality", "refused"),
    ("Dutch nationals only.", "nationality", "refused"),
    ("Geen hoofddoek op het werk.", "religion", "refused"),
    ("Je bent praktiserend christen.", "religion", "refused"),
    ("Je onderschrijft de grondslag van de school.", "religion", "asked"),
    ("Je bent lid van de VVD.", "politics", "refused"),
    ("Alleenstaand heeft de voorkeur.", "civil_status", "refused"),
    ("You have no children.", "civil_status", "refused"),
    ("Je hebt geen kinderwens.", "pregnancy", "refused"),
    ("Mensen zonder beperking.", "disability", "refused"),
    ("Je hebt een goede gezondheid.", "health", "refused"),
    ("Geen rugklachten!", "health", "refused"),
    ("You are physically fit.", "health", "asked"),
    ("Stuur een kopie van je paspoort mee.", "identity_number", "refused"),
    ("Stuur je laatste loonstrook mee.", "pay_history", "refused"),
    ("State your current salary.", "pay_history", "refused"),
    ("Een representatief uiterlijk.", "appearance", "asked"),
    ("Wij vragen een VOG.", "criminal", "asked"),
]
#: Sentences that name such a word and are in order.
IN_ORDER = [
    "Iedereen is welkom, ongeacht leeftijd, geslacht, afkomst of geloof.",
    "We welcome everyone regardless of age, gender, religion or disability.",
    "Je hebt minimaal 2 jaar ervaring als kok.",
    "Je werkt 24 tot 32 uur per week.",
    "You work up to 32 hours per week.",
    "Je spreekt goed Nederlands en Engels.",
    "Verkoopmedewerker (m/v/x) in Ede.",
    "Je helpt kinderen van 4 tot 12 jaar met lezen.",
    "Je begeleidt mensen met een beperking bij hun werk.",
    "Je werkt met een loonpakket van een bekende leverancier.",
    "We pay between 2,400 and 2,900 euro per month.",
    "Ons bedrijf bestaat 40 jaar.",
    "You report to the plant manager.",
    "Je geeft medicijnen en houdt bij hoe het gaat.",
    "We are a family business since 1950.",
    "Serveerster of kelner in de avond.",
    "You lead a team of under 20 people.",
]


@pytest.mark.parametrize(("sentence", "ground", "severity"), TOUCHES)
def test_a_labelled_sentence_is_found(sentence, ground, severity):
    found = {one.ground: one.severity for one in lint_text(sentence)}
    assert found.get(ground) == severity, found


@pytest.mark.parametrize("sentence", IN_ORDER)
def test_a_sentence_in_order_is_left_alone(sentence):
    assert [one for one in lint_text(sentence) if one.severity == "refused"] == []


FORBIDDEN = [
    ("Hoe oud ben je?", "age"),
    ("What is your date of birth?", "age"),
    ("Ben je een man of een vrouw?", "sex"),
    ("Waar ben je geboren?", "origin"),
    ("Wat is je nationaliteit?", "nationality"),
    ("Ga je naar de kerk?", "religion"),
    ("Op welke partij stem je?", "politics"),
    ("Ben je getrouwd?", "civil_status"),
    ("Heb je kinderen?", "civil_status"),
    ("Do you have kids?", "civil_status"),
    ("Ben je zwanger of wil je dat worden?", "pregnancy"),
    ("Heb je een beperking?", "disability"),
    ("Do you have a disability?", "disability"),
    ("Hoe vaak was je vorig jaar ziek?", "health"),
    ("Are you on any sick leave?", "health"),
    ("Ben je lid van een vakbond?", "union"),
    ("Heb je een strafblad?", "criminal"),
    ("Have you ever been convicted?", "criminal"),
    ("Wat is je BSN?", "identity_number"),
    ("Wat verdien je nu?", "pay_history"),
    ("Hoeveel verdiende je bij je vorige baan?", "pay_history"),
    ("What is your current salary?", "pay_history"),
    ("How much do you earn?", "pay_history"),
    ("What was your previous salary?", "pay_history"),
    ("Upload een foto van jezelf", "appearance"),
]
ALLOWED = [
    "Heb je een rijbewijs B?",
    "Mag je in Nederland werken?",
    "Are you allowed to work in the Netherlands?",
    "Vanaf wanneer kun je beginnen?",
    "Hoeveel uur per week wil je werken?",
    "Hoeveel jaar ervaring heb je in de keuken?",
    "Wat is je salariswens?",
    "What is your expected salary?",
    "Kun je in het weekend werken?",
    "Welke talen spreek je?",
    "How do you usually keep track of stock?",
]


@pytest.mark.parametrize(("question", "ground"), FORBIDDEN)
def test_what_nobody_may_ask_is_refused(question, ground):
    assert (ground, "refused") in {(one.ground, one.severity) for one in lint_question(question)}


@pytest.mark.parametrize("question", ALLOWED)
def test_what_one_may_ask_passes(question):
    assert lint_question(question) == []


def test_the_answers_of_a_choice_are_read_too():
    assert {one.ground for one in lint_question("Kies wat past", ("getrouwd", "alleenstaand"))} == {
        "civil_status"
    }


def test_every_ground_names_its_law_and_is_used():
    used = {ground for _text, ground, _severity in TOUCHES} | {ground for _text, ground in FORBIDDEN}
    assert used | {"orientation"} == set(GROUNDS)
    assert all(ground.law for ground in GROUNDS.values())
    assert {one.ground for one in lint_question("Wat is je seksuele voorkeur?")} == {"orientation"}


def test_a_finding_quotes_its_sentence():
    (found,) = lint_text("Een leuke baan. Je bent niet ouder dan 30 jaar. Bel ons.")
    assert found.sentence == "Je bent niet ouder dan 30 jaar."
    assert found.words == "niet ouder dan 30 jaar"
