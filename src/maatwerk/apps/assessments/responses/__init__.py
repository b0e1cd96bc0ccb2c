"""Item responses in: a file of answers and a key that says how they are scored, checked before anything is computed.

Pure: knows no database. Everything wrong is said at once, with file, line and column, as `kernel.tables` problems.
"""

from maatwerk.apps.assessments.responses import _sentences as _sentences  # the sentences of this package
from maatwerk.apps.assessments.responses._key import KeyedItem, ScoringKey
from maatwerk.apps.assessments.responses._key_read import read_key
from maatwerk.apps.assessments.responses._key_words import answer_words
from maatwerk.apps.assessments.responses._read import ReadingRules, columns_of, read_responses
from maatwerk.apps.assessments.responses._scored import ResponseMatrix, ScaleMatrix

__all__ = [
    "KeyedItem",
    "ReadingRules",
    "ResponseMatrix",
    "ScaleMatrix",
    "ScoringKey",
    "answer_words",
    "columns_of",
    "read_key",
    "read_responses",
]
