"""Who is missing: whether they differ from the rest before it, and what a validity would be with their weight given back."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from maatwerk.apps.validity.analysis.measuring import apart, figure, observed_of, scored
from maatwerk.apps.validity.analysis.summed import summed
from maatwerk.apps.validity.contracts import Material, Sums
from maatwerk.apps.validity.rules import CONFIDENCE, FEWEST_APART

if TYPE_CHECKING:
    from maatwerk.science.selection import SufficientMoments

Found = dict[str, Any]
Row = tuple[str, Mapping[str, float]]
UNKNOWN = frozenset({"missing", "waiting"})  # of whom nothing is known at a wave
LEFT = "left"


def dropped_out(rows: Sequence[Row], kept: Mapping[str, Sequence[Sums]] | None = None) -> dict[str, Found]:
    """Compare, per score, who is missing at a wave with who is not; scores of which nobody is missing are left out.

    `difference` is in standard deviations of everybody asked about, with an interval that is wider where several scores are
    looked at together (Bonferroni); None while either side has fewer than ten people. `left` and `missing` are where those
    stand beside everybody, in the same unit; None for fewer than ten. Everything follows from sums, so it is the same after
    people were erased.
    """
    sums = kept or {}
    keys = {key for _came, scores in rows for key in scores}
    keys |= {name for parts in sums.values() for one in parts for name in one["names"]}
    return {
        key: found
        for key in sorted(keys)
        if (found := _dropped_out(key, rows, sums, together=len(keys))) is not None
    }


def _dropped_out(
    key: str, rows: Sequence[Row], kept: Mapping[str, Sequence[Sums]], *, together: int
) -> Found | None:
    by = {
        came: made
        for came in sorted({came for came, _scores in rows} | set(kept))
        if (
            made := summed(
                [(scores[key],) for what, scores in rows if what == came and key in scores],
                (key,),
                kept.get(came, ()),
            )
        )
        is not None
    }
    gone = _together(made for came, made in by.items() if came in UNKNOWN)
    known = _together(made for came, made in by.items() if came not in UNKNOWN)
    if gone is None:
        return None
    everybody = gone if known is None else gone + known
    found: Found = {
        "n": gone.n,
        "of": everybody.n,
        "difference": None,
        "warns": False,
        "left": None,
        "missing": None,
    }
    if known is None or everybody.is_constant(key):
        return found
    found |= {"left": _stands(by.get(LEFT), everybody, key), "missing": _stands(gone, everybody, key)}
    confidence = 1 - (1 - CONFIDENCE) / max(1, together)
    return found | apart(gone, known, scale=everybody.deviation(key), confidence=confidence)


def _together(parts: "Iterable[SufficientMoments]") -> "SufficientMoments | None":
    found = list(parts)
    return reduce(add, found) if found else None


def _stands(some: "SufficientMoments | None", everybody: "SufficientMoments", key: str) -> Found | None:
    if some is None or some.n < FEWEST_APART:
        return None
    return {"n": some.n, "by": float(some.mean[0] - everybody.mean[0]) / everybody.deviation(key)}


def weighted(material: Material) -> dict[str, Found]:
    """Return, per score, its validity among everybody hired, as if who is missing goes with their score as the others do.

    The regression of the outcome on the score among those of whom both are known, with the spread of the score among all who
    were hired: Pearson's correction for selection on the score (`thorndike_2`), here for who dropped out. It needs sums alone,
    so it is the same after people were erased. Left out where nobody is missing, or who is known is spread as everybody is.
    """
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import RangeRestriction, correct_validity

    found: dict[str, Found] = {}
    for predictor in material.predictors:
        gone, known = scored(predictor, material)
        observed = observed_of(predictor, material)
        if gone is None or known is None or observed is None:
            continue
        everybody = (gone + known).deviation(predictor.key)
        if not everybody > 0 or known.deviation(predictor.key) == everybody:
            continue
        u = known.deviation(predictor.key) / everybody
        try:
            made = correct_validity(observed, RangeRestriction(u)).corrected
        except ScienceError:
            continue
        found[predictor.key] = figure(made) | {"of": gone.n + known.n, "u": u}
    return found
