"""What an estimator must tell the contract suite about itself, and where all of them are collected.

To register an estimator, add a file ``cases_<subject>.py`` beside this one with a list ``CASES`` of `Case`.
Every case then passes through each test of ``test_contract.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Data:
    """Arguments of one fit.

    `arrays` are the arguments whose first axis is people, by the name `fit` gives them; `settings` the rest.
    `main` names the array that the suite spoils (NaN, infinity, a constant column): two-dimensional.
    """

    main: str
    arrays: dict[str, np.ndarray]
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return len(self.arrays[self.main])

    def arguments(self) -> dict[str, Any]:
        return {**self.arrays, **self.settings}

    def rows(self, index: Any) -> "Data":
        """Return the data of some people, or of all in another order."""
        return replace(self, arrays={name: array[index] for name, array in self.arrays.items()})

    def with_main(self, spoil: Callable[[np.ndarray], None]) -> "Data":
        """Return the data with a spoiled copy of the main array."""
        array = self.arrays[self.main].copy()
        spoil(array)
        return replace(self, arrays={**self.arrays, self.main: array})


@dataclass(frozen=True)
class Case:
    """One estimator under contract.

    Attributes
    ----------
    name
        Shown by pytest.
    make
        Returns a new, unfitted estimator.
    data
        Returns well-formed data for it from a generator; a few hundred people at most.
    learned
        Returns the learned numbers of a fitted estimator as one vector.
    caveats
        Returns the caveats of a fitted estimator.
    predict
        Returns one number per person, or None for an estimator that does not predict.
    change
        A constructor parameter and another valid value for it.
    tolerance
        How far learned numbers may move when people change places.
    """

    name: str
    make: Callable[[], Any]
    data: Callable[[np.random.Generator], Data]
    learned: Callable[[Any], np.ndarray]
    caveats: Callable[[Any], tuple[Any, ...]]
    change: tuple[str, Any]
    predict: Callable[[Any, Data], np.ndarray] | None = None
    tolerance: float = 1e-7

    def fit(self, data: Data) -> Any:
        return self.make().fit(**data.arguments())


def every_case() -> list[Case]:
    """Collect the cases of all subjects."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("cases_*.py"))
    return [case for module in modules for case in import_module(module).CASES]
