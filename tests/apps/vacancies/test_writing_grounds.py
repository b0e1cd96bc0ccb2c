"""GDP-21: sentences labelled by hand, in both languages, and what the lint must and must not say of them."""

import pytest

from maatwerk.apps.vacancies.writing import GROUNDS, lint_audience, lint_question, lint_text

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
    ("Wij zoeken een jonge hond met energie.", "age", "refused"),
    ("Ben jij die spontane meid?", "sex", "refused"),
    ("Leuk bijbaantje voor een meisje van 16.", "sex", "refused"),
    ("Gezocht: sterke kerel voor magazijn.", "sex", "refused"),
    ("The ideal candidate is male.", "sex", "refused"),
    ("Ideaal voor moeders met schoolgaande kinderen.", "sex", "refused"),
    ("Wij zoeken een chauffeuse.", "sex", "asked"),
    ("Leeftijd: 20-30.", "age", "refused"),
    ("Een functie voor wie 18 t/m 25 jaar is.", "age", "refused"),
    ("Max. 30 jaar oud.", "age", "refused"),
    ("Young and energetic person wanted.", "age", "refused"),
    ("You are in your twenties.", "age", "refused"),
    ("Wij zoeken studenten van 18 tot 25 jaar.", "age", "refused"),
    ("Je bent jong van geest.", "age", "asked"),
    ("Senior developer (35+)", "age", "asked"),
    ("Native English speaker required.", "origin", "asked"),
    ("No foreigners.", "nationality", "refused"),
    ("Geen moslims.", "religion", "refused"),
    ("Je past in onze christelijke cultuur.", "religion", "asked"),
    ("Je bent nooit ziek.", "health", "refused"),
    ("Looking for a handsome waiter.", "appearance", "asked"),
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
    "Requires up to 15% travel and peak volumes of up to 51 million transactions.",
    "Looking for a thorough manufacturing engineer.",
    "Bankieren met een menselijke maat kan alleen met mensen die met plezier werken.",
    "Je werkt met jongeren van 12 tot 18 jaar.",
    "Onze klanten zijn tussen de 20 en 30 jaar.",
    "De gemiddelde leeftijd is 38 jaar; our retirement age 67 follows the law.",
    "Dit is het Dutch national research institute voor wiskunde.",
    "Een valide regeling, zonder beperkingen in hoe je groeit.",
    "Je verzorgt zieke mensen en helpt moeders na de bevalling.",
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
    ("Wat beur je momenteel?", "pay_history"),
    ("Op welk uurloon zit je nu?", "pay_history"),
    ("In welke schaal zit je nu?", "pay_history"),
    ("What did you earn before?", "pay_history"),
    ("How much were you on in your last job?", "pay_history"),
    ("What is your current package?", "pay_history"),
    ("Welk geloof heb je?", "religion"),
    ("Ben je gelovig?", "religion"),
    ("Van welk jaar ben je?", "age"),
    ("In what year were you born?", "age"),
    ("Where were you born?", "origin"),
    ("Is English your first language?", "origin"),
    ("Ben je Nederlander?", "nationality"),
    ("Are you a Dutch citizen?", "nationality"),
    ("Heb je een vriend of vriendin?", "civil_status"),
    ("Are you expecting?", "pregnancy"),
    ("Are you planning to start a family?", "pregnancy"),
    ("Heb je een chronische aandoening?", "health"),
    ("Do you take medication?", "health"),
    ("Hoe zwaar ben je?", "appearance"),
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
    "Heb je ervaring in de gezondheidszorg?",
    "Do you have experience in health care?",
    "Heb je ervaring met zieke mensen?",
    "Heb je in een ziekenhuis gewerkt?",
    "Which medical devices do you know?",
    "Heb je ervaring met kinderen?",
    "Do you have experience with children?",
    "Werkte je eerder met mensen met autisme?",
    "Wat is je motivatie om in een gezin te werken?",
    "Heb je ervaring met politie of beveiliging?",
    "In which field did you earn your degree?",
    "Hoe lang ben je beschikbaar?",
    "Wat wil je verdienen?",
]


@pytest.mark.parametrize(("question", "ground"), FORBIDDEN)
def test_what_nobody_may_ask_is_refused(question, ground):
    assert (ground, "refused") in {(one.ground, one.severity) for one in lint_question(question)}


@pytest.mark.parametrize("question", ALLOWED)
def test_what_one_may_ask_passes(question):
    assert lint_question(question) == []


AUDIENCES = [
    ("vrouwen 18-35", "sex"),
    ("vrouwen 18-35", "age"),
    ("women 18–35", "sex"),
    ("18 t/m 35", "age"),
    ("50plus", "age"),
    ("onder de 30", "age"),
    ("under 30", "age"),
    ("gen z", "age"),
    ("students", "age"),
    ("jonge moeders", "sex"),
    ("1102", "origin"),
    ("1102 AB", "origin"),
    ("Amsterdam Zuidoost 1102", "origin"),
    ("postcode 1012", "origin"),
    ("expats", "origin"),
    ("Turken", "origin"),
    ("Dutch people", "nationality"),
    ("moslims", "religion"),
    ("churchgoers", "religion"),
    ("lhbti", "orientation"),
    ("ouders met een koopwoning", "civil_status"),
    ("zwanger", "pregnancy"),
    ("healthy people", "disability"),
]
WORK = [
    "koken",
    "klantenservice",
    "customer service",
    "vrouwenopvang",
    "jongerenwerk",
    "wijkverpleegkundige",
    "ouderenzorg",
    "omgaan met kinderen",
    "ISO 9001",
    "Office 365",
    "family business",
    "management",
    "senior developer",
]


@pytest.mark.parametrize(("audience", "ground"), AUDIENCES)
def test_whom_a_campaign_may_not_be_aimed_at(audience, ground):
    assert (ground, "refused") in {(one.ground, one.severity) for one in lint_audience(audience)}


@pytest.mark.parametrize("interest", WORK)
def test_work_and_skills_a_campaign_may_be_aimed_at(interest):
    assert lint_audience(interest) == []


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
