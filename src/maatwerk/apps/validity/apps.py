"""What tests and advice are worth, how people use them, and experiments on the process."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValidityConfig(AppConfig):
    name = "maatwerk.apps.validity"
    label = "validity"

    def ready(self) -> None:
        """Put the pages into the navigation, listen to what happens below, and deal applications where an experiment runs."""
        from maatwerk.apps.advice.public import check_before_live
        from maatwerk.apps.applications.public import deal_own_view
        from maatwerk.apps.assessments.public import deal_parts
        from maatwerk.apps.cases.public import case_subject
        from maatwerk.apps.organisations.public import register_navigation
        from maatwerk.apps.validity import listening, rules  # noqa: F401 - it listens once imported
        from maatwerk.apps.validity.dealing import (
            needs_spared_part,
            own_view_dealt,
            page_of_decider,
            part_dealt,
        )

        register_navigation(
            area="govern",
            label=_("Validity"),
            url_name="validity:families",
            roles=rules.SEEING_ROLES,
            order=12,
        )
        deal_own_view(own_view_dealt)
        deal_parts(part_dealt)
        check_before_live(needs_spared_part)
        case_subject("decider", page_of_decider)
