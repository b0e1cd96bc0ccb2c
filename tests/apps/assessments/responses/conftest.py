"""Responses and a key, written as people bring them and read."""

from pathlib import Path

import pytest

from apps.assessments.response_files import KEY, Read
from maatwerk.apps.assessments.responses import ReadingRules, ResponseMatrix, read_key, read_responses


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write responses and key, and read them."""

    def make(
        content: str | bytes, key: str = KEY, *, name: str = "answers.csv", **rules: object
    ) -> ResponseMatrix:
        path, key_path = tmp_path / name, tmp_path / "key.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        key_path.write_text(key)
        return read_responses(path, read_key(key_path), rules=ReadingRules(**rules))  # type: ignore[arg-type]

    return make
