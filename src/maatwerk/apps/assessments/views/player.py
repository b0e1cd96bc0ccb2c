"""The player: what somebody with a link sees, from the notice to the last screen.

The link's token is the whole credential: no account, no cookie, so no form here needs one against forgery either.
Every page is one address; where somebody is follows from the database alone, so another device, the back button or a
killed server changes nothing.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.assessments import playing
from maatwerk.apps.assessments.analysis.adaptive import warm_up
from maatwerk.apps.assessments.answers import answer_from
from maatwerk.apps.assessments.clock import allowed_seconds
from maatwerk.apps.assessments.kinds import BadAnswer, score_answer
from maatwerk.apps.assessments.limits import ANSWERS, GUESSES
from maatwerk.apps.assessments.models import AssessmentSession, Module
from maatwerk.apps.assessments.operations import answering, orders, sessions
from maatwerk.apps.assessments.operations.answering import Answered, Given, NotThisScreen, Question
from maatwerk.apps.assessments.operations.sessions import Screen
from maatwerk.apps.assessments.playing import Place
from maatwerk.apps.assessments.queries.playing import ModuleContent, PlayItem
from maatwerk.apps.assessments.queries.taking import (
    SessionRow,
    TakerRow,
    granted,
    modules_of,
    sessions_of,
    taker,
    taker_of,
)
from maatwerk.apps.assessments.rules import NOTICE_VERSION
from maatwerk.apps.assessments.screens import page, screen_part
from maatwerk.kernel import tenancy
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import Refusal

Page = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Part:
    """A module as its introduction shows it."""

    id: uuid.UUID
    name: str
    introduction: str
    number: int
    count: int
    most: int
    minutes: int | None
    may_pause: bool
    has_practice: bool
    language: str


class BeingMade(Exception):
    """Results that cannot be shown yet: scoring them failed, and is tried again."""


def by_link(view: Callable[..., HttpResponse]) -> Page:
    """Run a view as the person whose link this is, in one transaction and in the order's language.

    A link that does not exist, or is of another organisation, is not found; who guesses many is kept waiting. An order
    that is over shows why, whatever was asked.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, key: uuid.UUID, token: str, **rest: Any) -> HttpResponse:
        with tenancy.acting(organisation=key):
            found = taker(token_hash(token))
        if found is None:
            # only guesses are counted: a school or a test centre is one address, and a link that exists always works
            address = request.META.get("REMOTE_ADDR", "")
            if not GUESSES.may_try(address) or not GUESSES.failed(address):
                return too_often()
            raise Http404
        with translation.override(found.language), tenancy.acting(organisation=key, person=found.person_id):
            try:
                response = _over(found) or view(request, found, token, **rest)
            except Refusal as refusal:
                response = page("refused", found, token, status=refusal.status, refusal=refusal)
            except BeingMade:
                response = page("making", found, token, status=503)
                response.headers["Retry-After"] = "120"
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
        return response

    return opened


def too_often(seconds: int = 60) -> HttpResponse:
    """Ask to wait a moment; programs are told how long."""
    with translation.override("nl"):
        said = _("That was too often. Wait a minute and try again.")
    with translation.override("en"):
        said = f"{said}\n{_('That was too often. Wait a minute and try again.')}"
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return HttpResponse(said, status=429, content_type="text/plain; charset=utf-8", headers=headers)


def _over(found: TakerRow) -> HttpResponse | None:
    """Return the page of an order that cannot be taken (any more); None where it can."""
    if found.is_over:
        return None
    if found.state in {"stopped", "expired"}:
        return page(found.state, found, "", status=410)
    return page("expired", found, "", status=410) if found.is_late else None


@require_safe
@by_link
def take(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Show where the person is: notice, introduction, item, pause, done."""
    return _show(request, found, token)


def _show(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    if found.is_over:
        name = "done" if found.state == "completed" else "half_done"
        return page(name, found, token, report_url=_address(found, token, "report"))
    if not found.noticed:
        return page("notice", found, token, version=NOTICE_VERSION, parts=_parts(found))
    begun = sessions_of(found.order_id)
    keys = _modules(found)
    for number, module_id in enumerate(keys):
        session = begun.get(module_id)
        if session is None:
            return page("part", found, token, part=_part(found, module_id, number, count=len(keys)))
        if session.state == AssessmentSession.State.PAUSED:
            return page("paused", found, token, session=session)
        if session.state == AssessmentSession.State.RUNNING:
            content, screen = _now(found, session)
            if screen is not None:
                sessions.note_device(session_id=session.id, device=device_of(request))
                return _item_page(found, token, content, screen)
            sessions.finish_session(session_id=session.id, ended_by=_why_over(found, session, content))
            return _show(request, taker_of(found.order_id), token)
    raise AssertionError("an order whose parts are all done is completed")


def _now(found: TakerRow, session: SessionRow) -> tuple[ModuleContent, Screen | None]:
    content = playing.content_of(Place(found.organisation_id, session.module_id))
    left = session.seconds_left(content.seconds, granted(found.order_id))
    if left is not None and left <= 0:
        return content, None
    return content, sessions.screen_of(found.organisation_id, session, seconds_left=left)


def _why_over(found: TakerRow, session: SessionRow, content: ModuleContent) -> str:
    left = session.seconds_left(content.seconds, granted(found.order_id))
    if left is not None and left <= 0:
        return "time"
    return sessions.reason_to_end(found.organisation_id, session)


def _item_page(
    found: TakerRow, token: str, content: ModuleContent, screen: Screen, **more: object
) -> HttpResponse:
    status = 422 if more.get("problem") else 200
    address = _address(found, token, "answer")
    part = screen_part(content, screen, address=address, language=found.language, **more)
    return page("item", found, token, status=status, screen=part, content=content, current=screen)


@require_POST
@by_link
def read_notice(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Keep the receipt of the notice."""
    if not found.is_over:
        if "read" not in request.POST:
            return page(
                "notice", found, token, status=422, version=NOTICE_VERSION, parts=_parts(found), unread=True
            )
        orders.read_notice(order_id=found.order_id)
    return _here(found, token)


@by_link
def practise(request: HttpRequest, found: TakerRow, token: str, module_id: uuid.UUID) -> HttpResponse:
    """Give one practice item and say how it went; nothing of it is kept."""
    content = _content(found, module_id)
    number = int(request.GET["n"]) if request.GET.get("n", "").isdecimal() else 0
    if number >= len(content.practice) or found.is_over:
        return _here(found, token)
    item = content.practice[number]
    context: dict[str, Any] = {
        "item": item,
        "content": content,
        "number": number,
        "count": len(content.practice),
        "more": number + 1 < len(content.practice),
    }
    if request.method == "POST":
        try:
            value = answer_from(item.kind, item.content, request.POST)
            context["outcome"] = _practice_outcome(item, value)
        except BadAnswer:
            context["problem"] = problem_of(item.kind)
    return page("practice", found, token, status=422 if "problem" in context else 200, **context)


def _practice_outcome(item: PlayItem, value: object) -> str:
    if value is None:
        return _("You left this one open. That is allowed.")
    category = score_answer(item.kind, item.content, item.answer_key, value)
    if category is None or item.kind == "rating":
        return _("That is how it works. Here no answer is right or wrong.")
    return _("That is right.") if category else _("That is not right. You may try again, or go on.")


@require_POST
@by_link
def begin(request: HttpRequest, found: TakerRow, token: str, module_id: uuid.UUID) -> HttpResponse:
    """Begin a part: from here its clock runs."""
    if not found.is_over:
        sessions.open_session(order_id=found.order_id, module_id=module_id, device=device_of(request))
    return _here(found, token)


@require_POST
@by_link
def pause(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Stop the clock of the part that runs."""
    for session in sessions_of(found.order_id).values():
        if session.state == AssessmentSession.State.RUNNING:
            sessions.pause_session(session_id=session.id)
    return _here(found, token)


@require_POST
@by_link
def resume(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Go on where it was."""
    for session in sessions_of(found.order_id).values():
        sessions.resume_session(session_id=session.id)
    return _here(found, token)


@require_POST
@by_link
def language(request: HttpRequest, found: TakerRow, token: str) -> HttpResponse:
    """Show the pages around the test in another language."""
    orders.choose_language(order_id=found.order_id, language=request.POST.get("language", ""))
    return _here(found, token)


@csrf_exempt
@require_POST
def answer(request: HttpRequest, key: uuid.UUID, token: str) -> HttpResponse:
    """Take an answer: one trip to the database.

    A player with scripts asks for the next screen alone (`X-Player`), and mostly gets it by the short way (see
    `short_way`); one without is led to the page that shows it.
    """
    if seconds := ANSWERS.wait(token):
        return too_often(seconds)
    in_part = "X-Player" in request.headers
    form = request.POST
    try:
        question = answering.question_of(answering.given_from(key, token, form))
        value = answer_from(question.item.kind, question.item.content, form)
        answered = answering.answer(question, value)
    except (KeyError, ValueError, NotThisScreen) as error:
        if isinstance(error, BadAnswer):
            return _try_again(request, question)
        return _elsewhere(key, token, in_part=in_part)
    if answered.screen is None:
        if answered.said == "nobody":
            raise Http404
        if answered.said in {"over", "time"}:
            _finish(question.given, answered)
        return _elsewhere(key, token, in_part=in_part)
    if not in_part:
        return _elsewhere(key, token, in_part=False)
    part = screen_part(question.content, answered.screen, address=request.path, language=answered.language)
    return HttpResponse(part, headers=_PRIVATE)


_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _elsewhere(key: uuid.UUID, token: str, *, in_part: bool) -> HttpResponse:
    """Lead to the page that shows where the person is; a script is told to load it."""
    if in_part:
        return HttpResponse(status=205, headers=_PRIVATE)
    to_page = HttpResponseRedirect(reverse("assessments:take", args=[key, token]), status=303)
    for name, value in _PRIVATE.items():
        to_page.headers[name] = value
    return to_page


def _try_again(request: HttpRequest, question: Question) -> HttpResponse:
    """Show the item once more and say what is missing; asked of the database, since nothing was stored."""
    given, item = question.given, question.item
    with tenancy.acting(organisation=given.organisation_id):
        found = taker(token_hash(given.token))
        if found is None:
            raise Http404
        with translation.override(found.language), tenancy.acting(person=found.person_id):
            session = next(
                (one for one in sessions_of(found.order_id).values() if one.id == given.session_id), None
            )
            if session is None or session.state != AssessmentSession.State.RUNNING or _over(found):
                return _elsewhere(given.organisation_id, given.token, in_part="X-Player" in request.headers)
            content, screen = _now(found, session)
            if screen is None or screen.item.id != item.id:
                return _elsewhere(given.organisation_id, given.token, in_part="X-Player" in request.headers)
            problem = problem_of(item.kind)
            if "X-Player" not in request.headers:
                return _item_page(found, given.token, content, screen, problem=problem, form=request.POST)
            address = _address(found, given.token, "answer")
            wrong = {"problem": problem, "form": request.POST}
            part = screen_part(content, screen, address=address, language=found.language, **wrong)
            return HttpResponse(part, status=422, headers=_PRIVATE)


def _finish(given: Given, answered: Answered) -> None:
    with tenancy.acting(organisation=given.organisation_id):
        found = taker(token_hash(given.token))
        if found is None:
            return
        with tenancy.acting(person=found.person_id):
            ended_by = "time" if answered.said == "time" else answered.ended_by
            sessions.finish_session(session_id=given.session_id, ended_by=ended_by)


def problem_of(kind: str) -> str:
    """Say what an answer of this kind still needs."""
    return {
        "multiple": _("Choose at least one answer."),
        "order": _("Give every line a place of its own."),
        "numeric": _("Type a number, for example 12 or 3.5."),
        "situation": _("Choose what is best and what is worst: two different answers."),
        "work_sample": _("Write your answer first."),
    }.get(kind, _("Choose an answer first."))


def device_of(request: HttpRequest) -> str:
    """Return the kind of device in a word."""
    agent = request.headers.get("User-Agent", "")
    if "iPad" in agent or "Tablet" in agent:
        return "tablet"
    return "phone" if "Mobi" in agent else "computer"


def _modules(found: TakerRow) -> list[uuid.UUID]:
    return modules_of(found.package_id, without=found.left_out)


def _content(found: TakerRow, module_id: uuid.UUID) -> ModuleContent:
    if module_id not in _modules(found):
        raise Http404
    return playing.content_of(Place(found.organisation_id, module_id))


def _parts(found: TakerRow) -> list[Part]:
    keys = _modules(found)
    return [_part(found, key, number, count=len(keys)) for number, key in enumerate(keys)]


def _part(found: TakerRow, module_id: uuid.UUID, number: int, *, count: int) -> Part:
    content = playing.content_of(Place(found.organisation_id, module_id))
    if content.delivery == Module.Delivery.ADAPTIVE:
        warm_up()  # while the person reads
    seconds = allowed_seconds(content.seconds, granted(found.order_id))
    return Part(
        id=module_id,
        name=content.name,
        introduction=content.introduction,
        number=number + 1,
        count=count,
        most=playing.most_items(content),
        minutes=None if seconds is None else round(seconds / 60),
        may_pause=content.may_pause,
        has_practice=bool(content.practice),
        language=content.language,
    )


def _address(found: TakerRow, token: str, name: str) -> str:
    return reverse(f"assessments:{name}", args=[found.organisation_id, token])


def _here(found: TakerRow, token: str) -> HttpResponse:
    return HttpResponseRedirect(_address(taker_of(found.order_id), token, "take"), status=303)
