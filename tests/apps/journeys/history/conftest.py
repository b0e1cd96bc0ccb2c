"""Small files and a small mapping, to be bent in one place by each test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation
from small_history import MAPPING

from maatwerk.apps.journeys.history import CheckedHistory, Mapping, check_history, load_mapping


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes to a file, and return its path."""

    def _write(content: str | bytes, name: str = "people.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return _write


@pytest.fixture
def mapping() -> Callable[..., Mapping]:
    """The small mapping, with pieces of its text replaced."""

    def _mapping(*changes: tuple[str, str], extra: str = "") -> Mapping:
        text = MAPPING + extra
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return load_mapping(text)

    return _mapping


@pytest.fixture
def check(write, mapping) -> Callable[..., CheckedHistory]:
    """Check rows, given as lines, under the small mapping with changes."""

    def _check(*lines: str, changes: tuple[tuple[str, str], ...] = (), extra: str = "") -> CheckedHistory:
        return check_history(write("\n".join(lines) + "\n"), mapping(*changes, extra=extra))

    return _check
