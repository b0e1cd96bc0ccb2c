"""What opportunities keeps: nothing about anybody."""

from maatwerk.kernel.keeping import About, Kept, Until, Why

KEPT = {
    "Requirement": Kept(
        fields="opportunity_id concept_id need level weight justification",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Opportunity": Kept(
        fields="job_family_id kind title place description state opened_at closed_at import_id",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "JobFamily": Kept(
        fields="name horizons_months smallest_useful_skill succeeds_at_rating rating_low rating_high isco occupation_uri"
        " created_at import_id",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
}
