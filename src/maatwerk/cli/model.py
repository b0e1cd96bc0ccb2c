"""`maatwerk model admit|fit|show|steer|approve|replay`."""

import argparse
import uuid
from typing import TYPE_CHECKING, Any

from maatwerk.cli import model_steer
from maatwerk.cli.acting import acting_member, add_acting_flags, speaking
from maatwerk.cli.output import Stop, _, counted_people, ngettext, say, say_json, tell, translated

if TYPE_CHECKING:
    from maatwerk.apps.advice.public import VersionRow
    from maatwerk.apps.opportunities.public import JobFamilyRow
    from maatwerk.apps.organisations.public import Member

STEPS = ("reviewed", "approved", "live")
STATES = {
    "draft": _("draft"),
    "reviewed": _("reviewed"),
    "approved": _("approved"),
    "live": _("live"),
    "retired": _("retired"),
    "declined": _("declined"),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands about models."""
    parser = commands.add_parser("model", help=_("say what may feed a model; fit, show and approve it"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    admit = verbs.add_parser("admit", help=_("a psychologist lets constructs feed the model, with a reason"))
    _family_flag(admit)
    admit.add_argument(
        "--results", action="store_true", help=_("all test results (approves their instruments)")
    )
    admit.add_argument(
        "--facts", action="store_true", help=_("all job facts: an exception that every advice shows")
    )
    admit.add_argument(
        "--construct", action="append", default=[], metavar="KEY", help=_("one construct; repeat for more")
    )
    admit.add_argument("--reason", required=True, help=_("why this is relevant for the work"))
    admit.add_argument(
        "--importance",
        type=int,
        choices=(0, 1, 2, 3),
        default=0,
        help=_("what experts expect, from 0 (nothing) to 3 (strong)"),
    )
    admit.add_argument(
        "--hinders", action="store_true", help=_("more of it is expected to make people leave")
    )
    admit.add_argument("--source", default="", help=_("what the expectation rests on"))
    add_acting_flags(admit)
    admit.set_defaults(run=admit_features)

    fit = verbs.add_parser("fit", help=_("propose a version: fit, validate, let the gate decide"))
    _family_flag(fit)
    add_acting_flags(fit)
    fit.set_defaults(run=fit_version)

    show = verbs.add_parser("show", help=_("show a version: weights, validity, impact, state"))
    _family_flag(show)
    show.add_argument(
        "--version", type=int, metavar="N", help=_("number of the version (default: the newest)")
    )
    add_acting_flags(show)
    show.set_defaults(run=show_version)

    again = verbs.add_parser(
        "replay", help=_("compute every advice again: each must give the identical numbers")
    )
    add_acting_flags(again)
    again.set_defaults(run=replay_advice)

    model_steer.add_command(verbs, find_advising)
    _add_steps(verbs)


def _add_steps(verbs: Any) -> None:
    """Add the commands that take a version from one state to another."""
    approve = verbs.add_parser("approve", help=_("take a version through review and approval"))
    _family_flag(approve)
    approve.add_argument(
        "--version", type=int, metavar="N", help=_("number of the version (default: the newest)")
    )
    approve.add_argument("--to", choices=STEPS, default="live", help=_("how far (default: live)"))
    approve.add_argument("--reason", required=True, help=_("your reason; it is kept with the version"))
    add_acting_flags(approve)
    approve.set_defaults(run=approve_version)

    _step_command(verbs, "decline", to="declined", about=_("decline a proposed version, with a reason"))
    _step_command(verbs, "roll-back", to="live", about=_("let a retired version advise again"))


def _step_command(verbs: Any, name: str, *, to: str, about: str) -> None:
    """Add a command that takes a version one step, which never is the newest by accident."""
    parser = verbs.add_parser(name, help=about)
    _family_flag(parser)
    parser.add_argument("--version", type=int, metavar="N", required=True, help=_("number of the version"))
    parser.add_argument("--reason", required=True, help=_("your reason; it is kept with the version"))
    add_acting_flags(parser)
    parser.set_defaults(run=step_version, to=to, only_from="retired" if to == "live" else None)


def _family_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--job-family", "-j", metavar="NAME", help=_("the job family (default: the only one)")
    )


def find_family(name: str | None) -> "JobFamilyRow":
    """Return the job family meant, or stop with the names that exist."""
    from maatwerk.apps.opportunities.public import job_families, job_family_named

    known = job_families()
    found = job_family_named(name) if name else known[0] if len(known) == 1 else None
    if found is not None:
        return found
    if not known:
        raise Stop(
            _(
                "There is no job family yet; the first comes with a history: maatwerk history import FILE --mapping MAP.toml"
            ),
            code="no_job_family",
        )
    raise Stop(
        _("Say which job family with --job-family (%(names)s)."),
        code="which_job_family",
        names=", ".join(row.name for row in known),
    )


def find_version(family: "JobFamilyRow", number: int | None) -> "VersionRow":
    """Return the version meant, with its steps; the newest without a number."""
    from maatwerk.apps.advice.public import version, versions

    for row in versions(family.id):
        if number in (None, row.number):
            return version(row.id)
    raise Stop(_("There is no such version. Make one with: maatwerk model fit"), code="no_version")


def find_advising(name: str | None, number: int | None) -> "VersionRow":
    """Return the version meant; without a number the one that advises, or the newest where none does."""
    from maatwerk.apps.advice.public import live_version

    family = find_family(name)
    live = live_version(family.id)
    return find_version(family, number or (live.number if live else None))


def admit_features(arguments: argparse.Namespace) -> int:
    """Let constructs feed the models of a job family."""
    with acting_member(arguments) as member:
        from maatwerk.apps.advice.public import Admission, admit_feature

        family = find_family(arguments.job_family)
        wanted = _wanted_concepts(arguments)
        if arguments.results:
            _approve_instruments(arguments.reason, member)
        for concept_id, kind in wanted:
            admission = Admission(
                concept_id=concept_id,
                kind=kind,
                reason=arguments.reason,
                importance=arguments.importance,
                helps=not arguments.hinders,
                prior_source=arguments.source,
            )
            admit_feature(job_family_id=family.id, admission=admission, by=member)
        if arguments.json:
            say_json({"job_family": family.name, "admitted": len(wanted)})
        else:
            sentence = ngettext(
                "%(count)d construct may now feed the models of %(family)s.",
                "%(count)d constructs may now feed the models of %(family)s.",
                len(wanted),
            )
            say(sentence % {"count": len(wanted), "family": family.name})
    return 0


def _wanted_concepts(arguments: argparse.Namespace) -> list[tuple[uuid.UUID, str]]:
    from maatwerk.apps.skills.public import concepts

    wanted = [
        (row.id, "job_fact" if row.kind == "job_fact" else "instrument_result")
        for row in concepts()
        if row.key in arguments.construct
        or (arguments.results and row.kind == "construct")
        or (arguments.facts and row.kind == "job_fact")
    ]
    if not wanted:
        names = ", ".join(sorted(row.key for row in concepts()))
        raise Stop(
            _("Say what to admit: --results, --facts or --construct KEY. There are: %(names)s."),
            code="nothing_to_admit",
            names=names,
        )
    return wanted


def _approve_instruments(reason: str, member: "Member") -> None:
    """Approve what nothing stands against; a draft of a test waits for its own gates, and feeds nothing until then."""
    from maatwerk.apps.evidence.public import approve_instrument, instruments, reasons_against

    for row in instruments():
        if not row.approved and not reasons_against(row.id):
            approve_instrument(instrument_id=row.id, reason=reason, by=member)


def fit_version(arguments: argparse.Namespace) -> int:
    """Fit and validate a draft on the scoring login, then count its impact behind the audit wall."""
    with speaking(arguments):
        with acting_member(arguments) as member:
            family = find_family(arguments.job_family)
        from maatwerk.apps.advice.public import propose_version
        from maatwerk.apps.audits.public import compute_impact
        from maatwerk.kernel import tenancy

        organisation, account = member.organisation.id, member.user_id
        with tenancy.acting(organisation=organisation, account=account, using="scoring"):
            made = propose_version(job_family_id=family.id, because="asked")
        with tenancy.acting(organisation=organisation, account=account):
            compute_impact(version_id=made.pk)
        return show_version(arguments)


def show_version(arguments: argparse.Namespace) -> int:
    """Show everything a version states about itself."""
    with acting_member(arguments):
        family = find_family(arguments.job_family)
        row = find_version(family, getattr(arguments, "version", None))
        shown = describe(row, family.name, arguments.language)
    if arguments.json:
        say_json(shown)
    else:
        _say_version(shown)
    return 0


def describe(row: "VersionRow", family: str, language: str) -> dict[str, Any]:
    """Return a version as plain values: weights old and new, validity with intervals and n, impact, steps."""
    from maatwerk.apps.audits.public import impact_of_version

    labels = {feature.key: feature.label(language) for feature in row.features}
    return {
        "job_family": family,
        "version": row.number,
        "id": row.id,
        "state": row.state,
        "verdict": row.verdict,
        "says": row.validity["gate"][language],
        "outcomes_needed": row.outcomes_needed,
        "people": row.n_people,
        "separations": row.n_separations,
        "absolute_rates": row.absolute_rates,
        "exceptions": [feature.label(language) for feature in row.features if feature.is_exception],
        "weights": [
            {
                "name": weight["name"],
                "label": labels.get(weight["name"].partition("=")[0], weight["name"]),
                "expert": weight["prior_mean"],
                "weight": weight["weight"],
                "low": weight["weight_low"],
                "high": weight["weight_high"],
            }
            for weight in row.fitted["features"]
        ],
        "validity": row.validity["validity"],
        "impact": [
            {"attribute": found.attribute, "table": found.table} for found in impact_of_version(row.id)
        ],
        "fingerprint": row.training_fingerprint,
        "steps": [
            {"from": s.from_state, "to": s.to_state, "reason": s.reason, "at": s.at} for s in row.steps
        ],
    }


def _say_version(shown: dict[str, Any]) -> None:
    tell(
        _("%(family)s, version %(number)d: %(state)s"),
        family=shown["job_family"],
        number=shown["version"],
        state=translated(STATES[shown["state"]]),
    )
    say(shown["says"])
    tell(
        _(
            "%(people)s, %(left)d left. Weights are log-odds of leaving per standard deviation; more means sooner:"
        ),
        people=counted_people(shown["people"]),
        left=shown["separations"],
    )
    for weight in shown["weights"]:
        tell(
            _("  %(name)-44s expert %(expert)+.2f   now %(weight)+.2f  (%(low)+.2f to %(high)+.2f)"),
            **weight | {"name": f"{weight['label']} ({weight['name']})"},
        )
    validity = shown["validity"]
    if validity is None:
        tell(_("Too few people for a cross-validation."))
        return
    say_estimate(translated(_("concordance")), validity["concordance"])
    for entry in validity["at"]:
        name = translated(_("skill over no model at %(months)g months"), months=entry["months"])
        say_estimate(name, entry["skill"])


def say_estimate(name: str, found: dict[str, Any] | None) -> None:
    """Print one estimate with its interval, how sure that is, and n."""
    if found is None:
        tell(_("  %(name)s: cannot be computed on these people"), name=name)
    else:
        tell(
            _("  %(name)s: %(estimate).4f (%(sure)g%% interval %(low).4f to %(high).4f, n = %(n)d)"),
            **found | {"name": name, "sure": 100 * found["confidence"]},
        )


def approve_version(arguments: argparse.Namespace) -> int:
    """Take a version step by step to the wished state, each step with the same reason."""
    with acting_member(arguments) as member:
        from maatwerk.apps.advice.public import move_version

        family = find_family(arguments.job_family)
        row = find_version(family, arguments.version)
        states = ("draft", *STEPS)
        if row.state not in states or states.index(row.state) >= states.index(arguments.to):
            raise _no_step(row, row.state)
        for state in states[states.index(row.state) + 1 : states.index(arguments.to) + 1]:
            move_version(version_id=row.id, to=state, reason=arguments.reason, by=member)
        _say_state(arguments, family, row)
    return 0


def step_version(arguments: argparse.Namespace) -> int:
    """Decline a version, or roll back to one: each one step by a psychologist, with a reason."""
    with acting_member(arguments) as member:
        from maatwerk.apps.advice.public import move_version

        family = find_family(arguments.job_family)
        row = find_version(family, arguments.version)
        if arguments.only_from not in (None, row.state):  # an approved version goes live by `approve`
            raise _no_step(row, row.state)
        move_version(version_id=row.id, to=arguments.to, reason=arguments.reason, by=member)
        _say_state(arguments, family, row)
    return 0


def _say_state(arguments: argparse.Namespace, family: "JobFamilyRow", row: "VersionRow") -> None:
    if arguments.json:
        say_json({"job_family": family.name, "version": row.number, "state": arguments.to})
        return
    tell(
        _("%(family)s, version %(number)d is now: %(state)s."),
        family=family.name,
        number=row.number,
        state=translated(STATES[arguments.to]),
    )


def _no_step(row: "VersionRow", state: str) -> Stop:
    return Stop(
        _("Version %(number)d is %(state)s already; nothing was changed."),
        code="no_such_step",
        number=row.number,
        state=translated(STATES[state]),
    )


def replay_advice(arguments: argparse.Namespace) -> int:
    """Compute every advice again on the scoring login; status 1 when any number differs."""
    with acting_member(arguments) as member:
        from maatwerk.apps.advice.public import replay_all
        from maatwerk.kernel import tenancy

        with tenancy.acting(organisation=member.organisation.id, account=member.user_id, using="scoring"):
            found = replay_all()
        if arguments.json:
            say_json({"replayed": found.replayed, "identical": found.identical, "erased": found.erased})
        else:
            tell(
                _("Advices with the identical numbers: %(identical)d of %(replayed)d; erased: %(erased)d."),
                identical=found.identical,
                replayed=found.replayed,
                erased=found.erased,
            )
    return 0 if found.identical == found.replayed else 1
