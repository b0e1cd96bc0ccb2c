"""Compile every kernel now rather than at somebody's first question; numba keeps the result for later processes.

Each step calls a front door with little data of the types that real calls have. `python -m maatwerk.science` runs all.
"""

from collections.abc import Callable, Iterator

import numpy as np


def calibrate() -> None:
    """Calibration of graded and two-category items with missing answers, all scores, and dimensionality."""
    from maatwerk.science.irt import GradedResponseModel, parallel_analysis, score

    rng = np.random.default_rng(0)
    theta = rng.standard_normal((300, 1))
    for boundaries in (1, 3):
        reached = theta[:, :, None] + np.linspace(1, -1, boundaries) > rng.logistic(size=(300, 6, boundaries))
        answers = reached.sum(axis=2).astype(np.float64)
        answers[::10, 0] = np.nan
        calibration = GradedResponseModel().fit(answers).calibration_
        for method in ("eap", "map", "ml"):
            score(calibration, answers, method=method)  # type: ignore[arg-type,unused-ignore]
    parallel_analysis(answers[:, 1:], rng=rng, draws=20)


def adapt() -> None:
    """An adaptive session with quotas and exposure control, a simulation, and a fixed form."""
    from maatwerk.science.adaptive import (
        AdaptiveTest,
        Exposure,
        FixedForm,
        ItemBank,
        Quota,
        Rules,
        best_fixed_form,
        simulate,
        simulate_form,
    )

    rng = np.random.default_rng(0)
    bank = ItemBank(slopes=np.full(12, 1.5), intercepts=rng.normal(size=12), areas=("A", "B") * 6)
    rules = Rules(
        max_length=4,
        quotas={"A": Quota(share=0.5, minimum=1), "B": Quota(share=0.5, minimum=1)},
        randomesque=2,
        exposure=Exposure(probabilities=np.full(12, 0.9), cap=0.9),
    )
    test = AdaptiveTest(bank, rules)
    session, given = test.start(1), []
    while (choice := session.next_item()) is not None:
        session.answer(choice.item, choice.item % 2)
        given.append(choice.item)
    test.resume(1, given, [item % 2 for item in given])
    simulate(test, np.zeros(3), rng=rng)
    FixedForm(items=(0, 1, 2), shuffle=True).order(1)
    simulate_form(bank, best_fixed_form(bank, 3), np.zeros(3), rng=rng)


def match() -> None:
    """The best people and the best opportunities, from both kinds of numbers, with and without filters."""
    from maatwerk.science.matching import AdditiveModels, Filters, best_opportunities, best_people

    rng = np.random.default_rng(0)
    weights = rng.standard_normal((5, 3))
    models = AdditiveModels(weights=weights, intercepts=np.zeros(5), covariance=np.eye(3))
    filters = Filters(levels=np.ones((20, 1)), required=np.ones((5, 1)))
    for kind in (np.float32, np.float64):
        people = rng.standard_normal((20, 3)).astype(kind)
        for find in (best_people, best_opportunities):
            find(people, models, 2)
            find(people, models, 2, filters=filters)


#: Subjects with kernels, and what compiles them; a test keeps this true.
STEPS: dict[str, Callable[[], None]] = {"irt": calibrate, "adaptive": adapt, "matching": match}


def warm() -> Iterator[str]:
    """Compile what is not yet compiled; yields each subject when it is done."""
    for subject, step in STEPS.items():
        step()
        yield subject
