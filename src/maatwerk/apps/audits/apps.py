"""Protected attributes and the counts that may leave them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditsConfig(AppConfig):
    name = "maatwerk.apps.audits"
    label = "audits"

    def ready(self) -> None:
        """Put the pages into the navigation, and say where cases about alarms lead."""
        from maatwerk.apps.audits import auditing, rules
        from maatwerk.apps.audits.subjects import page_of_alarm
        from maatwerk.apps.cases.public import case_subject
        from maatwerk.apps.organisations.public import register_navigation

        register_navigation(
            area="govern", label=_("Impact"), url_name="audits:impact", roles=rules.SEEING_ROLES, order=10
        )
        case_subject(auditing.SUBJECT, page_of_alarm)
