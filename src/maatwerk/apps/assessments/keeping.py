"""What assessments keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why, of_person

_SESSIONS = of_person("session_id", "assessments_assessmentsession")
_CONTENT = About.NOBODY


def _test(fields: str, why: Why = Why.TESTS, hidden: str = "") -> Kept:
    return Kept(fields=fields, why=why, until=Until.ORGANISATION, about=_CONTENT, hidden=hidden)


KEPT = {
    "WorkRating": Kept(
        fields="sample_id rater_id score note at",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=of_person("sample_id", "assessments_worksample", _SESSIONS),
    ),
    "WorkSample": Kept(
        fields="session_id item_id text handed_in_on", why=Why.TESTS, until=Until.CLOCK, whose=_SESSIONS
    ),
    "ScaleResult": Kept(
        fields="session_id person_id scale_id calibration_id estimate standard_error norm_low norm_high caveats valid_until"
        " scored_at",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "Response": Kept(
        fields="session_id person_id item_id position answer category milliseconds at",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "AssessmentSession": Kept(
        fields="order_id module_id person_id seed state calibrations excluded started_at shown_at paused_at paused_seconds"
        " completed_at ended_by devices is_supervised",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
        hidden="seed",
    ),
    "Accommodation": Kept(
        fields="person_id order_id extra_time without_clock granted_at",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
    ),
    "Order": Kept(
        fields="package_id person_id token_hash link_number language state invited_by_id invited_at due_at notice_version"
        " noticed_at started_at completed_at stopped_at reminded_at left_out released_at withheld_at"
        " results_deleted_at partner partner_reference partner_callback",
        why=Why.TESTS,
        until=Until.CLOCK,
        whose=PERSON,
        hidden="token_hash partner_callback",
    ),
    "Module": _test("package_id instrument_id position delivery rules exposure may_pause seconds"),
    "Package": _test(
        "key name opportunity_id job_family_id state grants_nip_right valid_days agreement assessor_id competence work_id"
        " created_at"
    ),
    "Calibration": _test(
        "scale_id responses_id number model parameters reliability norm report is_simulated method state made_at judged_at"
        " judged_by_id judged_reason",
        Why.IMPROVING,
    ),
    # answers of people without any key, as their owner brought them
    "ResponseSet": _test(
        "instrument_id name population collected_on is_simulated n_people fingerprint file uploaded_by_id uploaded_at",
        Why.IMPROVING,
    ),
    "ItemKey": _test("item_id key", hidden="key"),
    "Item": _test("instrument_id scale_id key kind position content area seconds is_practice state"),
    "Scale": _test("instrument_id key concept_id position infers low_en high_en low_nl high_nl"),
    "FactSheet": _test(
        "instrument_id state introduction criteria fields source is_simulated is_validated_in_language published_at"
        " published_by_id retired_at"
    ),
}
