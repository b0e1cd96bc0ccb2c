"""A report as files: a tagged PDF (PDF/UA-1), and a document that somebody can show elsewhere."""

import datetime as dt
import json
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.assessments.queries.report import Report, ReportScale
from maatwerk.apps.assessments.travel import TYPE
from maatwerk.ui.formats import day

TEMPLATE = Path(__file__).parent / "templates" / "assessments" / "report.typ"


def pdf_of(report: Report) -> bytes:
    """Return the report as a PDF: tagged, with its language and title, fonts embedded, the same bytes every time."""
    import typst

    made: bytes = typst.compile(
        _source(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_pages(report), ensure_ascii=False)},
        timestamp=_instant(report.completed_on),
    )
    return made


@cache
def _source() -> bytes:
    return TEMPLATE.read_bytes()


def _instant(day: dt.date | None) -> int:
    return int(dt.datetime.combine(day or dt.date(2000, 1, 1), dt.time(12), dt.UTC).timestamp())


def _pages(report: Report) -> dict[str, Any]:
    """Return what the template needs, every word of it in the reader's language."""
    return {
        "language": report.language,
        "title": _("Your test results"),
        "organisation": report.organisation,
        "simulated": _("Simulated data: this person does not exist.") if report.is_simulated else "",
        "thanks": thanks(report),
        "strengths_title": _("What stands out"),
        "strengths": list(report.strengths),
        "shared": list(report.shared_caveats),
        "scales_title": _("What was measured"),
        "scales": [_scale(scale) for scale in report.scales],
        "waiting": waiting(report),
        "use_title": _("How this is used"),
        "use": [*usage(report), keeping(report)],
        "number": _("page"),
    }


def _scale(scale: ReportScale) -> dict[str, Any]:
    valid = _("Valid until %(day)s.") % {"day": day(scale.valid_until)} if scale.valid_until else ""
    test = _("Test: %(name)s, version %(version)s.") % {"name": scale.instrument, "version": scale.version}
    return {
        "name": scale.name,
        "place": scale.place,
        "sentence": scale.sentence,
        "low": scale.low,
        "high": scale.high,
        "low_text": scale.low_text,
        "high_text": scale.high_text,
        "low_label": _("Low:"),
        "high_label": _("High:"),
        "caveats": list(scale.caveats),
        "small": " ".join(part for part in (test, scale.compared_with, valid) if part),
    }


def thanks(report: Report) -> str:
    """Return the first line: thanks, and what came of it."""
    said = {"day": day(report.completed_on)}
    if not report.is_whole:
        return (
            _(
                "Your invitation ended on %(day)s. The parts that you finished count, and this is what came of them."
            )
            % said
        )
    return _("Thank you for taking this test on %(day)s. It is complete, and this is what came of it.") % said


def waiting(report: Report) -> str:
    """Return what is still to come."""
    if not report.n_awaiting:
        return ""
    return _(
        "Two people still judge your written answers, without knowing whose they are. The link to this page stays."
    )


def usage(report: Report) -> list[str]:
    """Return how the results are used, and who has them."""
    if report.released_on:
        have = _("%(organisation)s has these results since %(day)s.") % {
            "organisation": report.organisation,
            "day": day(report.released_on),
        }
    elif report.grants_nip_right:
        have = _("%(organisation)s has not seen these results. You decide whether it gets them.") % {
            "organisation": report.organisation
        }
    else:
        have = _("%(organisation)s gets these results.") % {"organisation": report.organisation}
    human = _(
        "A person decides, and looks at your results together with everything else you brought. No score rejects you by itself."
    )
    return [have, human]


def keeping(report: Report) -> str:
    """Return how long answers and results are kept."""
    if report.retention_weeks is None:
        return _(
            "Your answers and results are kept as long as the application runs. You can remove them yourself."
        )
    return _(
        "Your answers and results are kept until %(weeks)d weeks after the application ends. "
        "You can remove them yourself, at any time."
    ) % {"weeks": report.retention_weeks}


def document_of(report: Report, *, organisation_id: uuid.UUID, holder: str, keys_url: str) -> dict[str, Any]:
    """Return the results as the document that is signed. Numbers stay numbers; every caveat travels along."""
    return {
        "type": TYPE,
        "id": str(report.order_id),
        "issued_on": timezone.localdate().isoformat(),
        "issuer": {"id": str(organisation_id), "name": report.organisation, "keys": keys_url},
        "holder": {"name": holder},
        "is_simulated": report.is_simulated,
        "measured_on": report.completed_on.isoformat() if report.completed_on else None,
        "results": [_travelling(scale, report) for scale in report.scales if scale.is_placed],
    }


def _travelling(scale: ReportScale, report: Report) -> dict[str, Any]:
    return {
        "scale": scale.key,
        "name": scale.name,
        "test": {"name": scale.instrument, "version": scale.version, "language": scale.language},
        "estimate": scale.estimate,
        "standard_error": scale.standard_error,
        "unit": "standard deviations of the comparison group",
        "of_100_score_lower": {"from": scale.low, "to": scale.high, "certainty": 0.9},
        "compared_with": scale.compared_with,
        "caveats": {"codes": list(scale.caveat_codes), "text": [*report.shared_caveats, *scale.caveats]},
        "valid_until": scale.valid_until.isoformat() if scale.valid_until else None,
    }
