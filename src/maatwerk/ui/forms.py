"""What forms of all apps share."""

from django import forms

from maatwerk.kernel.refusals import Refusal


class RefusableForm(forms.Form):
    """A form that shows what an operation refused beside the field it belongs to."""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal as an error of this form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
