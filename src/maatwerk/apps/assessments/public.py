"""The front door of tests."""

from maatwerk.apps.assessments.analysis.gates import ScaleGate, scale_gates
from maatwerk.apps.assessments.content import (
    CalibrationDraft,
    DraftRefused,
    InstrumentDraft,
    ItemDraft,
    Problem,
    ScaleDraft,
)
from maatwerk.apps.assessments.dealing import deal_parts
from maatwerk.apps.assessments.library import drafts as built_in_drafts
from maatwerk.apps.assessments.library import names as built_in_names
from maatwerk.apps.assessments.models import Order
from maatwerk.apps.assessments.operations.calibrating import (
    ResponseWish,
    judge_calibration,
    upload_responses,
)
from maatwerk.apps.assessments.operations.content import (
    publish_instrument,
    retire_instrument,
    set_item_state,
    write_instrument,
)
from maatwerk.apps.assessments.operations.copying import keep_as_template, use_package
from maatwerk.apps.assessments.operations.loading import Loaded, load_built_in
from maatwerk.apps.assessments.operations.orders import (
    Partner,
    expire,
    make_whole,
    place_order,
    stop_order,
)
from maatwerk.apps.assessments.operations.packages import (
    ModuleWish,
    Responsibility,
    add_module,
    make_package,
    open_package,
    ready_package,
    take_responsibility,
)
from maatwerk.apps.assessments.operations.paper import PaperWish, import_answers
from maatwerk.apps.assessments.operations.partners import (
    Wanted,
    cancel_for,
    note_partner_error,
    order_for,
)
from maatwerk.apps.assessments.operations.replaying import replay_order
from maatwerk.apps.assessments.operations.results import ask_explanation, contest, release
from maatwerk.apps.assessments.operations.security import look_for_copies
from maatwerk.apps.assessments.operations.standards import export_qti, import_qti, released_results_report
from maatwerk.apps.assessments.operations.trying import invite_invented
from maatwerk.apps.assessments.queries.by_group import ComparedGroups, ReleaseByGroup, releases_by_group
from maatwerk.apps.assessments.queries.content import (
    InstrumentContent,
    InstrumentLine,
    content_of,
    draft_of,
    find_instrument,
    instrument_line,
    instrument_lines,
    published_content,
    sheet_of,
)
from maatwerk.apps.assessments.queries.orders_told import (
    Offer,
    ToldOrder,
    offers,
    package_named,
    result_page,
    summary,
    told_order,
)
from maatwerk.apps.assessments.queries.own import OwnTest, own_test_data, own_tests
from maatwerk.apps.assessments.queries.packages import (
    OrderRow,
    PackageRow,
    concepts_measured,
    orders_of_people,
    packages,
    proposed_calibrations,
)
from maatwerk.apps.assessments.queries.parts import PartRow, parts_to_spare
from maatwerk.apps.assessments.rehearsal import at_random, rehearse
from maatwerk.apps.assessments.result_words import caveat_sentences, result_words
from maatwerk.apps.assessments.rules import PACKAGE_ROLES, may_invite
from maatwerk.apps.assessments.travel import check as check_results
from maatwerk.apps.assessments.ways_on import WayOn, way_on

__all__ = [
    "PACKAGE_ROLES",
    "CalibrationDraft",
    "ComparedGroups",
    "DraftRefused",
    "InstrumentContent",
    "InstrumentDraft",
    "InstrumentLine",
    "ItemDraft",
    "Loaded",
    "ModuleWish",
    "Offer",
    "Order",
    "OrderRow",
    "OwnTest",
    "PackageRow",
    "PaperWish",
    "PartRow",
    "Partner",
    "Problem",
    "ReleaseByGroup",
    "ResponseWish",
    "Responsibility",
    "ScaleDraft",
    "ScaleGate",
    "ToldOrder",
    "Wanted",
    "WayOn",
    "add_module",
    "ask_explanation",
    "at_random",
    "built_in_drafts",
    "built_in_names",
    "cancel_for",
    "caveat_sentences",
    "check_results",
    "concepts_measured",
    "content_of",
    "contest",
    "deal_parts",
    "draft_of",
    "expire",
    "export_qti",
    "find_instrument",
    "import_answers",
    "import_qti",
    "instrument_line",
    "instrument_lines",
    "invite_invented",
    "judge_calibration",
    "keep_as_template",
    "load_built_in",
    "look_for_copies",
    "make_package",
    "make_whole",
    "may_invite",
    "note_partner_error",
    "offers",
    "open_package",
    "order_for",
    "orders_of_people",
    "own_test_data",
    "own_tests",
    "package_named",
    "packages",
    "parts_to_spare",
    "place_order",
    "proposed_calibrations",
    "publish_instrument",
    "published_content",
    "ready_package",
    "rehearse",
    "release",
    "released_results_report",
    "releases_by_group",
    "replay_order",
    "result_page",
    "result_words",
    "retire_instrument",
    "scale_gates",
    "set_item_state",
    "sheet_of",
    "stop_order",
    "summary",
    "take_responsibility",
    "told_order",
    "upload_responses",
    "use_package",
    "way_on",
    "write_instrument",
]
