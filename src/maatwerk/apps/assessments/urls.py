"""Addresses of tests: the player under `/t/`, for who has a link, and the pages of an organisation."""

from django.urls import path

from maatwerk.apps.assessments.result_urls import RESULT_URLS
from maatwerk.apps.assessments.standards_urls import STANDARDS_URLS
from maatwerk.apps.assessments.views import content, packages, player, replaying

app_name = "assessments"
_TESTS = "o/<slug:organisation>/tests/"
_T = "t/<uuid:key>/<str:token>/"
_PACKAGES = "o/<slug:organisation>/test-packages/"
_PACKAGE = _PACKAGES + "<uuid:package_id>/"
_ORDER = _PACKAGES + "orders/<uuid:order_id>/"
urlpatterns = [
    path(_T, player.take, name="take"),
    path(_T + "notice/", player.read_notice, name="read_notice"),
    path(_T + "practice/<uuid:module_id>/", player.practise, name="practise"),
    path(_T + "begin/<uuid:module_id>/", player.begin, name="begin"),
    path(_T + "answer/", player.answer, name="answer"),
    path(_T + "pause/", player.pause, name="pause"),
    path(_T + "resume/", player.resume, name="resume"),
    path(_T + "language/", player.language, name="language"),
    path(_TESTS, content.test_list, name="tests"),
    path(_TESTS + "load/", content.load, name="load_tests"),
    path(_TESTS + "<uuid:instrument_id>/", content.test, name="test"),
    path(_TESTS + "<uuid:instrument_id>/sheet/", content.sheet, name="fact_sheet"),
    path(_TESTS + "<uuid:instrument_id>/publish/", content.publish, name="publish_test"),
    path(_TESTS + "<uuid:instrument_id>/retire/", content.retire, name="retire_test"),
    path(_TESTS + "<uuid:instrument_id>/approve/", content.approve, name="approve_test"),
    path(_TESTS + "items/<uuid:item_id>/", content.item, name="test_item"),
    path(_TESTS + "items/<uuid:item_id>/state/", content.item_state, name="test_item_state"),
    path(_PACKAGES, packages.package_list, name="packages"),
    path(_PACKAGES + "new/", packages.new_package, name="new_package"),
    path(_PACKAGE, packages.package, name="package"),
    path(_PACKAGE + "tests/", packages.add_module, name="add_module"),
    path(_PACKAGE + "tests/<uuid:module_id>/remove/", packages.remove_module, name="remove_module"),
    path(_PACKAGE + "settle/", packages.settle, name="settle_package"),
    path(_PACKAGE + "ready/", packages.make_ready, name="ready_package"),
    path(_PACKAGE + "close/", packages.close, name="close_package"),
    path(_PACKAGE + "keep/", packages.keep, name="keep_package"),
    path(_PACKAGE + "use/", packages.use, name="use_package"),
    path(_ORDER + "replay/", replaying.replay, name="replay"),
    path(_ORDER + "link/", packages.new_link, name="new_link"),
    path(_ORDER + "stop/", packages.stop, name="stop_order"),
    path(_ORDER + "accommodation/", packages.accommodate, name="accommodate"),
    *RESULT_URLS,
    *STANDARDS_URLS,
]
