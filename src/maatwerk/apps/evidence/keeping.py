"""What evidence keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why

KEPT = {
    # its sums are kept first, without a key (ADR 0021)
    "Evidence": Kept(
        fields="person_id concept_id kind value level standard_error unit administrations instrument_id occasion source"
        " purpose measured_on valid_until caveats released_to recorded_at",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "Instrument": Kept(
        fields="key version language name approved_at approved_by approval_reason",
        why=Why.TESTS,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
