"""What research found and what was seen here, together: shown beside what was seen, never instead of it."""

from collections.abc import Mapping
from typing import Any

from maatwerk.apps.validity.analysis.measuring import figure
from maatwerk.apps.validity.rules import CONFIDENCE, Prior

Found = dict[str, Any]


def with_research(row: Mapping[str, Any], prior: Prior) -> Found | None:
    """Combine a validity seen here with a published distribution of validities; None where the two are not on one footing.

    Published means are corrected for the reliability of ratings and for selection on the score. So what was seen here has to be
    corrected for the reliability too, and for selection unless the people hired differ no less than the applicants.
    """
    from maatwerk.science.errors import ScienceError
    from maatwerk.science.selection import (
        Attenuation,
        RangeRestriction,
        ValidityPrior,
        combine_with_prior,
        correct_validity,
        correlation_estimate,
    )

    seen = row["observed"]
    lacking = set(row["without"].values()) - {"no_restriction"}
    if prior.sd is None or not seen or lacking or not row["steps"]:
        return None
    observed = correlation_estimate(seen["estimate"], seen["n"], confidence=CONFIDENCE)
    corrections = [
        RangeRestriction(step["inputs"]["u"])
        if "u" in step["inputs"]
        else Attenuation(outcome_reliability=step["inputs"]["outcome_reliability"])
        for step in row["steps"]
    ]
    try:
        made = combine_with_prior(
            correct_validity(observed, *corrections),
            ValidityPrior(mean=prior.mean, sd=prior.sd, source=prior.source),
            confidence=CONFIDENCE,
        )
    except ScienceError:
        return None
    return figure(made.posterior) | {"local_weight": made.local_weight}
