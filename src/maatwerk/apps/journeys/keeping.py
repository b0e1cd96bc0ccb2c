"""What journeys keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why

KEPT = {
    "Consent": Kept(
        fields="person_id scope given_at withdrawn_at", why=Why.CONSENT, until=Until.CONSENT, whose=PERSON
    ),
    "Wish": Kept(
        fields="person_id search by_mail told_until", why=Why.CONSENT, until=Until.CONSENT, whose=PERSON
    ),
    "Carried": Kept(
        fields="person_id to_organisation to_name posting_id evidence at",
        why=Why.CONSENT,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    # a file of people once hired, under numbers of the organisation's own; who brought it takes it away
    "HistoryUpload": Kept(
        fields="filename path mapping state report work_id uploaded_by uploaded_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
}
