"""What may be done with models and advice, by whom, and which state follows which."""

from maatwerk.apps.advice.contracts import Values
from maatwerk.apps.advice.models import Advice, ModelVersion
from maatwerk.apps.organisations.public import Member, Role

State = ModelVersion.State

#: Which state may follow which, and the roles that may take the step.
STEPS: dict[tuple[str, str], tuple[Role, ...]] = {
    (State.DRAFT, State.REVIEWED): (Role.PSYCHOLOGIST, Role.ANALYST),
    (State.REVIEWED, State.APPROVED): (Role.PSYCHOLOGIST,),
    (State.APPROVED, State.LIVE): (Role.PSYCHOLOGIST, Role.ADMINISTRATOR),
    (State.RETIRED, State.LIVE): (Role.PSYCHOLOGIST,),  # roll back
    (State.LIVE, State.RETIRED): (Role.PSYCHOLOGIST, Role.ADMINISTRATOR),
    (State.DRAFT, State.DECLINED): (Role.PSYCHOLOGIST,),
    (State.REVIEWED, State.DECLINED): (Role.PSYCHOLOGIST,),
    (State.APPROVED, State.DECLINED): (Role.PSYCHOLOGIST,),
}


def next_states(state: str, member: Member) -> list[str]:
    """Return the states that `member` may move a version to from `state`."""
    return [after for (before, after), roles in STEPS.items() if before == state and member.has(*roles)]


def may_admit_features(member: Member) -> bool:
    """Only a psychologist says what may feed a model."""
    return member.has(Role.PSYCHOLOGIST)


def may_fit(member: Member) -> bool:
    """Psychologists and analysts ask for a new version; nothing they ask for becomes live by itself."""
    return member.has(Role.PSYCHOLOGIST, Role.ANALYST)


def may_steer(member: Member) -> bool:
    """Who may ask for a version may choose its weighting; what comes of it walks the same steps."""
    return member.has(Role.PSYCHOLOGIST, Role.ANALYST)


#: Versions that advise, or may still: of what is over nothing is chosen any more.
STEERED_STATES = (State.DRAFT, State.REVIEWED, State.APPROVED, State.LIVE)


def may_stop_vacancy(member: Member) -> bool:
    """Whoever works on a vacancy, or answers for the model, may stop its advice."""
    return member.has(Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.ADMINISTRATOR)


def may_stop_version(member: Member) -> bool:
    """Whoever answers for the model may stop a version everywhere."""
    return member.has(Role.PSYCHOLOGIST, Role.ADMINISTRATOR)


def may_resume(member: Member) -> bool:
    """Letting advice go on takes somebody who answers for it, not only who uses it."""
    return member.has(Role.PSYCHOLOGIST, Role.ADMINISTRATOR)


def status_for(verdict: str, values: Values) -> str:
    """Return what may be said: nothing without signal or evidence, and whether it is established here."""
    if verdict == ModelVersion.Verdict.NO_SIGNAL:
        return Advice.Status.NO_SIGNAL
    if all(value is None for value in values.values()):
        return Advice.Status.NO_EVIDENCE
    return Advice.Status.ADVICE if verdict == ModelVersion.Verdict.ESTABLISHED else Advice.Status.ON_PRIOR
