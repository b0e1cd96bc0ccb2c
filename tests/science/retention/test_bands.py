from itertools import pairwise

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.retention import HazardModel, Prior, band_edges, bands, what_would_change
from maatwerk.science.retention.simulation import simulate_histories

WEIGHTS = {"calm": -0.5, "speed": 0.3}


def fitted(people=400, seed=1):
    history = simulate_histories(seed, people, WEIGHTS)
    return HazardModel(Prior.weak(WEIGHTS)).fit(history.X, history.tenure, history.event).fitted_


@pytest.fixture(scope="module")
def model():
    return fitted()


def advise(model, rows):
    return [model.advise(dict(zip(WEIGHTS, row, strict=True))) for row in rows]


@pytest.fixture(scope="module")
def people():
    return np.random.default_rng(3).normal(size=(60, 2)).tolist()


def test_everybody_has_exactly_one_place(model, people):
    ranked = bands(advise(model, people))
    assert sorted(member for band in ranked for member in band.members) == list(range(60))
    assert [band.rank for band in ranked] == list(range(1, len(ranked) + 1))
    assert all(one.high <= other.low for one, other in pairwise(ranked))


def test_order_of_people_does_not_matter(model, people):
    mixed = np.random.default_rng(0).permutation(60)
    one = {band.rank: set(band.members) for band in bands(advise(model, people))}
    other = {
        band.rank: {int(mixed[k]) for k in band.members}
        for band in bands(advise(model, [people[k] for k in mixed]))
    }
    assert one == other


def test_leaders_of_neighbouring_bands_are_distinguishable_by_sampling_the_posterior(model, people):
    predictions = advise(model, people)
    ranked = bands(predictions)
    months = len(model.baseline)
    covariance = np.array(model.covariance)[months:, months:]
    weights = [feature.weight for feature in model.features]
    draws = np.random.default_rng(1).multivariate_normal(weights, covariance, size=100_000)
    z = np.array([[c.sd_units for c in p.contributions] for p in predictions])
    hazards = draws @ z.T
    best = [min(band.members, key=lambda k: predictions[k].log_odds) for band in ranked]
    for leader, following in pairwise(best):
        assert (hazards[:, leader] < hazards[:, following]).mean() >= 0.895
    for band, leader in zip(ranked, best, strict=True):
        for member in band.members:
            assert (hazards[:, leader] < hazards[:, member]).mean() < 0.905


def test_more_experience_makes_more_bands(people):
    few, many = (len(bands(advise(fitted(n), people))) for n in (100, 4000))
    assert few < many


def test_missing_evidence_makes_people_harder_to_tell_apart(model):
    known = advise(model, [[0.8, 0.0], [0.0, 0.0]])
    unknown = [known[0], model.advise({"speed": 0.0})]
    assert len(bands(known)) == 2
    assert len(bands(unknown)) == 1


def test_the_same_evidence_shares_a_band(model):
    assert len(bands(advise(model, [[0.3, 0.1]] * 5))) == 1
    assert bands([]) == ()


def test_predictions_of_two_models_have_no_common_ranking(model):
    with pytest.raises(ScienceError, match="one model"):
        bands([*advise(model, [[0, 0]]), *advise(fitted(200, 2), [[0, 0]])])
    with pytest.raises(ScienceError, match="certainty"):
        bands(advise(model, [[0, 0]]), certainty=0.4)


def test_the_stated_change_moves_the_person_and_a_smaller_one_does_not(model, people):
    ranked = bands(advise(model, people))
    edges = band_edges(ranked)
    moved = 0
    for row in people:
        values = dict(zip(WEIGHTS, row, strict=True))
        found = what_would_change(model, values, edges)
        for change in (found.better, found.worse):
            if change is None:
                continue
            moved += 1
            feature = model.features[list(WEIGHTS).index(change.name)]
            assert feature.low <= change.needed <= feature.high
            assert what_would_change(model, {**values, change.name: change.needed}, edges).band == change.band
            nearly = change.value + 0.999 * (change.needed - change.value)
            assert what_would_change(model, {**values, change.name: nearly}, edges).band == found.band
    assert moved > 60


def test_where_nothing_in_range_would_change_the_band(model):
    found = what_would_change(model, {"calm": 0.0, "speed": 0.0}, [-50.0, 50.0])
    assert (found.band, found.better, found.worse) == (2, None, None)
    assert what_would_change(model, {}, [0.5]).worse is None  # evidence that is missing is not varied
    with pytest.raises(ScienceError, match="edges"):
        what_would_change(model, {}, [1.0, 0.0])
