"""Differential item functioning: R's answers, planted and absent differences, refusals."""

from math import isclose, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import (
    dif_screen,
    likelihood_ratio_dif,
    logistic_dif,
    mantel_haenszel,
    mantel_haenszel_dif,
)

# R datasets::UCBAdmissions: per department (admitted, rejected) of men, then of women
ADMISSIONS = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]


def test_admissions_match_r():
    # R: mantelhaen.test(UCBAdmissions), and with correct = FALSE
    found = mantel_haenszel(ADMISSIONS)
    assert round(found.odds_ratio.estimate, 4) == 0.9047
    assert round(found.chi2, 4) == 1.4269
    assert round(found.p, 4) == 0.2323
    assert round(found.chi2_uncorrected, 4) == 1.5246
    assert round(found.delta.estimate, 3) == 0.235
    assert found.ets_class == "A"
    assert (found.strata, found.n) == (6, 4526)
    # R prints the 95 % interval 0.7719074 to 1.0603298
    assert isclose(found.odds_ratio.low, 0.7719074, abs_tol=5e-8)
    assert isclose(found.odds_ratio.high, 1.0603298, abs_tol=5e-8)


def test_a_moderate_item_is_not_called_large():
    found = mantel_haenszel([[[30, 20], [20, 30]], [[40, 10], [30, 20]]])
    assert isclose(found.odds_ratio.estimate, 17 / 7)
    assert round(found.chi2, 3) == 7.769
    assert round(found.p, 4) == 0.0053
    assert round(found.delta.estimate, 3) == -2.085
    assert (round(found.odds_ratio.low, 3), round(found.odds_ratio.high, 3)) == (1.338, 4.407)
    assert round(-found.delta.high, 2) == 0.68
    assert found.ets_class == "B"


def test_a_large_item_is_called_large():
    assert mantel_haenszel([[[300, 100], [200, 200]]]).ets_class == "C"


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(*[st.integers(1, 60)] * 4).map(lambda c: [[c[0], c[1]], [c[2], c[3]]]),
        min_size=1,
        max_size=6,
    )
)
def test_swapping_groups_mirrors_the_result(tables):
    first = mantel_haenszel(tables)
    second = mantel_haenszel(np.array(tables)[:, ::-1])
    assert isclose(first.delta.estimate, -second.delta.estimate, abs_tol=1e-9)
    assert isclose(first.chi2, second.chi2, abs_tol=1e-9)
    assert isclose(first.odds_ratio.low, 1 / second.odds_ratio.high, rel_tol=1e-9)


def test_one_stratum_is_the_plain_odds_ratio():
    found = mantel_haenszel([[[30, 20], [20, 35]]])
    assert isclose(found.odds_ratio.estimate, 30 * 35 / (20 * 20))
    # Woolf's variance, which Robins-Breslow-Greenland equals with one stratum
    half = (log(found.odds_ratio.high) - log(found.odds_ratio.low)) / 2
    assert isclose(half, 1.959963984540054 * (1 / 30 + 1 / 20 + 1 / 20 + 1 / 35) ** 0.5)


def test_strata_that_say_nothing_are_left_out():
    full = [[[30, 20], [20, 30]]]
    empty = [[[0, 0], [4, 5]], [[3, 0], [2, 0]], [[0, 0], [0, 0]]]
    assert mantel_haenszel(full + empty) == mantel_haenszel(full)


def responses(rng, people=1200, items=20, shift=None, impact=0.0):
    """Rasch answers; `shift` makes items harder for the focal group, `impact` moves its ability."""
    focal = np.arange(people) % 2 == 1
    ability = rng.normal(size=people) - impact * focal
    difficulty = np.linspace(-1.5, 1.5, items)
    shift = np.zeros(items) if shift is None else shift
    logits = ability[:, None] - difficulty - focal[:, None] * shift
    return (rng.random((people, items)) < 1 / (1 + np.exp(-logits))).astype(float), focal


def test_planted_items_are_found_and_others_are_not():
    shift = np.zeros(40)
    planted = [3, 7, 11, 15, 19, 23, 27, 31, 35, 39]
    shift[planted] = np.where(np.arange(10) % 2, 1.1, -1.1)
    answers, focal = responses(np.random.default_rng(6), 4000, 40, shift, impact=0.5)
    found = dif_screen(answers, focal)
    assert found.large == tuple(planted)
    assert found.settled
    # a studied item counts in its own matching score, the other items of class C do not
    cleaned = np.delete(answers, planted, axis=1).sum(axis=1)
    item = answers[:, planted[0]]
    assert found.items[planted[0]] == mantel_haenszel_dif(item, focal, cleaned + item)
    assert found.items[0] == mantel_haenszel_dif(answers[:, 0], focal, cleaned)
    assert (
        found.explain("nl")
        == "10 van de 40 items werken duidelijk anders voor de twee groepen (4000 mensen)."
    )


def test_ability_difference_alone_raises_no_alarm():
    flagged, tested, significant = 0, 0, 0
    for seed in range(20):
        answers, focal = responses(np.random.default_rng(seed), 800, 20, impact=0.7)
        found = dif_screen(answers, focal)
        flagged += len(found.large)
        tested += 20
        significant += sum(item.p < 0.05 for item in found.items)
    assert flagged == 0
    assert significant / tested < 0.07


def test_screen_leaves_out_incomplete_people_and_useless_items():
    answers, focal = responses(np.random.default_rng(2), 300, 8)
    answers[:, 4] = 1
    answers[5, 0] = np.nan
    found = dif_screen(answers, focal, purify=False)
    assert found.items[4] is None
    assert found.n == 299
    assert [item.code for item in found.caveats] == ["left_out"]


def test_logistic_dif_agrees_with_scikit_learn():
    linear_model = pytest.importorskip("sklearn.linear_model")
    answers, focal = responses(np.random.default_rng(9), 900, 12, shift=np.r_[0.9, np.zeros(11)])
    total = answers.sum(axis=1)
    found = logistic_dif(answers[:, 0], focal, total)
    z = (total - total.mean()) / total.std()

    def deviance(columns):
        model = linear_model.LogisticRegression(C=np.inf, tol=1e-12, max_iter=500)
        X = np.column_stack(columns)
        p = model.fit(X, answers[:, 0]).predict_proba(X)[:, 1]
        return -2 * (answers[:, 0] * np.log(p) + (1 - answers[:, 0]) * np.log(1 - p)).sum(), model.coef_[0]

    one, two, three = deviance([z]), deviance([z, focal]), deviance([z, focal, z * focal])
    assert isclose(found.uniform_chi2, one[0] - two[0], abs_tol=1e-4)
    assert isclose(found.nonuniform_chi2, two[0] - three[0], abs_tol=1e-4)
    assert isclose(found.chi2, one[0] - three[0], abs_tol=1e-4)
    assert isclose(found.group.estimate, two[1][1], abs_tol=1e-4)
    assert found.group.high < 0
    assert found.uniform_p < 0.01


def graded(rng, people, shift=0.0, turn=0.0):
    focal = np.arange(people) % 2 == 1
    trait = rng.normal(size=people)
    eta = (1.2 + turn * focal) * trait - shift * focal
    cuts = np.array([1.5, 0.3, -1.0])
    above = rng.random(people)[:, None] < 1 / (1 + np.exp(-(eta[:, None] + cuts)))
    return above.sum(axis=1), focal, trait


def test_graded_item_against_a_direct_maximisation():
    optimize = pytest.importorskip("scipy.optimize")
    item, focal, trait = graded(np.random.default_rng(12), 700, shift=0.6)
    found = likelihood_ratio_dif(item, focal, trait)
    z = (trait - trait.mean()) / trait.std()

    def fitted(columns):
        X = np.column_stack(columns)

        def loss(theta):
            cuts, eta = np.r_[np.inf, theta[:3], -np.inf], X @ theta[3:]
            upper = 1 / (1 + np.exp(-(cuts[item] + eta)))
            lower = 1 / (1 + np.exp(-(cuts[item + 1] + eta)))
            return -np.log(np.maximum(upper - lower, 1e-300)).sum()

        start = np.r_[1.5, 0.3, -1.0, np.zeros(X.shape[1])]
        return optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-7}), loss

    (one, _), (two, loss), (three, _) = fitted([z]), fitted([z, focal]), fitted([z, focal, z * focal])
    assert isclose(found.uniform_chi2, 2 * (one.fun - two.fun), abs_tol=1e-4)
    assert isclose(found.nonuniform_chi2, 2 * (two.fun - three.fun), abs_tol=1e-4)
    assert isclose(found.group.estimate, two.x[4], abs_tol=1e-4)
    gradients = [
        optimize.approx_fprime(two.x + step * np.eye(5)[i], loss, 1e-6)
        for i in range(5)
        for step in (1e-3, -1e-3)
    ]
    hessian = (np.array(gradients[::2]) - np.array(gradients[1::2])) / 2e-3
    half = 1.959963984540054 * np.linalg.inv(hessian)[4, 4] ** 0.5
    assert isclose(found.group.high - found.group.estimate, half, rel_tol=1e-3)


def test_uniform_and_crossing_differences_are_told_apart():
    item, focal, trait = graded(np.random.default_rng(3), 3000, turn=-0.8)
    crossing = likelihood_ratio_dif(item, focal, trait)
    assert crossing.nonuniform_p < 1e-6
    item, focal, trait = graded(np.random.default_rng(4), 3000, shift=1.6)
    uniform = likelihood_ratio_dif(item, focal, trait)
    assert uniform.uniform_p < 1e-6
    assert uniform.effect_class in "BC"


def test_no_difference_is_found_where_there_is_none():
    p = [likelihood_ratio_dif(*graded(np.random.default_rng(seed), 400)).p for seed in range(200)]
    assert np.mean(np.array(p) < 0.05) < 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5
    assert abs(np.mean(p) - 0.5) < 0.07


def test_relabelled_categories_change_nothing():
    item, focal, trait = graded(np.random.default_rng(5), 500, shift=0.3)
    first = likelihood_ratio_dif(item, focal, trait)
    second = likelihood_ratio_dif(item * 10 + 1, focal, trait * 4 - 2)
    assert isclose(first.chi2, second.chi2, rel_tol=1e-7)
    third = likelihood_ratio_dif(item, ~focal, trait)
    assert isclose(first.group.estimate, -third.group.estimate, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("item", "focal", "matching", "argument"),
    [
        ([0, 1, 1, 0], [0, 0, 1, 1], [1, 2, 3], "matching"),
        ([0, 1, 1, 0], [0, 0, 0, 0], [1, 2, 3, 4], "focal"),
        ([0, 1, 1, 0], [0, 0, 1, 1], [2, 2, 2, 2], "matching"),
        ([0, 1, 1, np.nan], [0, 0, 1, 1], [1, 2, 3, 4], "item"),
        ([1, 1, 1, 1], [0, 0, 1, 1], [1, 2, 3, 4], "item"),
        ([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 3, 4], "X"),  # standing separates right from wrong
    ],
)
def test_items_that_cannot_be_tested_are_refused(item, focal, matching, argument):
    with pytest.raises(ScienceError) as caught:
        likelihood_ratio_dif(item, focal, matching)
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        ([[1, 2], [3, 4]], ScienceError),
        ([[[1, -2], [3, 4]]], ScienceError),
        ([[[1, 2.5], [3, 4]]], ScienceError),
        ([[[0, 0], [3, 4]]], InsufficientDataError),
        ([[[5, 0], [3, 4]]], InsufficientDataError),
    ],
)
def test_tables_that_cannot_be_tested_are_refused(tables, error):
    with pytest.raises(error) as caught:
        mantel_haenszel(tables)
    assert caught.value.argument == "tables"


def test_matching_must_be_known_for_everybody():
    with pytest.raises(ScienceError, match="matching"):
        mantel_haenszel_dif([1, 0, 1], [0, 1, 1], [1, np.nan, 2])
    with pytest.raises(ScienceError, match="focal"):
        mantel_haenszel_dif([1, 0, 1], [0, 1], [1, 2, 2])
    with pytest.raises(ScienceError, match="responses"):
        dif_screen(np.zeros((4, 2)), [0, 1])
    with pytest.raises(InsufficientDataError, match="responses"):
        dif_screen(np.full((4, 2), np.nan), [0, 1, 0, 1])


def test_explanations():
    moderate = mantel_haenszel([[[30, 20], [20, 30]], [[40, 10], [30, 20]]])
    assert moderate.explain() == (
        "At equal total scores this item is harder for the studied group: -2.09 delta (p = 0.005), class B."
    )
    assert "moeilijker" in moderate.explain("nl")
    item, focal, trait = graded(np.random.default_rng(5), 500)
    assert "class A" in likelihood_ratio_dif(item, focal, trait).explain()
    assert "klasse A" in likelihood_ratio_dif(item, focal, trait).explain("nl")
