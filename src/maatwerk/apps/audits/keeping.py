"""What audits keeps, why, until when, and how it is erased. Counts stay: they are about groups, small ones left out."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why

KEPT = {
    "ProtectedAttribute": Kept(
        fields="person_id attribute value source recorded_at",
        why=Why.IMPROVING,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "ImpactTable": Kept(
        fields="version_id attribute table computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "ChannelImpact": Kept(
        fields="attribute table computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "ImpactAudit": Kept(
        fields="start end people withdrew erased computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "AuditTable": Kept(
        fields="audit_id outcome part level label attributes table",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "TrendPoint": Kept(
        fields="attribute group until ratio_low ratio_high people",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "ImpactAlarm": Kept(
        fields="attribute group since week ratio_low ratio_high people raised_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "AlarmStep": Kept(
        fields="alarm_id kind text by_id at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "SteeringStudy": Kept(
        fields="version_id start end why_not study computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "ImpactLook": Kept(
        fields="on",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    # about people of whom nothing says any more who they were
    "WaitingGroups": Kept(
        fields="kind period row", why=Why.IMPROVING, until=Until.ORGANISATION, about=About.NOBODY
    ),
    "KeptCounts": Kept(
        fields="kind attribute n cells",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
