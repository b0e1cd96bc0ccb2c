"""What can be wrong with a history: the problems of any table, and the sentences of this package."""

from maatwerk.apps.journeys.history._sentences import SENTENCES, WORDS
from maatwerk.kernel.tables import Place, Problem, TableError, know, problem, quoted

know(SENTENCES, WORDS)

#: A file or a mapping that cannot be used at all; `problems` say why, all of them at once.
HistoryError = TableError

__all__ = ["HistoryError", "Place", "Problem", "problem", "quoted"]
