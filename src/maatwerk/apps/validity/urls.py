"""Addresses of validity."""

from django.urls import path

from maatwerk.apps.validity.views import experiments, following, studies

app_name = "validity"
_V = "o/<slug:organisation>/validity/"
_FAMILY = _V + "work/<uuid:family_id>/"
_EXPERIMENTS = _V + "experiments/"
_EXPERIMENT = _EXPERIMENTS + "<uuid:experiment_id>/"
urlpatterns = [
    path(_V, studies.families, name="families"),
    path(_FAMILY, studies.family, name="family"),
    path(_FAMILY + "study/", studies.make_study, name="study"),
    path(_FAMILY + "reliability/", studies.reliability, name="reliability"),
    path(_FAMILY + "worth/", studies.money, name="worth"),
    path(_V + "following/", following.following, name="following"),
    path(_EXPERIMENTS, experiments.overview, name="experiments"),
    path(_EXPERIMENTS + "new/", experiments.declare, name="declare"),
    path(_EXPERIMENT, experiments.show, name="experiment"),
    path(_EXPERIMENT + "judge/", experiments.judge, name="judge"),
    path(_EXPERIMENT + "stop/", experiments.stop, name="stop"),
]
