"""Long work and timed work about tests. Each module registers its jobs; the worker loads this package."""

from maatwerk.apps.assessments.jobs import delivery as delivery
