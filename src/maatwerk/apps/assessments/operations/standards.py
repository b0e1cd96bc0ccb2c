"""Tests and results in the form of the standard: QTI 3 packages in and out, results as a report."""

import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from maatwerk.apps.assessments.models import Order
from maatwerk.apps.assessments.operations.content import write_instrument
from maatwerk.apps.assessments.qti import read_package, results_report, write_package
from maatwerk.apps.assessments.queries.content import draft_of
from maatwerk.apps.assessments.queries.standards import own_report, released_report
from maatwerk.apps.assessments.rules import may_edit_content
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events
from maatwerk.kernel.refusals import NotAllowed, Refusal


def import_qti(content: bytes, *, by: Member, language: str = "", version: str = "") -> uuid.UUID:
    """Write the test of a QTI 3 package as a draft, whole or not at all.

    `language` and `version` count where the package says none (and `version` also where ours is taken).

    Raises
    ------
    DraftRefused
        The package is unsafe, holds what cannot be asked here, or its test cannot be: every problem at once.
    """
    if not may_edit_content(by):
        raise NotAllowed(_("Only a psychologist brings tests in. Ask one of them."))
    draft = read_package(content)
    # what a package claims of its validation is for a psychologist here to say
    draft = replace(
        draft,
        language=draft.language or language,
        version=version or draft.version,
        is_validated_in_language=False,
    )
    key = write_instrument(draft, by=by)
    events.record("assessments.instrument_imported", object_id=key, items=len(draft.items))
    return key


def export_qti(instrument_id: uuid.UUID, *, by: Member) -> bytes:
    """Return a test as a QTI 3 package. Its keys leave the server with it, so a psychologist does this, and it is logged."""
    if not may_edit_content(by):
        raise NotAllowed(_("Only a psychologist takes tests along: their keys go with them."))
    content = write_package(draft_of(instrument_id))
    events.record("assessments.instrument_exported", object_id=instrument_id)
    return content


def own_results_report(order_id: uuid.UUID) -> bytes:
    """Return a person's own answers and scores as a QTI results report; on their own request."""
    _complete(order_id)
    content = results_report(own_report(order_id))
    _note(order_id)
    return content


def released_results_report(order_id: uuid.UUID) -> bytes:
    """Return what a person released as a QTI results report: scores, never answers."""
    order = _complete(order_id)
    if order.released_at is None:
        raise Refusal(_("The candidate has not released the results."), code="not_released")
    content = results_report(released_report(order_id))
    _note(order_id)
    return content


def _complete(order_id: uuid.UUID) -> Order:
    order = Order.objects.get(pk=order_id)
    if order.completed_at is None:
        raise Refusal(_("There are no results yet: the test is not complete."), code="not_complete")
    return order


def _note(order_id: uuid.UUID) -> None:
    order = Order.objects.get(pk=order_id)
    events.record("assessments.report_exported", object_id=order.pk, person_id=order.person_id)
