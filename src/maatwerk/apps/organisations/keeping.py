"""What organisations keeps: colleagues alone. Their accounts end with their work, not with a clock of applicants."""

from maatwerk.kernel.keeping import About, Kept, Until, Why

_STAFF = About.COLLEAGUE

KEPT = {
    "User": Kept(
        fields="password last_login email name language is_active created_at",
        why=Why.STAFF,
        until=Until.ACCOUNT,
        about=_STAFF,
        hidden="password",
    ),
    "Membership": Kept(
        fields="user_id role created_at until", why=Why.STAFF, until=Until.ACCOUNT, about=_STAFF
    ),
    "Invitation": Kept(
        fields="email roles token_hash invited_by_id created_at expires_at accepted_at until",
        why=Why.STAFF,
        until=Until.SHORT,
        about=_STAFF,
        hidden="token_hash",
    ),
    "Organisation": Kept(
        fields="name slug language jurisdiction is_simulated own_view_first shows_names follow_up_months created_at"
        " second_step_from second_step_for_all_from only_own_sign_in",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
    ),
    "Session": Kept(
        fields="session_key session_data expire_date user_id device began_at seen_at confined_to",
        why=Why.STAFF,
        until=Until.SHORT,
        about=_STAFF,
        hidden="session_key session_data",
    ),
    "IdentityProvider": Kept(
        fields="issuer client_id secret domains vouches_for_addresses trusts_second_step strong_acr is_on worked_at created_at",
        why=Why.RUNNING,
        until=Until.ORGANISATION,
        about=About.NOBODY,
        hidden="secret",
    ),
    "SignInDoor": Kept(fields="slug name", why=Why.RUNNING, until=Until.ORGANISATION, about=About.NOBODY),
    "StepReset": Kept(
        fields="user_id reason asked_by_id asked_at expires_at",
        why=Why.STAFF,
        until=Until.SHORT,
        about=_STAFF,
    ),
    "ProviderIdentity": Kept(
        fields="user_id issuer subject created_at", why=Why.STAFF, until=Until.ACCOUNT, about=_STAFF
    ),
}
