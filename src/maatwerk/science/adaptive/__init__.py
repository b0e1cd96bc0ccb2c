"""Adaptive testing: the next item by information, within content quotas and exposure limits.

A published test is an `ItemBank` and `Rules`; `AdaptiveTest` gives it. A session is known from its seed, its
items and its responses.
"""

from maatwerk.science.adaptive._bank import ItemBank
from maatwerk.science.adaptive._engine import METHOD, AdaptiveTest
from maatwerk.science.adaptive._forms import FixedForm, FixedSession, best_fixed_form, simulate_form
from maatwerk.science.adaptive._rules import Classification, Exposure, Quota, Rules
from maatwerk.science.adaptive._session import Ability, Choice, Response, Session, StopReason
from maatwerk.science.adaptive._simulation import Simulation, calibrate_exposure, simulate

__all__ = [
    "METHOD",
    "Ability",
    "AdaptiveTest",
    "Choice",
    "Classification",
    "Exposure",
    "FixedForm",
    "FixedSession",
    "ItemBank",
    "Quota",
    "Response",
    "Rules",
    "Session",
    "Simulation",
    "StopReason",
    "best_fixed_form",
    "calibrate_exposure",
    "simulate",
    "simulate_form",
]
