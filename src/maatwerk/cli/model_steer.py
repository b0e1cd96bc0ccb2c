"""`maatwerk model steer`: other weightings of a version beside today's, and the choice of one with a reason."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from maatwerk.cli.acting import acting_member, add_acting_flags, speaking
from maatwerk.cli.output import Stop, _, say_json, tell

if TYPE_CHECKING:
    from maatwerk.apps.advice.public import VersionRow
    from maatwerk.apps.audits.public import StudyRow
    from maatwerk.apps.organisations.public import Member


Find = Callable[[str | None, int | None], "VersionRow"]


def add_command(verbs: Any, find: Find) -> None:
    """Add the command; `find` returns the version of a job family that is meant, the one that advises without a number."""
    parser = verbs.add_parser(
        "steer",
        help=_("show other weightings of a version, the same for everybody; choose one with a reason"),
    )
    parser.add_argument(
        "--job-family", "-j", metavar="NAME", help=_("the job family (default: the only one)")
    )
    parser.add_argument(
        "--version", type=int, metavar="N", help=_("number of the version (default: the one that advises)")
    )
    parser.add_argument(
        "--choose", metavar="KEY", help=_("choose this weighting (without: nothing is changed)")
    )
    parser.add_argument("--reason", default="", help=_("your reason; it is kept with the version"))
    add_acting_flags(parser)
    parser.set_defaults(run=steer, find=find)


def steer(arguments: argparse.Namespace) -> int:
    """Draw other weightings behind the audit wall and print them; with --choose, make a draft of one."""
    with speaking(arguments):
        with acting_member(arguments) as member:
            from maatwerk.apps.audits.public import DRAWING_ROLES, draw, study_of, why_nothing
            from maatwerk.apps.organisations.public import require_role
            from maatwerk.kernel import events

            require_role(member, *DRAWING_ROLES)
            row: VersionRow = arguments.find(arguments.job_family, arguments.version)
            draw(row.id)
            found = study_of(row.id)
            if found is None or found.why_not:
                why = why_nothing(found) if found else ""
                raise Stop("%(why)s", code=found.why_not if found else "nothing_drawn", why=why)
            events.record("audits.steering_seen", object_id=row.id, study=str(found.id))
        if arguments.choose:
            return _choose(arguments, member, row)
        _print(arguments, row, found)
    return 0


def _choose(arguments: argparse.Namespace, member: "Member", row: "VersionRow") -> int:
    from maatwerk.apps.advice.public import KEPT_AS_IT_IS, propose_steered
    from maatwerk.apps.audits.public import choose, compute_impact
    from maatwerk.kernel import tenancy

    organisation, account = member.organisation.id, member.user_id
    with tenancy.acting(organisation=organisation, account=account):
        made = choose(version_id=row.id, key=arguments.choose, reason=arguments.reason, by=member)
    if arguments.choose == KEPT_AS_IT_IS:
        if arguments.json:
            say_json({"version": row.number, "id": row.id, "verdict": row.verdict, "state": row.state})
        else:
            tell(_("Written down: version %(number)d stays as it is."), number=row.number)
        return 0
    with tenancy.acting(organisation=organisation, account=account, using="scoring"):
        draft = propose_steered(steering_id=made)
    with tenancy.acting(organisation=organisation, account=account):
        compute_impact(version_id=draft.pk)
    if arguments.json:
        say_json({"version": draft.number, "id": draft.pk, "verdict": draft.verdict, "state": draft.state})
    else:
        tell(
            _("Version %(number)d is a draft (%(verdict)s). Show it with: maatwerk model show"),
            number=draft.number,
            verdict=draft.get_verdict_display(),
        )
    return 0


def _print(arguments: argparse.Namespace, row: "VersionRow", found: "StudyRow") -> None:
    study = found.study
    if arguments.json:
        say_json({"version": row.number, "start": found.start, "end": found.end, **study})
        return
    tell(
        _(
            "Version %(number)d on %(applicants)d applicants (%(start)s to %(end)s) and %(worked)d people who worked here."
        ),
        number=row.number,
        start=found.start,
        end=found.end,
        applicants=study["applicants"],
        worked=study["worked"],
    )
    middle = len(study["cuts"]) // 2
    tell(
        _("Impact ratios on a shortlist of %(share)d%% of the applicants."),
        share=round(100 * study["cuts"][middle]),
    )
    for one in study["weightings"]:
        shares = ", ".join(f"{name} {share:.0%}" for name, share in one["shares"].items())
        tell(
            _("%(key)-24s validity %(estimate).3f (%(low).3f to %(high).3f)   %(shares)s"),
            key=one["key"],
            shares=shares,
            **one["validity"],
        )
        for group, ratios in zip(study["groups"], one["impact"], strict=True):
            tell(
                _("    %(group)-20s impact ratio %(estimate).2f (%(low).2f to %(high).2f)"),
                group=f"{group['attribute']}: {group['group']}",
                **ratios[middle],
            )
