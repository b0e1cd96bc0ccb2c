"""What the load meets: an organisation with a calibrated bank of 300 and thousands of people halfway through a test.

Runs in a process of its own (`prepare`) and says where each person is: the form of the screen they see.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

BANK, LENGTH, CAP = 300, 30, 0.25
AREAS = "ABCD"


def prepare(data: str, people: int, out: str) -> dict[str, Any]:
    """Make everything in the database of `data`; write one line per person to `out`."""
    os.environ["MAATWERK_DATA"] = data
    from maatwerk.cli.runtime import set_up_django

    set_up_django()
    from maatwerk.kernel import tenancy

    member = _organisation()
    with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
        instrument = _instrument(member)
        package, module = _package(member, instrument)
    _make_ready(member, package)
    _invite(member, package, module, people, Path(out))
    return {}


def _organisation() -> Any:
    from maatwerk.apps.organisations.public import Role, found_organisation, memberships, open_account

    user = open_account(
        email="bench@example.org", name="Bench", password=secrets.token_urlsafe(20), language="en"
    )
    found_organisation(user_id=user.pk, name="Bench", slug="bench", roles=list(Role))
    return memberships(user)[0]


def _instrument(member: Any) -> Any:
    import numpy as np
    from django.utils import timezone

    from maatwerk.apps.assessments.models import Calibration, FactSheet, Item, ItemKey, Scale
    from maatwerk.apps.evidence.models import Instrument
    from maatwerk.apps.skills.public import ConceptSpec, ensure_concept

    here = {"organisation_id": member.organisation.id}
    instrument = Instrument.objects.create(
        key="bank", version="1", language="en", name="Number series", **here
    )
    FactSheet.objects.create(instrument=instrument, state="published", **here)
    concept = ensure_concept(ConceptSpec("reasoning", "construct", "Reasoning", "Redeneren"))
    scale = Scale.objects.create(instrument=instrument, key="reasoning", concept_id=concept.pk, **here)
    rng = np.random.default_rng(5)
    slopes, places = rng.uniform(0.8, 2.2, BANK), rng.uniform(-3, 3, BANK)
    options = [{"id": letter, "text": f"Answer {letter}, in a few words"} for letter in "abcd"]
    items = [
        Item(
            instrument=instrument, scale=scale, key=f"item-{number}", kind="choice", position=number,
            area=AREAS[number % 4], content={"prompt": f"Which number comes next? Series {number}", "options": options},
            **here,
        )
        for number in range(BANK)
    ]  # fmt: skip
    Item.objects.bulk_create(items)
    ItemKey.objects.bulk_create(
        ItemKey(item=item, key={"correct": "abcd"[i % 4]}, **here) for i, item in enumerate(items)
    )
    Calibration.objects.create(
        scale=scale, number=1, model="2pl", method="simulated/1", is_simulated=True, state="approved",
        judged_at=timezone.now(),
        parameters={
            item.key: {"slope": float(slope), "intercepts": [float(-slope * place)]}
            for item, slope, place in zip(items, slopes, places, strict=True)
        },
        **here,
    )  # fmt: skip
    return instrument


def _package(member: Any, instrument: Any) -> tuple[Any, Any]:
    from maatwerk.apps.assessments.operations.packages import (
        ModuleWish,
        Responsibility,
        add_module,
        make_package,
        take_responsibility,
    )

    rules = {
        "max_length": LENGTH, "min_length": LENGTH, "stop_se": None, "cap": CAP, "randomesque": [5, 4, 3, 2],
        "quotas": {area: {"share": 0.25, "minimum": 2} for area in AREAS},
    }  # fmt: skip
    package = make_package(name="Bench", by=member, valid_days=30)
    wish = ModuleWish(instrument_id=instrument.pk, delivery="adaptive", rules=rules, seconds=3600)
    module = add_module(package.pk, wish, by=member)
    settled = Responsibility(
        agreement="For the bench.", assessor_id=member.user_id, competence="None needed."
    )
    take_responsibility(package.pk, settled, by=member)
    return package, module


def _make_ready(member: Any, package: Any) -> None:
    """Do what the job does, here: the exposure of every item is found by simulation."""
    from maatwerk.apps.assessments.jobs.delivery import ready_package
    from maatwerk.kernel.ids import new_id
    from maatwerk.kernel.jobs import Progress

    ready_package(Progress(member.organisation.id, new_id(), package.pk, member.user_id))


def _invite(member: Any, package: Any, module: Any, people: int, out: Path) -> None:
    """Write the rows that invitation, notice and start leave behind, in bulk, and each person's first screen."""
    import datetime as dt

    from django.utils import timezone

    from maatwerk.apps.assessments.links import seal_screen, token_of
    from maatwerk.apps.assessments.models import Order
    from maatwerk.apps.assessments.playing import Place, giver_of
    from maatwerk.apps.assessments.queries.playing import approved_calibrations
    from maatwerk.apps.people.public import register_people
    from maatwerk.kernel import tenancy
    from maatwerk.kernel.bulk import insert_rows
    from maatwerk.kernel.ids import new_id
    from maatwerk.kernel.link_tokens import token_hash

    organisation, now = member.organisation.id, timezone.now()
    with tenancy.acting(organisation=organisation, account=member.user_id):
        calibrations = approved_calibrations(module.instrument_id)
        persons = list(register_people("" for _ in range(people)))
        orders = [(new_id(), person) for person in persons]
        insert_rows(
            Order,
            ["id", "organisation", "package", "person", "token_hash", "link_number", "language", "state", "due_at",
             "notice_version", "noticed_at", "started_at", "partner", "partner_reference", "partner_callback"],
            ((key, organisation, package.pk, person, token_hash(token_of(key, 1)), 1, "en", "started",
              now + dt.timedelta(days=14), "bench", now, now, "", "", "") for key, person in orders),
        )  # fmt: skip
    place = Place(organisation, module.pk)
    giver = giver_of(place, calibrations)
    # a session is its person's own, so no bulk write of the product reaches many: the bench writes them by itself
    with out.open("w") as file:
        for key, person in orders:
            session, seed = new_id(), secrets.randbelow(2**63)
            item = giver.step(seed, [], []).item
            seal = seal_screen(organisation, session, module.pk, 0, item)
            form = {"session": str(session), "module": str(module.pk), "place": 0, "item": item, "seal": seal}
            token = token_of(key, 1)
            line = {
                "path": f"/t/{organisation}/{token}/answer/",
                "token": token,
                "form": form,
                "row": [
                    str(session),
                    str(organisation),
                    str(key),
                    str(module.pk),
                    str(person),
                    seed,
                    calibrations,
                ],
            }
            file.write(json.dumps(line) + "\n")
