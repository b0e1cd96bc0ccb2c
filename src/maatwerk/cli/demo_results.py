"""What comes after tests in the demo: answers to calibrate on, questions, work samples, a copied test, choices to make again."""

import csv
import datetime as dt
import logging
import math
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maatwerk.cli.runtime import data_folder

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.assessments.public import InstrumentDraft, ItemDraft
    from maatwerk.cli.demo_packages import As

logger = logging.getLogger(__name__)
SEED = 5
CALIBRATED_ON = (
    400  # simulated people; enough for norms, few enough to be computed while somebody looks around
)
WRITTEN = (
    "Beste klant, wat vervelend dat je de verkeerde jas hebt gekregen. Vandaag nog gaat de blauwe met spoed op de post,"
    " je hebt hem vrijdag in huis. De rode mag je gratis terugsturen.",
    "Sorry voor de fout. We sturen een nieuwe jas.",
    "Beste klant, excuses. De blauwe jas ligt klaar en gaat vandaag mee; je krijgt zo een bericht met het tijdstip.",
)
TAKEN_ON_PAPER = 8  # applicants; two of them side by side
COPIED = (2, 5)


def written_by(rng: random.Random) -> Any:
    """Return a chooser that gives any answer, and writes where something is to be written."""
    from maatwerk.apps.assessments.public import at_random

    choose, texts = at_random(rng), iter(WRITTEN)

    def chosen(kind: str, content: Mapping[str, Any]) -> object:
        return next(texts, WRITTEN[-1]) if kind == "work_sample" else choose(kind, content)

    return chosen


def load_calibration(acting_as: "As") -> None:
    """Bring simulated answers to the personality markers; the worker calibrates on them, a psychologist judges."""
    from maatwerk.apps.assessments.public import (
        ResponseWish,
        draft_of,
        load_built_in,
        publish_instrument,
        upload_responses,
    )

    with acting_as("psychologist") as member, tempfile.TemporaryDirectory() as folder:
        loaded = next(
            one.line for one in load_built_in("big-five-markers", by=member) if one.line.language == "nl"
        )
        publish_instrument(loaded.id, by=member)
        path = Path(folder) / "antwoorden.csv"
        items = [(one.key, one.scale, bool(one.answer_key["reversed"])) for one in draft_of(loaded.id).items]
        _write_answers(path, items)
        wish = ResponseWish(
            path=path,
            name="proefafname-gesimuleerd.csv",
            population=f"{CALIBRATED_ON} gesimuleerde sollicitanten; niemand van hen bestaat",
            collected_on=dt.date.today() - dt.timedelta(days=40),
            is_simulated=True,
            groups=("afname",),
        )
        upload_responses(loaded.id, wish, by=member)


def _write_answers(path: Path, items: list[tuple[str, str, bool]]) -> None:
    """Write answers on five options, by a level per scale; one item works otherwise for who answered on a phone."""
    rng = random.Random(SEED)  # noqa: S311 - invented answers
    odd = items[3][0]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["afname", *(key for key, _scale, _turned in items)])
        for number in range(CALIBRATED_ON):
            on_phone = number % 2 == 0
            levels = {scale: rng.gauss(0, 1) for _key, scale, _turned in items}
            row = []
            for key, scale, turned in items:
                given = 3 + levels[scale] + (1.2 if on_phone and key == odd else 0.0) + rng.gauss(0, 1)
                rating = min(5, max(1, round(given)))
                row.append(6 - rating if turned else rating)
            writer.writerow(["telefoon" if on_phone else "computer", *row])


def ask_about(orders: "list[uuid.UUID]", people: "list[uuid.UUID]", organisation: "uuid.UUID") -> None:
    """Let one person ask for an explanation and another contest, so that a psychologist has something to answer."""
    from maatwerk.apps.assessments.public import ask_explanation, contest
    from maatwerk.kernel import tenancy

    with tenancy.acting(organisation=organisation, person=people[0]):
        ask_explanation(
            orders[0], "Wat zegt “omgaan met informatie” over mij? Ik had het gevoel dat het goed ging."
        )
    with tenancy.acting(organisation=organisation, person=people[1]):
        contest(orders[1], "Bij vraag 4 viel mijn verbinding weg. Kan daar iemand naar kijken?")


def load_later(acting_as: "As") -> None:
    """Load what takes seconds once the demo is there to look at; never twice, and given up when the demo stops."""
    from django.db import DatabaseError, connections

    begun = data_folder() / "demo-tests.begun"
    if begun.exists():
        return
    begun.touch()
    try:
        load_taken(acting_as)
    except DatabaseError:
        logger.info("the demo stopped while tests were still being taken in it")
    finally:
        connections.close_all()


def load_taken(acting_as: "As") -> None:
    """Let some take the reasoning test on paper, one of whom copied, and two applicants by computer, item by item."""
    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.assessments.public import find_instrument, look_for_copies, packages

    with acting_as("recruiter"):
        test = find_instrument("reasoning-by-rule", language="nl")[-1]
        vacancy_id = next(row.opportunity_id for row in packages() if row.opportunity_id)
    _on_paper(vacancy_id, test, acting_as)
    with acting_as("recruiter"):
        people = [row.person_id for row in applications(vacancy_id)][-2:]
    _chosen_by_level(vacancy_id, test, people, acting_as)
    with acting_as("psychologist") as member:
        look_for_copies(test.id, by=member)


def _on_paper(vacancy_id: "uuid.UUID", test: Any, acting_as: "As") -> None:
    from maatwerk.apps.assessments.public import (
        PaperWish,
        built_in_drafts,
        import_answers,
        keep_as_template,
    )
    from maatwerk.apps.people.public import Contact, register_person
    from maatwerk.cli.demo_packages import made_ready

    with acting_as("recruiter") as member:
        package = made_ready("Redeneren, op papier", vacancy_id, test, member)
        keep_as_template(package, name="Redeneren voor de klantenservice", by=member)
        for number in range(TAKEN_ON_PAPER):
            contact = Contact(f"Proefpersoon {number + 1}", f"proefpersoon-{number + 1}@people.example")
            register_person(contact=contact, external_id=f"papier-{number + 1}")
    with acting_as("psychologist") as member, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papier.csv"
        _write_sheets(path, next(one for one in built_in_drafts(test.key) if one.language == "nl"))
        import_answers(package, PaperWish(path=path, name=path.name, notice="folder 2026-09"), by=member)


def _write_sheets(path: Path, draft: "InstrumentDraft") -> None:
    """Write a row of answers per person; the second of the two who sat together has the first one's."""
    rng = random.Random(SEED)  # noqa: S311 - invented answers
    parameters = _parameters(draft)
    sheets: list[list[str]] = []
    for number in range(TAKEN_ON_PAPER):
        level = rng.gauss(0, 1)
        sheets.append(
            sheets[COPIED[0]][:]
            if number == COPIED[1]
            else [
                _answered(rng, item, is_right=rng.random() < _chance(parameters[item.key], level))
                for item in draft.items
                if not item.is_practice
            ]
        )
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["person", *(item.key for item in draft.items if not item.is_practice)])
        writer.writerows([f"papier-{place}", *sheet] for place, sheet in enumerate(sheets, start=1))


def _parameters(draft: "InstrumentDraft") -> dict[str, Mapping[str, Any]]:
    return {
        key: one
        for scale in draft.scales
        if scale.calibration
        for key, one in scale.calibration.parameters.items()
    }


def _at_level(draft: "InstrumentDraft", level: float, rng: random.Random) -> Any:
    """Return a chooser that answers as somebody of this level: it knows the items of the test by their questions."""
    parameters = _parameters(draft)
    known = {item.content["prompt"]: item for item in draft.items}

    def choose(_kind: str, content: Mapping[str, Any]) -> object:
        item = known[content["prompt"]]
        return _answered(rng, item, is_right=rng.random() < _chance(parameters[item.key], level))

    return choose


def _chance(one: Mapping[str, Any], level: float) -> float:
    return 1 / (1 + math.exp(-one["slope"] * level - one["intercepts"][0]))


def _answered(rng: random.Random, item: "ItemDraft", *, is_right: bool) -> str:
    if item.kind == "numeric":
        return str(item.answer_key["value"] if is_right else item.answer_key["value"] + rng.randint(1, 9))
    correct = item.answer_key["correct"]
    wrong = [option["id"] for option in item.content["options"] if option["id"] != correct]
    return str(correct if is_right else rng.choice(wrong))


def _chosen_by_level(vacancy_id: "uuid.UUID", test: Any, people: "list[uuid.UUID]", acting_as: "As") -> None:
    """Give two people the test with each next item chosen; one of them releases the results."""
    from maatwerk.apps.assessments.public import built_in_drafts, place_order, rehearse, release, replay_order
    from maatwerk.cli.demo_packages import made_ready
    from maatwerk.kernel import tenancy

    rules = {"max_length": 10, "min_length": 5, "stop_se": 0.45, "cap": 1.0}
    with acting_as("recruiter") as member:
        package = made_ready("Redeneren, proefafname", vacancy_id, test, member, rules=rules)
        placed = [
            place_order(package, person, language="nl", by=member, with_mail=False) for person in people
        ]
        organisation = member.organisation.id
    rng = random.Random(SEED)  # noqa: S311 - invented answers
    draft = next(one for one in built_in_drafts(test.key) if one.language == "nl")
    for level, (_order, token) in zip((0.9, -0.4), placed, strict=True):
        rehearse(organisation, token, choose=_at_level(draft, level, rng))
    with tenancy.acting(organisation=organisation, person=people[0]):
        release(placed[0][0].pk)
    with acting_as("psychologist") as member:
        for order, _token in placed:
            replay_order(order.pk, by=member)
