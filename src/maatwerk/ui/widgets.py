"""Form widgets that Django does not have."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own date field, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own field for day and time, which wants ISO whatever the language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AnchoredScale(forms.RadioSelect):
    """A rating scale: the choices in one row on a wide screen, each with its own words."""

    scale = True
