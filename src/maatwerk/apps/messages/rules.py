"""What the outbox holds to."""

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.public import Member, Role
from maatwerk.kernel.limits import Limit

#: Who may see what could not be delivered and have it tried again.
OUTBOX_ROLES = (Role.ADMINISTRATOR,)

#: Who links other systems, and sees what they were told.
CONNECTION_ROLES = (Role.ADMINISTRATOR,)
#: What a token of the API may be allowed.
SCOPES = {
    "tests:read": _("see tests and packages"),
    "orders:read": _("see how far people are"),
    "orders:write": _("invite people to tests"),
    "results:read": _("read results that people released"),
    "vacancies:read": _("read vacancies and their stages"),
    "vacancies:write": _("ask for a new vacancy, which a colleague approves"),
    "applications:read": _("read where applications stand, without names"),
    "applications:write": _("bring in applications"),
    "candidates:read": _("read names and contacts of applicants"),
    "scorecards:read": _("read scorecards of interviews once everybody's are in"),
    "advice:read": _("read advice as it was given, with its reasons and limits"),
    "colleagues:read": _("read names and addresses of colleagues"),
}
#: For how many days a token may work; 0 is until somebody closes it.
TOKEN_DAYS = (0, 30, 90, 365)
#: Requests per token: a page of a hundred people costs the server less than a tenth of a second.
REQUESTS = Limit("messages.token", burst=300, per_hour=36_000)
#: Under one Idempotency-Key the same answer is given for so long.
ANSWER_HOURS = 24
#: What a webhook may be told. Keys only: who wants more asks the API, with a token. Not when somebody began: together with
#: the end that would tell how long they took, and so of extra time.
TOPICS = {
    "order.placed": _("somebody was invited to a test"),
    "order.completed": _("somebody completed a test"),
    "order.stopped": _("a test was stopped"),
    "results.released": _("somebody released their results"),
    "vacancy.published": _("a vacancy went on the board"),
    "vacancy.closed": _("a vacancy left the board"),
    "application.created": _("an application came in"),
    "application.stage_changed": _("an application went to another stage"),
    "application.closed": _("an application ended: hired, turned down or withdrawn"),
    "scorecard.submitted": _("an interviewer handed in scores"),
    "advice.given": _("advice on an applicant is ready"),
}
#: The job that makes one call to another system.
CALL = "messages.call"

#: The job that sends one message.
DELIVERY = "messages.deliver"
#: Seconds between one attempt and the next. A server that is down over a weekend still gets its mail.
WAITS = (30, 120, 600, 3_600, 14_400, 43_200, 86_400, 86_400)
MOST_ATTEMPTS = len(WAITS) + 1


def is_final(error: Exception) -> bool:
    """Whether a mail server said no for good (RFC 5321, section 4.2.1: codes from 500) rather than not now."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _answer in error.recipients.values())
    # 530 to 539 are about our own sign-in at the server, which an operator can put right while mail waits
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500 and error.smtp_code // 10 != 53


#: Who writes to persons and reads what they answer; hiring managers for the vacancies they work on.
THREAD_ROLES = (Role.RECRUITER, Role.MANAGER)
#: Who puts the organisation's own words in place of letters that come along.
LETTER_ROLES = (Role.RECRUITER, Role.ADMINISTRATOR)
#: The jobs that send what was planned, and tell a phone that there is something to read.
PLANNED = "messages.send_planned"
NOTICE = "messages.notify"

#: Stands in what we say for the person's own link, which is put there for the person alone.
LINK = "{link}"
MOST_WORDS = 5_000  # characters of one thing said on a page
LARGEST_MAIL = 25_000_000  # bytes; what large mail services let through
#: A mail that passed more servers than this goes in circles (RFC 5321, section 6.3, asks for at least 100 as limit).
MOST_HOPS = 100
#: So many mails may come into one conversation within an hour; nobody types faster, a loop does.
MOST_MAILS_PER_HOUR = 20
#: And so many within a day: a loop that is slow enough for an hour goes on for weeks.
MOST_MAILS_PER_DAY = 60
#: Words of at least so many signs, word for word as they stood there before, were written by a machine: nobody types them twice.
FEWEST_SIGNS_AGAIN = 40
LARGEST_LOGO = 30_000  # bytes of the picture under a signature
#: So far back words are compared: a holiday and a while.
SAME_WORDS_DAYS = 42
#: Between these hours of the reader's own clock a planned message goes on a working day.
FIRST_HOUR, LAST_HOUR = 9, 18
FURTHEST_DAYS = 90
#: The same words from the same page within this time are the same message, sent again.
SAME_WITHIN = dt.timedelta(minutes=10)


def may_write_to_persons(member: Member) -> bool:
    """Recruiters and hiring managers write to persons."""
    return member.has(*THREAD_ROLES)
