"""What can be wrong with an organisation's own sign-in, each in a sentence for whoever stands before it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maatwerk.kernel.refusals import Refusal

_AGAIN = _("Start again from the sign-in page. If it happens again, tell your administrator.")
_SENTENCES: dict[str, str | Promise] = {
    "unreachable": _("The provider does not answer. Check its address, and whether this server may call it."),
    "no_discovery": _("This address is no OpenID provider: it gives no description of itself."),
    "other_issuer": _(
        "The provider calls itself by another address than the one in the settings. Copy its issuer exactly, with or"
        " without the last slash."
    ),
    "not_over_tls": _("The provider must be called by https://."),
    "no_code": _("The provider does not offer the authorization code way of signing in."),
    "no_keys": _("The provider publishes no key with which its answers could be checked."),
    "wrong_client": _(
        "The provider does not accept our client ID and secret, or the way back. Check all three in its settings."
    ),
    "code_refused": _("The provider did not accept the answer that came back. Each answer works once and not for long."),
    "cancelled": _("You stopped, or the provider did not let you in."),
    "no_start": _("This sign-in was not started in this browser, or too long ago, or it was used already."),
    "mixed_up": _("The answer came from another provider than the one that was asked."),
    "token": _("The answer of the provider could not be checked, so nobody was let in."),
    "no_address": _("The provider gives no e-mail address. It must share the scope “email”."),
    "unverified": _("The provider does not say that your e-mail address is verified, so it proves nothing."),
    "other_domain": _("Your e-mail address belongs to none of the domains that this organisation named."),
    "not_member": _(
        "You are no member of this organisation yet. Ask an administrator to invite you by the address of this account."
    ),
    "accept_first": _(
        "You have an invitation and an account already. Open the link in the mail once, and sign in there with your"
        " password; after that you can come in this way."
    ),
    "linked_otherwise": _(
        "Your address is tied here to another account of the provider. An administrator can undo that under Members."
    ),
    "closed_account": _("This account is closed."),
    "signed_in_otherwise": _("You are signed in as somebody else. Sign out first."),
}  # fmt: skip


class Trouble(Refusal):
    """Somebody cannot come in this way; `code` says why, in the event log as well."""

    status = 403

    def __init__(self, code: str, *, detail: str = "") -> None:
        super().__init__(_SENTENCES[code], code=code, status=410 if code == "no_start" else 0)
        self.detail = detail  # of the library or provider, for the server's own log

    @property
    def starts_again(self) -> bool:
        """Whether trying anew may help the person, without anybody changing a setting."""
        return self.code in {"code_refused", "cancelled", "no_start", "mixed_up", "token", "unreachable"}


def again() -> str | Promise:
    """What to do where trying anew may help."""
    return _AGAIN
