"""Reads of validity: the material that statistics are made of, and what was found."""

from maatwerk.apps.validity.queries.deciding import Decided, decided, last_alarm
from maatwerk.apps.validity.queries.experiments import (
    DealtRow,
    ExperimentRow,
    dealt,
    dealt_way,
    experiment,
    experiments,
    running,
    running_for,
    seed_hash,
    spared_part,
    treated_in,
)
from maatwerk.apps.validity.queries.findings import (
    FindingRow,
    StudyRow,
    findings,
    newest_studies,
    newest_study,
    studies_until,
)
from maatwerk.apps.validity.queries.hires import Gathered, WaveRow, gather, numbers_of, waves
from maatwerk.apps.validity.queries.stated import ReliabilityRow, WorthRow, newest_reliability, newest_worth

__all__ = [
    "DealtRow",
    "Decided",
    "ExperimentRow",
    "FindingRow",
    "Gathered",
    "ReliabilityRow",
    "StudyRow",
    "WaveRow",
    "WorthRow",
    "dealt",
    "dealt_way",
    "decided",
    "experiment",
    "experiments",
    "findings",
    "gather",
    "last_alarm",
    "newest_reliability",
    "newest_studies",
    "newest_study",
    "newest_worth",
    "numbers_of",
    "running",
    "running_for",
    "seed_hash",
    "studies_until",
    "spared_part",
    "treated_in",
    "waves",
]
