"""Who may touch the tables of organisations."""

from maatwerk.kernel.walls import ANYBODY, MEMBERS, ORGANISATION, PUBLISHED, Rows, Wall

_MINE = Rows(
    "id = (SELECT organisation_or_none()) OR EXISTS (SELECT 1 FROM organisations_membership m"
    " WHERE m.organisation_id = organisations_organisation.id AND m.user_id = (SELECT current_account()))",
    "id = (SELECT current_organisation())",
)

WALLS = {
    "User": Wall(
        rows=ANYBODY,
        app="SELECT, INSERT, UPDATE",
        audit="SELECT (id, name)",
        reason="whoever signs in belongs to no organisation yet",
    ),
    "Organisation": Wall(
        rows=_MINE,
        app="SELECT, INSERT, UPDATE",
        scoring="SELECT (id, slug, is_simulated, follow_up_months)",
        scoring_sees=Rows("id = (SELECT current_organisation())", "false"),  # it may not look at memberships
        audit="SELECT",
    ),
    "Membership": Wall(rows=MEMBERS, app="SELECT, INSERT, DELETE", audit="SELECT"),
    "Invitation": Wall(rows=ORGANISATION, app="SELECT, INSERT, UPDATE, DELETE"),
    "Session": Wall(
        rows=ANYBODY,
        app="SELECT, INSERT, UPDATE, DELETE",
        reason="needed before an organisation is known: whoever signs in has none yet",
    ),
    "IdentityProvider": Wall(
        rows=ORGANISATION,
        app="SELECT, INSERT, UPDATE, DELETE",
        audit="SELECT (id, organisation_id, issuer, domains, vouches_for_addresses, trusts_second_step, is_on)",
    ),
    "SignInDoor": Wall(
        rows=PUBLISHED,
        app="SELECT, INSERT, UPDATE, DELETE",
        reason="who signs in acts for no organisation yet; the row is there while the organisation's own sign-in is on",
    ),
    "ProviderIdentity": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
    "StepReset": Wall(rows=ORGANISATION, app="SELECT, INSERT, DELETE"),
}
