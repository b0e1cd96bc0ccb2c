"""`Refusal`: what somebody asked cannot be done, said in one sentence of their language."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A sentence for the reader that says what is wrong and what to do; pages show it, the command prints it.

    `code` is stable and for machines; `status` is the HTTP status; `field` names the form field it
    belongs to, if one does.
    """

    code = "refused"
    status = 409

    def __init__(
        self, sentence: str | Promise, *, code: str = "", status: int = 0, field: str | None = None
    ) -> None:
        self._sentence = sentence
        self.code = code or self.code
        self.status = status or self.status
        self.field = field
        super().__init__(sentence)

    @property
    def sentence(self) -> str:
        """The sentence in the language active now."""
        return str(self._sentence)


class NotAllowed(Refusal):
    """The reader's role does not include this."""

    code = "not_allowed"
    status = 403
