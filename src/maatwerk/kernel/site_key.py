"""The key of this site: a file, not in the database, so that a dump of the database alone opens nothing."""

import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def site_secret(purpose: str) -> bytes:
    """Return 32 bytes that this site alone can make, other ones for every purpose (HKDF from the master key)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"maatwerk:{purpose}".encode()).derive(
        master_key()
    )


def locked(key: bytes, content: bytes, *, context: bytes | None) -> bytes:
    """Return content encrypted under a key (AES-256-GCM), bound to what it belongs to, so that it opens nowhere else."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context)


def unlocked(key: bytes, sealed: bytes, *, context: bytes | None) -> bytes:
    """Return what was locked; `cryptography.exceptions.InvalidTag` where the key or the context is another."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)


@cache
def master_key() -> bytes:
    """Return the site's master key, made once. Without the file no sealed detail can be read: back it up, apart."""
    file = settings.MASTER_KEY_FILE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_bytes(AESGCM.generate_key(256))
        try:
            os.link(half, file)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            half.unlink()
    key: bytes = file.read_bytes()
    return key
