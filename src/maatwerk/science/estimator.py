"""What every estimator of the core shares: parameters by name, as scikit-learn asks for them."""

import inspect
from typing import Any, Self

from maatwerk.science.errors import ScienceError


class Estimator:
    """An object whose constructor only stores its parameters; fitting adds attributes that end in ``_``."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's parameters by name; `deep` is scikit-learn's and changes nothing here."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **params: Any) -> Self:
        """Set constructor parameters by name; a ScienceError for an unknown one leaves all as they were."""
        known = self.get_params()
        unknown = sorted(set(params) - set(known))
        if unknown:
            raise ScienceError("params", f"among {sorted(known)}", unknown)
        for name, value in params.items():
            setattr(self, name, value)
        return self
