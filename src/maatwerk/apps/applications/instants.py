"""A form field for an instant to the microsecond: since when an application stood where a page showed it."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _


class Instant(forms.Field):
    """Reads what a page wrote with `isoformat`; a `DateTimeField` of Django would read it in the reader's format."""

    def to_python(self, value: object) -> dt.datetime | None:
        """Return the instant; None where there is none."""
        if value in self.empty_values:
            return None
        try:
            found = dt.datetime.fromisoformat(str(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise forms.ValidationError(_("This page is incomplete. Load it again."))
        return found
