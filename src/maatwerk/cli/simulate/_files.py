"""The simulated call centre as files that the ordinary history import reads."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from maatwerk.cli.simulate._people import CurrentApplicant, Hire
from maatwerk.cli.simulate._truth import CONSTRUCTS
from maatwerk.cli.simulate._world import CallCentre

_SCORES = tuple(one.key for one in CONSTRUCTS)
HISTORY = (
    "person",
    "hired_on",
    "left_on",
    "observed_on",
    "source",
    "shift",
    *_SCORES,
    "rating",
    "reason",
    "sex",
    "birth_year",
)
APPLICANTS = ("person", "name", "vacancy", "applied_on", "source", "shift", *_SCORES, "sex", "birth_year")


def write_csv(centre: CallCentre, folder: Path) -> tuple[Path, ...]:
    """Write one history file per wave, one of everything at the end, and the current applicants.

    All are named *simulated*; `call-centre.toml` beside this module describes them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, wave in enumerate(centre.waves, start=1):
        rows = (history_row(hire, wave.observed_on) for hire in wave.hires)
        written.append(_write(folder / f"simulated-history-{number}-{wave.name}.csv", HISTORY, rows))
    everything = (history_row(hire, centre.observed_on) for hire in centre.hires)
    written.append(_write(folder / "simulated-history-complete.csv", HISTORY, everything))
    current = (applicant_row(one, declined=one.person.key in centre.declined) for one in centre.applicants)
    written.append(_write(folder / "simulated-applicants.csv", APPLICANTS, current))
    return tuple(written)


def history_row(hire: Hire, day: date) -> list[object]:
    """What was known of a hire on a day: the last rating, and whether and why the person had left."""
    person, left = hire.person, hire.left_by(day)
    ratings = [one.rating for one in hire.follow_ups_by(day) if one.rating is not None]
    return [
        person.key,
        hire.hired_on,
        hire.left_on if left else "",
        day,
        person.source,
        person.shift,
        *(person.scores[key] for key in _SCORES),
        ratings[-1] if ratings else "",
        hire.reason if left else "",
        person.sex,
        person.birth_year,
    ]


def applicant_row(applicant: CurrentApplicant, *, declined: bool) -> list[object]:
    """An applicant; somebody who prefers not to tell leaves sex and birth year empty."""
    person = applicant.person
    told = ("", "") if declined else (person.sex, person.birth_year)
    scores = (person.scores[key] for key in _SCORES)
    return [
        person.key,
        person.name,
        applicant.vacancy,
        applicant.applied_on,
        person.source,
        person.shift,
        *scores,
        *told,
    ]


def _write(path: Path, header: tuple[str, ...], rows: Iterable[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path
