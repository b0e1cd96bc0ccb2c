"""The tests that come with Maatwerk: well formed, keyed right by a rule of their own, honest about what nobody measured."""

import csv
from itertools import pairwise

import pytest

from maatwerk.apps.assessments import library
from maatwerk.apps.assessments.content import problems_of, unfilled
from maatwerk.apps.assessments.library._series import series
from realdata import shared

EVERY = [draft for name in library.names() for draft in library.drafts(name)]


@pytest.mark.parametrize("draft", EVERY, ids=lambda draft: f"{draft.key}-{draft.language}")
def test_each_can_be_written_and_published(draft):
    assert not problems_of(draft)
    assert not unfilled(draft.criteria, draft.fields)
    assert draft.introduction
    assert not draft.is_validated_in_language
    assert all(scale.infers == "" for scale in draft.scales)


def test_languages_differ_in_words_and_agree_in_keys():
    for name in library.names():
        english, dutch = library.drafts(name)
        assert [item.key for item in english.items] == [item.key for item in dutch.items]
        rated = {item.key: item.answer_key for item in english.items if item.kind == "rating"}
        assert rated == {item.key: item.answer_key for item in dutch.items if item.kind == "rating"}
        assert english.introduction != dutch.introduction
    assert "niet gevalideerd" in library.drafts("big-five-markers")[1].source


def test_every_kind_is_there():
    kinds = {item.kind for item in library.drafts("every-kind")[0].items}
    assert kinds == {"rating", "choice", "multiple", "order", "numeric", "situation", "work_sample"}


@pytest.mark.realdata
def test_big_five_keys_are_those_of_the_pool():
    with shared("data/ipip50-openpsychometrics/items.csv").open(encoding="utf-8") as file:
        published = {row["item"]: row for row in csv.DictReader(file)}
    english = library.drafts("big-five-markers")[0]
    ours = {item.key: item for item in english.items}
    assert set(published) - set(ours) == {"N4", "N8", "N10"}
    for key, item in ours.items():
        assert item.content["prompt"] == published[key]["text_en"]
        # neuroticism is turned round into emotional stability
        towards = int(published[key]["key"]) * (-1 if key.startswith("N") else 1)
        assert item.answer_key == {"reversed": towards == -1}


def _by_eye(rule, shown):
    """Continue a series as a person who sees the rule would: from the numbers shown alone."""
    steps = [after - before for before, after in pairwise(shown)]
    match rule:
        case "steady" | "falling":
            return shown[-1] + steps[-1]
        case "growing":
            return shown[-1] + 2 * steps[-1] - steps[-2]
        case "squares-and":
            return shown[-1] + steps[-1] + 2
        case "doubling":
            return shown[-1] * shown[-1] // shown[-2]
        case "alternating":
            return shown[-1] + steps[-2]
        case "two-in-one":
            return 2 * shown[3] - shown[1]
        case "double-and":
            return 2 * shown[-1] + (shown[1] - 2 * shown[0])
        case "two-before":
            return shown[-1] + shown[-2]
    raise AssertionError(rule)


def test_each_series_goes_on_as_its_numbers_show():
    made = list(series())
    assert [each.follows for each in made] == [_by_eye(each.rule, each.shown) for each in made]
    assert len({each.shown for each in made}) == len(made) == 72


def test_analogies_offer_four_different_words_and_one_right_one():
    for draft in library.drafts("reasoning-by-rule"):
        found = [item for item in draft.items if item.scale == "analogies"]
        assert len(found) == 56
        for item in found:
            texts = [option["text"] for option in item.content["options"]]
            assert len(set(texts)) == 4, item.content
            assert not any(f" {text} " in item.content["prompt"] for text in texts), item.content
        places = [item.answer_key["correct"] for item in found]
        assert all(
            places.count(letter) >= 7 for letter in "abcd"
        )  # no place is the right one suspiciously often


def test_assumed_calibration_says_that_it_is_simulated():
    for draft in library.drafts("reasoning-by-rule"):
        assert draft.is_simulated
        for scale in draft.scales:
            assert scale.calibration.is_simulated
            assert scale.calibration.language == draft.language
            assert "n" not in scale.calibration.norm


def test_the_implied_reliability_is_that_of_an_independent_quadrature():
    # Gauss-Hermite instead of the trapezoid rule
    numpy = pytest.importorskip("numpy")
    nodes, weights = numpy.polynomial.hermite_e.hermegauss(61)
    for scale in library.drafts("reasoning-by-rule")[0].scales:
        slopes = numpy.array([one["slope"] for one in scale.calibration.parameters.values()])
        intercepts = numpy.array([one["intercepts"][0] for one in scale.calibration.parameters.values()])
        p = 1 / (1 + numpy.exp(-(nodes[:, None] * slopes + intercepts)))
        error = 1 / (1 + (slopes**2 * p * (1 - p)).sum(axis=1))
        expected = 1 - (weights * error).sum() / weights.sum()
        assert scale.calibration.reliability == pytest.approx(expected, abs=1e-3)


def test_an_unknown_name_is_a_key_error():
    with pytest.raises(KeyError):
        library.drafts("nothing")
