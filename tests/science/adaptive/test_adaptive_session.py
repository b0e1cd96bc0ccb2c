"""The running session against an independent implementation, and what must always hold."""

import numpy as np
import pytest
from adaptive_banks import QUARTERS, bank_2pl, bank_graded
from hypothesis import given, settings
from hypothesis import strategies as st

from maatwerk.science.adaptive import (
    AdaptiveTest,
    Classification,
    Exposure,
    FixedForm,
    ItemBank,
    Quota,
    Rules,
    best_fixed_form,
)
from maatwerk.science.errors import ScienceError


def take(test, seed, answers, **options):
    """Run a session, answering item i with answers[i]; return it with its choices."""
    session, choices = test.start(seed, **options), []
    while (choice := session.next_item()) is not None:
        choices.append(choice)
        session.answer(choice.item, answers[choice.item])
    return session, choices


def answers_for(bank, seed=0):
    return np.random.default_rng(seed).integers(0, bank.n_categories).tolist()


def category_probabilities(bank, item, theta):
    """Graded response probabilities written out, one item (Samejima 1969)."""
    steps = bank.intercepts[item][np.isfinite(bank.intercepts[item])]
    passed = [np.ones_like(theta)] + [1 / (1 + np.exp(-(bank.slopes[item] * theta + step))) for step in steps]
    passed.append(np.zeros_like(theta))
    return np.array([passed[k] - passed[k + 1] for k in range(len(steps) + 1)])


def expected_information(bank, item, theta):
    """Minus the expected second derivative of the log likelihood, by differences: no formula shared."""
    h = 1e-4
    p = category_probabilities(bank, item, np.array([theta - h, theta, theta + h]))
    curvature = (np.log(p[:, 2]) - 2 * np.log(p[:, 1]) + np.log(p[:, 0])) / h**2
    return float(-(p[:, 1] * curvature).sum())


@pytest.mark.parametrize("make", [lambda: bank_2pl(60), bank_graded])
def test_session_agrees_with_a_plain_implementation(make):
    bank = make()
    answers = answers_for(bank)
    session, choices = take(AdaptiveTest(bank, Rules(max_length=15)), 1, answers)
    theta = np.linspace(-6, 6, 2001)
    posterior = np.exp(-(theta**2) / 2)
    left, mean = set(range(len(bank))), 0.0
    for choice in choices:
        information = {item: expected_information(bank, item, mean) for item in left}
        assert choice.information == pytest.approx(information[choice.item], rel=2e-3)
        assert information[choice.item] > max(information.values()) * (1 - 2e-3)
        left.remove(choice.item)
        posterior = posterior * category_probabilities(bank, choice.item, theta)[answers[choice.item]]
        posterior /= posterior.sum()
        mean = float((posterior * theta).sum())
        sd = float(np.sqrt((posterior * (theta - mean) ** 2).sum()))
    assert session.ability.theta == pytest.approx(mean, abs=1e-6)
    assert session.ability.standard_error == pytest.approx(sd, abs=1e-6)
    assert session.ability.n_responses == 15
    assert session.stop == "length"


def test_information_of_a_2pl_item_is_slope_squared_times_p_times_q():
    bank = ItemBank(slopes=[1.5], intercepts=[0.6])
    p = 1 / (1 + np.exp(-0.6))
    assert bank.information([0.0])[0, 0] == pytest.approx(1.5**2 * p * (1 - p), rel=1e-12)


def test_grid_information_stays_within_a_thousandth_of_the_exact_value():
    bank = bank_2pl(80)
    test = AdaptiveTest(bank, Rules(max_length=20))
    _, choices = take(test, 3, answers_for(bank))
    for choice in choices:
        exact = bank.information([choice.theta])[choice.item, 0]
        assert choice.information == pytest.approx(exact, rel=1e-3)


def test_posterior_criterion_is_the_posterior_mean_of_the_information():
    bank = bank_2pl(40)
    session = AdaptiveTest(bank, Rules(max_length=5, criterion="posterior")).start(0)
    theta = np.linspace(-6, 6, 4001)
    weights = np.exp(-(theta**2) / 2)
    expected = bank.information(theta) @ (weights / weights.sum())
    choice = session.next_item()
    assert choice.item == int(np.argmax(expected))
    assert choice.information == pytest.approx(float(expected.max()), rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**63 - 1),
    answer_seed=st.integers(0, 1000),
    randomesque=st.integers(1, 6),
    cut=st.integers(0, 12),
)
def test_a_session_resumes_and_replays_from_seed_items_and_responses(seed, answer_seed, randomesque, cut):
    bank = bank_2pl(80)
    exposure = Exposure(probabilities=np.linspace(0.2, 1, 80), cap=0.25)
    rules = Rules(
        max_length=12,
        quotas=QUARTERS,
        randomesque=randomesque,
        start_spread=1.0,
        exposure=exposure,
        criterion="posterior" if seed % 2 else "fisher",
    )
    test = AdaptiveTest(bank, rules)
    answers = answers_for(bank, answer_seed)
    whole, choices = take(test, seed, answers)
    assert len(set(whole.items)) == len(whole.items)
    half = AdaptiveTest(bank, rules).resume(seed, whole.items[:cut], whole.responses[:cut])
    while (choice := half.next_item()) is not None:
        half.answer(choice.item, answers[choice.item])
    assert half.items == whole.items
    assert half.ability == whole.ability
    assert test.replay(seed, whole.items, whole.responses) == choices


def test_different_seeds_start_with_different_items():
    test = AdaptiveTest(bank_2pl(300), Rules(max_length=5, randomesque=5, start_spread=1.0))
    assert len({test.start(seed).next_item().item for seed in range(50)}) > 15


def test_asking_twice_gives_the_same_choice():
    session = AdaptiveTest(bank_2pl(50), Rules(max_length=5, randomesque=5)).start(11)
    assert session.next_item() == session.next_item()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_quotas_hold_at_every_prefix(seed):
    bank = bank_2pl(120)
    quotas = {
        "A": Quota(share=0.4, maximum=7),
        "B": Quota(share=0.3),
        "C": Quota(share=0.3),
        "D": Quota(maximum=2),
    }
    session, _ = take(
        AdaptiveTest(bank, Rules(max_length=18, quotas=quotas, randomesque=4)), seed, answers_for(bank, seed)
    )
    given_areas = [bank.areas[item] for item in session.items]
    for length in range(1, 19):
        prefix = given_areas[:length]
        assert prefix.count("A") < min(0.4 * length + 1, 7.5)
        assert prefix.count("D") <= 2
        assert max(prefix.count("B"), prefix.count("C")) < 0.3 * length + 1


def test_minimum_is_met_even_when_the_area_informs_least():
    slopes = np.r_[np.full(30, 2.0), np.full(5, 0.3)]
    areas = ("sharp",) * 30 + ("dull",) * 5
    bank = ItemBank(slopes=slopes, intercepts=np.zeros(35), areas=areas)
    rules = Rules(max_length=8, quotas={"dull": Quota(minimum=3)}, stop_se=0.9)
    session, _ = take(AdaptiveTest(bank, rules), 0, [1] * 35)
    assert [bank.areas[item] for item in session.items].count("dull") == 3
    assert session.stop == "length"  # precise long before, but an area was still short


def test_enemies_never_meet_and_excluded_items_never_come():
    bank = bank_2pl(40)
    bank = ItemBank(
        slopes=bank.slopes,
        intercepts=bank.intercepts,
        enemies=[(i, i + 1) for i in range(0, 40, 2)],
        excluded=(4, 5),
    )
    session, _ = take(AdaptiveTest(bank, Rules(max_length=40)), 0, [1] * 40, exclude=[10])
    assert session.stop == "exhausted"
    assert len({item // 2 for item in session.items}) == len(session.items) == 19
    assert not {4, 5, 10} & set(session.items)


def test_items_held_back_for_exposure_are_used_only_when_nothing_else_is_left():
    bank = bank_2pl(10)
    exposure = Exposure(probabilities=np.r_[np.zeros(8), np.ones(2)], cap=0.25)
    session, choices = take(AdaptiveTest(bank, Rules(max_length=4, exposure=exposure)), 5, [1] * 10)
    assert set(session.items[:2]) == {8, 9}
    assert [choice.relaxed for choice in choices] == ["", "", "exposure", "exposure"]
    assert "held back" in choices[0].explain()
    assert "achtergehouden item gebruikt" in choices[2].explain("nl")


def test_test_stops_by_precision_time_and_classification():
    bank = bank_2pl(200)
    precise, _ = take(AdaptiveTest(bank, Rules(max_length=50, stop_se=0.4)), 0, answers_for(bank))
    assert precise.stop == "precise"
    assert precise.ability.standard_error <= 0.4
    timed = AdaptiveTest(bank, Rules(max_length=50, time_limit_seconds=60)).start(0)
    assert timed.next_item(elapsed_seconds=59.9) is not None
    assert timed.next_item(elapsed_seconds=60.0) is None
    assert timed.stop == "time"
    rules = Rules(max_length=50, classify=Classification(cut=0.0, margin=0.5))
    assert take(AdaptiveTest(bank, rules), 0, [1] * 200)[0].stop == "above"
    assert take(AdaptiveTest(bank, rules), 0, [0] * 200)[0].stop == "below"


def test_sequential_ratio_is_the_log_likelihood_ratio_at_cut_plus_and_minus_margin():
    bank = ItemBank(slopes=np.ones(30), intercepts=np.zeros(30))
    rules = Rules(max_length=30, classify=Classification(cut=0.0, margin=0.5, alpha=0.05, beta=0.05))
    session, _ = take(AdaptiveTest(bank, rules), 0, [1] * 30)
    # each right answer adds log(logistic(.5) / logistic(-.5)) = .5 exactly; Wald's bound is log(.95 / .05) = 2.944
    assert len(session.items) == 6


def test_an_item_left_open_counts_as_given_and_says_nothing():
    bank = bank_2pl(30)
    session = AdaptiveTest(bank, Rules(max_length=3)).start(0)
    before = session.ability
    first = session.next_item()
    session.answer(first.item, None)
    assert session.ability == before
    assert session.next_item().item != first.item


def test_relabelling_items_changes_nothing_but_the_labels():
    bank = bank_2pl(50)
    order = np.random.default_rng(3).permutation(50)
    shuffled = ItemBank(slopes=bank.slopes[order], intercepts=bank.intercepts[order])
    plain = ItemBank(slopes=bank.slopes, intercepts=bank.intercepts)
    answers = answers_for(bank)
    one, _ = take(AdaptiveTest(plain, Rules(max_length=10)), 0, answers)
    other, _ = take(AdaptiveTest(shuffled, Rules(max_length=10)), 0, [answers[item] for item in order])
    assert [int(order[item]) for item in other.items] == one.items
    assert other.ability.theta == pytest.approx(one.ability.theta, abs=1e-12)


def test_choice_explains_itself_in_two_languages():
    session = AdaptiveTest(bank_2pl(50), Rules(max_length=9, quotas=QUARTERS, randomesque=3)).start(2)
    choice = session.next_item()
    assert choice.item in choice.among
    assert f"Item {choice.name} was drawn from the 3 most informative of 50 open items" in choice.explain()
    assert "standaardfout 1,00" in choice.explain("nl")


def test_draws_of_the_engine_are_splitmix64_and_look_uniform():
    from maatwerk.science.adaptive import _kernels

    mask = 2**64 - 1

    def reference(seed, *steps):  # the published constants, in Python's own integers
        state = seed
        for step in steps:
            state = (state + (step + 1) * 0x9E3779B97F4A7C15) & mask
            state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
            state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & mask
            state ^= state >> 31
        return (state >> 11) * 2.0**-53

    drawn = np.array([[_kernels.draw(seed, 0, index) for index in range(100)] for seed in range(100)])
    assert drawn[7, 5] == reference(7, 0, 5)
    assert _kernels.draw(2**63 - 1, 1, 3) == reference(2**63 - 1, 1, 3)
    counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
    assert ((counts - 500) ** 2 / 500).sum() < 43.8  # chi-squared on 19 degrees of freedom, .999 quantile
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.03


def test_fixed_form_gives_its_items_in_order_and_resumes():
    bank = bank_2pl(30)
    form = FixedForm(items=(4, 9, 2), bank=bank)
    session = form.start()
    seen = []
    while (item := session.next_item()) is not None:
        seen.append(item)
        session.answer(item, 1)
    assert seen == [4, 9, 2]
    assert session.stop == "length"
    assert session.ability == form.resume(0, [4, 9, 2], [1, 1, 1]).ability
    adaptive = AdaptiveTest(bank, Rules(max_length=3)).resume(0, [4, 9, 2], [1, 1, 1])
    assert session.ability == adaptive.ability


def test_fixed_form_without_calibration_records_and_gives_no_ability():
    form = FixedForm(items=tuple(range(8)), shuffle=True, time_limit_seconds=30)
    session = form.start(3)
    assert session.ability is None
    assert sorted(session.order) == list(range(8))
    assert session.order != form.start(4).order
    session.answer(session.next_item(), 3)
    assert session.next_item(elapsed_seconds=30) is None
    assert session.stop == "time"
    with pytest.raises(ScienceError, match="not given yet"):
        session.answer(session.items[0], 1)


def test_best_fixed_form_is_the_best_of_all_forms_of_a_small_bank():
    from itertools import combinations

    bank = bank_2pl(12, seed=4)
    theta = np.linspace(-4, 4, 401)
    weights = np.exp(-(theta**2) / 2)
    information = bank.information(theta)

    def loss(form):
        return float((weights / (1 + information[list(form)].sum(axis=0))).sum() / weights.sum())

    best = min(combinations(range(12), 4), key=loss)
    assert loss(best_fixed_form(bank, 4)) <= loss(best) * 1.002
    quotas = {"A": Quota(minimum=2), "B": Quota(maximum=0)}
    areas = [bank.areas[item] for item in best_fixed_form(bank, 6, quotas=quotas)]
    assert areas.count("A") >= 2
    assert "B" not in areas
