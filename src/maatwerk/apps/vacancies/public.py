"""The front door of vacancies."""

from maatwerk.apps.vacancies.applying import apply_here
from maatwerk.apps.vacancies.board import DISTANCES, HOURS, PAYS, BoardRow, Search, published_since
from maatwerk.apps.vacancies.channels import channel_labels
from maatwerk.apps.vacancies.contracts import (
    Publication,
    QuestionRow,
    QuestionSpec,
    StepSpec,
    Terms,
    VacancyRow,
)
from maatwerk.apps.vacancies.links import DIRECT, channel_of, link_for, record_touch, views_of
from maatwerk.apps.vacancies.models import DailyViews, Spend, Touchpoint
from maatwerk.apps.vacancies.operations import (
    ask_questions,
    check_question,
    join_team,
    leave_all_teams,
    leave_team,
    open_vacancy,
    plan_steps,
    set_terms,
)
from maatwerk.apps.vacancies.postings import PostingRow, openings_at, posting, postings_of, was_public
from maatwerk.apps.vacancies.publishing import publish_vacancy, take_off
from maatwerk.apps.vacancies.queries import (
    TeamRow,
    answer_days_of,
    manager_of,
    questions_of,
    requisition_of,
    steps_by_vacancy,
    steps_of,
    team_of,
    vacancy_of,
    visible_vacancies,
    visible_vacancy,
    works_on,
)
from maatwerk.apps.vacancies.requisitions import Need, ask_for_colleague, change_need
from maatwerk.apps.vacancies.rules import OPENING_ROLES, may_open_vacancies, sees_every_vacancy
from maatwerk.apps.vacancies.starting import Start, start_vacancy
from maatwerk.apps.vacancies.told import (
    ToldRequisition,
    ToldVacancy,
    Window,
    member_behind,
    told_requisition,
    told_vacancies,
    told_vacancy,
)
from maatwerk.apps.vacancies.writing import lint_question, lint_text

__all__ = [
    "DIRECT",
    "DISTANCES",
    "HOURS",
    "OPENING_ROLES",
    "PAYS",
    "BoardRow",
    "DailyViews",
    "Need",
    "PostingRow",
    "Publication",
    "QuestionRow",
    "QuestionSpec",
    "Search",
    "Spend",
    "Start",
    "StepSpec",
    "TeamRow",
    "Terms",
    "ToldRequisition",
    "ToldVacancy",
    "Touchpoint",
    "VacancyRow",
    "Window",
    "answer_days_of",
    "apply_here",
    "ask_for_colleague",
    "ask_questions",
    "change_need",
    "channel_labels",
    "channel_of",
    "check_question",
    "join_team",
    "leave_all_teams",
    "leave_team",
    "link_for",
    "lint_question",
    "lint_text",
    "manager_of",
    "may_open_vacancies",
    "member_behind",
    "open_vacancy",
    "openings_at",
    "plan_steps",
    "posting",
    "postings_of",
    "publish_vacancy",
    "published_since",
    "questions_of",
    "record_touch",
    "requisition_of",
    "sees_every_vacancy",
    "set_terms",
    "start_vacancy",
    "steps_by_vacancy",
    "steps_of",
    "take_off",
    "team_of",
    "told_requisition",
    "told_vacancies",
    "told_vacancy",
    "vacancy_of",
    "views_of",
    "visible_vacancies",
    "visible_vacancy",
    "was_public",
    "works_on",
]
