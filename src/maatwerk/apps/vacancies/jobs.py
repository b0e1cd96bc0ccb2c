"""What happens by the clock: vacancies whose last day has gone leave the board, saved searches are told what is new."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from maatwerk.apps.vacancies.advertising import NotNow, tend
from maatwerk.apps.vacancies.campaigns import TEND, tend_soon
from maatwerk.apps.vacancies.postings import expired
from maatwerk.apps.vacancies.publishing import take_off
from maatwerk.apps.vacancies.saved import searches_due, send_new_results
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import let_go

#: Between two looks at a campaign; and after a platform did not answer.
EVERY_MINUTES, SOON_MINUTES = 60, 5


@app.periodic(cron="5 * * * *")
@app.task(name="vacancies.take_off_expired", queue="app", lock="vacancies.take_off_expired")
def take_off_expired(timestamp: int) -> None:
    """Take vacancies off the board on the day after their last; until then the board leaves them out by itself."""
    try:
        for organisation, vacancy in expired():
            with tenancy.acting(organisation=organisation):
                take_off(vacancy_id=vacancy, because="expired")
    finally:
        let_go()


@app.periodic(cron="20 * * * *")
@app.task(name="vacancies.tell_searchers", queue="app", lock="vacancies.tell_searchers")
def tell_searchers(timestamp: int) -> None:
    """Queue a mail for each saved search that is due."""
    try:
        for key in searches_due():
            app.configure_task("vacancies.tell_searcher", queue="app").defer(search_id=str(key))
    finally:
        let_go()


@app.task(
    name="vacancies.tell_searcher", queue="app", retry=RetryStrategy(max_attempts=6, exponential_wait=5)
)
def tell_searcher(search_id: str) -> None:
    """Tell one searcher what is new; may run twice."""
    try:
        send_new_results(uuid.UUID(search_id))
    finally:
        let_go()


@app.task(name=TEND, queue="app", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tend_campaign(organisation_id: str, campaign_id: str, again: bool) -> None:
    """Bring a campaign on an ad platform a step on; may run twice. With `again` it comes back as long as the campaign lives."""
    organisation, campaign = uuid.UUID(organisation_id), uuid.UUID(campaign_id)
    try:
        try:
            lives, minutes = tend(organisation_id=organisation, campaign_id=campaign), EVERY_MINUTES
        except NotNow:
            if not again:
                raise
            lives, minutes = True, SOON_MINUTES
        if lives and again:
            tend_soon(organisation, campaign, minutes=minutes)
    finally:
        let_go()
