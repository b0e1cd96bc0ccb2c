"""What vacancies keeps, why, until when, and how it is erased."""

from maatwerk.kernel.keeping import PERSON, About, Kept, Until, Why


def _public(fields: str, about: About = About.NOBODY) -> Kept:
    return Kept(fields=fields, why=Why.PROCEDURE, until=Until.ORGANISATION, about=about)


KEPT = {
    # by which link somebody came; what rested on consent goes with it, but a link says nothing of who followed it
    "Touchpoint": Kept(
        fields="person_id opportunity_id link_id basis at",
        why=Why.IMPROVING,
        until=Until.LOG,
        whose=PERSON,
        stays=True,
    ),
    # of nobody's organisation: who saved it ends it with a click in each mail
    "SavedSearch": Kept(
        fields="email language query created_at confirmed_at seen_until", why=Why.CONSENT, until=Until.CONSENT
    ),
    "HiringTeamMember": _public("opportunity_id user_id task", About.COLLEAGUE),
    "Requisition": _public(
        "job_family_id title reason people pay_most_cents pay_period why state asked_by_id asked_at answered_by_id answered_at"
        " answer",
        About.COLLEAGUE,
    ),
    "Vacancy": _public(
        "opportunity_id requisition_id language pay_low_cents pay_high_cents pay_period currency hours_low hours_high contract"
        " contract_months remote latitude longitude starts_on apply_until answer_days contact_email isco occupation_uri"
        " package_id exceptions created_at"
    ),
    "Question": _public("opportunity_id position kind text choices is_required"),
    "Step": _public("opportunity_id position stage label expected_days"),
    "VacancyTemplate": _public("job_family_id name content is_default made_by_id made_at"),
    "Posting": _public(
        "opportunity_id employer employer_slug is_simulated language title summary description place country latitude"
        " longitude remote pay_low_cents pay_high_cents pay_period currency pay_month_cents hours_low hours_high contract"
        " contract_months starts_on apply_until answer_days contact_email job_family isco occupation_uri requirements"
        " questions steps channels published_at changed_at title_words words"
    ),
    "ClosedPosting": _public("employer_slug closed_at"),
    "Listing": _public("opportunity_id channel state remote_id last_error told_at"),
    "Campaign": _public(
        "opportunity_id channel name budget_cents bid bid_cents currency starts_on ends_on targeting remote_id state"
        " stopped_because last_error"
    ),
    "TrackedLink": _public("opportunity_id channel campaign_id code made_at"),
    "DailyViews": _public("opportunity_id link_id day views"),
    "Spend": _public("opportunity_id channel campaign_id day cents currency clicks impressions"),
}
