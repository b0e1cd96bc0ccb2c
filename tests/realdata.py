"""Where tests find the development data beside the checkout; tests that need them skip without."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("MAATWERK_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(path: str) -> Path:
    """Return the path of one development file, or skip the test that asks for it."""
    found = ROOT / path
    if not found.exists():
        pytest.skip(f"development data not here: {path}")
    return found
