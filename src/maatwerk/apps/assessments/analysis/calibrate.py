"""Calibration: from scored answers to item parameters, reliability, fit and differences between groups, per scale.

Which methods, and where they mislead, stands in `docs/methods` (graded-response, two-parameter-logistic, item-fit,
alpha, omega, reliability-irt, parallel-analysis, dif). Everything that could not be computed is said in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from maatwerk.apps.assessments.analysis.item_words import Remark
from maatwerk.apps.assessments.analysis.reports import ScaleReport
from maatwerk.apps.assessments.responses import ResponseMatrix, ScaleMatrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maatwerk.science.irt import Calibration, ItemFit
    from maatwerk.science.results import Caveat, Estimate

    Floats = NDArray[np.float64]

ModelChoice = Literal["auto", "graded", "2pl"]
VERSION = "maatwerk-calibration/1"
#: Below so many items there is no omega, no item model and no dimensions.
FEWEST_ITEMS = 3
#: Below this many people "auto" fits no item model: its parameters would mostly be chance.
FEWEST_FOR_MODEL = 100
#: More answers to one item than this, and they are scores rather than categories.
MOST_CATEGORIES = 20
#: The points of theta at which information is reported.
THETA = tuple(step / 4 for step in range(-16, 17))
#: Above this many people a shuffle of them all adds waiting, not knowledge.
MOST_FOR_SHUFFLES = 5_000
SEED = 20_260_101


@dataclass(slots=True)
class _Work:
    """A scale while it is computed."""

    matrix: ScaleMatrix
    kept: list[int]
    remarks: list[Remark]
    is_apart: bool = False
    methods: dict[str, str] = field(default_factory=dict)

    @property
    def scored(self) -> Floats:
        """The answers to the items that take part."""
        return self.matrix.scored[:, self.kept]

    @property
    def names(self) -> list[str]:
        """The items that take part."""
        return [self.matrix.items[index] for index in self.kept]

    def take(self, caveats: tuple[Caveat, ...]) -> None:
        """Add the caveats of a result, each once."""
        for one in caveats:
            remark = Remark.of_caveat(one)
            if remark not in self.remarks:
                self.remarks.append(remark)

    def failed(self, what: str, error: Exception) -> None:
        """Say that something could not be computed, and why: once, where there are simply too few items."""
        if len(self.kept) < FEWEST_ITEMS:
            remark = Remark.make("too_few_items", n=len(self.kept), least=FEWEST_ITEMS)
            self.remarks += [] if remark in self.remarks else [remark]
            return
        if not self.is_apart:  # said already, and why
            self.remarks.append(Remark.make("not_computed", what=what, why=str(error)))


def calibrate(
    responses: ResponseMatrix, *, model: ModelChoice = "auto", threads: int | None = None
) -> tuple[ScaleReport, ...]:
    """Calibrate every scale of a file of responses."""
    return tuple(
        calibrate_scale(scale, groups=responses.groups, model=model, threads=threads)
        for scale in responses.scales
    )


def calibrate_scale(
    matrix: ScaleMatrix,
    *,
    groups: dict[str, tuple[str, ...]] | None = None,
    model: ModelChoice = "auto",
    threads: int | None = None,
) -> ScaleReport:
    """Calibrate one scale.

    Parameters
    ----------
    groups
        Per attribute a label per person, empty where it is unknown; DIF is computed for each.
    model
        "auto": 2PL where every item has two answers, graded otherwise, none below `FEWEST_FOR_MODEL` people.
    """
    import numpy as np

    from maatwerk.apps.assessments.analysis.dif import compare_groups
    from maatwerk.apps.assessments.analysis.item_table import (
        describe_items,
        forms_of,
        item_reports,
        usable_items,
    )

    kept, remarks = usable_items(matrix)
    apart = forms_of(matrix, kept)
    work = _Work(matrix, kept, remarks + apart, bool(apart))
    seen = ~np.isnan(matrix.scored)
    answered = int(seen.any(axis=1).sum())
    statistics = describe_items(matrix, work.remarks)
    reliability = _classical(work)
    fitted = _fit(work, model, answered, threads)
    fits = _fits(work, fitted, threads)
    if fitted is not None:
        reliability |= _of_model(work, fitted, threads)
    dif, flagged = compare_groups(work.scored, work.names, groups or {}, work.remarks)
    if matrix.straight:
        work.remarks.append(Remark.make("straight_lining", n=matrix.straight))
    if fitted is not None:
        work.take(tuple(one for one in fitted.caveats if not dict(one.values).get("name")))
    return ScaleReport(
        scale=matrix.scale,
        n=answered,
        missing=float(1 - seen[seen.any(axis=1)].mean()) if answered else 1.0,
        model=_model_name(fitted),
        converged=None if fitted is None else fitted.converged,
        log_likelihood=None if fitted is None else fitted.log_likelihood,
        steps=None if fitted is None else fitted.steps,
        items=item_reports(matrix, statistics, fitted, fits, flagged),
        left_out=tuple(name for index, name in enumerate(matrix.items) if index not in kept),
        reliability=reliability,
        information=_information(fitted),
        dimensionality=_dimensionality(work),
        dependence=_dependence(work, fitted, threads),
        dif=dif,
        norm=_norm(work),
        remarks=tuple(work.remarks),
        methods={"calibration": VERSION} | work.methods,
    )


def _model_name(fitted: Calibration | None) -> str:
    if fitted is None:
        return "sum"
    return "2pl" if all(len(item.answers) == 2 for item in fitted.items) else "graded"


def _classical(work: _Work) -> dict[str, dict[str, Any] | None]:
    """Return alpha and omega, None where they cannot be computed."""
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import cronbach_alpha, omega_total

    found: dict[str, dict[str, Any] | None] = {"alpha": None, "alpha_median": None, "omega": None}
    try:
        found["alpha"] = _kept(work, cronbach_alpha(work.scored, items=work.names))
        # medians for missing answers, as R's psych::scoreItems: what published tables often hold
        found["alpha_median"] = _kept(work, cronbach_alpha(work.scored, missing="median", items=work.names))
    except ScienceError as error:
        work.failed("alpha", error)
    try:
        draws = 200 if len(work.scored) <= MOST_FOR_SHUFFLES else 50
        found["omega"] = _kept(work, omega_total(work.scored, draws=draws, rng=SEED))
    except ScienceError as error:
        work.failed("omega", error)
    return found


def _kept(work: _Work, estimate: Estimate) -> dict[str, Any]:
    work.take(estimate.caveats)
    work.methods[estimate.method.partition("/")[0]] = estimate.method
    return {
        "estimate": estimate.estimate,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "confidence": estimate.confidence,
        "method": estimate.method,
    }


def _fit(work: _Work, model: ModelChoice, answered: int, threads: int | None) -> Calibration | None:
    """Fit the item model, or say why there is none."""
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import GradedResponseModel

    scored = work.scored
    widest = max((len(np.unique(column[~np.isnan(column)])) for column in scored.T), default=0)
    if model == "auto" and answered < FEWEST_FOR_MODEL:
        work.remarks.append(Remark.make("too_few_for_model", n=answered, least=FEWEST_FOR_MODEL))
        return None
    if widest > MOST_CATEGORIES:
        work.remarks.append(Remark.make("too_many_categories", n=widest, most=MOST_CATEGORIES))
        return None
    chosen: Literal["graded", "2pl"] = (
        "2pl" if model == "2pl" or (model == "auto" and widest == 2) else "graded"
    )
    possible = {
        work.matrix.items[index]: list(range(work.matrix.low[index], work.matrix.high[index] + 1))
        for index in work.kept
        if work.matrix.high[index] - work.matrix.low[index] < MOST_CATEGORIES
    }
    try:
        fit = GradedResponseModel(model=chosen, threads=threads).fit(
            scored, items=work.names, answers=possible
        )
    except ScienceError as error:
        work.failed("item_model", error)
        return None
    work.methods["item_model"] = fit.calibration_.method
    return fit.calibration_


def _fits(work: _Work, fitted: Calibration | None, threads: int | None) -> dict[str, ItemFit]:
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import item_fit

    if fitted is None:
        return {}
    try:
        found = item_fit(fitted, work.scored, threads=threads)
    except ScienceError as error:
        work.failed("item_fit", error)
        return {}
    work.methods["item_fit"] = found[0].method
    return {one.name: one for one in found}


def _of_model(work: _Work, fitted: Calibration, threads: int | None) -> dict[str, dict[str, Any] | None]:
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import empirical_reliability, marginal_reliability, score

    marginal = {"estimate": marginal_reliability(fitted), "n": fitted.n, "method": "marginal_reliability/1"}
    try:
        scores = score(fitted, work.scored, threads=threads)
        empirical: dict[str, Any] | None = _kept(work, empirical_reliability(scores))
    except ScienceError as error:
        work.failed("empirical", error)
        empirical = None
    return {"marginal": marginal, "empirical": empirical}


def _information(fitted: Calibration | None) -> dict[str, list[float]] | None:
    import numpy as np

    if fitted is None:
        return None
    values = fitted.information(np.array(THETA))
    # the prior of the population counts as one more observation of information 1
    return {
        "theta": list(THETA),
        "information": [float(value) for value in values],
        "standard_error": [float(value) for value in 1 / np.sqrt(values + 1)],
    }


def _dimensionality(work: _Work) -> dict[str, Any] | None:
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import parallel_analysis

    scored = work.scored[~np.isnan(work.scored).all(axis=1)]
    if len(scored) > MOST_FOR_SHUFFLES:
        chosen = np.random.default_rng(SEED).choice(len(scored), MOST_FOR_SHUFFLES, replace=False)
        scored = scored[np.sort(chosen)]
        work.remarks.append(Remark.make("dimensions_on_sample", n=len(scored)))
    items = scored.shape[1]
    polychoric = items <= 40 and all(len(np.unique(c[~np.isnan(c)])) <= MOST_CATEGORIES for c in scored.T)
    try:
        found = parallel_analysis(
            scored,
            correlation="polychoric" if polychoric else "pearson",
            draws=50 if items <= 12 else 20,
            rng=SEED,
        )
    except ScienceError as error:
        work.failed("dimensionality", error)
        return None
    work.take(found.caveats)
    work.methods["dimensionality"] = found.method
    if found.dimensions > 1:
        work.remarks.append(Remark.make("more_dimensions", dimensions=found.dimensions))
    return {
        "dimensions": found.dimensions,
        "eigenvalues": [float(value) for value in found.eigenvalues],
        "reference": [float(value) for value in found.reference],
        "first_to_second": found.first_to_second,
        "n": found.n,
        "method": found.method,
    }


def _dependence(
    work: _Work, fitted: Calibration | None, threads: int | None
) -> tuple[tuple[str, str, float], ...]:
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.irt import local_dependence

    if fitted is None:
        return ()
    try:
        found = local_dependence(fitted, work.scored, threads=threads)
    except ScienceError as error:
        work.failed("local_dependence", error)
        return ()
    work.methods["local_dependence"] = found.method
    for one, other, _ in found.pairs[:5]:
        work.remarks.append(Remark.make("dependent_pair", one=one, other=other))
    return found.pairs


def _norm(work: _Work) -> dict[str, Any] | None:
    """Return the sum scores of the people who answered everything, counted: a norm group in the making."""
    import numpy as np

    from maatwerk.science.errors import ScienceError
    from maatwerk.science.scores import norm_table

    complete = work.scored[~np.isnan(work.scored).any(axis=1)]
    try:
        table = norm_table(complete.sum(axis=1))
    except ScienceError as error:
        work.failed("norm", error)
        return None
    return {
        "scores": list(table.scores),
        "counts": list(table.counts),
        "n": table.n,
        "mean": table.mean,
        "standard_deviation": table.standard_deviation,
    }
