"""Addresses of the joined pages."""

from django.urls import path

from maatwerk.apps.journeys.own_urls import OWN_URLS
from maatwerk.apps.journeys.views import (
    applications,
    follow_ups,
    histories,
    log,
    models,
    tests,
    vacancies,
)

app_name = "journeys"
_O = "o/<slug:organisation>/"
urlpatterns = [
    path(_O + "vacancies/", vacancies.vacancy_list, name="vacancies"),
    path(_O + "vacancies/<uuid:vacancy_id>/", vacancies.vacancy, name="vacancy"),
    path(_O + "vacancies/<uuid:vacancy_id>/applicants/new/", vacancies.new_applicant, name="new_applicant"),
    path(
        _O + "vacancies/<uuid:vacancy_id>/applicants/file/", vacancies.applicants_file, name="applicants_file"
    ),
    path(_O + "vacancies/<uuid:vacancy_id>/tests/", tests.vacancy_tests, name="vacancy_tests"),
    path(_O + "vacancies/<uuid:vacancy_id>/advice/", vacancies.advise_all, name="advise_all"),
    path(_O + "applications/<uuid:application_id>/", applications.show, name="application"),
    path(_O + "applications/<uuid:application_id>/advice/", applications.open_advice, name="open_advice"),
    path(_O + "applications/<uuid:application_id>/own-view/", applications.record_view, name="own_view"),
    path(_O + "applications/<uuid:application_id>/decision/", applications.make_decision, name="decide"),
    path(_O + "follow-ups/", follow_ups.follow_up_list, name="follow_ups"),
    path(_O + "follow-ups/file/", follow_ups.outcomes_file, name="outcomes_file"),
    path(_O + "follow-ups/<uuid:follow_up_id>/", follow_ups.answer, name="follow_up"),
    path(_O + "models/", models.families, name="models"),
    path(_O + "models/<uuid:family_id>/", models.family, name="family"),
    path(_O + "models/<uuid:family_id>/features/", models.admit, name="admit"),
    path(_O + "models/<uuid:family_id>/success/", models.success, name="success"),
    path(_O + "models/<uuid:family_id>/propose/", models.propose_version, name="propose"),
    path(
        _O + "models/<uuid:family_id>/instruments/<uuid:instrument_id>/approve/",
        models.approve_instrument,
        name="approve_instrument",
    ),
    path(
        _O + "models/<uuid:family_id>/features/<uuid:feature_id>/withdraw/", models.withdraw, name="withdraw"
    ),
    path(_O + "models/versions/<uuid:version_id>/", models.version, name="version"),
    path(_O + "models/versions/<uuid:version_id>/move/", models.move, name="move"),
    path(_O + "histories/", histories.history_list, name="histories"),
    path(_O + "histories/upload/", histories.upload, name="upload"),
    path(_O + "histories/<uuid:upload_id>/", histories.check, name="check"),
    path(_O + "histories/<uuid:upload_id>/import/", histories.bring_in, name="bring_in"),
    path(_O + "work/<uuid:work_id>/", histories.progress, name="progress"),
    path(_O + "log/", log.show, name="log"),
    path(_O + "log/verify/", log.verify, name="verify_log"),
    *OWN_URLS,
]
