"""Keys of rows: ordered by time (RFC 9562, version 7), so that indexes grow at one end."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a fresh key. Persons get a random `uuid4` instead: their key may not even tell when they came."""
    milliseconds = time.time_ns() // 1_000_000
    value = int.from_bytes(milliseconds.to_bytes(6, "big") + os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # section 5.7: version
    value = value & ~(0x3 << 62) | 0x2 << 62  # section 5.7: variant
    return uuid.UUID(int=value)
