"""Collecting what is found: all of it counted, the first of it kept."""

from collections import Counter

from maatwerk.apps.journeys.history._problems import Problem, problem
from maatwerk.apps.journeys.history._records import Dropped, Line

MOST_KEPT = 1000
#: Of one kind in one column these are kept after that too, so that thousands of one error do not hide the single other one.
MOST_ALIKE = 10
_LINES_KEPT = 5


class Findings:
    """Errors, warnings and reasons for leaving rows out, while a history is read."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.warning_count = 0
        self.by_code: Counter[str] = Counter()
        self._alike: Counter[tuple[str, str, str | None]] = Counter()
        self._dropped: dict[Problem, tuple[int, tuple[Line, ...]]] = {}

    def error(self, found: Problem) -> None:
        """Count an error; keep it if it is one of the first."""
        self.error_count += 1
        self.by_code[found.code] += 1
        if self._is_rare(found) or len(self.errors) < MOST_KEPT:
            self.errors.append(found)

    def warn(self, found: Problem) -> None:
        """Count a warning; keep it if it is one of the first."""
        self.warning_count += 1
        self.by_code[found.code] += 1
        if self._is_rare(found) or len(self.warnings) < MOST_KEPT:
            self.warnings.append(found)

    def _is_rare(self, found: Problem) -> bool:
        kind = (found.code, found.file, found.column)
        self._alike[kind] += 1
        return self._alike[kind] <= MOST_ALIKE

    def drop(self, code: str, *lines: Line, **values: object) -> None:
        """Count rows left out for a reason."""
        reason = problem(code, **values)
        count, first = self._dropped.get(reason, (0, ()))
        self._dropped[reason] = (count + len(lines), (first + lines)[:_LINES_KEPT])

    def extend(self, other: "Findings") -> None:
        """Add everything that another collection holds, keeping the counts right."""
        for mine, others in ((self.errors, other.errors), (self.warnings, other.warnings)):
            mine += [found for found in others if self._is_rare(found) or len(mine) < MOST_KEPT]
        self.error_count += other.error_count
        self.warning_count += other.warning_count
        self.by_code += other.by_code
        for reason, (count, lines) in other._dropped.items():
            had, first = self._dropped.get(reason, (0, ()))
            self._dropped[reason] = (had + count, (first + lines)[:_LINES_KEPT])

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """The reasons, the most frequent first."""
        ordered = sorted(self._dropped.items(), key=lambda item: -item[1][0])
        return tuple(
            Dropped(reason=reason, count=count, first_lines=lines) for reason, (count, lines) in ordered
        )
