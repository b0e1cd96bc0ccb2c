"""Addresses of the pipeline."""

from django.urls import path

from maatwerk.apps.applications.views import (
    pipeline,
    pipeline_closing,
    pipeline_many,
    pipeline_moves,
    pipeline_work,
)

_O = "o/<slug:organisation>/"
_VACANCY = _O + "vacancies/<uuid:vacancy_id>/"
_ONE = _O + "applications/<uuid:application_id>/"
urlpatterns = [
    path(_O + "work-list/", pipeline_work.my_work, name="work"),
    path(_VACANCY + "pipeline/", pipeline.pipeline, name="pipeline"),
    path(_VACANCY + "pipeline/file/", pipeline.as_file, name="pipeline_file"),
    path(_VACANCY + "pipeline/forward/", pipeline_many.forward, name="forward"),
    path(_VACANCY + "pipeline/views/", pipeline.keep_view, name="keep_view"),
    path(_VACANCY + "pipeline/views/<uuid:view_id>/forget/", pipeline.forget_view, name="forget_view"),
    path(_VACANCY + "pipeline/<slug:stage>/", pipeline.column, name="pipeline_column"),
    path(_VACANCY + "close-for-all/<slug:state>/", pipeline_closing.close, name="close_for_all"),
    path(_ONE + "on/<slug:choice>/", pipeline_moves.move, name="decide_on"),
    path(_ONE + "reject/", pipeline_moves.reject, name="reject"),
    path(_ONE + "take-back/", pipeline_moves.take_back, name="take_back"),
    path(_ONE + "arrange/", pipeline_work.arrange_page, name="arrange"),
]
