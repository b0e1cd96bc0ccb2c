"""Bad input is refused by name."""

import numpy as np
import pytest
from adaptive_banks import bank_2pl

from maatwerk.science.adaptive import (
    AdaptiveTest,
    Classification,
    Exposure,
    FixedForm,
    ItemBank,
    Quota,
    Rules,
    best_fixed_form,
    calibrate_exposure,
    simulate,
)
from maatwerk.science.errors import InsufficientDataError, ScienceError

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("argument", "made"),
    [
        ("slopes", lambda: ItemBank(slopes=[], intercepts=[])),
        ("slopes", lambda: ItemBank(slopes=[1, 0], intercepts=[0, 0])),
        ("slopes", lambda: ItemBank(slopes=[1, NAN], intercepts=[0, 0])),
        ("slopes", lambda: ItemBank(slopes=[1, INF], intercepts=[0, 0])),
        ("intercepts", lambda: ItemBank(slopes=[1, 1], intercepts=[0])),
        ("intercepts", lambda: ItemBank(slopes=[1], intercepts=[NAN])),
        ("intercepts", lambda: ItemBank(slopes=[1], intercepts=[[1, NAN, 0]])),
        ("intercepts", lambda: ItemBank(slopes=[1], intercepts=[INF])),
        ("intercepts", lambda: ItemBank(slopes=[1], intercepts=[[0, 1]])),
        ("areas", lambda: ItemBank(slopes=[1], intercepts=[0], areas=("A", "B"))),
        ("names", lambda: ItemBank(slopes=[1, 1], intercepts=[0, 0], names=("x", "x"))),
        ("enemies", lambda: ItemBank(slopes=[1, 1], intercepts=[0, 0], enemies=((0, 0),))),
        ("enemies", lambda: ItemBank(slopes=[1, 1], intercepts=[0, 0], enemies=((0, 2),))),
        ("excluded", lambda: ItemBank(slopes=[1], intercepts=[0], excluded=(1,))),
        ("min_length", lambda: Rules(max_length=3, min_length=4)),
        ("stop_se", lambda: Rules(max_length=3, stop_se=0)),
        ("time_limit_seconds", lambda: Rules(max_length=3, time_limit_seconds=-1)),
        ("criterion", lambda: Rules(max_length=3, criterion="best")),
        ("randomesque", lambda: Rules(max_length=3, randomesque=0)),
        ("start_spread", lambda: Rules(max_length=3, start_spread=-1)),
        ("prior_sd", lambda: Rules(max_length=3, prior_sd=0)),
        ("grid_size", lambda: Rules(max_length=3, grid_size=3)),
        ("share", lambda: Quota(share=0)),
        ("maximum", lambda: Quota(minimum=3, maximum=2)),
        ("margin", lambda: Classification(cut=0, margin=0)),
        ("alpha", lambda: Classification(cut=0, alpha=0.6)),
        ("probabilities", lambda: Exposure(probabilities=[1.2], cap=0.25)),
        ("items", lambda: FixedForm(items=())),
        ("items", lambda: FixedForm(items=(1, 1))),
        ("items", lambda: FixedForm(items=(9,), bank=bank_2pl(5))),
        ("length", lambda: best_fixed_form(bank_2pl(5), 6)),
        ("quotas", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3, quotas={"Z": Quota()}))),
        ("quotas", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=9, quotas={"A": Quota(minimum=3)}))),
        (
            "quotas",
            lambda: AdaptiveTest(
                bank_2pl(8), Rules(max_length=3, quotas={a: Quota(minimum=1) for a in "ABCD"})
            ),
        ),
        (
            "quotas",
            lambda: AdaptiveTest(
                bank_2pl(8), Rules(max_length=3, quotas={a: Quota(share=0.2) for a in "ABCD"})
            ),
        ),
        (
            "exposure",
            lambda: AdaptiveTest(
                bank_2pl(8), Rules(max_length=3, exposure=Exposure(probabilities=[1.0], cap=0.25))
            ),
        ),
        ("seed", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3)).start(-1)),
        ("item", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3)).start(0, exclude=[8])),
        ("responses", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3)).resume(0, [1], [])),
        ("item", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3)).resume(0, [1, 1], [0, 0])),
        ("response", lambda: AdaptiveTest(bank_2pl(8), Rules(max_length=3)).resume(0, [1], [2])),
        (
            "thetas",
            lambda: simulate(
                AdaptiveTest(bank_2pl(8), Rules(max_length=3)), [], rng=np.random.default_rng(0)
            ),
        ),
        (
            "thetas",
            lambda: simulate(
                AdaptiveTest(bank_2pl(8), Rules(max_length=3)), [NAN], rng=np.random.default_rng(0)
            ),
        ),
        (
            "cap",
            lambda: calibrate_exposure(
                AdaptiveTest(bank_2pl(8), Rules(max_length=3)), cap=0, rng=np.random.default_rng(0)
            ),
        ),
    ],
)
def test_bad_input_names_its_argument(argument, made):
    with pytest.raises(ScienceError) as refused:
        made()
    assert refused.value.argument == argument


def test_a_bank_too_small_for_the_cap_is_refused():
    # 6 of 12 items for everybody: some item is seen by at least half
    test = AdaptiveTest(bank_2pl(12), Rules(max_length=6))
    with pytest.raises(InsufficientDataError, match=r"exposure of 0\.25"):
        calibrate_exposure(test, rng=np.random.default_rng(0), rounds=4)


def test_impossible_looking_answers_leave_a_finite_posterior():
    bank = ItemBank(slopes=np.full(40, 30.0), intercepts=np.zeros(40))
    session = AdaptiveTest(bank, Rules(max_length=40)).resume(0, range(40), [item % 2 for item in range(40)])
    assert np.isfinite([session.ability.theta, session.ability.standard_error]).all()
    assert session.ability.standard_error > 0
