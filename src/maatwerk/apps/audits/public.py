"""The front door of audits. Nothing here returns a person with a protected attribute."""

from maatwerk.apps.audits.auditing import count_periods, look_at_trend
from maatwerk.apps.audits.kept import keep_groups, sum_groups
from maatwerk.apps.audits.models import ProtectedAttribute
from maatwerk.apps.audits.operations import (
    AttributeValue,
    compute_channel_impact,
    compute_impact,
    record_attributes,
)
from maatwerk.apps.audits.predicting import GroupComparison, group_comparisons
from maatwerk.apps.audits.proxies import GroupFeatures, group_features
from maatwerk.apps.audits.queries import (
    ChannelImpactRow,
    ImpactRow,
    impact_of_channels,
    impact_of_version,
)
from maatwerk.apps.audits.reading import told_until
from maatwerk.apps.audits.rules import DRAWING_ROLES, STEERING_ROLES
from maatwerk.apps.audits.steering import StudyRow, choose, draw, study_of
from maatwerk.apps.audits.steering_words import what_was_seen, why_nothing
from maatwerk.apps.audits.words import SOURCES, STEPS

__all__ = [
    "DRAWING_ROLES",
    "SOURCES",
    "STEERING_ROLES",
    "STEPS",
    "AttributeValue",
    "ChannelImpactRow",
    "GroupComparison",
    "GroupFeatures",
    "ImpactRow",
    "ProtectedAttribute",
    "StudyRow",
    "choose",
    "compute_channel_impact",
    "compute_impact",
    "count_periods",
    "draw",
    "group_comparisons",
    "group_features",
    "impact_of_channels",
    "impact_of_version",
    "keep_groups",
    "look_at_trend",
    "record_attributes",
    "study_of",
    "sum_groups",
    "told_until",
    "what_was_seen",
    "why_nothing",
]
