"""Addresses of results: the person's report under their link, documents that travel, and the pages of psychologists."""

from django.urls import path

from maatwerk.apps.assessments.views import calibration, judging, report, security, travelling

_TESTS = "o/<slug:organisation>/tests/"
_R = "t/<uuid:key>/<str:token>/report/"
RESULT_URLS = [
    path("t/verify/", travelling.verify, name="verify"),
    path("t/<uuid:key>/key.json", travelling.signing_key, name="signing_key"),
    path(_TESTS + "<uuid:instrument_id>/calibrate/", calibration.calibrate, name="calibrate"),
    path(_TESTS + "<uuid:instrument_id>/copies/", security.copies, name="copies"),
    path(_TESTS + "calibrations/<uuid:calibration_id>/", calibration.calibration, name="calibration"),
    path(_TESTS + "calibrations/<uuid:calibration_id>/judge/", calibration.judge, name="judge_calibration"),
    path(_TESTS + "work-samples/", judging.rate, name="rate"),
    path(_R, report.report, name="report"),
    path(_R + "release/", report.release, name="release"),
    path(_R + "withhold/", report.withhold, name="withhold"),
    path(_R + "explain/", report.explain, name="explain"),
    path(_R + "contest/", report.contest, name="contest"),
    path(_R + "delete/", report.delete, name="delete_results"),
    path(_R + "report.pdf", report.pdf, name="report_pdf"),
    path(_R + "results.json", report.export, name="export_results"),
    path(_R + "answers.json", report.data, name="own_data"),
]
