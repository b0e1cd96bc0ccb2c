"""Mantel's test for graded items: its binary case is R's answer, its general case the textbook written out."""

from math import isclose, sqrt

import numpy as np
import pytest
from test_dif import ADMISSIONS

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.fairness import mantel_rating_dif


def people(tables):
    """Rows per person of stratified two-by-two tables: answer, focal, stratum."""
    rows = []
    for stratum, table in enumerate(tables):
        for focal, (right, wrong) in enumerate(table):
            rows += [(1, focal, stratum)] * right + [(0, focal, stratum)] * wrong
    return np.array(rows, dtype=float).T


def by_hand(item, focal, matching):
    """Zwick, Donoghue & Grima (1993), eqs. 2 to 5, and Zwick & Thayer's (1996) variance of the SMD, looped."""
    gap = variance = smd = smd_variance = 0.0
    shared = [k for k in set(matching) if len(set(focal[matching == k])) == 2]
    n_focal = sum((focal[matching == k] == 1).sum() for k in shared)
    for k in shared:
        y, f = item[matching == k], focal[matching == k] == 1
        n, nf, nr = len(y), f.sum(), (~f).sum()
        expected = nf * y.sum() / n
        v = nr * nf * (n * (y**2).sum() - y.sum() ** 2) / (n**2 * (n - 1))
        gap += y[f].sum() - expected
        variance += v
        smd += nf / n_focal * (y[f].mean() - y[~f].mean())
        smd_variance += (nf / n_focal) ** 2 * (1 / nf + 1 / nr) ** 2 * v
    return gap**2 / variance, smd, sqrt(smd_variance)


def draw(rng, n=2_000, *, harder=0.0, boundaries=(-1.0, 0.0, 1.0)):
    """Answers 0 to 3 from a graded model; the focal group's item is `harder` by so many theta units."""
    focal = rng.random(n) < 0.4
    theta = rng.standard_normal(n) - 0.5 * focal
    latent = theta - harder * focal + rng.logistic(0, 0.6, n)
    item = np.searchsorted(boundaries, latent).astype(float)
    return item, focal, np.clip(np.round(theta * 2 + rng.normal(0, 0.3, n)), -4, 4)


def test_two_answers_give_mantel_and_haenszels_statistic():
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE) prints 1.5246 (REQUIREMENTS V9)
    found = mantel_rating_dif(*people(ADMISSIONS))
    assert round(found.chi2, 4) == 1.5246
    assert (found.strata, found.n, found.left_out) == (6, 4526, 0)
    assert found.effect_class == "A"


@pytest.mark.parametrize("seed", range(4))
def test_the_general_case_is_the_textbook_written_out(seed):
    item, focal, matching = draw(np.random.default_rng(seed), 300, harder=0.4)
    found = mantel_rating_dif(item, focal, matching, confidence=0.95)
    chi2, smd, error = by_hand(item, focal.astype(int), matching)
    assert isclose(found.chi2, chi2, rel_tol=1e-10)
    assert isclose(found.difference.estimate, smd, rel_tol=1e-10)
    assert isclose(found.difference.high - found.difference.low, 2 * 1.959964 * error, rel_tol=1e-6)


def test_a_planted_difference_is_found_and_its_direction():
    item, focal, matching = draw(np.random.default_rng(1), harder=0.6)
    found = mantel_rating_dif(item, focal, matching)
    assert found.difference.high < 0
    assert found.effect_class == "C"
    assert "lower" in found.explain("en")
    assert "lager" in found.explain("nl")


def test_false_alarms_keep_to_five_percent():
    rng = np.random.default_rng(5)
    p = np.array([mantel_rating_dif(*draw(rng, 500)).p for _ in range(300)])
    # the matching is coarse, so a little of the groups' real difference is left within strata
    assert (p < 0.05).mean() < 0.05 + 3 * sqrt(0.05 * 0.95 / 300) + 0.03


def test_scaling_the_answers_changes_nothing_but_the_unit():
    item, focal, matching = draw(np.random.default_rng(2), 400, harder=0.3)
    one, ten = (mantel_rating_dif(scale * item + 5, focal, matching) for scale in (1, 10))
    assert isclose(one.chi2, ten.chi2, rel_tol=1e-9)
    assert isclose(10 * one.difference.estimate, ten.difference.estimate, rel_tol=1e-9)
    assert isclose(one.effect, ten.effect, rel_tol=1e-9)


def test_strata_of_one_group_are_left_out_and_counted():
    item, focal, matching = draw(np.random.default_rng(3), 200)
    alone = mantel_rating_dif(np.append(item, 3), np.append(focal, True), np.append(matching, 99))
    assert alone.left_out == 1 + mantel_rating_dif(item, focal, matching).left_out
    assert alone.caveats[0].code == "small_group"


@pytest.mark.parametrize(
    ("item", "focal", "matching", "error"),
    [
        ([1, 2, np.nan], [0, 1, 1], [1, 1, 1], ScienceError),
        ([1, 2, 3], [0, 1, 1], [1, 1, np.inf], ScienceError),
        ([1, 2], [0, 1, 1], [1, 1, 1], ScienceError),
        ([2, 2, 2, 2], [0, 1, 0, 1], [1, 1, 1, 1], InsufficientDataError),
        ([1, 2, 1, 2], [0, 0, 1, 1], [1, 1, 2, 2], InsufficientDataError),
    ],
)
def test_bad_input_is_named(item, focal, matching, error):
    with pytest.raises(error):
        mantel_rating_dif(item, focal, matching)
