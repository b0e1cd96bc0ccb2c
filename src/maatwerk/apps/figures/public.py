"""The front door of figures."""

from maatwerk.apps.figures.asking import Asked
from maatwerk.apps.figures.mixing import Mix, mix_for
from maatwerk.apps.figures.queries import Cohort, Journey, journeys

__all__ = ["Asked", "Cohort", "Journey", "Mix", "journeys", "mix_for"]
