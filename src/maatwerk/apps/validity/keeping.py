"""What validity keeps, why, until when, how it is erased. Correlations are about nobody; how somebody was dealt is about them."""

from maatwerk.kernel.keeping import About, Kept, Until, Why, of_person

KEPT = {
    "Assignment": Kept(
        fields="experiment_id application_id vacancy_id position treated dealt_at",
        why=Why.IMPROVING,
        until=Until.LOG,
        whose=of_person("application_id", "applications_application"),
        stays=True,
    ),
    "Study": Kept(
        fields="job_family_id result computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "GroupFinding": Kept(
        fields="version_id kind attribute result computed_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Reliability": Kept(
        fields="job_family_id value source stated_by stated_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "WorthFigures": Kept(
        fields="job_family_id base_rate applicants hired sd_cents sd_source years cost_cents stated_by stated_at",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Experiment": Kept(
        fields="job_family_id way part_id hypothesis outcome months planned stop_on seed state declared_by declared_at judged_by"
        " judged_at reason ended_by ended_at end_reason",
        why=Why.IMPROVING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "NightlyLook": Kept(fields="on", why=Why.RUNNING, until=Until.ORGANISATION, about=About.NOBODY),
}
