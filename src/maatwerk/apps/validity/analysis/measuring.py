"""How far scores go together with an outcome: observed first, then each correction with its inputs."""

from collections.abc import Callable, Sequence
from statistics import stdev
from typing import TYPE_CHECKING, Any

from maatwerk.apps.validity.contracts import Material, Predictor
from maatwerk.apps.validity.rules import CONFIDENCE, FEWEST, FEWEST_APART, FEWEST_IN_POOL, USABLE

if TYPE_CHECKING:
    from maatwerk.science.results import Estimate
    from maatwerk.science.selection import Correction

Found = dict[str, Any]


def measure(material: Material) -> list[Found]:
    """Return, per score, its validity for the outcome: observed, corrected, apart by rater, and what it adds to the others."""
    together = max(1, len(material.predictors))
    found = [_one(predictor, material, together=together) for predictor in material.predictors]
    for row, added in zip(found, _increments(material), strict=True):
        row["adds"] = added
    return found


def figure(estimate: "Estimate") -> Found:
    """Return an estimate with its interval as plain JSON."""
    return {
        "estimate": estimate.estimate,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "confidence": estimate.confidence,
        "method": estimate.method,
    }


def _one(predictor: Predictor, material: Material, *, together: int) -> Found:
    pairs = _complete(predictor.values, material.outcome)
    observed, why = _observed(pairs)
    row: Found = {
        "key": predictor.key,
        "n": len(pairs),
        "observed": None,
        "why": why,
        "steps": [],
        "without": {},
    }
    row |= {
        "verdict": "not_established",
        "by_rater": _by_rater(predictor, material),
        "missing": _missing(predictor, material),
    }
    if observed is None:
        return row
    steps, without = _corrected(observed, predictor, pairs, material.reliability)
    return row | {
        "observed": figure(observed),
        "steps": steps,
        "without": without,
        "verdict": verdict(observed.estimate, len(pairs), together=together),
    }


def verdict(r: float, n: int, *, together: int = 1) -> str:
    """Say what an observed validity comes to: established, no usable signal, or not established here.

    Of several scores looked at `together` each needs an interval that is wider by Bonferroni's rule, so that worthless ones make
    any of them look established in at most one study of twenty.
    """
    from maatwerk.science.selection import correlation_estimate

    if n < FEWEST:
        return "not_established"
    plain = correlation_estimate(r, n, confidence=CONFIDENCE)
    if plain.low > -USABLE and plain.high < USABLE:
        return "no_signal"
    strict = correlation_estimate(r, n, confidence=1 - (1 - CONFIDENCE) / together)
    return "established" if strict.low > 0 or strict.high < 0 else "not_established"


def _complete(values: Sequence[float | None], outcome: Sequence[float | None]) -> list[tuple[float, float]]:
    return [(x, y) for x, y in zip(values, outcome, strict=True) if x is not None and y is not None]


def _observed(pairs: Sequence[tuple[float, float]]) -> "tuple[Estimate | None, str]":
    """Return the plain correlation, or why there is none."""
    from maatwerk.science.errors import InsufficientDataError, ScienceError
    from maatwerk.science.selection import observed_validity

    if len(pairs) < FEWEST_APART:
        return None, "too_few"
    try:
        found = observed_validity([x for x, _y in pairs], [y for _x, y in pairs], confidence=CONFIDENCE)
    except InsufficientDataError:
        return None, "too_few"
    except ScienceError as error:
        return None, "constant_score" if error.argument == "predictor" else "constant_outcome"
    return found, ""


def _corrected(
    observed: "Estimate",
    predictor: Predictor,
    pairs: Sequence[tuple[float, float]],
    reliability: float | None,
) -> tuple[list[Found], dict[str, str]]:
    """Return the value after each correction with its inputs, and of each that was not made why not.

    The outcome's reliability is that among the hired, so it comes before the spread (sackett2022).
    """
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import Attenuation, RangeRestriction, correct_validity

    chosen: list[tuple[Correction, Found]] = []
    without: dict[str, str] = {}
    if reliability is None:
        without["attenuation"] = "not_stated"
    elif reliability < observed.estimate**2:
        without["attenuation"] = "impossible"
    else:
        chosen.append((Attenuation(outcome_reliability=reliability), {"outcome_reliability": reliability}))
    spread = _spread(predictor, [x for x, _y in pairs])
    if isinstance(spread, str):
        without["range"] = spread
    else:
        chosen.append((RangeRestriction(spread["u"]), spread))
    try:
        made = correct_validity(observed, *(correction for correction, _inputs in chosen))
    except ScienceError:
        return [], without | {"attenuation": "impossible"}
    steps = [
        {"says": _in_both(correction.explain), "inputs": inputs} | figure(after)
        for (correction, inputs), (_step, after) in zip(chosen, made.steps, strict=True)
    ]
    return steps, without


def _in_both(explain: Callable[..., str]) -> dict[str, str]:
    return {"en": explain("en"), "nl": explain("nl")}


def _spread(predictor: Predictor, among: Sequence[float]) -> Found | str:
    """Return the spread among those with an outcome over that among all applicants; or why it corrects nothing."""
    pool = predictor.pool
    if not pool:
        return "no_pool"
    if len(pool) < FEWEST_IN_POOL:
        return "small_pool"
    wide, narrow = stdev(pool), stdev(among)
    if not narrow < wide:
        return "no_restriction"
    return {"u": narrow / wide, "sd": narrow, "pool_sd": wide, "pool_n": len(pool)}


def _by_rater(predictor: Predictor, material: Material) -> dict[str, Found]:
    """Return the observed validity apart by whether who rated had seen the advice: the mark of a feedback loop."""
    found: dict[str, Found] = {}
    for name, said in (("unseen", False), ("seen", True), ("unknown", None)):
        chosen = [at for at, saw in enumerate(material.saw_advice) if saw is said]
        if not chosen:
            continue
        pairs = _complete([predictor.values[at] for at in chosen], [material.outcome[at] for at in chosen])
        estimate, _why = _observed(pairs)
        found[name] = {"n": len(pairs), "observed": figure(estimate) if estimate else None}
    return found


def _missing(predictor: Predictor, material: Material) -> Found | None:
    """Compare the scores of people without an outcome with those of people who have one, in standard deviations."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import compare_arms

    scored = [
        (x, y is None) for x, y in zip(predictor.values, material.outcome, strict=True) if x is not None
    ]
    gone = sum(lost for _x, lost in scored)
    if not gone:
        return None
    scale = stdev([x for x, _lost in scored]) if len(scored) > 1 else 0.0
    row: Found = {"n": gone, "of": len(scored), "difference": None, "warns": False}
    if not scale:
        return row
    try:
        made = compare_arms(
            [x / scale for x, _lost in scored],
            [lost for _x, lost in scored],
            kind="mean",
            confidence=CONFIDENCE,
        )
    except ScienceError:
        return row
    return row | {"difference": figure(made.difference), "warns": made.decided}


def _increments(material: Material) -> list[Found | None]:
    """Return what each score adds to all the others together, on people who have everything."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import incremental_validity

    usable = [one for one in material.predictors if len({x for x in one.values if x is not None}) > 1]
    rows = [
        (*scores, y)
        for *scores, y in zip(*(one.values for one in usable), material.outcome, strict=True)
        if y is not None and None not in scores
    ]
    made: dict[str, Found] = {}
    if len(usable) > 1 and len(rows) > FEWEST_APART + 2 * len(usable):
        for at, one in enumerate(usable):
            others = [[row[other] for other in range(len(usable)) if other != at] for row in rows]
            try:
                found = incremental_validity(
                    others, [row[at] for row in rows], [row[-1] for row in rows], confidence=CONFIDENCE
                )
            except ScienceError:
                continue
            before, after = found.multiple_r
            made[one.key] = {
                "gain": figure(found.gain), "adjusted": found.adjusted_gain, "before": before, "after": after,
                "p": found.p, "n": found.n,
            }  # fmt: skip
    return [made.get(one.key) for one in material.predictors]
