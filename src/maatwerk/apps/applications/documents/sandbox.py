"""Looks at a stranger's document in a process of its own, which can open nothing, reach nobody and not last."""

import json
import subprocess
import sys
from pathlib import Path

from maatwerk.apps.applications.documents.kinds import LARGEST_BYTES, SUFFIXES, Verdict

_SECONDS = 20
_ROOT = str(Path(__file__).resolve().parents[4])
_MODULE = "maatwerk.apps.applications.documents.child"
_START = f"import sys; sys.path.insert(0, sys.argv[1]); from {_MODULE} import main; sys.exit(main())"


def inspect(content: bytes) -> Verdict:
    """Return what a document is by its content. A process that dies or dawdles over it means that it is refused."""
    if not content:
        return Verdict("", "empty", b"")
    if len(content) > LARGEST_BYTES:
        return Verdict("", "too_large", b"")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, _ROOT],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=_SECONDS,
            check=True,
        )
        line, _newline, kept = done.stdout.partition(b"\n")
        told = json.loads(line)
        media_type, problem = str(told["media_type"]), str(told["problem"])
    except (subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return Verdict("", "unreadable", b"")
    if problem or media_type not in SUFFIXES:
        return Verdict("", problem or "kind", b"")
    return Verdict(media_type, "", kept)
