"""Who may touch the tables of organisations."""

from maatwerk.kernel.walls import ANYBODY, MEMBERS, ORGANISATION, Rows, Wall

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
}
