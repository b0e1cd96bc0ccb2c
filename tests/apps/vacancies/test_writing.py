"""Readability, coded words and skills in texts: known answers, counted by hand."""

import csv
import gzip

import pytest

from maatwerk.apps.vacancies.writing import (
    coded_words,
    find_skills,
    read_stems,
    readability,
    sentences,
    syllables,
    words,
)
from realdata import shared


@pytest.mark.parametrize(
    ("word", "count"),
    [("werk", 1), ("kassa", 2), ("beoordelen", 4), ("coöperatie", 5), ("geïnd", 2), ("nieuw", 1), ("leeuw", 1),
     ("mooie", 2), ("boeien", 2), ("collega", 3), ("klantgerichtheid", 4), ("zzp", 1)],
)  # fmt: skip
def test_dutch_syllables(word, count):
    assert syllables(word, "nl") == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("work", 1), ("table", 2), ("customer", 3), ("make", 1), ("walked", 1), ("wanted", 2), ("employee", 3), ("reading", 2)],
)  # fmt: skip
def test_english_syllables(word, count):
    assert syllables(word, "en") == count


def test_dutch_reading_ease_by_hand():
    # 6 words, 2 sentences, 7 syllables (de kat zit / op de mat-je): 206.84 - 0.93*3 - 77*7/6
    found = readability("De kat zit. Op de matje.", "nl")
    assert (found.words, found.sentences, found.syllables) == (6, 2, 7)
    assert found.ease == pytest.approx(206.84 - 2.79 - 77 * 7 / 6, abs=1e-9)
    assert found.band == ""  # too short to say anything
    assert found.grade is None


def test_english_reading_ease_and_grade_by_hand():
    # "The cat sat on the mat": 6 words, 1 sentence, 6 syllables: ease 116.145, grade -1.45 (a known textbook answer)
    found = readability("The cat sat on the mat.", "en")
    assert found.ease == pytest.approx(116.145, abs=1e-9)
    assert found.grade == pytest.approx(-1.45, abs=1e-9)


def test_hard_texts_score_lower_and_long_sentences_are_shown():
    plain = "Je helpt klanten. Je vult de schappen. Je werkt samen met tien collega's. " * 4
    hard = (
        "Binnen deze uitdagende, multidisciplinaire functie fungeer je als organisatorisch verantwoordelijke "
        "sparringpartner waarbij stakeholdermanagement, procesoptimalisatie en kwaliteitsborging centraal staan "
        "binnen een dynamische internationale matrixorganisatie. "
    ) * 2
    assert readability(plain, "nl").band in {"very_easy", "easy", "fairly_easy"}
    assert readability(hard, "nl").band == "very_hard"
    assert len(readability(hard, "nl").long_sentences) == 2
    assert readability(plain, "nl").long_sentences == ()


def test_lists_are_sentences_line_by_line():
    text = "Wat ga je doen?\n- klanten helpen\n- afrekenen\n\nBel ons."
    assert [one.text for one in sentences(text)] == [
        "Wat ga je doen?",
        "klanten helpen",
        "afrekenen",
        "Bel ons.",
    ]
    assert [text[one.start :].startswith(one.text) for one in sentences(text)] == [True] * 4


def test_words_leave_numbers_out():
    assert words("32 uur, op collega's letten") == ["uur", "op", "collega's", "letten"]


def test_coded_words_are_counted_with_their_reason():
    found = {
        row.word: (row.code, row.times, row.reason)
        for row in coded_words("Gedreven en gedreven, zorgzaam.", "nl")
    }
    assert found == {"gedreven": ("masculine", 2, "drive"), "zorgzaam": ("feminine", 1, "care")}
    assert coded_words("Je vult de schappen.", "nl") == []


@pytest.mark.realdata
def test_the_published_english_list_can_be_used():
    with shared("data/gender-coded-words/words_en.csv").open(encoding="utf-8") as lines:
        stems = read_stems(lines)
    assert len(stems) == 102
    # Gaucher, Friesen & Kay (2011), appendix A: examples of both kinds
    found = {
        row.word: row.code
        for row in coded_words("A competitive, supportive leader who will nurture.", "en", stems)
    }
    assert found == {
        "competitive": "masculine",
        "supportive": "feminine",
        "leader": "masculine",
        "nurture": "feminine",
    }


def test_a_list_with_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="masculine or feminine"):
        read_stems(["stem,code", "strong,manly"])


NAMES = {
    "driving_b": ("rijbewijs B", "driving licence B"),
    "stock": ("voorraad", "voorraad bijhouden"),
    "java": ("Java",),
    "javascript": ("JavaScript",),
    "csharp": ("C#",),
    "coffee": ("café",),
}


def test_skills_are_whole_phrases_the_longest_first():
    found = find_skills("Je gaat de VOORRAAD bijhouden. Een Rijbewijs  B is handig.", NAMES)
    assert [(one.key, one.words) for one in found] == [
        ("stock", "VOORRAAD bijhouden"),
        ("driving_b", "Rijbewijs  B"),
    ]
    assert found[0].sentence == "Je gaat de VOORRAAD bijhouden."


def test_a_part_of_a_word_is_no_skill():
    assert [one.key for one in find_skills("We use JavaScript and C#.", NAMES)] == ["javascript", "csharp"]


def test_what_is_denied_is_passed_over():
    assert find_skills("Je hebt geen rijbewijs B nodig.", NAMES) == []
    assert find_skills("Not a driving licence B, but Java.", NAMES)[0].key == "java"


def test_accents_do_not_matter():
    assert [one.key for one in find_skills("Je werkt in een cafe.", NAMES)] == ["coffee"]


def test_order_of_the_names_does_not_matter():
    turned = dict(reversed(NAMES.items()))
    text = "Voorraad bijhouden met Java en rijbewijs B"
    assert find_skills(text, NAMES) == find_skills(text, turned)


@pytest.mark.realdata
def test_real_advertisements_are_read_without_a_fault():
    """Not a measure of quality: that every real text gives finite numbers, and that most name a curated skill."""
    from maatwerk.apps.skills.catalogue import catalogue
    from maatwerk.apps.vacancies.writing import lint_text

    names = {skill.key: skill.words() for skill in catalogue().values()}
    with gzip.open(shared("data/vacancies-netherlands/ads_dev.csv.gz"), "rt", encoding="utf-8") as lines:
        texts = [
            (row["text"], row["language"]) for _n, row in zip(range(300), csv.DictReader(lines), strict=False)
        ]
    named = 0
    for text, language in texts:
        found = readability(text, "nl" if language == "nl" else "en")
        assert found.words == 0 or -500 < found.ease < 210
        lint_text(text)
        named += bool(find_skills(text, names))
    assert named > 200
