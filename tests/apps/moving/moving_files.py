"""Exports of other systems as tests write them: invented people, headers as the systems have them."""

import csv
import io
import uuid
from collections.abc import Sequence
from pathlib import Path

from factories.loop import World
from maatwerk.apps.moving.brought import keep_paths, say_yes
from maatwerk.apps.moving.models import Move
from maatwerk.kernel import jobs
from maatwerk.kernel.models import Work

GREENHOUSE = (
    "Application ID", "Candidate ID", "Candidate Name", "Email", "Phone", "Job ID", "Job Name", "Department", "Status",
    "Current Stage", "Applied On", "Rejected At", "Rejection Reason", "Source", "Gender", "Date of Birth", "Resume",
    "Current Salary", "Volgnummer",
)  # fmt: skip
#: Numbers that pass the eleven test of citizen service numbers, made up for it.
CITIZENS = ("111222333", "123456782", "112233454")


def line(number: int, **told: str) -> list[str]:
    """A row of Greenhouse's export: an applicant of the vacancy of packers, unless a test says otherwise."""
    row = {
        "Application ID": f"{9000 + number}", "Candidate ID": f"{100 + number}", "Candidate Name": f"Person {number}",
        "Email": f"person{number}@people.example", "Phone": "+31 6 1234 5678", "Job ID": "7", "Job Name": "Packer",
        "Department": "Logistics", "Status": "Active", "Current Stage": "Application Review",
        "Applied On": "2024-03-05T09:30:00Z", "Rejected At": "", "Rejection Reason": "", "Source": "Job board",
        "Gender": "Female", "Date of Birth": "1990-01-31", "Resume": "Worked at a bakery", "Current Salary": "2500",
        "Volgnummer": CITIZENS[number % 3],
    }  # fmt: skip
    return list((row | told).values())


def written(folder: Path, header: Sequence[str], rows: Sequence[Sequence[str]], *, name: str = "export.csv",
            encoding: str = "utf-8") -> Path:  # fmt: skip
    """A CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def bring(world: World, *paths: Path, leave_out: bool = False, yes: bool = True) -> Move:
    """Bring files in as their member, with the work done at once."""
    with world.acting() as member:
        move = keep_paths(paths, by=member)
    work(world, move.work_id)
    if yes:
        with world.acting() as member:
            work_id = say_yes(move_id=move.pk, leave_out=leave_out, by=member).work_id
        work(world, work_id)
    with world.acting():
        return Move.objects.get(pk=move.pk)


class Quiet(jobs.Progress):
    """Work inside a test's own transaction: how far it is stands in no other."""

    def tell(self, step: str, *, done: int = 0, total: int = 0) -> None:
        """Say nothing."""


def work(world: World, work_id: uuid.UUID | None) -> None:
    """Do queued work now."""
    with world.acting():
        queued = Work.objects.get(pk=work_id)
    _queue, function = jobs._jobs[queued.kind]
    function(Quiet(queued.organisation_id, queued.pk, queued.object_id, queued.started_by))
    with world.acting():
        Work.objects.filter(pk=work_id).update(state=Work.State.DONE)
