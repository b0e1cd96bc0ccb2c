"""Answers in, calibrations out, and a psychologist who judges them. A calibration never changes but for its state."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments import response_files
from maatwerk.apps.assessments.content import norm_problems
from maatwerk.apps.assessments.instrument_key import instrument_key
from maatwerk.apps.assessments.models import Calibration, Item, ResponseSet, Scale
from maatwerk.apps.assessments.operations.content import set_item_state
from maatwerk.apps.assessments.rules import may_calibrate
from maatwerk.apps.evidence.public import reasons_against, withdraw_approval
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.tables import TableError

if TYPE_CHECKING:
    from maatwerk.apps.assessments.analysis.reports import ScaleReport

CALIBRATE = "assessments.calibrate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseWish:
    """What is known of answers that somebody brings: who gave them, when, and which columns are groups to compare."""

    path: Path
    name: str
    population: str
    collected_on: dt.date
    is_simulated: bool = False
    groups: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


def upload_responses(instrument_id: uuid.UUID, wish: ResponseWish, *, by: Member) -> ResponseSet:
    """Score a file of answers, keep them encrypted, and queue their calibration.

    Raises
    ------
    Refusal
        The file cannot be used; its sentence holds everything that is wrong. Nothing is kept then.
    """
    _allow(by)
    _population(wish.population)
    if wish.collected_on > timezone.localdate():
        raise Refusal(_("This day has not come yet."), field="collected_on")
    from maatwerk.apps.assessments.responses import ReadingRules, columns_of, read_responses

    try:
        key = instrument_key(instrument_id, columns_of(wish.path, name=wish.name))
        rules = ReadingRules(groups=wish.groups, missing=wish.missing)
        matrix = read_responses(wish.path, key, rules=rules, name=wish.name)
    except TableError as error:
        raise Refusal(str(error), code="unusable_responses", field="file", status=422) from error
    made = ResponseSet(
        organisation_id=tenancy.current_organisation(),
        instrument_id=instrument_id,
        name=wish.name[:160],
        population=wish.population.strip(),
        collected_on=wish.collected_on,
        is_simulated=wish.is_simulated,
        n_people=matrix.n_people,
        fingerprint=matrix.fingerprint,
        uploaded_by_id=by.user_id,
    )
    made.file = response_files.keep(matrix, made.organisation_id, made.pk)
    made.save(force_insert=True)
    events.record("assessments.responses_uploaded", object_id=made.pk, people=made.n_people)
    jobs.enqueue(CALIBRATE, object_id=made.pk)
    return made


def use_own_responses(instrument_id: uuid.UUID, *, population: str, by: Member) -> ResponseSet:
    """Queue a calibration on the answers that people gave here; read by the worker on the scoring login alone."""
    _allow(by)
    _population(population)
    made = ResponseSet.objects.create(
        organisation_id=tenancy.current_organisation(),
        instrument_id=instrument_id,
        name=_("Answers given here"),
        population=population.strip(),
        collected_on=timezone.localdate(),
        fingerprint="",
        file="",
        uploaded_by_id=by.user_id,
    )
    events.record("assessments.responses_uploaded", object_id=made.pk, people=0)
    jobs.enqueue(CALIBRATE, object_id=made.pk)
    return made


def write_calibrations(
    responses: ResponseSet, reports: "Iterable[ScaleReport]", *, using: str
) -> list[Calibration]:
    """Write what was found, a proposed calibration per scale."""
    scales = {
        scale.key: scale
        for scale in Scale.objects.using(using)
        .filter(instrument_id=responses.instrument_id)
        .select_related("instrument")
    }
    return [
        _write(scales[report.scale], responses, report, using) for report in reports if report.scale in scales
    ]


def _write(scale: Scale, responses: ResponseSet, report: "ScaleReport", using: str) -> Calibration:
    known = Calibration.objects.using(using).filter(scale=scale).aggregate(last=Max("number"))["last"] or 0
    return Calibration.objects.using(using).create(
        organisation_id=scale.organisation_id,
        scale=scale,
        responses=responses,
        number=known + 1,
        model=report.model,
        parameters=_parameters(report),
        reliability=_reliability(report),
        norm=_norm(report, responses, scale.instrument.language),
        report=as_json(report),
        is_simulated=responses.is_simulated,
        method=report.methods["calibration"],
    )


def as_json(report: "ScaleReport") -> dict[str, Any]:
    """Return a report as it is stored: numbers and codes, no language."""
    plain = asdict(report)
    plain["remarks"] = [remark.as_dict() for remark in report.remarks]
    for row, item in zip(plain["items"], report.items, strict=True):
        row["remarks"] = [remark.as_dict() for remark in item.remarks]
    return plain


def _parameters(report: "ScaleReport") -> dict[str, Any]:
    return {
        item.name: {
            "slope": item.slope,
            "intercepts": list(item.intercepts),
            "slope_error": item.slope_error,
            "intercept_errors": list(item.intercept_errors),
            "answers": list(item.answers),
        }
        for item in report.items
        if item.slope is not None
    }


def _reliability(report: "ScaleReport") -> float | None:
    """Return the reliability of the score that is given: of EAP scores, else of the sum score (alpha)."""
    found = report.reliability.get("empirical" if report.model != "sum" else "alpha")
    return None if found is None else float(found["estimate"])


def _norm(report: "ScaleReport", responses: ResponseSet, language: str) -> dict[str, Any]:
    """Return the norm group. Never by sex, origin or another group (PSY-14): there is no place for that."""
    about = {
        "n": report.n,
        "collected_on": responses.collected_on.isoformat(),
        "population": responses.population,
        "language": language,
    }
    if report.model != "sum":  # theta is in standard deviations of these very people
        return about | {"mean": 0.0, "sd": 1.0}
    if report.norm is None or report.left_out:
        return about
    counts = dict(zip(report.norm["scores"], report.norm["counts"], strict=True))
    low, high = int(min(counts)), int(max(counts))
    return about | {
        "n": report.norm["n"],
        "mean": report.norm["mean"],
        "sd": report.norm["standard_deviation"],
        "low": low,
        "high": high,
        "counts": [counts.get(float(score), 0) for score in range(low, high + 1)],
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """A calibration that was judged; `withdrawn` says why the test feeds no advice any more, where it did."""

    calibration: Calibration
    withdrawn: tuple[str, ...] = ()


def judge_calibration(*, calibration_id: uuid.UUID, approve: bool, reason: str, by: Member) -> Judged:
    """Let a calibration score people from now on, or put it away; with a reason that is kept.

    Items that work clearly differently for a group (ETS class C) leave the pool with the approval (PSY-10). A test that
    was approved for selection loses that where the new calibration does not pass the gates (PSY-02, PSY-03): its
    approval said that they pass, and evidence counts from the moment a person releases it, long before anybody would
    have read a warning. Only the approval goes; scores and evidence stay, and a psychologist may approve again.
    """
    _allow(by)
    if not reason.strip():
        raise Refusal(_("Say why."), field="reason")
    found = (
        Calibration.objects.select_for_update(of=("self",))
        .select_related("scale__instrument")
        .get(pk=calibration_id)
    )
    if found.state != Calibration.State.PROPOSED:
        raise Refusal(_("This calibration was judged already."), code="judged_already")
    now = timezone.now()
    if approve:
        _check_approvable(found)
        _take_out(found, by)
        before = Calibration.objects.filter(scale_id=found.scale_id, state=Calibration.State.APPROVED)
        before.update(state=Calibration.State.RETIRED)
    found.state = Calibration.State.APPROVED if approve else Calibration.State.RETIRED
    found.judged_at, found.judged_by_id, found.judged_reason = now, by.user_id, reason.strip()
    found.save(update_fields=["state", "judged_at", "judged_by", "judged_reason"])
    events.record("assessments.calibration_judged", object_id=found.pk, approved=approve)
    return Judged(found, _withdrawn(found.scale.instrument_id) if approve else ())


def _withdrawn(instrument_id: uuid.UUID) -> tuple[str, ...]:
    reasons = tuple(reasons_against(instrument_id))
    return reasons if reasons and withdraw_approval(instrument_id=instrument_id) else ()


def _check_approvable(found: Calibration) -> None:
    if found.report.get("converged") is False:
        raise Refusal(
            _("The computation did not settle, so these parameters cannot score anybody."),
            code="not_converged",
        )
    problems = norm_problems(found.norm, language=found.scale.instrument.language)
    if problems:
        raise Refusal(" ".join(problem.sentence for problem in problems), code="norms_do_not_fit")


def class_c_items(report: dict[str, Any]) -> set[str]:
    """Return the items that work clearly differently for at least one group."""
    return {
        row["name"]
        for comparison in report.get("dif", ())
        for row in comparison["items"]
        if row.get("class") == "C"
    }


def _take_out(found: Calibration, by: Member) -> None:
    names = class_c_items(found.report)
    for item in Item.objects.filter(scale_id=found.scale_id, key__in=names, state=Item.State.ACTIVE):
        set_item_state(item.pk, Item.State.WITHDRAWN, by=by)


def _allow(by: Member) -> None:
    if not may_calibrate(by):
        raise NotAllowed(_("Only a psychologist calibrates tests. Ask one of them."))


def _population(text: str) -> None:
    if len(text.strip()) < 10:
        raise Refusal(
            _("Say who these people are and how they were found: scores are compared with them."),
            field="population",
        )
