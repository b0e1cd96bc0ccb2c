"""How the command speaks: one JSON document with `--json`, plain sentences otherwise; refusals on standard error."""

import json
import sys
from typing import Any


class Stop(Exception):
    """The command cannot go on; one sentence says why and what to do."""

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        self.sentence, self.code = sentence, code
        super().__init__(sentence)


def say(text: str = "") -> None:
    """Print one line for people."""
    sys.stdout.write(text + "\n")


def say_json(content: Any) -> None:
    """Print one JSON document on one line."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")


def say_refusal(sentence: str, *, code: str, as_json: bool) -> int:
    """Print why something was refused, and return the exit status."""
    if as_json:
        say_json({"status": "refused", "code": code, "sentence": sentence})
    else:
        sys.stderr.write(sentence + "\n")
    return 1
