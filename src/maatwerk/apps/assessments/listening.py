"""What tests hear from below: work that closes ends the tests for it, so that nobody works on for nothing."""

from maatwerk.apps.assessments.analysis.gates import why_not
from maatwerk.apps.assessments.operations.orders import stop_orders_of
from maatwerk.apps.assessments.operations.partners import TOPICS, tell_others
from maatwerk.apps.assessments.operations.results import settle_or_later
from maatwerk.apps.evidence.public import check_before_approval
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("opportunities.opportunity_closed")
def stop_tests(event: Event) -> None:
    """Stop, kindly, what is still open for work that was filled or withdrawn."""
    if event.object_id is not None:
        stop_orders_of(event.object_id)


@events.on("assessments.order_completed")
@events.on("assessments.order_expired")
def settle_results(event: Event) -> None:
    """Score what just ended; where the person sees results first, that is all. A failure undoes nobody's test."""
    if event.object_id is not None:
        settle_or_later(event.object_id)


for kind in TOPICS:
    events.on(kind)(tell_others)

# what tests say below: reliability and norms first, then a psychologist may approve (PSY-02, PSY-03)
check_before_approval(why_not)
