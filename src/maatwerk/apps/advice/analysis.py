"""The only bridge from advice to the science core. Imports it late: web processes never need it to fit."""

import hashlib
import json
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maatwerk.apps.advice.contracts import (
    AdvisedOutcome,
    FeatureSpec,
    FitResult,
    TrainingRow,
    TrainingSet,
    Values,
)
from maatwerk.science.errors import ScienceError as ScienceError

if TYPE_CHECKING:
    from maatwerk.science.results import Caveat
    from maatwerk.science.retention import (
        Encoder,
        FeaturePrior,
        FittedHazard,
        Gate,
        Prediction,
        Prior,
        Validity,
    )

SEED = 20_261_123  # the same division into folds on every run: a version can be computed again
LEAST_ADVISED = 20  # hires through advice; below this a concordance is noise
LEAST_PEOPLE = 60  # below this, nested validation has too few leavers per fold to say anything


def fit(training: TrainingSet) -> FitResult:
    """Fit and validate a model of staying on what the training set holds, and let the gate decide.

    Raises
    ------
    ScienceError
        Nothing can be fitted: nobody left, no feature, one person.
    """
    from maatwerk.science.retention import HazardModel, Prior, gate

    training = training.in_order_of_content()
    features, columns, priors = _columns(training)
    prior = Prior(tuple(priors))
    X = [_row(row.values, features, columns) for row in training.rows]
    validity = _validate(X, training, prior)
    verdict = gate(validity, smallest_useful=training.smallest_useful, prior_sourced=training.prior_sourced)
    model = HazardModel(
        prior,
        horizons=[float(months) for months in training.horizons],
        strength=validity.strength if validity else 1.0,
        by_outcome=training.by_outcome,
    ).fit(X, training.tenure, training.event, entry=training.entry, persons=training.persons)
    fitted = model.fitted_
    return _result(
        training,
        fitted,
        features=features,
        said=(validity, verdict),
        performance=_fit_performance(X, training, columns, features),
        scores=_scores(fitted, training, X),
    )


def fit_steered(
    training: TrainingSet,
    features: tuple[FeatureSpec, ...],
    *,
    fitted: dict[str, Any],
    factors: Mapping[str, float],
) -> FitResult:
    """Fit how much a chosen weighting counts, and validate it as any other; `features` are those that stay in it.

    Raises
    ------
    ScienceError
        The factors are no weighting of the model, or nothing can be fitted.
    """
    from maatwerk.science.retention import (
        COMPOSITE,
        FittedHazard,
        HazardModel,
        Prior,
        composite,
        gate,
        reweighted,
        unfold,
    )

    source = FittedHazard.from_dict(fitted)
    chosen = reweighted(source, factors)
    columns = [feature.name for feature in chosen]
    seen = fingerprint(training)
    training = replace(training.in_order_of_content(), features=features)
    X = [_row(row.values, features, columns) for row in training.rows]
    C = [[float(value)] for value in composite(chosen, source, X)]
    prior = Prior.weak([COMPOSITE])
    validity = _validate(C, training, prior)
    verdict = gate(validity, smallest_useful=training.smallest_useful)
    model = HazardModel(
        prior,
        horizons=[float(months) for months in training.horizons],
        strength=validity.strength if validity else 1.0,
        by_outcome=training.by_outcome,
    ).fit(C, training.tenure, training.event, entry=training.entry, persons=training.persons)
    found = unfold(chosen, model.fitted_)
    made = _result(
        training,
        found,
        features=features,
        said=(validity, verdict),
        performance=_fit_performance(X, training, columns, features),
        scores=_scores(found, training, X),
    )
    return replace(made, fingerprint=seen)  # of everything known: the next look finds nothing new in it


def _result(
    training: TrainingSet,
    fitted: "FittedHazard",
    *,
    features: tuple[FeatureSpec, ...],
    said: "tuple[Validity | None, Gate]",
    performance: dict[str, Any] | None,
    scores: dict[uuid.UUID, float],
) -> FitResult:
    validity, verdict = said
    return FitResult(
        features=features,
        verdict=verdict.answer,
        fitted=fitted.to_dict(),
        performance=performance,
        validity={
            "validity": validity.to_dict() if validity else None,
            "gate": {"en": verdict.explain("en"), "nl": verdict.explain("nl")},
            "may_advise": verdict.may_advise,
        },
        caveats=_in_words((*fitted.caveats, *(validity.caveats if validity else ()))),
        fingerprint=fingerprint(training),
        n_people=fitted.n,
        n_separations=fitted.n_left,
        outcomes_needed=verdict.more_outcomes,
        scores=scores,
    )


def parts_of_scores(
    fitted: dict[str, Any], features: Sequence[FeatureSpec], people: Sequence[Values]
) -> list[list[float]]:
    """Return what each feature adds to each person's score, in the order of `features`; higher stays longer."""
    from maatwerk.science.retention import FittedHazard, linear_predictors

    if not people:
        return []
    model = FittedHazard.from_dict(fitted)
    added = linear_predictors(model, [_row(values, features, model.names) for values in people])
    places = {
        feature.key: [k for k, name in enumerate(model.names) if name.partition("=")[0] == feature.key]
        for feature in features
    }
    return [[-float(row[places[feature.key]].sum()) for feature in features] for row in added]


def fingerprint(training: TrainingSet) -> str:
    """Return a hash over everything a fit sees, whatever the order of the rows."""
    lines = sorted(
        json.dumps(
            [
                str(row.person_id),
                row.values,
                row.tenure_months,
                row.separated,
                row.entry_months,
                row.performance,
            ],
            sort_keys=True,
        )
        for row in training.rows
    )
    head = json.dumps(
        [[f.to_dict() for f in training.features], training.horizons, training.by_outcome], sort_keys=True
    )
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


def advise(fitted: dict[str, Any], features: Sequence[FeatureSpec], values: Values) -> "Prediction":
    """Return what a stored version says of one person; the same numbers on every replay."""
    from maatwerk.science.retention import FittedHazard

    return FittedHazard.from_dict(fitted).advise(numbers(values, features))


def numbers(
    values: Mapping[str, float | str | None], features: Sequence[FeatureSpec]
) -> dict[str, float | None]:
    """Return evidence as the model's columns: numbers as they are, levels as 0/1 columns."""
    found: dict[str, float | None] = {}
    for feature in features:
        value = values.get(feature.key)
        if feature.levels is None:
            found[feature.key] = value if isinstance(value, int | float) else None
        else:
            found |= _encoder(feature).values(value if isinstance(value, str) else None)
    return found


def _encoder(feature: FeatureSpec) -> "Encoder":
    from maatwerk.science.retention import Encoder

    return Encoder(feature.key, feature.levels or ())


def _columns(training: TrainingSet) -> tuple[tuple[FeatureSpec, ...], list[str], list["FeaturePrior"]]:
    """Return the features with their learned levels, the names of the columns and the belief about each."""
    from maatwerk.science.retention import FeaturePrior, encode

    features: list[FeatureSpec] = []
    columns: list[str] = []
    priors: list[FeaturePrior] = []
    people = training.persons
    for feature in training.features:
        given = [row.values[feature.key] for row in training.rows]
        if any(isinstance(value, str) for value in given):
            encoder = encode(feature.key, [v if isinstance(v, str) else None for v in given], people)
            features.append(replace(feature, levels=encoder.levels))
            columns += encoder.columns
            priors += encoder.priors()
        else:
            features.append(feature)
            columns.append(feature.key)
            priors.append(
                FeaturePrior.from_importance(
                    feature.key,
                    feature.importance,
                    helps=feature.helps,
                    constrain=feature.is_one_way,
                    source=feature.prior_source,
                )
            )
    return tuple(features), columns, priors


def _row(values: Values, features: Sequence[FeatureSpec], columns: Sequence[str]) -> list[float]:
    found = numbers(values, features)
    return [math.nan if found[name] is None else float(found[name] or 0.0) for name in columns]


def _validate(X: list[list[float]], training: TrainingSet, prior: "Prior") -> "Validity | None":
    """Return the nested validation, or None where the history is too small for one."""
    from maatwerk.science.errors import InsufficientDataError
    from maatwerk.science.retention import nested_validation

    if len(set(training.persons)) < LEAST_PEOPLE:
        return None
    try:
        return nested_validation(
            X,
            training.tenure,
            training.event,
            training.persons,
            entry=training.entry,
            prior=prior,
            horizons=[float(months) for months in training.horizons],
            rng=SEED,
        )
    except InsufficientDataError:
        return None


def _fit_performance(
    X: list[list[float]], training: TrainingSet, columns: Sequence[str], features: Sequence[FeatureSpec]
) -> dict[str, Any] | None:
    """Fit how well people work from whole-number ratings, and say whether that is established here; None without ratings.

    No expectation is stated about performance, so every weight begins at nothing in particular.
    """
    from maatwerk.science.errors import InsufficientDataError
    from maatwerk.science.retention import PerformanceModel, Prior, performance_validation

    rated = [
        (X[k], row.performance, person)
        for k, (row, person) in enumerate(zip(training.rows, training.persons, strict=True))
        if row.performance is not None and row.performance % 1 == 0
    ]
    known = [row for row, _rating, _person in rated]
    ratings = [rating for _row, rating, _person in rated]
    people = [person for _row, _rating, person in rated]
    if len(set(ratings)) < 2:
        return None
    groups = {name: beliefs for feature in features if feature.levels for name, beliefs in _category(feature)}
    prior = Prior(tuple(groups.get(name) or Prior.weak([name]).features[0] for name in columns))
    try:
        found = performance_validation(known, ratings, people, prior=prior, rng=SEED)
        fitted = PerformanceModel(prior).fit(known, ratings, persons=people).fitted_
    except InsufficientDataError:
        return None
    return {
        "fitted": fitted.to_dict(),
        "concordance": {
            name: getattr(found, name) for name in ("estimate", "low", "high", "n", "method", "confidence")
        },
        "established": found.low > 0.5,
        "succeeds_at": training.succeeds_at,
    }


def _category(feature: FeatureSpec) -> "list[tuple[str, FeaturePrior]]":
    return [(belief.name, belief) for belief in _encoder(feature).priors()]


def perform(
    performance: dict[str, Any], prediction: "Prediction", columns: dict[str, float | None]
) -> dict[str, Any] | None:
    """Return what is expected of somebody's work, and of staying *and* working well; None where it is not established."""
    from dataclasses import asdict

    from maatwerk.science.retention import FittedPerformance, SuccessDefinition, success

    if not performance["established"]:
        return None
    said = FittedPerformance.from_dict(performance["fitted"]).advise(columns)
    found: dict[str, Any] = {"at_least": [list(row) for row in said.at_least], "n": said.n}
    wanted = performance["succeeds_at"]
    if wanted is not None and prediction.estimates and wanted in {row[0] for row in said.at_least}:
        definition = SuccessDefinition(months=prediction.estimates[-1].months, at_least=int(wanted))
        both = asdict(success(prediction, said, definition))
        found["success"] = {name: both[name] for name in ("estimate", "low", "high", "staying", "performing")}
        found["success"] |= {"months": definition.months, "at_least": definition.at_least}
    return found


def _scores(fitted: "FittedHazard", training: TrainingSet, X: list[list[float]]) -> dict[uuid.UUID, float]:
    """Return each person's score under this version, higher is longer; a person's last engagement counts."""
    risks = fitted.risk_of(X)
    return {row.person_id: -float(risk) for row, risk in zip(training.rows, risks, strict=True)}


def shortlist(
    fitted: dict[str, Any], features: Sequence[FeatureSpec], people: Mapping[uuid.UUID, Values]
) -> list[tuple[uuid.UUID, int]]:
    """Return (key, band) best first; whom the evidence cannot tell apart share a band, and nobody is left out."""
    from maatwerk.science.retention import FittedHazard, bands

    model = FittedHazard.from_dict(fitted)
    keys = sorted(people)
    found = bands([model.advise(numbers(people[key], features)) for key in keys])
    return [(keys[member], band.rank) for band in found for member in band.members]


def variations(
    fitted: dict[str, Any], features: Sequence[FeatureSpec], people: Mapping[uuid.UUID, Values]
) -> dict[uuid.UUID, dict[str, Any]]:
    """Return, per person, the smallest change of one own piece of evidence that would change the band among `people`."""
    from dataclasses import asdict

    from maatwerk.science.retention import FittedHazard, band_edges, bands, what_would_change

    model = FittedHazard.from_dict(fitted)
    columns = {person: numbers(values, features) for person, values in people.items()}
    edges = band_edges(bands([model.advise(found) for found in columns.values()]))
    return {person: asdict(what_would_change(model, found, edges)) for person, found in columns.items()}


def evaluate(
    fitted: dict[str, Any], features: Sequence[FeatureSpec], rows: Sequence[TrainingRow]
) -> dict[str, Any]:
    """Return how a stored version does on people it has not seen, each number with interval and n."""
    from dataclasses import asdict

    from maatwerk.science.evaluation import evaluate as evaluate_on
    from maatwerk.science.retention import FittedHazard

    model = FittedHazard.from_dict(fitted)
    X = [_row(row.values, features, model.names) for row in rows]
    found = evaluate_on(
        model,
        X,
        [row.tenure_months for row in rows],
        [row.separated for row in rows],
        [str(row.person_id) for row in rows],
    )
    return asdict(found)


def validity_by_rater(outcomes: Sequence[AdvisedOutcome]) -> dict[str, Any]:
    """Return the concordance of given advice with tenure, for raters who had seen it, who had not, and where unknown.

    Advice may change how somebody is treated and judged, so the first kind says less. Too few people: the count alone.
    """
    groups = {"seen": True, "unseen": False, "unknown": None}
    return {
        name: _concordance([one for one in outcomes if one.rater_saw_advice is saw])
        for name, saw in groups.items()
    }


def _concordance(outcomes: Sequence[AdvisedOutcome]) -> dict[str, Any]:
    from maatwerk.science.evaluation import concordance

    people = len({one.person_id for one in outcomes})
    if people < LEAST_ADVISED:
        return {"n": people, "concordance": None}
    try:
        found = concordance(
            [one.tenure_months for one in outcomes],
            [one.separated for one in outcomes],
            [-one.score for one in outcomes],
            persons=[str(one.person_id) for one in outcomes],
        )
    except ScienceError:  # nobody left yet, or everybody at once: no pair to compare
        return {"n": people, "concordance": None}
    return {
        "n": people,
        "concordance": {name: getattr(found, name) for name in ("estimate", "low", "high", "n", "method")},
    }


def _in_words(caveats: Sequence["Caveat"]) -> list[dict[str, Any]]:
    """Return caveats with their sentence in both languages: pages do not reach into the core for words."""
    return [
        {
            "code": one.code,
            "values": dict(one.values),
            "says": {"en": one.explain("en"), "nl": one.explain("nl")},
        }
        for one in dict.fromkeys(caveats)
    ]
