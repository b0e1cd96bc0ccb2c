"""Long work and timed work about tests. Each module registers its jobs; the worker loads this package."""

from maatwerk.apps.assessments.jobs import ageing as ageing
from maatwerk.apps.assessments.jobs import calibration as calibration
from maatwerk.apps.assessments.jobs import copies as copies
from maatwerk.apps.assessments.jobs import delivery as delivery
from maatwerk.apps.assessments.jobs import rated as rated
from maatwerk.apps.assessments.jobs import replaying as replaying
