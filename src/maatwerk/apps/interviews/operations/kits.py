"""Writing what is asked. A version somebody scored with stays as it was; a change then makes the next one."""

import uuid
from collections.abc import Sequence
from dataclasses import astuple, fields

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from maatwerk.apps.interviews.library import QuestionDraft, questions_for, questions_for_any_work
from maatwerk.apps.interviews.models import Kit, KitQuestion, Scorecard
from maatwerk.apps.interviews.rules import (
    FEWEST_GENERATED,
    GENERATED_QUESTIONS,
    MOST_QUESTIONS,
    may_write_kits,
)
from maatwerk.apps.opportunities.public import Opportunity, opportunity, requirements
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.skills.public import concepts
from maatwerk.apps.vacancies.public import QuestionSpec, check_question, vacancy_of, visible_vacancy
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

_TEXTS = tuple(one.name for one in fields(QuestionDraft))
Asked = tuple[uuid.UUID | None, QuestionDraft]


@transaction.atomic
def generate_kit(*, opportunity_id: uuid.UUID, by: Member) -> uuid.UUID:
    """Write a kit from what the vacancy asks: a question per requirement, essential and heavy ones first."""
    _must_write(opportunity_id, by)
    language = vacancy_of(opportunity_id).terms.language
    with override(language):
        asked = _from_requirements(opportunity_id, language)
    kit = _open_kit(opportunity_id, by, language=language, copy=False)
    KitQuestion.objects.filter(kit=kit).delete()
    _write(kit, asked)
    events.record("interviews.kit_written", object_id=opportunity_id, number=kit.number, questions=len(asked))
    return kit.pk


def _from_requirements(opportunity_id: uuid.UUID, language: str) -> list[Asked]:
    wanted = requirements(opportunity_id)
    known = {row.id: row for row in concepts([row.concept_id for row in wanted])}
    drafts: list[tuple[uuid.UUID | None, list[QuestionDraft]]] = [
        (row.concept_id, questions_for(known[row.concept_id].key, known[row.concept_id].label, language))
        for row in wanted
    ]
    asked: list[Asked] = [
        (concept, found[place % len(found)]) for place, (concept, found) in enumerate(drafts)
    ][:GENERATED_QUESTIONS]  # what somebody did and what they would do, by turns
    if len(drafts) <= FEWEST_GENERATED:  # few requirements: each is looked at twice, in another way
        asked += [
            (concept, found[(place + 1) % len(found)])
            for place, (concept, found) in enumerate(drafts)
            if len(found) > 1
        ]
    for draft in questions_for_any_work(language):
        if len(asked) < FEWEST_GENERATED:
            asked.append((None, draft))
    return _without_repeats(asked)


def _without_repeats(asked: Sequence[Asked]) -> list[Asked]:
    """Two requirements of one type may bring the same question; it is asked once, about the first."""
    seen: set[str] = set()
    return [(concept, one) for concept, one in asked if not (one.text in seen or seen.add(one.text))]  # type: ignore[func-returns-value]


@transaction.atomic
def add_question(
    *, opportunity_id: uuid.UUID, draft: QuestionDraft, concept_id: uuid.UUID | None, by: Member
) -> uuid.UUID:
    """Ask one thing more."""
    _must_write(opportunity_id, by)
    _check(draft)
    kit = _open_kit(opportunity_id, by)
    count = KitQuestion.objects.filter(kit=kit).count()
    if count >= MOST_QUESTIONS:
        raise Refusal(
            _("Ask at most %(most)d questions: with more, no answer gets the time it needs.")
            % {"most": MOST_QUESTIONS},
            code="too_many",
            field="text",
            status=422,
        )
    _write(kit, [(concept_id, draft)], after=_last(kit))
    events.record("interviews.kit_written", object_id=opportunity_id, number=kit.number, questions=count + 1)
    return kit.pk


@transaction.atomic
def change_question(
    *,
    opportunity_id: uuid.UUID,
    position: int,
    draft: QuestionDraft,
    concept_id: uuid.UUID | None,
    by: Member,
) -> uuid.UUID:
    """Ask it differently."""
    _must_write(opportunity_id, by)
    _check(draft)
    kit = _open_kit(opportunity_id, by)
    question = KitQuestion.objects.get(kit=kit, position=position)
    for name, value in zip(_TEXTS, astuple(draft), strict=True):
        setattr(question, name, value.strip())
    question.concept_id = concept_id
    question.save()
    events.record("interviews.kit_written", object_id=opportunity_id, number=kit.number)
    return kit.pk


@transaction.atomic
def drop_question(*, opportunity_id: uuid.UUID, position: int, by: Member) -> None:
    """Ask it no longer."""
    _must_write(opportunity_id, by)
    kit = _open_kit(opportunity_id, by)
    if KitQuestion.objects.filter(kit=kit, position=position).delete()[0]:
        KitQuestion.objects.filter(kit=kit, position__gt=position).update(position=F("position") - 1)
    events.record("interviews.kit_written", object_id=opportunity_id, number=kit.number)


@transaction.atomic
def move_question(*, opportunity_id: uuid.UUID, position: int, by: Member) -> None:
    """Ask it one place earlier."""
    _must_write(opportunity_id, by)
    kit = _open_kit(opportunity_id, by)
    rows = list(KitQuestion.objects.filter(kit=kit, position__lte=position).order_by("-position")[:2])
    if len(rows) == 2 and rows[0].position == position:
        rows[0].position, rows[1].position = rows[1].position, rows[0].position
        KitQuestion.objects.bulk_update(rows, ["position"])


def _must_write(opportunity_id: uuid.UUID, by: Member) -> None:
    if not may_write_kits(by):
        raise NotAllowed(_("Your role does not include writing interview questions."))
    visible_vacancy(opportunity_id, by)


def _check(draft: QuestionDraft) -> None:
    """Refuse what nobody may ask, in the question and in what its answers are judged by."""
    for name in _TEXTS:
        value = getattr(draft, name).strip()
        if not value and name != "follow_up":
            raise Refusal(_("Fill this in as well."), code="empty", field=name, status=422)
        if value and name != "about":
            try:
                check_question(QuestionSpec("short_text", value))
            except Refusal as refusal:
                raise Refusal(refusal.sentence, code=refusal.code, field=name, status=422) from None


def _open_kit(opportunity_id: uuid.UUID, by: Member, *, language: str = "", copy: bool = True) -> Kit:
    """Return the version to write in: the newest one, or its copy where somebody scored with that."""
    Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity_id)  # one writer at a time
    newest = Kit.objects.select_for_update().filter(opportunity_id=opportunity_id).order_by("-number").first()
    if newest is not None and not Scorecard.objects.filter(kit=newest).exists():
        newest.made_by_id, newest.made_at = by.user_id, timezone.now()
        newest.save(update_fields=["made_by", "made_at"])
        return newest
    kit = Kit.objects.create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=opportunity(opportunity_id).id,
        number=newest.number + 1 if newest else 1,
        language=language or (newest.language if newest else vacancy_of(opportunity_id).terms.language),
        made_by_id=by.user_id,
    )
    if newest is not None and copy:
        rows = KitQuestion.objects.filter(kit=newest).order_by("position")
        _write(kit, [(q.concept_id, QuestionDraft(*(getattr(q, name) for name in _TEXTS))) for q in rows])
    return kit


def _write(kit: Kit, asked: Sequence[Asked], *, after: int = 0) -> None:
    KitQuestion.objects.bulk_create(
        KitQuestion(
            organisation_id=kit.organisation_id,
            kit=kit,
            position=after + place,
            concept_id=concept,
            **{name: value.strip() for name, value in zip(_TEXTS, astuple(draft), strict=True)},
        )
        for place, (concept, draft) in enumerate(asked, start=1)
    )


def _last(kit: Kit) -> int:
    return (
        KitQuestion.objects.filter(kit=kit).order_by("-position").values_list("position", flat=True).first()
        or 0
    )
