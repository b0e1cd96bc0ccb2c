"""The paper of an incident: what the authority asks to be told, filled from what stands in it; of people only how many."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.advice.public import stops
from maatwerk.apps.organisations.public import OrganisationRow
from maatwerk.apps.privacy.queries import IncidentPage
from maatwerk.apps.privacy.stoppable import called
from maatwerk.apps.register.public import Bullets, Document, Section, Table
from maatwerk.ui import formats


def incident_paper(page: IncidentPage, *, organisation: OrganisationRow, language: str) -> Document:
    """Return the paper in the language active now; the same facts give the same words on the same day.

    The headings follow GDPR 33(3) and 33(5), and for a serious incident what AI Act 73 asks: what happened, the link with
    the part that scores people, and what was done at once.
    """
    row = page.row
    made_on = timezone.localdate(row.closed_at) if row.closed_at else timezone.localdate()
    lead = [
        _("Written by Maatwerk on %(day)s from what the organisation kept of this incident.")
        % {"day": formats.day(made_on)}
    ]
    if organisation.is_simulated:
        lead.insert(0, _("Simulated data: nobody in it exists."))
    title = _("%(kind)s, known since %(day)s")
    if row.is_exercise:
        title = _("Exercise: %(kind)s, known since %(day)s")
        lead.insert(0, _("This is an exercise. Nothing of it happened."))
    sections = (
        Section(_("What happened"), _what(page)),
        Section(_("Whom it concerns"), _whom(page)),
        Section(_("What it may lead to"), (page.consequences or _("Not known yet."),)),
        Section(_("The clock"), _clock(page)),
        Section(_("What was done"), _steps(page)),
        *([] if row.is_breach else [Section(_("Advice that was stopped"), _stops(row.aware_at))]),
        Section(
            _("Who answers for it"),
            (_("%(owner)s, %(organisation)s") % {"owner": row.owner, "organisation": organisation.name},),
        ),
        Section(_("What was learned"), (page.learned or _("The incident is still open."),)),
    )
    return Document(
        title=title % {"kind": row.kind_label, "day": formats.day(row.aware_at)},
        language=language,
        organisation=organisation.name,
        lead=tuple(lead),
        sections=sections,
        made_on=made_on,
    )


def _what(page: IncidentPage) -> tuple[str | Bullets, ...]:
    happened = formats.moment(page.happened_at) if page.happened_at else _("not known yet")
    return (
        page.row.what,
        Bullets(
            (
                _("It happened: %(moment)s.") % {"moment": happened},
                _("Somebody here became aware: %(moment)s.") % {"moment": formats.moment(page.row.aware_at)},
                _("It was written down: %(moment)s.") % {"moment": formats.moment(page.opened_at)},
            )
        ),
    )


def _whom(page: IncidentPage) -> tuple[str | Bullets, ...]:
    if not page.scopes:
        return (_("Not known yet: no list was made."),)
    number = _("People on the list: %(number)s.") % {"number": formats.counted(page.row.people)}
    found = tuple(f"{one.said}: {formats.counted(one.number)}" for one in page.scopes)
    return (number, Bullets(found))


def _clock(page: IncidentPage) -> tuple[str | Bullets, ...]:
    clock = page.row.clock
    said = [_("The authority is told before: %(moment)s.") % {"moment": formats.moment(clock.due_at)}]
    if clock.answered_at is not None:
        said.append(
            _("Settled: %(moment)s (%(said)s).")
            % {"moment": formats.moment(clock.answered_at), "said": clock.said}
        )
    said += [_("Why it was late: %(why)s") % {"why": one.why_late} for one in page.steps if one.why_late]
    return (Bullets(tuple(said)),)


def _steps(page: IncidentPage) -> tuple[str | Table, ...]:
    if not page.steps:
        return (_("Nothing is written down yet."),)
    header = (_("When"), _("What"), _("How, reference, or why not"))
    return (Table(header, tuple((formats.moment(one.at), one.label, one.words) for one in page.steps)),)


def _stops(since: dt.datetime) -> tuple[str | Bullets, ...]:
    """Say which advice was stopped since then, or stands still now."""
    found = [row for row in stops() if row.holds or row.stopped_at >= since]
    if not found:
        return (_("No advice was stopped since then, and none is now."),)
    said = tuple(
        _("%(moment)s, %(about)s: %(reason)s")
        % {"moment": formats.moment(row.stopped_at), "about": about, "reason": row.reason}
        for row, about in zip(found, called(found), strict=True)
    )
    return (Bullets(said),)
