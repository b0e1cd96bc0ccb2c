"""How the second step at sign-in behaves here: secrets sealed under the site's key, the name that apps show."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from maatwerk.kernel.site_key import locked, site_secret, unlocked

_SEALED = "sealed:"


class StepsAdapter(DefaultMFAAdapter):
    """What differs from the library's own ways."""

    def get_totp_issuer(self) -> str:
        """Name the account in somebody's app."""
        return "Maatwerk"

    def encrypt(self, text: str) -> str:
        """Seal the secret of an app, or the seed of recovery codes: a dump of the database alone opens nothing."""
        sealed = locked(site_secret("second-step"), text.encode(), context=None)
        return _SEALED + base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed; what was kept before secrets were sealed is still readable."""
        if not encrypted_text.startswith(_SEALED):
            return encrypted_text
        sealed = base64.b64decode(encrypted_text.removeprefix(_SEALED))
        return unlocked(site_secret("second-step"), sealed, context=None).decode()
