"""What the science core says when it cannot compute: attributes for code, one plain sentence for people."""


class ScienceError(ValueError):
    """An argument that no honest number can be computed from.

    Attributes
    ----------
    argument, expected, got
        Which argument, what it must be, and what it was, as short phrases.
    """

    def __init__(self, argument: str, expected: str, got: object) -> None:
        self.argument = argument
        self.expected = expected
        self.got = got
        super().__init__(f"{argument} must be {expected}. Got {got} instead.")

    def __reduce__(self) -> tuple[type["ScienceError"], tuple[str, str, object]]:
        return type(self), (self.argument, self.expected, self.got)


class InsufficientDataError(ScienceError):
    """The argument is well formed, but there are too few people in it for this statistic."""
