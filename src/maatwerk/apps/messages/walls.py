"""Who may touch messages. *Scoring* has no right to any of it: what people say to each other is no evidence."""

from maatwerk.kernel.walls import ORGANISATION, Rows, Wall

_OWN = "person_id = (SELECT current_person())"
#: On a person's own page that person's rows alone; colleagues and timed work, which act as no person, reach all.
_SEEN = f"{ORGANISATION.using} AND ((SELECT current_person()) IS NULL OR {_OWN})"
_OURS = f"{ORGANISATION.check} AND (SELECT current_person()) IS NULL"
#: What is planned, or was cancelled, does not exist for the person; and nobody speaks in another's name.
_SAID = f"{_SEEN} AND ((SELECT current_person()) IS NULL OR sent_at IS NOT NULL)"
_SPOKEN = f"{ORGANISATION.check} AND ((SELECT current_person()) IS NULL OR ({_OWN} AND side = 'theirs'))"

WALLS = {
    "Message": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (body, calendar, reply_to, sent_at, given_up_at, attempts, last_error)",
        reason="a body is only ever emptied, once a confidential mail has gone",
    ),
    "Connection": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (last_used_at, closed_at)"),
    "KeptAnswer": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (sealed), DELETE"),
    "Delivery": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (attempts, last_status, last_error, delivered_at, given_up_at)",
    ),
    "Thread": Wall(
        rows=Rows(_SEEN, ORGANISATION.check, insert=_SEEN),
        app="SELECT, INSERT, UPDATE (last_at, last_in_at, last_out_at, settled_at, our_read_at, their_read_at)",
        reason="a person sees their own conversations",
    ),
    "Post": Wall(
        rows=Rows(_SAID, ORGANISATION.check, insert=_SPOKEN, change=_OURS),
        app="SELECT, INSERT, UPDATE (sent_at, cancelled_at, mail_id)",
        reason="what was said is never changed; a person sees their own, and nothing that is planned",
    ),
    "LetterText": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE (name, subject, body, changed_at, changed_by_id), DELETE",
    ),
    "ContactWish": Wall(
        rows=Rows(_SEEN, ORGANISATION.check, insert=_SEEN), app="SELECT, INSERT, UPDATE (is_quiet, time_zone)"
    ),
    "MailTrouble": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE (code, at)"),
    "Notice": Wall(
        rows=Rows(_SEEN, ORGANISATION.check, insert=_OURS, change=_OURS),
        app="SELECT, INSERT, UPDATE (attempts, last_error, sent_at, given_up_at)",
    ),
}
