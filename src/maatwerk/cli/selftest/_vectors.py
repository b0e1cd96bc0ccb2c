"""Known answers: inputs with the answer that a law, a paper or other software prints for them.

Every answer is written as printed; what is computed here must agree in all digits printed. Names V1 to V12 are those of
`docs/methods/known-answers.md`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Computed = float | str | bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One number or word: what it is, what is printed for it, what we compute."""

    what: str
    printed: str
    computed: Computed

    @property
    def written(self) -> str:
        """What we compute, with as many digits as were printed."""
        if isinstance(self.computed, bool):
            return "yes" if self.computed else "no"
        if isinstance(self.computed, str):
            return self.computed
        digits = len(self.printed.partition(".")[2])
        return f"{self.computed:.{digits}f}"

    @property
    def agrees(self) -> bool:
        """Whether both read the same, also where one is written `.50` and the other `0.50`."""
        try:
            return float(self.written) == float(self.printed)
        except ValueError:
            return self.written == self.printed


@dataclass(frozen=True, slots=True)
class Vector:
    """A known answer: its name, what goes in, who printed what comes out, and the function that answers."""

    key: str
    given: str
    source: str
    answers: Callable[[], Sequence[Answer]]
