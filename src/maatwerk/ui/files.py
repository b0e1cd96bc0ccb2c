"""A form field for several files at once."""

from typing import Any

from django import forms


class ManyFiles(forms.ClearableFileInput):
    """A choice of one or more files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; cleaned, always a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return a list, whatever the number."""
        return [
            super(FilesField, self).clean(each, initial)
            for each in (data if isinstance(data, list) else [data])
        ]
