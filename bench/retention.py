"""Retention on real people: our hazard against four peers, same person-grouped folds, unseen people only.

Protected attributes are left out (the product never uses them). Every method runs in a process of its
own with one thread; each chooses its penalty inside the training folds. Needs the turnover data beside
the checkout; without them it says so.
"""

import csv
import os
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

from bench.report import Row, bar, in_process, shared

HORIZON = 12.0
SEEDS = int(os.environ.get("BENCH_SEEDS", "20"))
TRAITS = ("extraversion", "independ", "selfcontrol", "anxiety", "novator")
FACTS = ("industry", "profession", "traffic", "coach", "greywage", "way")
FILE = "data/turnover-babushkin/turnover_dev.csv"
HOURS = 4 * 3600.0

Forecast = tuple[np.ndarray, np.ndarray]  # survival at the horizon, risk


def load() -> dict[str, Any]:
    with shared(FILE).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names, columns = list(TRAITS), [np.array([float(row[name]) for row in rows]) for name in TRAITS]
    for fact in FACTS:
        levels = [row[fact].strip() for row in rows]
        for level in sorted(set(levels)):
            names.append(f"{fact}={level}")
            columns.append(np.array([float(found == level) for found in levels]))
    return {
        "names": names,
        "X": np.column_stack(columns),
        "tenure": np.array([float(row["stag"]) for row in rows]),
        "event": np.array([row["event"] == "1" for row in rows]),
        "persons": np.unique([int(row["person_group"]) for row in rows], return_inverse=True)[1],
    }


def folds_of(persons: np.ndarray, seed: int, folds: int = 5) -> np.ndarray:
    """Whole persons dealt at random; the same for every method."""
    dealt = np.random.default_rng(seed).permutation(persons.max() + 1) % folds
    return dealt[persons]


def inner_choice(
    candidates: list[Any],
    persons: np.ndarray,
    seed: int,
    loss: Callable[[Any, np.ndarray, np.ndarray], float],
) -> Any:
    """The candidate with the lowest loss over three person-grouped inner folds."""
    fold = folds_of(np.unique(persons, return_inverse=True)[1], 1000 + seed, 3)
    totals = [sum(loss(c, fold != k, fold == k) for k in range(3)) for c in candidates]
    return candidates[int(np.argmin(totals))]


# --- the methods: fit on the training rows, forecast the others ------------------------------------


def maatwerk(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    from maatwerk.science.retention import FeaturePrior, HazardModel, Prior, choose_strength

    def belief(name: str) -> FeaturePrior:
        fact, level, _ = name.partition("=")
        return FeaturePrior(name=name, scale="unit", group=fact) if level else FeaturePrior(name=name)

    prior = Prior(tuple(belief(name) for name in data["names"]))
    inside = (data["X"][train], data["tenure"][train], data["event"][train])
    strength = choose_strength(*inside, data["persons"][train], prior=prior, rng=seed)
    model = HazardModel(prior, strength=strength, horizons=(HORIZON,))
    model.fit(*inside, persons=data["persons"][train])
    return model.predict_survival(data["X"][test]).estimate[:, 0], model.predict_risk(data["X"][test])


def kaplan_meier(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    from maatwerk.science.evaluation import survival_curve

    share = survival_curve(data["tenure"][train], data["event"][train]).at([HORIZON])[0]
    return np.full(test.sum(), share), np.zeros(test.sum())


def cox(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    import pandas as pd
    from lifelines import CoxPHFitter

    def fit(penalty: float, rows: np.ndarray) -> Any:
        X = data["X"][rows]
        kept = X.std(axis=0) > 0
        frame = pd.DataFrame(X[:, kept] / X[:, kept].std(axis=0)).rename(columns=str)
        frame["T"], frame["E"] = data["tenure"][rows], data["event"][rows]
        return CoxPHFitter(penalizer=penalty).fit(frame, "T", "E"), kept, X.std(axis=0)

    def features(fitted: Any, rows: np.ndarray) -> Any:
        _, kept, sd = fitted
        return pd.DataFrame(data["X"][rows][:, kept] / sd[kept]).rename(columns=str)

    def loss(penalty: float, inside: np.ndarray, outside: np.ndarray) -> float:
        index = np.flatnonzero(train)
        fitted = fit(penalty, index[inside])
        frame = features(fitted, index[outside])
        frame["T"], frame["E"] = data["tenure"][index[outside]], data["event"][index[outside]]
        return -fitted[0].score(frame, scoring_method="log_likelihood") * outside.sum()

    penalty = inner_choice([0.05, 0.2, 0.8], data["persons"][train], seed, loss)
    fitted = fit(penalty, np.flatnonzero(train))
    X = features(fitted, np.flatnonzero(test))
    survival = fitted[0].predict_survival_function(X, times=[HORIZON]).to_numpy()[0]
    return survival, fitted[0].predict_log_partial_hazard(X).to_numpy()


def expand(data: dict[str, Any], rows: np.ndarray, width: float, last: int) -> tuple[np.ndarray, ...]:
    """One row per person and period at risk; leaving in the period or not."""
    tenure, event = data["tenure"][rows], data["event"][rows]
    periods = np.minimum(np.ceil(tenure / width).astype(int), last).clip(1)
    person = np.repeat(np.arange(len(rows)), periods)
    period = np.concatenate([np.arange(k) for k in periods])
    final = period == periods[person] - 1
    left = final & event[person] & (tenure[person] <= width * last)
    return data["X"][rows][person], period, left.astype(int)


def logit(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    from sklearn.linear_model import LogisticRegression

    last = 60

    def design(X: np.ndarray, period: np.ndarray, sd: np.ndarray) -> np.ndarray:
        # log time and its square carry the baseline, unstandardised dummies would be penalised unequally
        log = np.log1p(period)
        return np.column_stack([X / sd, log, log**2])

    def fit(penalty: float, rows: np.ndarray) -> Any:
        X, period, left = expand(data, rows, 1.0, last)
        sd = np.where(X.std(axis=0) > 0, X.std(axis=0), 1.0)
        return LogisticRegression(C=penalty, max_iter=2000).fit(design(X, period, sd), left), sd

    def loss(penalty: float, inside: np.ndarray, outside: np.ndarray) -> float:
        index = np.flatnonzero(train)
        model, sd = fit(penalty, index[inside])
        X, period, left = expand(data, index[outside], 1.0, last)
        p = model.predict_proba(design(X, period, sd))[:, 1]
        return -float(np.log(np.where(left == 1, p, 1 - p)).sum())

    model, sd = fit(
        inner_choice([1e-3, 1e-2, 1e-1], data["persons"][train], seed, loss), np.flatnonzero(train)
    )
    X = data["X"][test]
    months = int(HORIZON)
    p = model.predict_proba(design(np.repeat(X, months, axis=0), np.tile(np.arange(months), len(X)), sd))[
        :, 1
    ]
    survival = np.exp(np.log1p(-p).reshape(len(X), months).sum(axis=1))
    return survival, X / sd @ model.coef_[0, : X.shape[1]]


def ebm(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    from interpret.glassbox import ExplainableBoostingClassifier

    X, period, left = expand(data, np.flatnonzero(train), 3.0, 20)
    model = ExplainableBoostingClassifier(interactions=0, outer_bags=4, n_jobs=1, random_state=seed)
    model.fit(np.column_stack([X, period]), left)
    Z = data["X"][test]
    quarters = int(HORIZON / 3)
    rows = np.column_stack([np.repeat(Z, quarters, axis=0), np.tile(np.arange(quarters), len(Z))])
    p = model.predict_proba(rows)[:, 1].reshape(len(Z), quarters)
    survival = np.exp(np.log1p(-p).sum(axis=1))
    return survival, -survival


def xgb_aft(data: dict[str, Any], train: np.ndarray, test: np.ndarray, seed: int) -> Forecast:
    import xgboost
    from scipy.stats import norm

    def matrix(rows: np.ndarray) -> Any:
        tenure, event = data["tenure"][rows], data["event"][rows]
        found = xgboost.DMatrix(data["X"][rows])
        found.set_float_info("label_lower_bound", tenure)
        found.set_float_info("label_upper_bound", np.where(event, tenure, np.inf))
        return found

    def fit(options: tuple[int, float], rows: np.ndarray) -> Any:
        depth, scale = options
        params = {
            "objective": "survival:aft", "aft_loss_distribution": "normal", "aft_loss_distribution_scale": scale,
            "max_depth": depth, "eta": 0.05, "subsample": 0.8, "colsample_bytree": 0.5, "min_child_weight": 5,
            "lambda": 5.0, "seed": seed, "nthread": 1,
        }  # fmt: skip
        return xgboost.train(params, matrix(rows), num_boost_round=100)

    def survival_of(model: Any, scale: float, rows: np.ndarray, months: float) -> np.ndarray:
        centre = np.log(model.predict(matrix(rows)))
        return norm.sf((np.log(months) - centre) / scale)

    def loss(options: tuple[int, float], inside: np.ndarray, outside: np.ndarray) -> float:
        index = np.flatnonzero(train)
        model, rows = fit(options, index[inside]), index[outside]
        known = (data["tenure"][rows] >= HORIZON) | data["event"][rows]
        stays = data["tenure"][rows] > HORIZON
        return float(((stays - survival_of(model, options[1], rows, HORIZON))[known] ** 2).sum())

    grid = [(depth, scale) for depth in (1, 2, 3) for scale in (0.8, 1.0, 1.3)]
    options = inner_choice(grid, data["persons"][train], seed, loss)
    model = fit(options, np.flatnonzero(train))
    rows = np.flatnonzero(test)
    return survival_of(model, options[1], rows, HORIZON), -np.log(model.predict(matrix(rows)))


METHODS = {"maatwerk": maatwerk, "none": kaplan_meier, "xgb": xgb_aft, "cox": cox, "logit": logit, "ebm": ebm}
PEERS = {
    "xgb": ("xgboost-cpu", "XGB-AFT"),
    "cox": ("lifelines", "Cox ridge"),
    "logit": ("scikit-learn", "discrete-time logit"),
    "ebm": ("interpret-core", "EBM hazard, quarters"),
}
BRIER_BAR = "Brier no worse than XGB-AFT's by one bootstrap SE"
FEWER_SEEDS = {"cox": 5, "logit": 3, "ebm": 1}  # they take up to a hundred times as long


def work(name: str, seeds: int) -> dict[str, Any]:
    """Run one method over all seeds and folds; return forecasts and seconds per seed."""
    warnings.simplefilter("ignore")  # peers warn about their own dependencies
    data = load()
    everybody = np.arange(len(data["tenure"]))
    METHODS[name](data, everybody % 2 == 0, everybody % 2 == 1, 0)  # not counted: imports, compilation
    survival, risk = (np.empty((seeds, len(everybody))) for _ in range(2))
    started = time.perf_counter()
    for seed in range(seeds):
        fold = folds_of(data["persons"], seed)
        for k in range(5):
            survival[seed, fold == k], risk[seed, fold == k] = METHODS[name](data, fold != k, fold == k, seed)
    seconds = (time.perf_counter() - started) / seeds
    return {"seconds": seconds, "survival": survival.tolist(), "risk": risk.tolist()}


def forecast(name: str) -> dict[str, Any]:
    seeds = min(SEEDS, FEWER_SEEDS.get(name, SEEDS))
    print(f"retention: {name}, {seeds} seeds × 5 folds, one thread", flush=True)
    found = in_process("bench.retention:work", threads=1, timeout=HOURS, name=name, seeds=seeds)
    return {key: np.array(value) for key, value in found.items()}


def run() -> list[Row]:

    from maatwerk.science.evaluation import calibration
    from maatwerk.science.evaluation._brier import brier_losses
    from maatwerk.science.evaluation._checks import check_histories
    from maatwerk.science.evaluation._concordance import Pairs, count_pairs, summarise_pairs
    from maatwerk.science.evaluation._resampling import bootstrap_sums, group_sums

    data = load()
    known = check_histories(data["tenure"], data["event"])
    found = {name: forecast(name) for name in METHODS}

    def losses(name: str, seeds: int) -> np.ndarray:
        return np.mean([brier_losses(known, row, HORIZON) for row in found[name]["survival"][:seeds]], axis=0)

    def concordance(name: str) -> float:
        counted = [
            count_pairs(known, risk, data["persons"], folds_of(data["persons"], seed))
            for seed, risk in enumerate(found[name]["risk"])
        ]
        pairs = Pairs(
            np.mean([c.right for c in counted], axis=0), np.mean([c.usable for c in counted], axis=0)
        )
        return summarise_pairs(pairs, data["persons"], method="c", confidence=0.9).estimate

    averaged = np.exp(-np.exp(np.mean(np.log(-np.log(found["maatwerk"]["survival"])), axis=0)))
    slope = calibration(
        data["tenure"], data["event"], averaged, horizon=HORIZON, persons=data["persons"]
    ).slope
    rows = []
    for name, (package, label) in PEERS.items():
        seeds = len(found[name]["survival"])
        ours, peer = losses("maatwerk", seeds), losses(name, seeds)
        sums = group_sums(ours - peer, data["persons"])
        error = float(bootstrap_sums(sums[:, None], np.random.default_rng(0))[:, 0].std() / len(ours))
        difference = float((ours - peer).mean())
        seconds = float(found["maatwerk"]["seconds"]), float(found[name]["seconds"])
        rows.append(
            Row(
                problem=f"retention, turnover data, {label}",
                ours="HazardModel, nested",
                peer=package,
                peer_version=version(package),
                ours_seconds=seconds[0],
                peer_seconds=seconds[1],
                ratio=seconds[0] / seconds[1],
                bar=bar(BRIER_BAR, difference <= error) if name == "xgb" else "",
                accuracy=(
                    f"IPCW Brier 12 m {ours.mean():.4f} against {peer.mean():.4f}: {difference:+.4f}, bootstrap "
                    f"SE {error:.4f}; C {concordance('maatwerk'):.3f} against {concordance(name):.3f}"
                ),
                note=(
                    f"no model {losses('none', seeds).mean():.4f}; {seeds} seeds × 5 person-grouped folds, penalties "
                    f"chosen inside; our calibration slope {slope.estimate:.2f} "
                    f"({slope.low:.2f} to {slope.high:.2f}); seconds per seed, one thread"
                ),
            )
        )
    return rows
