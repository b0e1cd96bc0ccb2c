"""Matching against brute force in double precision, filters, ties, and uncertainty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maatwerk.science.errors import ScienceError
from maatwerk.science.matching import AdditiveModels, Filters, best_opportunities, best_people

NAN = float("nan")


def problem(people=3000, opportunities=150, features=9, *, seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((people, features)).astype(dtype)
    models = AdditiveModels(
        weights=rng.standard_normal((opportunities, features)), intercepts=rng.standard_normal(opportunities)
    )
    return x, models


def brute(x, models, allowed=None):
    """All scores at once, in double precision; forbidden pairs at -inf."""
    scores = x.astype(np.float64) @ models.weights.T + models.intercepts
    return scores if allowed is None else np.where(allowed, scores, -np.inf)


def top(scores, k):
    """The best k of each row in order of (score, position), -1 where fewer are allowed."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.where(np.take_along_axis(scores, order, axis=1) > -np.inf, order, -1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("k", [1, 10, 70])
@pytest.mark.parametrize("opportunities", [5, 150])
def test_lists_are_those_of_brute_force(dtype, workers, k, opportunities):
    x, models = problem(opportunities=opportunities, dtype=dtype)
    scores = brute(x, models)
    people = best_people(x, models, k, workers=workers)
    assert np.array_equal(people.index, top(scores.T, k))
    expected = np.take_along_axis(scores.T, people.index, axis=1)
    assert np.allclose(people.linear_predictor, expected, rtol=0, atol=1e-12)
    assert np.allclose(people.estimate, 1 / (1 + np.exp(-expected)), rtol=0, atol=1e-12)
    mine = best_opportunities(x, models, k, workers=workers)
    assert np.array_equal(mine.index[:, : min(k, opportunities)], top(scores, k))
    assert np.all(mine.index[:, opportunities:] == -1)
    assert np.isnan(mine.estimate[:, opportunities:]).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), workers=st.integers(1, 4), k=st.integers(1, 12))
def test_ties_stand_in_order_of_position(seed, workers, k):
    # whole numbers, so that many scores are exactly equal in any precision
    rng = np.random.default_rng(seed)
    x = rng.integers(-1, 2, (700, 3)).astype(np.float32)
    models = AdditiveModels(weights=rng.integers(-1, 2, (90, 3)), intercepts=rng.integers(0, 2, 90))
    scores = brute(x, models)
    assert np.array_equal(best_people(x, models, k, workers=workers).index, top(scores.T, k))
    assert np.array_equal(best_opportunities(x, models, k, workers=workers).index, top(scores, k))


def test_pairs_that_single_precision_cannot_tell_apart_are_ordered_by_double_precision():
    rng = np.random.default_rng(1)
    x = np.ones((2000, 4))
    x[:, 0] += rng.permutation(2000) * 1e-9  # float32 sees 2,000 equal people
    models = AdditiveModels(weights=np.ones((3, 4)))
    single = x.astype(np.float32) @ np.ones((4, 1), dtype=np.float32)
    assert np.unique(single).size < 30
    assert best_people(x, models, 5).index[0].tolist() == np.argsort(-x[:, 0])[:5].tolist()
    weights = np.ones((500, 4))
    weights[:, 1] += rng.permutation(500) * 1e-9
    found = best_opportunities(np.ones((1, 4)), AdditiveModels(weights=weights), 5)
    assert found.index[0].tolist() == np.argsort(-weights[:, 1])[:5].tolist()


def test_filters_are_hard():
    x, models = problem(people=1500, opportunities=130)
    rng = np.random.default_rng(5)
    levels = rng.integers(0, 4, (1500, 2)).astype(float)
    levels[rng.random((1500, 2)) < 0.2] = NAN
    required = rng.integers(0, 4, (130, 2)).astype(float)
    required[rng.random((130, 2)) < 0.5] = NAN
    consent, owner = rng.random((1500, 3)) < 0.7, rng.integers(0, 3, 130)
    people, opportunities = rng.random(1500) < 0.9, rng.random(130) < 0.8
    excluded = np.stack([rng.integers(0, 1500, 4000), rng.integers(0, 130, 4000)], axis=1)
    allowed = people[:, None] & opportunities & consent[:, owner]
    for level in range(2):
        asked = ~np.isnan(required[:, level])
        allowed &= ~asked | (levels[:, level][:, None] >= required[:, level])
    allowed[excluded[:, 0], excluded[:, 1]] = False
    filters = Filters(
        people=people,
        opportunities=opportunities,
        levels=levels,
        required=required,
        consent=consent,
        owner=owner,
        excluded=excluded,
    )
    scores = brute(x, models, allowed)
    for workers in (1, 2):
        assert np.array_equal(
            best_people(x, models, 10, filters=filters, workers=workers).index, top(scores.T, 10)
        )
        found = best_opportunities(x, models, 40, filters=filters, workers=workers)
        assert np.array_equal(found.index, top(scores, 40))
    assert (found.index == -1).any()


@pytest.mark.parametrize(("asked", "owners"), [(3, 2), (600, 400)])
def test_filters_with_few_and_many_levels_and_owners_are_exact(asked, owners):
    # whole-number scores, so that ties abound; 600 levels are more than are kept as bits for each requirement
    rng = np.random.default_rng(asked)
    x = rng.integers(-2, 3, (400, 4)).astype(np.float32)
    models = AdditiveModels(weights=rng.integers(-2, 3, (700, 4)), intercepts=rng.integers(0, 3, 700))
    levels, required = (
        rng.integers(-1, asked + 1, (400, 2)).astype(float),
        rng.integers(0, asked, (700, 2)) * 1.0,
    )
    levels[:20], levels[20:40], levels[40:60] = np.inf, -np.inf, NAN
    required[rng.random((700, 2)) < 0.2] = NAN
    required[:5] = np.inf
    consent, owner = rng.random((400, owners)) < 0.6, rng.integers(0, owners, 700)
    allowed = consent[:, owner]
    for level in range(2):
        reached = levels[:, level][:, None] >= required[:, level]
        allowed = allowed & (np.isnan(required[:, level]) | reached)
    filters = Filters(levels=levels, required=required, consent=consent, owner=owner)
    scores = brute(x, models, allowed)
    for k in (1, 10, 30, 200):
        assert np.array_equal(best_opportunities(x, models, k, filters=filters).index, top(scores, k))
    assert np.array_equal(best_people(x, models, 10, filters=filters).index, top(scores.T, 10))


def test_people_without_features_may_be_masked_but_not_matched():
    x, models = problem(people=50)
    x[7] = NAN
    with pytest.raises(ScienceError) as refused:
        best_people(x, models, 3)
    assert refused.value.argument == "features"
    mask = np.arange(50) != 7
    found = best_people(x, models, 50, filters=Filters(people=mask))
    assert 7 not in found.index
    assert np.all(found.index[:, 49] == -1)
    assert np.all(best_opportunities(x, models, 3, filters=Filters(people=mask)).index[7] == -1)


def test_nobody_left_is_an_empty_list_and_says_so():
    x, models = problem(people=20)
    found = best_people(x, models, 3, filters=Filters(people=np.zeros(20, dtype=bool)))
    assert np.all(found.index == -1)
    assert found.explain(0) == "No pair passed the filters."
    assert found.explain(0, "nl") == "Geen enkel paar voldeed aan de voorwaarden."


def test_standard_error_and_interval_are_those_of_the_linear_predictor():
    x, models = problem(people=400, opportunities=6, features=4)
    rng = np.random.default_rng(2)
    root = rng.standard_normal((6, 5, 5)) * 0.2
    covariance = root @ root.transpose(0, 2, 1)
    models = AdditiveModels(weights=models.weights, intercepts=models.intercepts, covariance=covariance)
    found = best_people(x, models, 8, confidence=0.95)
    mine = best_opportunities(x, models, 3, confidence=0.95)
    ones = np.hstack([np.ones((400, 1)), x.astype(float)])
    for j in range(6):
        expected = np.sqrt(np.diag(ones[found.index[j]] @ covariance[j] @ ones[found.index[j]].T))
        assert np.allclose(found.standard_error[j], expected, atol=1e-12)
    eta = found.linear_predictor
    assert np.allclose(
        found.low, 1 / (1 + np.exp(-(eta - 1.959963984540054 * found.standard_error))), atol=1e-9
    )
    assert np.all((found.low < found.estimate) & (found.estimate < found.high))
    person = 17
    for place, j in enumerate(mine.index[person]):
        assert mine.standard_error[person, place] == pytest.approx(
            np.sqrt(ones[person] @ covariance[j] @ ones[person])
        )


def test_interval_covers_the_truth_when_weights_are_uncertain():
    rng = np.random.default_rng(3)
    truth = rng.standard_normal(5)
    x = rng.standard_normal((200, 5))
    covariance = 0.04 * np.eye(5)
    inside = []
    for _ in range(400):
        models = AdditiveModels(weights=(truth + 0.2 * rng.standard_normal(5))[None], covariance=covariance)
        found = best_people(x, models, 200, confidence=0.90, workers=1)
        true = 1 / (1 + np.exp(-(x[found.index[0]] @ truth)))
        inside.append(np.mean((found.low[0] < true) & (true < found.high[0])))
    assert np.mean(inside) == pytest.approx(0.90, abs=0.03)


def test_bands_hold_those_who_do_not_differ_by_more_than_chance():
    # one feature with variance .01: a difference of d has standard error .1 d, so any difference is told apart …
    x = np.array([[3.0], [2.0], [1.0]])
    sure = AdditiveModels(weights=[[1.0]], covariance=[[0.01]])
    assert best_people(x, sure, 3).band.tolist() == [[0, 1, 2]]
    # … and with variance 1 its z is 1, below 1.645
    unsure = AdditiveModels(weights=[[1.0]], covariance=[[1.0]])
    found = best_people(x, unsure, 3)
    assert found.band.tolist() == [[0, 0, 0]]
    assert "The first 3 cannot be told apart" in found.explain(0)
    assert "De eerste 3 zijn niet van elkaar te onderscheiden" in found.explain(0, "nl")
    # different models, independent errors: .2 against sqrt(2) * .1 * 1.645 = .233
    close = AdditiveModels(weights=[[1.0], [0.8], [0.7]], covariance=[[0.01]])
    assert best_opportunities([[1.0]], close, 3).band.tolist() == [[0, 0, 1]]


def test_links():
    x = np.array([[0.5], [-800.0]])
    assert best_people(x, AdditiveModels(weights=[[2.0]], link="identity"), 1).estimate[0, 0] == 1.0
    found = best_people(x, AdditiveModels(weights=[[1.0]], link="cloglog"), 2).estimate[0]
    assert found[0] == pytest.approx(1 - np.exp(-np.exp(0.5)), rel=1e-12)
    assert 0 <= found[1] < 1e-300
    assert best_people(x, AdditiveModels(weights=[[1.0]]), 2).estimate[0, 1] >= 0


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.sampled_from([1e-12, 1e-6, 1.0, 1e6, 1e12]))
def test_scaling_and_shuffling_people_changes_no_list(seed, scale):
    x, models = problem(people=300, opportunities=70, features=5, seed=seed, dtype=np.float64)
    order = np.random.default_rng(seed).permutation(300)
    plain = AdditiveModels(weights=models.weights)
    scaled = AdditiveModels(weights=models.weights / scale)
    one = best_people(x, plain, 5)
    other = best_people(x[order] * scale, scaled, 5)
    assert np.array_equal(order[other.index], one.index)


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("weights", lambda x, m: AdditiveModels(weights=[1.0])),
        ("weights", lambda x, m: AdditiveModels(weights=[[NAN]])),
        ("intercepts", lambda x, m: AdditiveModels(weights=[[1.0]], intercepts=[1.0, 2.0])),
        ("intercepts", lambda x, m: AdditiveModels(weights=[[1.0]], intercepts=[np.inf])),
        ("link", lambda x, m: AdditiveModels(weights=[[1.0]], link="probit")),
        ("covariance", lambda x, m: AdditiveModels(weights=[[1.0]], covariance=[[1.0, 0.0]])),
        ("covariance", lambda x, m: AdditiveModels(weights=[[1.0]], covariance=np.eye(3))),
        ("covariance", lambda x, m: AdditiveModels(weights=[[1.0]], covariance=[[NAN]])),
        (
            "covariance",
            lambda x, m: AdditiveModels(weights=[[1.0, 1.0]], covariance=[[1.0, 0.5], [0.0, 1.0]]),
        ),
        (
            "covariance",
            lambda x, m: AdditiveModels(weights=[[1.0, 1.0]], covariance=[[1.0, 2.0], [2.0, 1.0]]),
        ),
        ("features", lambda x, m: best_people(x[:, :3], m, 2)),
        ("features", lambda x, m: best_people(x * np.float32(1e30), m, 2)),
        ("k", lambda x, m: best_people(x, m, 0)),
        ("confidence", lambda x, m: best_people(x, m, 1, confidence=1.0)),
        ("workers", lambda x, m: best_people(x, m, 1, workers=0)),
        ("people", lambda x, m: best_people(x, m, 1, filters=Filters(people=np.ones(3, dtype=bool)))),
        ("opportunities", lambda x, m: best_people(x, m, 1, filters=Filters(opportunities=np.ones(4)))),
        ("levels", lambda x, m: Filters(levels=np.ones((20, 1)))),
        ("consent", lambda x, m: Filters(owner=np.ones(4))),
        (
            "levels",
            lambda x, m: best_people(
                x, m, 1, filters=Filters(levels=np.ones((3, 1)), required=np.ones((4, 1)))
            ),
        ),
        (
            "required",
            lambda x, m: best_people(
                x, m, 1, filters=Filters(levels=np.ones((20, 1)), required=np.ones((4, 2)))
            ),
        ),
        (
            "consent",
            lambda x, m: best_people(
                x, m, 1, filters=Filters(consent=np.ones((20, 1)), owner=np.zeros(4, int))
            ),
        ),
        (
            "owner",
            lambda x, m: best_people(
                x, m, 1, filters=Filters(consent=np.ones((20, 1), bool), owner=np.ones(4, int))
            ),
        ),
        (
            "owner",
            lambda x, m: best_people(
                x, m, 1, filters=Filters(consent=np.ones((20, 1), bool), owner=np.zeros(4))
            ),
        ),
        ("excluded", lambda x, m: best_people(x, m, 1, filters=Filters(excluded=np.array([[0, 4]])))),
        ("excluded", lambda x, m: best_people(x, m, 1, filters=Filters(excluded=np.array([0, 1])))),
    ],
)
def test_bad_input_names_its_argument(argument, call):
    x, models = problem(people=20, opportunities=4)
    with pytest.raises(ScienceError) as refused:
        call(x, models)
    assert refused.value.argument == argument
