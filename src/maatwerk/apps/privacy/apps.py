"""How long people are kept, how they are erased, what they may ask about their data, and what went wrong with it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "maatwerk.apps.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Put the pages into the navigation, the panel onto applications, and erasures behind every restore."""
        from maatwerk.apps.applications.public import on_timeline
        from maatwerk.apps.organisations.public import register_navigation
        from maatwerk.apps.privacy import panels, tiles  # noqa: F401 - they register themselves
        from maatwerk.apps.privacy.rules import INCIDENT_ROLES, PRIVACY_ROLES
        from maatwerk.apps.privacy.sums import erased_people, kept_moments
        from maatwerk.kernel.backup.site import after_restore
        from maatwerk.kernel.keeping.kept_sums import provide

        register_navigation(
            area="govern", label=_("Privacy"), url_name="privacy:due", roles=PRIVACY_ROLES, order=35
        )
        register_navigation(
            area="govern", label=_("Incidents"), url_name="privacy:incidents", roles=INCIDENT_ROLES, order=36
        )
        on_timeline(
            "privacy.notice_sent", "privacy.hold_placed", "privacy.hold_ended", "privacy.keeping_chosen"
        )
        after_restore(_erase_again)
        provide(moments=kept_moments, erased=erased_people)


def _erase_again() -> None:
    from maatwerk.apps.privacy.operations import erase_again

    erase_again()
