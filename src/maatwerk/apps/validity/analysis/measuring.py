"""How far scores go together with an outcome: observed first, then each correction with its inputs."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from maatwerk.apps.validity.analysis.summed import summed
from maatwerk.apps.validity.contracts import OUTCOME, KeptSums, Material, Predictor, Sums
from maatwerk.apps.validity.rules import CONFIDENCE, FEWEST, FEWEST_APART, FEWEST_IN_POOL, USABLE

if TYPE_CHECKING:
    from maatwerk.science.results import Estimate
    from maatwerk.science.selection import Correction, SufficientMoments

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


def observed_of(predictor: Predictor, material: Material) -> "Estimate | None":
    """Return the plain correlation of a score with the outcome; None where there is none."""
    return _observed(_everybodys(predictor, material), predictor.key)[0]


def _everybodys(predictor: Predictor, material: Material) -> "SufficientMoments | None":
    everybody = range(len(material.outcome))
    return _pair(predictor, material, chosen=everybody, kept=_everybody(material.kept))


def _one(predictor: Predictor, material: Material, *, together: int) -> Found:
    pair = _everybodys(predictor, material)
    observed, why = _observed(pair, predictor.key)
    row: Found = {
        "key": predictor.key,
        "n": pair.n if pair else 0,
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
    if pair is None or observed is None:
        return row
    steps, without = _corrected(observed, predictor, pair, material)
    return row | {
        "observed": figure(observed),
        "steps": steps,
        "without": without,
        "verdict": verdict(observed.estimate, pair.n, together=together),
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


def _everybody(kept: KeptSums) -> list[Sums]:
    return [one for parts in kept.known.values() for one in parts]


def _pair(
    predictor: Predictor, material: Material, *, chosen: Iterable[int], kept: Iterable[Sums]
) -> "SufficientMoments | None":
    """Return the sums of a score and the outcome over the chosen people who have both."""
    rows = [
        (x, y)
        for at in chosen
        if (x := predictor.values[at]) is not None and (y := material.outcome[at]) is not None
    ]
    return summed(rows, (predictor.key, OUTCOME), kept)


def _observed(pair: "SufficientMoments | None", key: str) -> "tuple[Estimate | None, str]":
    """Return the plain correlation, or why there is none."""
    from maatwerk.science.selection import correlation_estimate

    if pair is None or pair.n < FEWEST_APART:
        return None, "too_few"
    if pair.is_constant(key):
        return None, "constant_score"
    if pair.is_constant(OUTCOME):
        return None, "constant_outcome"
    return correlation_estimate(pair.correlation(key, OUTCOME), pair.n, confidence=CONFIDENCE), ""


def _corrected(
    observed: "Estimate",
    predictor: Predictor,
    pair: "SufficientMoments",
    material: Material,
) -> tuple[list[Found], dict[str, str]]:
    """Return the value after each correction with its inputs, and of each that was not made why not.

    The outcome's reliability is that among the hired, so it comes before the spread (sackett2022).
    """
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import Attenuation, RangeRestriction, correct_validity

    reliability = material.reliability
    chosen: list[tuple[Correction, Found]] = []
    without: dict[str, str] = {}
    if reliability is None:
        without["attenuation"] = "not_stated"
    elif reliability < observed.estimate**2:
        without["attenuation"] = "impossible"
    else:
        chosen.append((Attenuation(outcome_reliability=reliability), {"outcome_reliability": reliability}))
    spread = _spread(predictor, pair, material.kept.pool)
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


def _spread(predictor: Predictor, pair: "SufficientMoments", kept: Iterable[Sums]) -> Found | str:
    """Return the spread among those with an outcome over that among all applicants; or why it corrects nothing."""
    pool = summed([(x,) for x in predictor.pool], (predictor.key,), kept)
    if pool is None:
        return "no_pool"
    if pool.n < FEWEST_IN_POOL:
        return "small_pool"
    wide, narrow = pool.deviation(predictor.key), pair.deviation(predictor.key)
    if not narrow < wide:
        return "no_restriction"
    return {"u": narrow / wide, "sd": narrow, "pool_sd": wide, "pool_n": pool.n}


def _by_rater(predictor: Predictor, material: Material) -> dict[str, Found]:
    """Return the observed validity apart by whether who rated had seen the advice: the mark of a feedback loop."""
    found: dict[str, Found] = {}
    for name, said in (("unseen", False), ("seen", True), ("unknown", None)):
        chosen = [at for at, saw in enumerate(material.saw_advice) if saw is said]
        kept = material.kept.known.get(said, ())
        if not chosen and not kept:
            continue
        pair = _pair(predictor, material, chosen=chosen, kept=kept)
        estimate, _why = _observed(pair, predictor.key)
        found[name] = {"n": pair.n if pair else 0, "observed": figure(estimate) if estimate else None}
    return found


def _missing(predictor: Predictor, material: Material) -> Found | None:
    """Compare the scores of people without an outcome with those of people who have one, in standard deviations."""
    gone, known = scored(predictor, material)
    if gone is None:
        return None
    everybody = gone + known if known else gone
    row: Found = {"n": gone.n, "of": everybody.n, "difference": None, "warns": False}
    key = predictor.key
    if known is None or everybody.is_constant(key):
        return row
    return row | apart(gone, known, scale=everybody.deviation(key), confidence=CONFIDENCE)


def apart(gone: "SufficientMoments", known: "SufficientMoments", *, scale: float, confidence: float) -> Found:
    """Return how far two sides are apart on their one score, in units of `scale`; nothing where either side is too small."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import compare_means

    if min(gone.n, known.n) < FEWEST_APART:
        return {}
    arms = [
        (one.n, float(one.mean[0]) / scale, float(one.covariance[0, 0]) / scale**2) for one in (gone, known)
    ]
    try:
        made = compare_means(arms[0], arms[1], confidence=confidence)
    except ScienceError:
        return {}
    return {"difference": figure(made.difference), "warns": made.decided}


def scored(
    predictor: Predictor, material: Material
) -> "tuple[SufficientMoments | None, SufficientMoments | None]":
    """Return the sums of a score over people without an outcome, and over people with one."""
    rows: dict[bool, list[tuple[float]]] = {True: [], False: []}
    for x, y in zip(predictor.values, material.outcome, strict=True):
        if x is not None:
            rows[y is None].append((x,))
    names = (predictor.key,)
    return (
        summed(rows[True], names, material.kept.missing),
        summed(rows[False], names, _everybody(material.kept)),
    )


def _increments(material: Material) -> list[Found | None]:
    """Return what each score adds to all the others together, on people who have everything."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import incremental_from_moments

    usable = [one for one in material.predictors if _differs(one, material)]
    rows = [
        (*scores, y)
        for *scores, y in zip(*(one.values for one in usable), material.outcome, strict=True)
        if y is not None and None not in scores
    ]
    keys = [one.key for one in usable]
    together = summed(rows, (*keys, OUTCOME), _everybody(material.kept))
    made: dict[str, Found] = {}
    if len(usable) > 1 and together is not None and together.n > FEWEST_APART + 2 * len(usable):
        for key in keys:
            others = [other for other in keys if other != key]
            try:
                found = incremental_from_moments(
                    together, base=others, added=[key], outcome=OUTCOME, confidence=CONFIDENCE
                )
            except ScienceError:
                continue
            before, after = found.multiple_r
            made[key] = {
                "gain": figure(found.gain), "adjusted": found.adjusted_gain, "before": before, "after": after,
                "p": found.p, "n": found.n,
            }  # fmt: skip
    return [made.get(one.key) for one in material.predictors]


def _differs(predictor: Predictor, material: Material) -> bool:
    """Whether not everybody has the same score."""
    parts = [one for one in scored(predictor, material) if one is not None]
    return bool(parts) and not sum(parts[1:], start=parts[0]).is_constant(predictor.key)
