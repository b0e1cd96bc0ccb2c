"""What cases keeps: that something was asked and answered in time stays, the words go."""

from maatwerk.kernel.keeping import PERSON, Kept, Until, Why

KEPT = {
    "Case": Kept(
        fields="kind state person_id subject object_id asked alarm not_by owner_id opened_at due_on answer answered_at"
        " answered_by_id closed_at closing",
        why=Why.RIGHTS,
        until=Until.LOG,
        whose=PERSON,
        empties={"asked": "NULL", "answer": "NULL", "closing": "''"},
        sealed="asked answer",
    )
}
