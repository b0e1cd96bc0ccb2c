"""The audits of impact of the demo: the past that `demo_figures` wrote, counted by period, and the trend looked at.

Referrals in it bring few women and are hired more often, and none of the hired are fifty or older: both are planted, and found.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from maatwerk.cli.demo_groups import work_on_alarm

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]


def load_audits(as_role: As) -> None:
    """Count what is over, and look at the trend; counting again changes nothing."""
    from maatwerk.apps.audits.public import count_periods, look_at_trend

    with as_role("auditor"):
        count_periods()
        look_at_trend()
    work_on_alarm(as_role)
