"""What the register keeps: statements of colleagues about systems, and nobody who applied."""

from maatwerk.kernel.keeping import About, Kept, Until, Why

KEPT = {
    "Component": Kept(
        fields="kind object_id purpose ground profiles_people is_high_risk owner_id stated_by stated_at replaced_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "DataSheet": Kept(
        fields="job_family_id origin original_purpose gaps bias_check written_by written_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Preparation": Kept(
        fields="job_family_id overseers overseers_on workers workers_on assessment assessment_on is_public_service rights"
        " rights_on written_by written_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "ChangePlan": Kept(
        fields="job_family_id largest_move may_enter least_people verdicts reason made_by made_at approved_by approved_at"
        " council council_reason council_by council_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Paper": Kept(
        fields="version_id kind language markdown markdown_hash pdf pdf_hash made_at",
        why=Why.DECISIONS,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Review": Kept(
        fields="subject owner_id interval_months next_on",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "ReviewHeld": Kept(
        fields="review_id outcome held_by held_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Risk": Kept(
        fields="hazard misuse mitigation test owner_id stated_at changed_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
    "Mandate": Kept(
        fields="email firm independence until given_by given_at ended_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.COLLEAGUE,
    ),
}
