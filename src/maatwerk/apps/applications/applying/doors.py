"""Where applying shows up elsewhere: the vacancy's button, the application's page, a person's own pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying import desk, doubles, doubles_desk  # noqa: F401 - two register themselves
from maatwerk.apps.applications.panels import application_panel
from maatwerk.apps.people.public import OwnTab, own_tab
from maatwerk.apps.vacancies.public import PostingRow, apply_here


def open_doors() -> None:
    """Name them; called once, when the app is ready."""
    apply_here(_page)
    application_panel(
        "submission",
        title=_("What the person sent"),
        template="applications/_submission.html",
        order=45,
        roles=desk.READERS,
    )(desk.panel)
    own_tab(OwnTab(_("What you sent"), "applications:own_sent", order=60))


def _page(row: PostingRow, code: str) -> str:
    """Return where one applies for a posting, with the link by which somebody came."""
    path = reverse("applications:apply", args=[row.employer_slug, row.id])
    return f"{path}?via={code}" if code else path
