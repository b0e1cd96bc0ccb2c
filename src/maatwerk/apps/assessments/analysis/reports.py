"""What a calibration tells of a scale and of each item: plain values, ready to be stored and shown."""

from dataclasses import dataclass, field
from typing import Any

from maatwerk.apps.assessments.analysis.item_words import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """One item: counts, classical statistics, parameters with standard errors, fit, and what deserves a look."""

    name: str
    n: int
    missing: float
    mean: float | None
    standard_deviation: float | None
    p: float | None
    item_rest: float | None
    alpha_without: float | None
    counts: dict[str, int]
    reversed: bool
    keyed: bool
    answers: tuple[int, ...] = ()
    slope: float | None = None
    slope_error: float | None = None
    intercepts: tuple[float, ...] = ()
    intercept_errors: tuple[float, ...] = ()
    difficulties: tuple[float, ...] = ()
    fit: dict[str, Any] | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleReport:
    """Everything a psychologist judges a scale by."""

    scale: str
    n: int
    missing: float
    model: str
    converged: bool | None
    log_likelihood: float | None
    steps: int | None
    items: tuple[ItemReport, ...]
    left_out: tuple[str, ...]
    reliability: dict[str, dict[str, Any] | None]
    information: dict[str, list[float]] | None
    dimensionality: dict[str, Any] | None
    dependence: tuple[tuple[str, str, float], ...]
    dif: tuple[dict[str, Any], ...]
    norm: dict[str, Any] | None
    remarks: tuple[Remark, ...]
    methods: dict[str, str] = field(default_factory=dict)
