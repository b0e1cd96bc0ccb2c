"""A simulated call centre with a known truth, for the demo and for tests. Nobody in it exists."""

from maatwerk.cli.simulate._files import write_csv
from maatwerk.cli.simulate._people import (
    CurrentApplicant,
    FollowUp,
    Hire,
    OpenVacancy,
    SimulatedPerson,
    Wave,
)
from maatwerk.cli.simulate._truth import SOURCE_LABELS, TrueConstruct, Truth
from maatwerk.cli.simulate._world import CallCentre, simulate_call_centre

__all__ = [
    "SOURCE_LABELS",
    "CallCentre",
    "CurrentApplicant",
    "FollowUp",
    "Hire",
    "OpenVacancy",
    "SimulatedPerson",
    "TrueConstruct",
    "Truth",
    "Wave",
    "simulate_call_centre",
    "write_csv",
]
