"""Moving in, in the demo: an invented export of an earlier system, checked and waiting for a yes; one row is broken."""

import csv
import io
import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

SEED = 17
As = Callable[[str], "AbstractContextManager[Member]"]
_HEADER = (
    "Application ID", "Candidate ID", "Candidate Name", "Email", "Phone", "Job ID", "Job Name", "Department", "Status",
    "Current Stage", "Applied On", "Rejected At", "Rejection Reason", "Source", "Gender", "Date of Birth",
)  # fmt: skip
#: Invented people; mail addresses that no network resolves (RFC 2606).
_PEOPLE = (
    "Sem Bakker",
    "Lotte Visser",
    "Noor de Boer",
    "Daan Smit",
    "Fenna Kok",
    "Jesse Vos",
    "Roos Mulder",
    "Tijn Bos",
)


def load_moving(acting_as: As) -> None:
    """Bring a simulated export of Greenhouse and look at it; whether it comes in, whoever looks at the demo decides."""
    from maatwerk.apps.moving.public import keep_paths, look_again

    folder = Path(tempfile.mkdtemp(prefix="maatwerk-demo-"))
    try:
        path = folder / "greenhouse-simulated.csv"
        path.write_text(_export(), encoding="utf-8")
        with acting_as("recruiter") as member:
            look_again(keep_paths([path], by=member, check=False))
    finally:
        shutil.rmtree(folder)


def _export() -> str:
    chance = random.Random(SEED)  # noqa: S311 - invented people need no secrecy
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(_HEADER)
    for number, name in enumerate(_PEOPLE):
        status, stage = (
            ("Active", "Application Review"),
            ("Rejected", "Face to Face"),
            ("Active", "Interview"),
        )[number % 3]
        mail = name.lower().replace(" ", ".") + "@people.example"
        mail = "unknown" if number == len(_PEOPLE) - 1 else mail  # so that a broken row is to be seen
        turned_down = (
            (f"2026-0{5 + number % 4}-20", "Worked on another day") if status == "Rejected" else ("", "")
        )
        lines.writerow([
            7000 + number, 300 + number, name, mail, "", 41, "Logistics planner (simulated)", "Logistics", status, stage,
            f"2026-0{4 + number % 4}-{chance.randint(10, 28)}T10:00:00Z", *turned_down, "Career site", "", "",
        ])  # fmt: skip
    return text.getvalue()
