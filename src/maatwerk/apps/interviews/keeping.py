"""What interviews keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why, of_person

_THEIRS = of_person("interview_id", "interviews_interview")

KEPT = {
    "Remark": Kept(
        fields="interview_id by_id is_addendum text at", why=Why.PROCEDURE, until=Until.CLOCK, whose=_THEIRS
    ),
    "Score": Kept(
        fields="interview_id by_id question_id value note",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=_THEIRS,
    ),
    "Scorecard": Kept(
        fields="interview_id by_id kit_id at", why=Why.PROCEDURE, until=Until.CLOCK, whose=_THEIRS
    ),
    "Interviewer": Kept(
        fields="interview_id user_id starts_at ends_at left_at",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=_THEIRS,
    ),
    "Interview": Kept(
        fields="application_id person_id state slot_id starts_at ends_at place video_url focus kit_id sequence zone made_by_id"
        " made_at cancelled_at reminded_at evidence_at",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "Slot": Kept(
        fields="opportunity_id starts_at minutes place video_url panel offered_by_id offered_at withdrawn_at",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "KitQuestion": Kept(
        fields="kit_id position concept_id about text follow_up anchor_1 anchor_3 anchor_5",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Kit": Kept(
        fields="opportunity_id number language made_by_id made_at",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
