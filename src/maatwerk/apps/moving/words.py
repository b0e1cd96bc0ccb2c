"""What fields, stages, kinds of data and reasons are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: What a column may mean.
FIELDS: dict[str, str | Promise] = {
    "application_id": _("number of the application"),
    "candidate_id": _("number of the candidate"),
    "name": _("name"),
    "first_name": _("first name"),
    "infix": _("infix"),
    "last_name": _("last name"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "job_id": _("number of the vacancy"),
    "job": _("title of the vacancy"),
    "job_family": _("kind of work"),
    "place": _("place"),
    "description": _("text of the vacancy"),
    "job_status": _("state of the vacancy"),
    "opened_at": _("vacancy opened on"),
    "closed_at": _("vacancy closed on"),
    "stage": _("stage of the application"),
    "status": _("state of the application"),
    "source": _("source"),
    "applied_at": _("applied on"),
    "stage_since": _("in this stage since"),
    "rejected_at": _("turned down on"),
    "hired_at": _("hired on"),
    "withdrawn_at": _("withdrew on"),
    "ended_at": _("ended on"),
    "reason": _("reason it ended"),
}
#: What a word of another system stands for here.
STAGES: dict[str, str | Promise] = {
    "under_way": _("under way: another column says how far"),
    "applied": _("applied"),
    "assessed": _("assessed"),
    "interview": _("interview"),
    "offer": _("offer"),
    "hired": _("hired"),
    "rejected": _("rejected"),
    "withdrawn": _("withdrawn"),
}
#: Kinds of data that stay at the border.
BORDER: dict[str, str | Promise] = {
    "citizen_number": _("citizen service numbers and numbers of identity papers"),
    "sex": _("sex or form of address"),
    "birth": _("birth date or age"),
    "origin": _("nationality or origin"),
    "health": _("health or disability"),
    "belief": _("belief, politics or trade union"),
    "private_life": _("family and private life"),
    "pay_before": _("pay: what somebody earned or asked"),
    "cv": _("texts of CVs: schools, employers, letters"),
    "documents": _("documents and photos"),
    "profiles": _("profiles on social media"),
    "scores": _("marks and scores from elsewhere"),
    "notes": _("notes about people"),
}
#: What hangs on something that stays when an import is taken back, by the app it belongs to.
BECAUSE: dict[str, str | Promise] = {
    "applications": _("somebody worked on an application here"),
    "outbox": _("messages were sent"),
    "evidence": _("results were recorded"),
    "assessments": _("tests were planned"),
    "interviews": _("interviews were planned"),
    "outcomes": _("somebody started work"),
    "cases": _("a question or objection was made"),
    "vacancies": _("the vacancy was worked on"),
    "advice": _("advice was given"),
    "people": _("the person opened their own page"),
    "opportunities": _("requirements or vacancies were added"),
}
OTHER_BECAUSE = _("something else was built on it")
THINGS: dict[str, str | Promise] = {
    "application": pgettext_lazy("what stays", "Applications"),
    "person": pgettext_lazy("what stays", "Candidates"),
    "vacancy": pgettext_lazy("what stays", "Vacancies"),
}


def because(app: str) -> str:
    """Return why something stays, in the language active now."""
    return str(BECAUSE.get(app, OTHER_BECAUSE))
