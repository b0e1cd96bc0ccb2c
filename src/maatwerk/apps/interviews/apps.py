"""Interviews: what is asked, when, by whom, and what each interviewer saw."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterviewsConfig(AppConfig):
    name = "maatwerk.apps.interviews"
    label = "interviews"

    def ready(self) -> None:
        """Put interviews into the navigation and onto other pages, and listen to what happens below."""
        from maatwerk.apps.applications.public import on_timeline
        from maatwerk.apps.interviews import listening, panels  # noqa: F401 - they register themselves
        from maatwerk.apps.interviews.rules import INTERVIEW_ROLES
        from maatwerk.apps.organisations.public import register_navigation

        register_navigation(
            area="hire",
            label=_("Interviews"),
            url_name="interviews:interviews",
            roles=INTERVIEW_ROLES,
            order=15,
        )
        on_timeline(
            "interviews.applicant_invited",
            "interviews.interview_planned",
            "interviews.interview_moved",
            "interviews.interview_cancelled",
            "interviews.slot_picked",
            "interviews.scorecard_kept",
        )
