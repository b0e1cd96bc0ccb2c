"""A passkey in software: makes the answers that a browser and its authenticator give to a site (WebAuthn Level 2)."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    """One key pair for one site."""

    def __init__(self, *, site: str = "localhost", origin: str = "http://localhost") -> None:
        self.origin, self._site = origin, hashlib.sha256(site.encode()).digest()
        self._private, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer to the options of a registration."""
        public = ES256.from_cryptography_key(self._private.public_key())
        data = AuthenticatorData.create(
            self._site,
            PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(bytes(16), self.id, public),
        )
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", options)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def signed(self, options: dict[str, Any], user: str = "") -> dict[str, Any]:
        """Answer to the options of a sign-in."""
        client = self._client("webauthn.get", options)
        data = AuthenticatorData.create(self._site, PRESENT_AND_VERIFIED, 1)
        signature = self._private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(user.encode()),
        }
        return self._credential(response) | {"clientExtensionResults": {}}

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        key = websafe_encode(self.id)
        return {"type": "public-key", "id": key, "rawId": key, "response": response}
