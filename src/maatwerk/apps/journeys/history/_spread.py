"""What a whole history shows of each piece of evidence: whether it differs, and how it goes with the tenure."""

from statistics import correlation

from maatwerk.apps.journeys.history._records import HistoryRow

#: Evidence known before the hire does not follow the tenure so closely; what is counted during the employment does.
SUSPECT = 0.6
#: People looked at for that, and the fewest that say anything.
_COMPARED = 5000
_FEWEST = 30


class Spread:
    """Up to two different values of each construct, and its values beside the tenure of the first people."""

    def __init__(self) -> None:
        self.seen: dict[str, set[object]] = {}
        self._beside: dict[str, tuple[list[float], list[float]]] = {}
        self._rows = 0

    def add(self, row: HistoryRow) -> None:
        """Look at one employment."""
        self._rows += 1
        for one in row.evidence:
            values = self.seen.setdefault(one.construct, set())
            if len(values) < 2:
                values.add(one.level if one.value is None else one.value)
            if one.value is not None and self._rows <= _COMPARED:
                numbers, tenures = self._beside.setdefault(one.construct, ([], []))
                numbers.append(one.value)
                tenures.append(row.tenure_months)

    def correlation(self, construct: str) -> float:
        """Return the correlation with the tenure; 0 where it cannot be known."""
        numbers, tenures = self._beside.get(construct, ([], []))
        if len(numbers) < _FEWEST or len(set(numbers)) < 2 or len(set(tenures)) < 2:
            return 0.0
        return correlation(numbers, tenures)
