"""On whose behalf a terminal command acts: an organisation, and a member whose name stands under what is done."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from maatwerk.cli.output import Stop, _, language_of_terminal, translated
from maatwerk.cli.runtime import database

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member, Role
    from maatwerk.kernel.refusals import Refusal

OPERATOR = "operator@localhost"
#: What to type next, after a refusal of the product that has such an answer.
NEXT = {
    "no_features": "maatwerk model admit --results --reason …",
    "no_history": "maatwerk history import FILE --mapping MAP.toml",
    "not_cleared": "maatwerk register keep FILE.toml",
}


def add_acting_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags every command of an organisation knows."""
    parser.add_argument(
        "--organisation",
        "-o",
        metavar="NAME",
        help=_("web address of the organisation (default: the only one)"),
    )
    parser.add_argument(
        "--as", dest="acting_as", metavar="EMAIL", default=os.environ.get("MAATWERK_AS", OPERATOR),
        help=_("the member who acts; stands in the event log (default: operator@localhost)"),
    )  # fmt: skip
    add_output_flags(parser)


def add_output_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags for language and form of the output."""
    parser.add_argument(
        "--language", choices=("nl", "en"), default=language_of_terminal(), help=_("language of sentences")
    )
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


@contextmanager
def speaking(arguments: argparse.Namespace) -> Iterator[None]:
    """Open the database and speak the wished language; refusals of the product become sentences of the command.

    What was recorded is sealed at the end: a terminal has no worker that comes by each minute.
    """
    with database():
        from django.utils import translation

        from maatwerk.kernel import log
        from maatwerk.kernel.refusals import Refusal

        translation.activate(
            arguments.language
        )  # to the end of the process: what is said afterwards counts too
        try:
            yield
        except Refusal as refusal:
            raise _stop(refusal) from refusal
        log.seal_all()


def _stop(refusal: "Refusal") -> Stop:
    """Return a refusal of the product as the command says it, with the command that helps where there is one."""
    if refusal.code not in NEXT:
        return Stop("%(sentence)s", code=refusal.code, sentence=refusal.sentence)
    text = "{} {}".format(refusal.sentence, translated(_("With: %(command)s"), command=NEXT[refusal.code]))
    return Stop("%(sentence)s", code=refusal.code, sentence=text)


@contextmanager
def acting_member(arguments: argparse.Namespace, *, found: bool = False) -> Iterator["Member"]:
    """Act inside the organisation as the member; with `found`, an organisation that is missing is made.

    The terminal belongs to whoever may read the data folder, so the operator's own account has every role there.
    """
    with speaking(arguments):
        from maatwerk.kernel import tenancy

        member = _member(arguments, found=found)
        with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
            yield member


@contextmanager
def acting_if_known(arguments: argparse.Namespace) -> Iterator["Member | None"]:
    """Act as `acting_member` would, and make nothing: None where the account or its organisation is not there yet.

    An organisation that is not named, where there are several, is refused as it is there.
    """
    from maatwerk.apps.organisations.public import User, memberships
    from maatwerk.kernel import tenancy

    user = User.objects.filter(email=arguments.acting_as).first()
    mine = {member.organisation.slug: member for member in memberships(user)} if user else {}
    member = mine.get(arguments.organisation or (_only(sorted(mine), arguments.acting_as) if mine else ""))
    if member is None:
        yield None
        return
    with tenancy.acting(organisation=member.organisation.id, account=member.user_id):
        yield member


def _member(arguments: argparse.Namespace, *, found: bool) -> "Member":
    from maatwerk.apps.organisations.public import User, found_organisation, memberships

    user = User.objects.filter(email=arguments.acting_as).first()
    if user is None:
        if arguments.acting_as != OPERATOR:
            raise Stop(_("There is no account %(email)s."), code="no_account", email=arguments.acting_as)
        user = User.objects.create_user(OPERATOR, name="Operator")
    mine = {member.organisation.slug: member for member in memberships(user)}
    slug = arguments.organisation or _only(sorted(mine), arguments.acting_as)
    if slug in mine:
        return mine[slug]
    if not found or user.email != OPERATOR:
        raise Stop(
            _(
                "%(email)s is not a member of an organisation “%(name)s”. Act as somebody who is, with --as EMAIL, or "
                "make it with: maatwerk organisation create %(name)s"
            ),
            code="no_organisation",
            email=arguments.acting_as,
            name=slug,
        )
    found_organisation(
        user_id=user.pk, name=slug, slug=slug, roles=_every_role(), language=arguments.language
    )
    return next(member for member in memberships(user) if member.organisation.slug == slug)


def _every_role() -> "list[Role]":
    from maatwerk.apps.organisations.public import Role

    return [role for role in Role if role not in {Role.AMBASSADOR, Role.OUTSIDE_AUDITOR}]


def _only(slugs: list[str], email: str) -> str:
    if not slugs:
        raise Stop(
            _(
                "%(email)s is not a member of any organisation. Act as somebody who is with --as EMAIL, or make one with: "
                "maatwerk organisation create NAME"
            ),
            code="no_organisation",
            email=email,
        )
    if len(slugs) > 1:
        raise Stop(
            _("Say which organisation with --organisation (%(names)s)."),
            code="which_organisation",
            names=", ".join(slugs),
        )
    return slugs[0]
