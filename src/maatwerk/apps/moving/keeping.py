"""What moving in and out keeps of people, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import About, Kept, Until, Why, of_person

KEPT = {
    # until files come in their report shows a few values of them; sentences that quote a cell go with the files, after some weeks
    "Move": Kept(
        fields="filename product fingerprint state reading report work_id brought_by brought_at imported_at undone_at",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "SourceNumber": Kept(
        fields="move_id kind number object_id",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=of_person("object_id", "applications_application"),
    ),
    "PastFact": Kept(
        fields="application_id position kind at words",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=of_person("application_id", "applications_application"),
    ),
    "Export": Kept(
        fields="work_id fingerprint size asked_by asked_at ready_at gone_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "StaffingOrder": Kept(
        fields="number requisition_id message received_at",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
}
