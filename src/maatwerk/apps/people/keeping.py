"""What people keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, Kept, Until, Why

KEPT = {
    "PersonLink": Kept(
        fields="person_id number token_hash language made_at",
        why=Why.CONTACT,
        until=Until.CLOCK,
        whose=PERSON,
        hidden="token_hash",
    ),
    "PersonKey": Kept(
        fields="person_id wrapped", why=Why.PROCEDURE, until=Until.CLOCK, whose=PERSON, hidden="wrapped"
    ),
    "Identity": Kept(
        fields="person_id name email phone address channel",
        why=Why.PROCEDURE,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    # without a number of the organisation's own it says that there was somebody, as the log does
    "PersonRecord": Kept(
        fields="person_id external_id created_at import_id",
        why=Why.PROCEDURE,
        until=Until.LOG,
        whose=PERSON,
        empties={"external_id": "''"},
    ),
    "Person": Kept(fields="", why=Why.DECISIONS, until=Until.LOG),
}
