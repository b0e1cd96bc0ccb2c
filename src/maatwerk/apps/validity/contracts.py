"""What goes into measuring validity: columns of numbers, one place per person, nobody named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictor:
    """One score. `values` holds it for each person whose outcome is asked, None where missing; `pool` for all applicants."""

    key: str
    values: tuple[float | None, ...]
    pool: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Scores of people and what became of them, in one order.

    `outcome` is None where nothing is known. `saw_advice` says whether who rated had seen the advice (None: not known).
    `reliability` in (0, 1] is how reliably the outcome was measured among these people, where somebody stated it.
    """

    predictors: tuple[Predictor, ...]
    outcome: tuple[float | None, ...]
    saw_advice: tuple[bool | None, ...] = ()
    reliability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What an organisation says of hiring for a job family, to see what a validity is worth. Money in cents."""

    base_rate: float
    applicants: int
    hired: int
    sd_cents: int
    years: float
    cost_cents: int
