"""Where sessions are kept: Django's own way in the database, with whose they are, on what, and an absolute end.

The facts stand in the session itself, so that they follow it when its key changes, and in columns beside it to be found by.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

#: Under which names the facts stand in a session.
DEVICE, BEGAN, SEEN, CONFINED = "device", "began", "seen", "confined_to"
#: That the provider of an organisation said a second step was taken there, and that this counts here.
SECOND_STEP_THERE = "second_step_there"


class SessionStore(DatabaseStore):
    """Sessions in our own table."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table; imported late, since apps are not loaded when settings name this module."""
        from maatwerk.apps.organisations.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Copy the facts beside the session."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.began_at, row.seen_at = moment(data.get(BEGAN)), moment(data.get(SEEN))
        row.confined_to = data.get(CONFINED)
        return row

    def _get_session_from_db(self) -> Any:
        """Find the session; whoever signed in too long ago has none, however often they came since."""
        row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        if row is not None and row.began_at is not None and row.began_at <= oldest():
            self._session_key = None
            return None
        return row


def oldest() -> dt.datetime:
    """Return since when one must have signed in for a session to live."""
    return timezone.now() - dt.timedelta(hours=settings.SESSION_LONGEST_HOURS)


def moment(text: Any) -> dt.datetime | None:
    """Read a moment as it stands in a session."""
    return dt.datetime.fromisoformat(text) if text else None
