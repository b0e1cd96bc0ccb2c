"""Addresses of the register."""

from django.urls import path

from maatwerk.apps.register.views import components, documents, reviews, risks, stops, visits

app_name = "register"
_R = "o/<slug:organisation>/register/"
_STOPS = _R + "stops/"
urlpatterns = [
    path(_R, components.component_list, name="list"),
    path(_R + "components/<slug:key>/", components.show, name="entry"),
    path(_R + "components/<slug:key>/statement/", components.state, name="state"),
    path(_R + "models/<uuid:family_id>/sheet/", components.sheet, name="sheet"),
    path(_R + "models/<uuid:family_id>/preparation/", components.preparation, name="preparation"),
    path(_R + "models/<uuid:family_id>/plan/", components.plan, name="plan"),
    path(_R + "plans/<uuid:plan_id>/approve/", components.approve, name="approve"),
    path(_R + "plans/<uuid:plan_id>/council/", components.council, name="council"),
    path(_STOPS, stops.stop_list, name="stops"),
    path(_STOPS + "vacancies/<uuid:vacancy_id>/", stops.vacancy, name="stop_vacancy"),
    path(_STOPS + "versions/<uuid:version_id>/", stops.version, name="stop_version"),
    path(_STOPS + "<uuid:stop_id>/resume/", stops.go_on, name="resume"),
    path(_R + "reviews/", reviews.review_list, name="reviews"),
    path(_R + "reviews/<slug:subject>/", reviews.review, name="review"),
    path(_R + "reviews/<slug:subject>/held/", reviews.held, name="held"),
    path(_R + "risks/", risks.risk_list, name="risks"),
    path(_R + "risks/new/", risks.new, name="new_risk"),
    path(_R + "risks/<uuid:risk_id>/", risks.change, name="risk"),
    path(_R + "auditors/", visits.visit_list, name="auditors"),
    path(_R + "auditors/new/", visits.let_in, name="let_in"),
    path(_R + "auditors/<uuid:mandate_id>/end/", visits.end, name="end_mandate"),
    path(_R + "export.zip", visits.take_along, name="export"),
    path(_R + "versions/<uuid:version_id>/documents/", documents.paper_list, name="papers"),
    path(_R + "versions/<uuid:version_id>/documents/make/", documents.make, name="make_papers"),
    path(_R + "documents/<uuid:paper_id>.<slug:form>", documents.paper, name="paper"),
]
