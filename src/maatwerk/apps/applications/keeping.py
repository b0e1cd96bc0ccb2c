"""What applications keeps, why, until when, and how it is erased.

What stays of an application is what the log says too: that somebody with this key applied, when, and what came of it.
"""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why, of_person

_THEIRS = of_person("application_id", "applications_application")

KEPT = {
    "Labelled": Kept(fields="application_id label_id", why=Why.PROCEDURE, until=Until.CLOCK, whose=_THEIRS),
    "Document": Kept(
        fields="draft_id application_id kind media_type size scan file added_at",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=f"{_THEIRS} OR {of_person('draft_id', 'applications_draft', _THEIRS)}",
        hidden="file",
    ),
    "Draft": Kept(
        fields="opportunity_id token_hash sealed made_at expires_at application_id",
        why=Why.PROCEDURE,
        until=Until.SHORT,
        whose=_THEIRS,
        hidden="token_hash sealed",
    ),
    "Submission": Kept(
        fields="application_id language notice_version noticed_at may_keep_longer sealed",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=_THEIRS,
        sealed="sealed",
    ),
    "PossibleDouble": Kept(
        fields="first_id second_id state found_at settled_by_id settled_at moved",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose="(SELECT person_in_hand()) IN (first_id, second_id)",
        hidden="first_id second_id moved",
    ),
    "OwnView": Kept(
        fields="application_id by_id opinion note at", why=Why.DECISIONS, until=Until.CLOCK, whose=_THEIRS
    ),
    "AdviceSeen": Kept(
        fields="application_id by_id advice_id first_at",
        why=Why.DECISIONS,
        until=Until.LOG,
        whose=_THEIRS,
        stays=True,
    ),
    "Decision": Kept(
        fields="application_id choice from_stage to_stage reason kind deviation made_by_id made_at advice_id advice_seen"
        " seconds_looked batch_id undoes_id told",
        why=Why.DECISIONS,
        until=Until.LOG,
        whose=_THEIRS,
        empties={"reason": "''", "told": "NULL"},
        sealed="told",
    ),
    "SilenceClock": Kept(
        fields="application_id opportunity_id heard_at due_at warned_at words late_words",
        why=Why.CONTACT,
        until=Until.LOG,
        whose=_THEIRS,
        stays=True,
    ),
    "Application": Kept(
        fields="opportunity_id person_id stage source applied_at stage_since closed_at due_at owner_id next_action next_on"
        " import_id interview_first",
        why=Why.PROCEDURE,
        until=Until.LOG,
        whose=PERSON,
        empties={"next_action": "''", "next_on": "NULL"},
    ),
    "SignedClosing": Kept(
        fields="opportunity_id state reason letters people signed_by_id signed_at work_id ended_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "SavedView": Kept(
        fields="opportunity_id name query is_shared made_by_id made_at",
        why=Why.STAFF,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Label": Kept(fields="name", why=Why.STAFF, until=Until.ORGANISATION, about=About.NOBODY),
    "Intake": Kept(
        fields="opportunity_id documents orders_test",
        why=Why.PROCEDURE,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "ApplyingRules": Kept(
        fields="hides_photo", why=Why.PROCEDURE, until=Until.ORGANISATION, about=About.NOBODY
    ),
}
