"""Form widgets that Django does not have."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own date field, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class AnchoredScale(forms.RadioSelect):
    """A rating scale: the choices in one row on a wide screen, each with its own words."""

    scale = True
