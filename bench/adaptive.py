"""Adaptive testing: time of a step against catsim and plain NumPy, and items saved over the best fixed form."""

import time
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from bench.report import Row

STEP_BANK, STEPS, SESSIONS = 1_000, 20, 100
BANK, PEOPLE, CAP, TARGET = 300, 10_000, 0.25, 0.32
BANKS = {"even slopes .8–2.2": "even", "lognormal slopes (.2, .3)": "lognormal"}


def parameters(count: int, kind: str = "even", *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and difficulties: spread evenly as a bank built for the purpose, or as a bank that just grew."""
    rng = np.random.default_rng(seed)
    if kind == "even":
        return rng.uniform(0.8, 2.2, count), rng.uniform(-3, 3, count)
    return rng.lognormal(0.2, 0.3, count), rng.standard_normal(count)


def bank_of(slopes: np.ndarray, difficulties: np.ndarray) -> Any:
    from maatwerk.science.adaptive import ItemBank

    areas = tuple("ABCD"[item % 4] for item in range(len(slopes)))
    return ItemBank(slopes=slopes, intercepts=-slopes * difficulties, areas=areas)


def quotas() -> dict[str, Any]:
    from maatwerk.science.adaptive import Quota

    return {area: Quota(share=0.25, minimum=2) for area in "ABCD"}


def our_step() -> float:
    """Seconds a step: record a response, update, choose the next; quotas, exposure control and randomesque on."""
    from maatwerk.science.adaptive import AdaptiveTest, Exposure, Rules

    rules = Rules(
        max_length=STEPS,
        quotas=quotas(),
        randomesque=5,
        exposure=Exposure(probabilities=np.full(STEP_BANK, 0.8), cap=CAP),
    )
    test = AdaptiveTest(bank_of(*parameters(STEP_BANK)), rules)

    def once(sessions: int) -> float:
        start, count = time.process_time(), 0
        for seed in range(sessions):
            session = test.start(seed)
            while (choice := session.next_item()) is not None:
                session.answer(choice.item, (choice.item + seed) % 2)
                count += 1
        return (time.process_time() - start) / count

    once(3)
    return min(once(SESSIONS) for _ in range(5))


def numpy_step() -> float:
    """The same step in plain NumPy: posterior on 81 points, information at its mean, quotas and randomesque."""
    slopes, difficulties = parameters(STEP_BANK)
    grid = np.linspace(-5, 5, 81)
    right = 1 / (1 + np.exp(-slopes[:, None] * (grid - difficulties[:, None])))
    tables = np.log(np.stack([1 - right, right], axis=1))
    area = np.arange(STEP_BANK) % 4
    rng = np.random.default_rng(0)

    def once(sessions: int) -> float:
        start = time.process_time()
        for session in range(sessions):
            held = rng.random(STEP_BANK) >= 0.8
            used, counts, log_posterior = held.copy(), np.zeros(4), -(grid**2) / 2
            mean = 0.0
            for step in range(STEPS):
                p = 1 / (1 + np.exp(-slopes * (mean - difficulties)))
                information = slopes**2 * p * (1 - p)
                closed = used | (counts >= 0.25 * (step + 1))[area]
                information[closed] = -1.0
                best = np.argpartition(information, -5)[-5:]
                item = int(rng.choice(best))
                used[item] = True
                counts[area[item]] += 1
                log_posterior = log_posterior + tables[item, (item + session) % 2]
                weights = np.exp(log_posterior - log_posterior.max())
                mean = float(weights @ grid / weights.sum())
        return (time.process_time() - start) / (sessions * STEPS)

    once(3)
    return min(once(SESSIONS) for _ in range(5))


def catsim_step() -> float:
    """Catsim's estimator and its randomesque selector; it has no quotas, so it does less."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank
    from catsim.selection import RandomesqueSelector

    slopes, difficulties = parameters(STEP_BANK)
    bank = ItemBank(np.column_stack([slopes, difficulties, np.zeros(STEP_BANK), np.ones(STEP_BANK)]))
    selector, estimator = RandomesqueSelector(5), NumericalSearchEstimator()

    def once(sessions: int) -> float:
        start = time.process_time()
        for session in range(sessions):
            rng, theta = np.random.default_rng(session), 0.0
            items: list[int] = []
            responses: list[bool] = []
            for _ in range(STEPS):
                item = selector.select(item_bank=bank, administered_items=items, est_theta=theta, rng=rng)
                items.append(int(item))
                responses.append(bool((item + session) % 2))
                theta = estimator.estimate(
                    item_bank=bank, administered_items=items, response_vector=responses, est_theta=theta
                )
        return (time.process_time() - start) / (sessions * STEPS)

    once(1)
    return min(once(10) for _ in range(3))


def gain(kind: str) -> dict[str, float]:
    """Mean items with the cap and quotas on, and those of the best fixed form with at most the same error."""
    from maatwerk.science.adaptive import (
        AdaptiveTest,
        Rules,
        best_fixed_form,
        calibrate_exposure,
        simulate,
        simulate_form,
    )

    bank = bank_of(*parameters(BANK, kind))
    rules = Rules(
        max_length=30, min_length=5, stop_se=TARGET, quotas=quotas(), randomesque=3, start_spread=0.5
    )
    test = AdaptiveTest(bank, rules)
    test = test.with_exposure(calibrate_exposure(test, cap=CAP, rng=np.random.default_rng(1)))
    thetas = np.random.default_rng(2).standard_normal(PEOPLE)
    found = simulate(test, thetas, rng=np.random.default_rng(3))
    for length in range(8, 60):
        form = simulate_form(bank, best_fixed_form(bank, length), thetas, rng=np.random.default_rng(4))
        if form.rmse <= found.rmse:
            break
    return {
        "items": found.mean_length,
        "rmse": found.rmse,
        "exposure": float(found.exposure.max()),
        "fixed": float(length),
        "fixed_rmse": form.rmse,
    }


def run() -> list["Row"]:
    from bench.report import Row, bar, in_process

    ours = in_process("bench.adaptive:our_step", threads=1)
    rows = []
    for peer, package, target in (
        ("catsim", "catsim", "catsim_step"),
        ("plain NumPy", "numpy", "numpy_step"),
    ):
        theirs = in_process(f"bench.adaptive:{target}", threads=1)
        rows.append(
            Row(
                problem=f"one adaptive step, bank of {STEP_BANK:,}",
                ours="AdaptiveTest, quotas, exposure control, randomesque 5",
                peer=peer,
                peer_version=version(package),
                ours_seconds=ours,
                peer_seconds=theirs,
                ratio=ours / theirs,
                bar=bar("at most 50 µs a step", ours <= 50e-6),
                note=f"1 thread each, processor time; {ours * 1e6:.0f} µs a step"
                + ("; catsim without quotas" * (peer == "catsim")),
            )
        )
    for words, kind in BANKS.items():
        found = in_process("bench.adaptive:gain", threads=1, kind=kind)
        rows.append(
            Row(
                problem=f"items to standard error {TARGET}, bank of {BANK}, {words}",
                ours=f"AdaptiveTest, cap {CAP:.0%}, quotas, randomesque 3",
                peer="fixed form of least expected variance, no quotas",
                peer_version="",
                ratio=found["items"] / found["fixed"],
                # the form one item shorter is still less precise than we: against that one, rounding cannot flatter us
                bar=bar(
                    "at least 35 % fewer items at equal RMSE", found["items"] <= 0.65 * (found["fixed"] - 1)
                ),
                accuracy=f"RMSE {found['rmse']:.3f} against {found['fixed_rmse']:.3f}",
                note=(
                    f"ratio of items: {found['items']:.1f} against {found['fixed']:.0f}, "
                    f"{1 - found['items'] / found['fixed']:.0%} fewer; most used item seen in {found['exposure']:.1%} of "
                    f"{PEOPLE:,} sessions"
                ),
            )
        )
    return rows


if __name__ == "__main__":
    for row in run():
        print(row)
