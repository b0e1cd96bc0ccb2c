"""Who sees validity, who may declare an experiment, and from how many people on something is said."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from maatwerk.apps.organisations.public import Member, Role

#: Nobody who rates people at work sees what a score foretold (PSY-08): managers and recruiters are not among these.
WORKING_ROLES = (Role.PSYCHOLOGIST, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR)
SEEING_ROLES = (*WORKING_ROLES, Role.OUTSIDE_AUDITOR)
#: Who states what an outcome's reliability is, and what the work is worth in money.
STATING_ROLES = (Role.PSYCHOLOGIST, Role.ADMINISTRATOR)
#: Who sees how advice is followed, person by person; by name only who may see colleagues' names here.
FOLLOWING_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR, Role.PSYCHOLOGIST, Role.OUTSIDE_AUDITOR)
DECLARING_ROLES = (Role.PSYCHOLOGIST, Role.ANALYST, Role.ADMINISTRATOR)
#: The stop button: every colleague who sees an experiment may end it.
STOPPING_ROLES = WORKING_ROLES

CONFIDENCE = 0.95  # worthless scores make any look established in one study of twenty at most
#: Our own rules. Under 50 people the interval of a validity of .30 still holds 0; within .10 nothing is usable.
FEWEST, USABLE = 50, 0.10
USUAL_HORIZONS = (3, 6, 9, 12)  # months, where a job family states none
FEWEST_APART = 10  # people of whom a correlation is shown at all
FEWEST_IN_POOL = 50  # applicants whose spread is taken as that of the pool
LATEST_DAYS = 90  # decisions over which following the advice is looked at
FEWEST_PLANNED, MOST_PLANNED = 40, 20_000

PRIORS = Path(__file__).with_name("priors.toml")


@dataclass(frozen=True, slots=True)
class Prior:
    """What published research found for a kind of predictor and ratings of work; `sd` None where it is not kept here."""

    mean: float
    sd: float | None
    source: str


@lru_cache(maxsize=1)
def _priors() -> tuple[tuple[tuple[str, ...], Prior], ...]:
    kept = tomllib.loads(PRIORS.read_text())["prior"]
    return tuple((tuple(one["keys"]), Prior(one["mean"], one.get("sd"), one["source"])) for one in kept)


def prior_for(key: str) -> Prior | None:
    """Return the published validity of a construct by its key; None where none is kept.

    >>> prior_for("conscientiousness").mean
    0.19
    """
    return next((prior for keys, prior in _priors() if key in keys), None)


def may_see_deciders(member: Member) -> bool:
    """Whether a member sees by name who followed the advice how often; others see codes."""
    return member.has(Role.ADMINISTRATOR)
