"""The `maatwerk` command as a person at a terminal has it: a process of its own, a data folder of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.forking import Forking

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "mappings"
REGISTER = ROOT / "docs" / "howto" / "register-example.toml"
PATIENCE = 300


@dataclass(frozen=True)
class Terminal:
    """A data folder, and commands run on it."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    forking: Forking | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a new user has set: nothing of ours but the folder."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MAATWERK_", "DATABASE_URL", "PYTEST_", "PORT", "LANG", "LC_"))
        }
        own = {"PYTHONPATH": str(ROOT / "src"), "MAATWERK_DATA": str(self.folder), "LANG": "C.UTF-8"}
        return kept | own | self.extra

    def run(self, *words: object, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        if self.forking is not None:
            return self.forking.run([*map(str, words)], timeout=PATIENCE, **options)
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            **options,
        )

    def start(self, *words: object, **options: Any) -> "subprocess.Popen[str]":
        """Start a command and leave it running."""
        return subprocess.Popen(
            self.command(*words), env=self.environment, text=True, start_new_session=True, **options
        )

    def done(self, *words: object) -> str:
        """Run one command that must succeed, and return what it said."""
        ended = self.run(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert ended.stderr == ""  # no progress bars, no warnings, where nobody watches
        return ended.stdout

    def json(self, *words: object) -> Any:
        """Run one command with `--json` that must succeed, and return its one document."""
        (line,) = self.done(*words, "--json").splitlines()
        return json.loads(line)

    def refused(self, *words: object) -> str:
        """Run one command that must be refused with status 1, and return the sentence."""
        ended = self.run(*words)
        assert ended.returncode == 1, ended.stdout + ended.stderr
        assert ended.stdout == ""
        assert "Traceback" not in ended.stderr
        return ended.stderr.strip()

    def superuser(self, database: str = "maatwerk") -> str:
        """Return the URL of the superuser of the embedded server."""
        from maatwerk.kernel.postgres.cluster import Cluster

        return Cluster(self.folder).superuser_url(database)

    @staticmethod
    def command(*words: object) -> list[str]:
        """Return the command line."""
        return [sys.executable, "-m", "maatwerk", *map(str, words)]
