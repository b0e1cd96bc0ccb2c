"""What messages keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why

_APPLICATIONS = f"SELECT id FROM applications_application WHERE {PERSON}"  # noqa: S608 - a constant
_ADDRESSES = f"SELECT upper(email) FROM people_identity WHERE {PERSON} AND email <> ''"  # noqa: S608 - a constant
_MAILED = (
    f'about IN ({_APPLICATIONS}) OR upper("to") IN ({_ADDRESSES})'  # noqa: S608 - constants
    f" OR id IN (SELECT mail_id FROM outbox_post WHERE {PERSON})"
)

KEPT = {
    # what a family shares one mailbox for goes with the first of them: a mail is a way, and nothing to look up later
    "Message": Kept(
        fields="to subject body is_confidential calendar reply_to about references created_at sent_at given_up_at attempts"
        " last_error",
        why=Why.CONTACT,
        until=Until.CLOCK,
        whose=_MAILED,
        hidden="reply_to",
    ),
    "Notice": Kept(
        fields="person_id post_id connection_id created_at attempts last_error sent_at given_up_at",
        why=Why.CONTACT,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "Post": Kept(
        fields="thread_id person_id side by_id via kind is_automatic sealed written_at send_at sent_at cancelled_at mail_id"
        " message_id",
        why=Why.CONTACT,
        until=Until.CLOCK,
        whose=PERSON,
        sealed="sealed",
    ),
    "Thread": Kept(
        fields="person_id about opportunity_id title tag_hash created_at last_at last_in_at last_out_at settled_at"
        " our_read_at their_read_at",
        why=Why.CONTACT,
        until=Until.CLOCK,
        whose=PERSON,
        hidden="tag_hash",
    ),
    "ContactWish": Kept(
        fields="person_id is_quiet time_zone", why=Why.CONTACT, until=Until.CLOCK, whose=PERSON
    ),
    "MailTrouble": Kept(
        fields="person_id address_hash code at", why=Why.CONTACT, until=Until.CLOCK, whose=PERSON
    ),
    "LetterText": Kept(
        fields="key language name subject body changed_at changed_by_id",
        why=Why.CONTACT,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    # what another system was answered, sealed, so that who asks twice gets the same; some hours
    "KeptAnswer": Kept(
        fields="connection_id key_hash asked_hash sealed expires_at",
        why=Why.RUNNING,
        until=Until.SHORT,
        hidden="key_hash asked_hash sealed",
    ),
    "Delivery": Kept(
        fields="connection_id topic object_id method url body created_at attempts last_status last_error delivered_at"
        " given_up_at",
        why=Why.RUNNING,
        until=Until.LOG,
        about=About.NOBODY,
    ),
    "Connection": Kept(
        fields="kind name token_hash token_hint scopes url topics secret as_form created_at created_by_id last_used_at"
        " closed_at expires_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
        hidden="token_hash secret",
    ),
}
