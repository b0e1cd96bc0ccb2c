"""On whose behalf a terminal command acts: an organisation, and a member whose name stands under what is done."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from maatwerk.cli.output import Stop
from maatwerk.cli.runtime import database

if TYPE_CHECKING:
    from maatwerk.apps.organisations.public import Member, Role

OPERATOR = "operator@localhost"


def add_acting_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags every command of an organisation knows."""
    parser.add_argument(
        "--organisation", "-o", metavar="NAME", help="web address of the organisation (default: the only one)"
    )
    parser.add_argument(
        "--as", dest="acting_as", metavar="EMAIL", default=os.environ.get("MAATWERK_AS", OPERATOR),
        help=f"the member who acts; stands in the event log (default: {OPERATOR})",
    )  # fmt: skip
    add_output_flags(parser)


def add_output_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags for language and form of the output."""
    parser.add_argument("--language", choices=("nl", "en"), default=_language(), help="language of sentences")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _language() -> str:
    wanted = os.environ.get("MAATWERK_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "nl" if wanted.lower().startswith("nl") else "en"


@contextmanager
def speaking(arguments: argparse.Namespace) -> Iterator[None]:
    """Open the database and speak the wished language; refusals of the product become sentences of the command."""
    with database():
        from django.utils import translation

        from maatwerk.kernel.refusals import Refusal

        with translation.override(arguments.language):
            try:
                yield
            except Refusal as refusal:
                raise Stop(refusal.sentence, code=refusal.code) from refusal


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


def _member(arguments: argparse.Namespace, *, found: bool) -> "Member":
    from maatwerk.apps.organisations.public import User, found_organisation, memberships

    user = User.objects.filter(email=arguments.acting_as).first()
    if user is None:
        if arguments.acting_as != OPERATOR:
            raise Stop(f"There is no account {arguments.acting_as}.", code="no_account")
        user = User.objects.create_user(OPERATOR, name="Operator")
    mine = {member.organisation.slug: member for member in memberships(user)}
    slug = arguments.organisation or _only(sorted(mine))
    if slug in mine:
        return mine[slug]
    if not found or user.email != OPERATOR:
        raise Stop(
            f"{arguments.acting_as} is not a member of an organisation “{slug}”. "
            f"Make it with: maatwerk organisation create {slug}",
            code="no_organisation",
        )
    found_organisation(
        user_id=user.pk, name=slug, slug=slug, roles=_every_role(), language=arguments.language
    )
    return next(member for member in memberships(user) if member.organisation.slug == slug)


def _every_role() -> "list[Role]":
    from maatwerk.apps.organisations.public import Role

    return [role for role in Role if role != Role.AMBASSADOR]


def _only(slugs: list[str]) -> str:
    if len(slugs) != 1:
        raise Stop(
            f"Say which organisation with --organisation ({', '.join(slugs) or 'none yet'}).",
            code="which_organisation",
        )
    return slugs[0]
