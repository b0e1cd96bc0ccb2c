"""What the code records: kinds that tell their app, and data without anything personal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src" / "maatwerk"
KIND = re.compile(r"^([a-z]+)\.[a-z]+(?:_[a-z]+)+$")
#: Words that would put a person, an answer or a secret into a log that outlives them.
PERSONAL = re.compile(
    r"name|mail|phone|address|birth|sex|gender|answer|password|token|secret|note|free_text|score$"
)


def recordings() -> Iterator[tuple[str, str, set[str]]]:
    """Yield (place, kind, names of the data) of every `events.record(…)` in the package."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in {"events.record", "record"}
                and node.args
            ):
                place = f"{path.relative_to(SOURCES)}:{node.lineno}"
                kind = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else ""
                yield place, kind, {keyword.arg or "**" for keyword in node.keywords}


def test_there_are_recordings_to_check() -> None:
    assert len(list(recordings())) > 20


def test_kinds_are_written_out_and_begin_with_their_app() -> None:
    for place, kind, _data in recordings():
        found = KIND.match(kind)
        assert found, f"{place}: {kind!r} does not read <app>.<object>_<past participle>"
        if place.startswith("apps/"):
            assert found.group(1) == place.split("/")[1], place


def test_no_event_carries_anything_personal() -> None:
    found = [(place, name) for place, _kind, data in recordings() for name in data if PERSONAL.search(name)]
    assert found == []
