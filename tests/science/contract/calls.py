"""One well-formed call of every public function of the core, for the tests that spoil its arguments.

A function that is neither here nor among `ELSEWHERE` fails `test_functions.py`: a new one has to be added.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from irt_known import known_calibration, known_responses

from maatwerk.science import (
    adaptive,
    evaluation,
    fairness,
    irt,
    matching,
    procedure,
    retention,
    scores,
    selection,
)

N = 120
#: Tested by their own contract suite, or taking no arrays that could be spoiled.
ELSEWHERE = {
    "adaptive": {"best_fixed_form", "calibrate_exposure", "simulate", "simulate_form"},
    "fairness": {
        "adverse_impact", "check_published", "impact_ratio", "impact_tables_from_counts", "local_law_144_from_counts",
        "monitor_impact", "shrunken_rates",
    },
    "irt": {"empirical_reliability", "link", "marginal_reliability", "rescale"},
    "retention": {
        "band_edges", "bands", "challenge", "composite", "encode", "fitted_from_prior", "gate",
        "learn_curves", "linear_predictors", "pool_organisations", "predict_one", "reweighted", "success",
        "unfold", "weight_from_validity", "what_would_change",
    },
    "scores": {
        "norm_gate", "reliability_gate", "score_interval", "spearman_brown", "spearman_brown_length",
        "standard_error_of_measurement", "true_score_interval", "percentile_band",
    },
    "selection": {
        "assign_arm", "attenuation", "combine_with_prior", "compare_means", "correct_validity", "correlation_estimate",
        "draw_lottery", "exploration_size", "incremental_from_moments", "lawley", "lawley_validity", "mean_score_of_selected",
        "naylor_shine", "taylor_russell", "thorndike_2", "thorndike_3", "utility", "validity_from_moments",
    },
    "evaluation": {"evaluate", "grouped_bootstrap", "learning_curve", "outcomes_needed"},
    "matching": {"best_opportunities"},
    "procedure": {"cost_per", "proportion"},
}  # fmt: skip


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def right(seed: int, *shape: int) -> np.ndarray:
    return (noise(seed, *shape) > 0).astype(float)


@cache
def likert() -> np.ndarray:
    shared = noise(1, N, 1)
    return np.clip(np.round(3 + shared + 0.8 * noise(2, N, 6)), 1, 5)


X, Y, G = noise(3, N), 0.5 * noise(3, N) + noise(4, N), right(5, N)
TENURE, EVENT = np.round(np.abs(noise(6, N)) * 12 + 1, 1), right(7, N)
SURVIVAL = 1 / (1 + np.exp(-noise(8, N)))
FRAME = retention.Frame(names=("a", "b"), means=(0.0, 0.0), sds=(1.0, 1.0), hazards=(0.03,) * 24)
PRIOR = retention.Prior.weak(("a", "b"))
TWO = np.column_stack([X, noise(9, N)])
HIRED = np.where(right(10, N) > 0, Y, np.nan)
LOT = (np.arange(N) % 3 == 0) & (right(11, N) > 0)
JUDGED = (np.arange(N) % 3 == 1) & (right(11, N) > 0)
OUTCOME = np.where(LOT | JUDGED, Y, np.nan)

Call = tuple[Callable[..., Any], dict[str, np.ndarray], dict[str, Any]]


def call(function: Callable[..., Any], /, *, with_: dict[str, Any] | None = None, **arrays: Any) -> Call:
    """Arrays are spoiled one by one, what stands in `with_` stays."""
    return function, {name: np.asarray(value) for name, value in arrays.items()}, with_ or {}


RATINGS = np.clip(np.round(3 + noise(12, 40, 1) + 0.7 * noise(13, 40, 4)), 1, 5)
TABLE = np.array([[44, 7, 9], [5, 20, 5], [1, 3, 6]])
HISTORY = {"tenure": TENURE, "event": EVENT}
NESTED = {"prior": PRIOR, "rng": 1, "repeats": 1, "folds": 3, "inner_folds": 2, "strengths": (0.2, 1.0)}
STUDIED = {"item": right(14, N), "focal": G, "matching": np.round(X * 2)}
EVALUATED = {**HISTORY, "survival": SURVIVAL}
MODEL = matching.AdditiveModels(weights=noise(15, 4, 3))
VALIDITY = np.array([0.3, 0.2, 0.25])


def _scores() -> dict[str, Call]:
    return {
        "scores.cohen_kappa": call(scores.cohen_kappa, table=TABLE),
        "scores.contingency": call(scores.contingency, first=likert()[:, 0], second=likert()[:, 1]),
        "scores.cronbach_alpha": call(scores.cronbach_alpha, responses=likert()),
        "scores.fleiss_kappa": call(
            scores.fleiss_kappa, table=np.random.default_rng(3).multinomial(6, [0.5, 0.3, 0.2], 20)
        ),
        "scores.intraclass_correlations": call(scores.intraclass_correlations, ratings=RATINGS),
        "scores.panel_correlations": call(scores.panel_correlations, ratings=RATINGS),
        "scores.item_statistics": call(scores.item_statistics, responses=likert()),
        "scores.norm_table": call(lambda scores_: scores.norm_table(scores_).place(0.3), scores_=X),
        "scores.omega_hierarchical": call(
            scores.omega_hierarchical, responses=noise(16, N, 1) + noise(17, N, 9)
        ),
        "scores.omega_total": call(scores.omega_total, with_={"draws": 50}, responses=likert()),
        "scores.response_quality": call(
            scores.response_quality,
            with_={"unusual": 0.01},
            responses=likert(),
            seconds=np.abs(noise(18, N, 6)) * 9,
        ),
    }


def _irt() -> dict[str, Call]:
    return {
        "irt.score": call(irt.score, with_={"calibration": known_calibration()}, responses=known_responses()),
        "irt.item_fit": call(
            irt.item_fit, with_={"calibration": known_calibration()}, responses=known_responses()
        ),
        "irt.person_fit": call(
            irt.person_fit, with_={"calibration": known_calibration()}, responses=known_responses()
        ),
        "irt.local_dependence": call(
            irt.local_dependence, with_={"calibration": known_calibration()}, responses=known_responses()
        ),
        "irt.copying_screen": call(
            irt.copying_screen, with_={"calibration": known_calibration()}, responses=known_responses()
        ),
        "irt.item_drift": call(
            irt.item_drift, with_={"calibration": known_calibration()}, responses=known_responses()
        ),
        "irt.likelihood_ratio_dif": call(
            irt.likelihood_ratio_dif, with_={"tested": ["item 1"]}, responses=likert(), groups=G
        ),
        "irt.parallel_analysis": call(
            irt.parallel_analysis, with_={"draws": 20, "correlation": "pearson"}, responses=likert()
        ),
        "irt.polychoric": call(irt.polychoric, responses=likert()),
    }


def _evaluation() -> dict[str, Call]:
    return {
        "evaluation.survival_curve": call(evaluation.survival_curve, **HISTORY),
        "evaluation.brier_skill": call(
            evaluation.brier_skill, with_={"horizon": 6.0}, **EVALUATED, survival_null=np.full(N, 0.6)
        ),
        "evaluation.ipcw_brier": call(evaluation.ipcw_brier, with_={"horizon": 6.0}, **EVALUATED),
        "evaluation.calibration": call(evaluation.calibration, with_={"horizon": 6.0}, **EVALUATED),
        "evaluation.calibration_curve": call(
            evaluation.calibration_curve, with_={"horizon": 6.0, "groups": 3}, **EVALUATED
        ),
        "evaluation.concordance": call(evaluation.concordance, **HISTORY, risk=X),
        "evaluation.coverage": call(evaluation.coverage, low=X - 1, high=X + 1, truth=noise(25, N)),
        "evaluation.decision_curve": call(
            evaluation.decision_curve, with_={"horizon": 6.0, "thresholds": (0.2, 0.4)}, **EVALUATED
        ),
    }


def _retention() -> dict[str, Call]:
    return {
        "retention.survival_curve": call(evaluation.survival_curve, **HISTORY),
        "retention.nested_validation": call(retention.nested_validation, with_=NESTED, X=TWO, **HISTORY),
        "retention.choose_strength": call(
            retention.choose_strength, with_={"prior": PRIOR, "rng": 1, "folds": 3}, X=TWO, **HISTORY
        ),
        "retention.performance_validation": call(
            retention.performance_validation,
            with_={"prior": PRIOR, "rng": 1},
            X=TWO,
            rating=np.clip(np.round(3 + Y), 1, 5),
        ),
        "retention.release_sums": call(
            retention.release_sums, with_={"frame": FRAME, "rng": 1}, X=TWO, **HISTORY
        ),
    }


def _steering() -> dict[str, Call]:
    applied, factors = noise(31, N, 2), [1.0, 0.5]
    return {
        "selection.frontier_weightings": call(
            selection.frontier_weightings,
            with_={"selection_ratio": 0.3},
            worked=TWO,
            outcome=Y,
            applied=applied,
            focal=G,
        ),
        "selection.judge_weighting": call(
            selection.judge_weighting, worked=TWO, outcome=Y, applied=applied, factors=factors
        ),
        "selection.validity_change": call(
            selection.validity_change, worked=TWO, outcome=Y, now=[1.0, 1.0], then=factors
        ),
        "selection.group_gap": call(
            selection.group_gap, with_={"cuts": (0.3,)}, applied=TWO, factors=factors, focal=G
        ),
        "selection.selected": call(selection.selected, with_={"cut": 0.3}, applied=TWO, factors=factors),
    }


def _selection() -> dict[str, Call]:
    return {
        "selection.aipw_validity": call(selection.aipw_validity, predictor=X, outcome=HIRED, recorded=TWO),
        "selection.ipw_validity": call(selection.ipw_validity, predictor=X, outcome=HIRED, recorded=TWO),
        "selection.analyse_exploration": call(
            selection.analyse_exploration,
            with_={"probability": 0.5},
            predictor=X,
            outcome=OUTCOME,
            judged=JUDGED,
            drawn=LOT,
        ),
        "selection.compare_arms": call(selection.compare_arms, outcome=right(19, N), treated=G),
        "selection.compare_retention": call(
            selection.compare_retention, with_={"horizon": 6.0}, **HISTORY, treated=G
        ),
        "selection.concordance_by_decider": call(
            selection.concordance_by_decider,
            with_={"deciders": ["a", "b"] * (N // 2)},
            advised=G,
            decided=right(20, N),
        ),
        "selection.decision_concordance": call(
            selection.decision_concordance, advised=G, decided=right(20, N), seconds=np.abs(X) * 30
        ),
        "selection.incremental_validity": call(
            selection.incremental_validity, base=TWO, added=noise(21, N), outcome=Y
        ),
        "selection.meta_analysis": call(
            selection.meta_analysis, r=[0.2, 0.3, 0.1, 0.25], n=[100, 80, 60, 200]
        ),
        "selection.observed_validity": call(selection.observed_validity, predictor=X, outcome=Y),
        **_steering(),
    }


def _fairness() -> dict[str, Call]:
    return {
        "fairness.dif_screen": call(fairness.dif_screen, responses=right(22, N, 6), focal=G),
        "fairness.differential_prediction": call(
            fairness.differential_prediction, score=X, outcome=Y, focal=G
        ),
        "fairness.impact_table": call(
            fairness.impact_table, groups=np.where(G > 0, "a", "b"), selected=right(23, N)
        ),
        "fairness.impact_by_part": call(
            lambda groups, selected: fairness.impact_by_part(
                fairness.tally(
                    {"g": groups, "part": np.where(np.arange(len(groups)) % 2, "a", "b")}, selected
                ),
                parts=["part"],
            ),
            groups=np.where(G > 0, "a", "b"),
            selected=right(23, N),
        ),
        "fairness.impact_tables": call(
            lambda groups, selected: fairness.impact_tables({"g": groups}, selected),
            groups=np.where(G > 0, "a", "b"),
            selected=right(23, N),
        ),
        "fairness.likelihood_ratio_dif": call(fairness.likelihood_ratio_dif, **STUDIED),
        "fairness.logistic_dif": call(fairness.logistic_dif, **STUDIED),
        "fairness.mantel_haenszel_dif": call(fairness.mantel_haenszel_dif, **STUDIED),
        "fairness.mantel_rating_dif": call(fairness.mantel_rating_dif, **STUDIED),
        "fairness.mantel_haenszel": call(
            fairness.mantel_haenszel, tables=[[[30, 20], [20, 30]], [[40, 10], [30, 20]]]
        ),
        "fairness.local_law_144": call(
            lambda groups, given: fairness.local_law_144({"g": groups}, scores=given),
            groups=np.where(G > 0, "a", "b"),
            given=X,
        ),
        "fairness.may_release": call(fairness.may_release, shown=right(24, 2, N) > 0, asked=G > 0),
        "fairness.promoter_score": call(fairness.promoter_score, answers=np.clip(np.round(7 + 2 * X), 0, 10)),
        "fairness.promoter_scores": call(
            lambda groups, answers: fairness.promoter_scores({"g": groups}, answers),
            groups=np.where(G > 0, "a", "b"),
            answers=np.clip(np.round(7 + 2 * X), 0, 10),
        ),
        "fairness.proxy_auc": call(fairness.proxy_auc, with_={"rng": 1}, features=TWO, protected=G),
        "fairness.tally": call(
            lambda groups, selected: fairness.tally({"g": groups}, selected),
            groups=np.where(G > 0, "a", "b"),
            selected=right(23, N),
        ),
        "fairness.validity_impact_frontier": call(
            fairness.validity_impact_frontier,
            with_={"selection_ratio": 0.3, "focal_share": 0.2, "points": 20},
            validities=VALIDITY,
            differences=[1.0, 0.2, 0.1],
            correlations=0.7 * np.eye(3) + 0.3,
        ),
    }


def _matching() -> dict[str, Call]:
    return {
        "matching.best_people": call(
            matching.best_people, with_={"models": MODEL, "k": 2, "workers": 1}, features=noise(26, N, 3)
        ),
    }


def _procedure() -> dict[str, Call]:
    return {
        "procedure.cumulative_incidence": call(
            procedure.cumulative_incidence, days=np.round(TENURE), ended=EVENT + EVENT * right(29, N)
        )
    }


def calls() -> dict[str, Call]:
    """Return the calls, by package and name."""
    parts = (
        _scores(),
        _irt(),
        _evaluation(),
        _retention(),
        _selection(),
        _fairness(),
        _matching(),
        _procedure(),
    )
    return {name: found for part in parts for name, found in part.items()}


PACKAGES = {
    "adaptive": adaptive,
    "evaluation": evaluation,
    "fairness": fairness,
    "irt": irt,
    "matching": matching,
    "procedure": procedure,
    "retention": retention,
    "scores": scores,
    "selection": selection,
}
