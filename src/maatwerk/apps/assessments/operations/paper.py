"""Answers of known people from paper or another system, into their orders: every row or none."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.content import DraftRefused, Problem
from maatwerk.apps.assessments.kinds import BadAnswer, score_answer
from maatwerk.apps.assessments.models import ItemKind, Module, Order, Response
from maatwerk.apps.assessments.operations.orders import place_order
from maatwerk.apps.assessments.operations.sessions import finish_session, open_session
from maatwerk.apps.assessments.playing import Place
from maatwerk.apps.assessments.queries.orders_told import OPEN
from maatwerk.apps.assessments.queries.playing import PlayItem
from maatwerk.apps.assessments.queries.taking import modules_of
from maatwerk.apps.assessments.rules import may_edit_content
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import people_by_external_id
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.tables import TableError, read_table

PAPER = "paper"
#: One notice of what happens with answers was given on paper; which one is kept with each order.
LONGEST_NOTICE = 33
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """A file with a row per person, which column holds their number, and which notice they were given."""

    path: Path
    name: str
    notice: str
    person_column: str = "person"


def import_answers(package_id: uuid.UUID, wish: PaperWish, *, by: Member) -> int:
    """Write everybody's answers, score them, and return how many people there were.

    Raises
    ------
    DraftRefused
        Somebody is not known, an answer cannot be, a column is no item: every problem, and nothing is written.
    """
    if not may_edit_content(by):
        raise NotAllowed(_("Only a psychologist brings answers in. Ask one of them."))
    if not wish.notice.strip() or len(wish.notice) > LONGEST_NOTICE:
        raise Refusal(_("Say which notice people were given before they answered."), field="notice")
    items = _items(package_id)
    rows, problems = _read(wish, items)
    people = people_by_external_id(rows)
    problems += [
        Problem(number, _("Nobody is known here under this number."))
        for number in rows
        if number not in people
    ]
    problems += _already_done(package_id, people)
    if problems:
        raise DraftRefused(problems, code="answers")
    for number, answers in rows.items():
        _take(package_id, people[number], answers, wish, by)
    events.record("assessments.answers_imported", object_id=package_id, people=len(rows))
    return len(rows)


def _items(package_id: uuid.UUID) -> dict[str, tuple[uuid.UUID, PlayItem]]:
    """Return every item of the package by its key, with its module."""
    modules = Module.objects.filter(package_id=package_id)
    if not modules or modules.exclude(delivery=Module.Delivery.FIXED).exists():
        raise Refusal(
            _("Answers are brought in for packages of which everybody gets the same items."), code="not_fixed"
        )
    found: dict[str, tuple[uuid.UUID, PlayItem]] = {}
    for module in modules_of(package_id):
        content = playing.content_of(Place(tenancy.current_organisation(), module))
        for item in content.items.values():
            if item.key in found:
                raise Refusal(
                    _("Two tests of this package have an item “%(name)s”.") % {"name": item.key},
                    code="two_items",
                )
            found[item.key] = (module, item)
    return found


def _read(
    wish: PaperWish, items: Mapping[str, tuple[uuid.UUID, PlayItem]]
) -> tuple[dict[str, Answers], list[Problem]]:
    try:
        table = read_table(wish.path, name=wish.name)
        header = list(table.header)
    except TableError as error:
        raise Refusal(str(error), code="unusable_answers", field="file", status=422) from error
    if wish.person_column not in header:
        raise Refusal(
            _("The file has no column “%(name)s” with people's numbers.") % {"name": wish.person_column},
            code="no_person_column",
            field="file",
        )
    problems = [
        Problem(name, _("This column is no item of the package."))
        for name in header
        if name != wish.person_column and name not in items
    ]
    rows: dict[str, Answers] = {}
    for row in table.rows():
        cells = dict(zip(header, row.cells, strict=False))
        number, where = cells.pop(wish.person_column, ""), f"{wish.name}:{row.line}"
        if not number or number in rows:
            problems.append(Problem(where, _("Each row needs a person's number, each number once.")))
            continue
        answers: dict[str, object] = {}
        for name, text in cells.items():
            if text and name in items:
                try:
                    answers[name] = _answer(items[name][1], text)
                except BadAnswer:
                    problems.append(Problem(f"{where} {name}", _("The item does not offer this answer.")))
        rows[number] = answers
    return rows, problems


def _answer(item: PlayItem, text: str) -> object:
    """Read a cell: the key of an option or its place from 1; several with a semicolon; a number; a text."""
    ids = [option["id"] for option in item.content.get("options", ())]

    def option(said: str) -> str:
        said = said.strip()
        if said not in ids and said.isdecimal() and 1 <= int(said) <= len(ids):
            return str(ids[int(said) - 1])
        return said

    several = [option(part) for part in text.split(";")]
    answer: object
    match item.kind:
        case ItemKind.RATING | ItemKind.CHOICE:
            answer = option(text)
        case ItemKind.MULTIPLE | ItemKind.ORDER:
            answer = several
        case ItemKind.SITUATION:
            answer = dict(zip(("best", "worst"), several, strict=False))
        case _:
            answer = text
    score_answer(item.kind, item.content, item.answer_key, answer)
    return answer


def _already_done(package_id: uuid.UUID, people: Mapping[str, uuid.UUID]) -> list[Problem]:
    """Name those whose order was begun here, or is over: one order holds one taking."""
    begun = Order.objects.filter(package_id=package_id, person_id__in=people.values()).exclude(
        state__in=[Order.State.INVITED, Order.State.STOPPED, Order.State.EXPIRED]
    )
    held = set(begun.values_list("person_id", flat=True))
    return [
        Problem(number, _("This person took the test here already, or is taking it."))
        for number, person in people.items()
        if person in held
    ]


def _take(package_id: uuid.UUID, person_id: uuid.UUID, answers: Answers, wish: PaperWish, by: Member) -> None:
    order = Order.objects.filter(package_id=package_id, person_id=person_id, state__in=OPEN).first()
    if order is None:
        order, _token = place_order(package_id, person_id, language="nl", by=by, with_mail=False)
    Order.objects.filter(pk=order.pk).update(
        notice_version=f"{PAPER}: {wish.notice.strip()}", noticed_at=timezone.now(), left_out=None
    )
    # answers are the person's own rows: written as theirs, and nobody here can read them back
    with tenancy.acting(person=person_id):
        for module_id in modules_of(package_id):
            _write(order, module_id, answers)


def _write(order: Order, module_id: uuid.UUID, answers: Answers) -> None:
    session = open_session(order_id=order.pk, module_id=module_id, device=PAPER)
    content = playing.content_of(Place(order.organisation_id, module_id))
    given = [item for item in content.items.values() if item.key not in session.excluded]
    Response.objects.bulk_create(
        Response(
            organisation_id=order.organisation_id,
            session_id=session.id,
            person_id=order.person_id,
            item_id=uuid.UUID(item.id),
            position=position,
            answer=answers.get(item.key),
            category=_category(item, answers.get(item.key)),
        )
        for position, item in enumerate(given)
    )
    finish_session(session_id=session.id, ended_by=PAPER)


def _category(item: PlayItem, answer: object) -> int | None:
    if answer is None:
        return None
    return score_answer(item.kind, item.content, item.answer_key, answer)
