"""One application at a time: at which stage it stands here, since when, and what is told of it."""

import datetime as dt
from collections.abc import Mapping

from maatwerk.apps.moving.reading._cells import CellError
from maatwerk.apps.moving.reading._headers import ENDED, stage_like
from maatwerk.apps.moving.reading._plan import ApplicationIn, FactIn, Plan, Reading

Moments = Mapping[str, dt.datetime | None]
_ENDS = {"hired": "hired_at", "rejected": "rejected_at", "withdrawn": "withdrawn_at"}


class ApplicationReader:
    """Adds applications to a plan; `undated` counts those that do not say when somebody applied."""

    def __init__(self, plan: Plan, reading: Reading, now: dt.datetime) -> None:
        self.plan, self.reading, self.now = plan, reading, now
        self.undated = 0
        self._pairs: dict[tuple[str, str], int] = {}
        self._numbers: dict[str, int] = {}

    def take(
        self,
        *,
        where: tuple[str, int],
        number: str,
        person: str,
        vacancy: str,
        moments: Moments,
        words: Mapping[str, str],
    ) -> None:
        """Add one application.

        Raises
        ------
        CellError
            It stands there twice, ended in two ways, or ended before it began.
        """
        line = where[1]
        stage = self._stage(words, moments)
        if number in self._numbers:
            raise CellError("moving_number_twice", number=number, line=self._numbers[number])
        if (person, vacancy) in self._pairs:
            raise CellError("moving_twice", line=self._pairs[person, vacancy])
        ended = moments.get(_ENDS[stage]) or moments.get("ended_at") if stage in _ENDS else None
        begun = moments.get("applied_at")
        if begun and ended and ended < begun:
            raise CellError("moving_wrong_order", first=begun.date(), second=ended.date())
        told = [moment for moment in moments.values() if moment is not None]
        applied = begun or min(told, default=self.now)
        since = max(moments.get("stage_since") or ended or applied, applied)
        closed = max(ended or since, applied) if stage in ENDED else None
        self.undated += begun is None
        self.plan.applications.append(
            ApplicationIn(
                number=number,
                vacancy=vacancy,
                person=person,
                stage=stage,
                applied_at=applied,
                stage_since=min(since, closed) if closed else since,
                closed_at=closed,
                source=words["source"][:120],
                facts=_facts(stage, words, moments),
            )
        )
        self._pairs[person, vacancy] = line
        if number:
            self._numbers[number] = line

    def _stage(self, words: Mapping[str, str], moments: Moments) -> str:
        """Return the stage here: an end that a word or a day tells before how far somebody came."""
        status, stage = self._meant(words["status"]), self._meant(words["stage"])
        ends = {end for end in ENDED if end in (status, stage) or moments.get(_ENDS[end])}
        if {"hired", "rejected"} <= ends:
            raise CellError("moving_both_ends")
        if ends:
            return status if status in ends else next(end for end in ENDED if end in ends)
        if stage in ("", "under_way"):
            stage = status
        return "applied" if stage in ("", "under_way") else stage

    def _meant(self, word: str) -> str:
        key = word.casefold()
        return self.reading.words.get(key, stage_like(word)) if word else ""


def _facts(stage: str, words: Mapping[str, str], moments: Moments) -> tuple[FactIn, ...]:
    """Return what is told, in its own words, in the order of its days."""
    found = [FactIn("applied", moments["applied_at"], words["source"])] if moments.get("applied_at") else []
    said = " · ".join(dict.fromkeys(word for word in (words["status"], words["stage"]) if word))
    if said:
        found.append(FactIn("stage", moments.get("stage_since"), said))
    if stage in _ENDS:
        ended = moments.get(_ENDS[stage]) or moments.get("ended_at")
        if ended or words["reason"]:
            found.append(FactIn(stage, ended, words["reason"]))
    elif words["reason"]:
        found.append(FactIn("reason", None, words["reason"]))
    return tuple(found)
