"""What goes into measuring validity: columns of numbers, one place per person, nobody named."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OUTCOME = ":outcome"  # what the outcome is called among the variables of sums; no score is called so
Sums = Mapping[str, Any]  # number, means and scatter of some variables, as the science core stores them


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictor:
    """One score. `values` holds it for each person whose outcome is asked, None where missing; `pool` for all applicants."""

    key: str
    values: tuple[float | None, ...]
    pool: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSums:
    """Sums over people who were erased, for one outcome.

    `known` holds scores and outcome of those of whom it was known, by whether who rated had seen the advice; `missing` the
    scores of those of whom it was not; `pool` those of everybody who applied.
    """

    known: Mapping[bool | None, tuple[Sums, ...]] = field(default_factory=dict)
    missing: tuple[Sums, ...] = ()
    pool: tuple[Sums, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What stays of one person about to be erased, for one job family: values of some variables, and whom to sum them with."""

    job_family_id: uuid.UUID
    part: str
    names: tuple[str, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Scores of people and what became of them, in one order; and sums over people who were erased.

    `outcome` is None where nothing is known. `saw_advice` says whether who rated had seen the advice (None: not known).
    `reliability` in (0, 1] is how reliably the outcome was measured among these people, where somebody stated it.
    """

    predictors: tuple[Predictor, ...]
    outcome: tuple[float | None, ...]
    saw_advice: tuple[bool | None, ...] = ()
    reliability: float | None = None
    kept: KeptSums = KeptSums()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When following becomes an alarm: more than this share followed, as a rule within so many seconds, of at least so many."""

    share: float
    seconds: float
    fewest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What an organisation says of hiring for a job family, to see what a validity is worth. Money in cents."""

    base_rate: float
    applicants: int
    hired: int
    sd_cents: int
    years: float
    cost_cents: int
