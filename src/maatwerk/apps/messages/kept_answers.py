"""What a token was answered under its Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), so that nothing is done twice.

The row is written in the transaction of what is done. Who asks the same at the same moment waits for that transaction:
when it commits they get its answer, when it is undone they do the work themselves.
"""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages.models import KeptAnswer
from maatwerk.apps.messages.rules import ANSWER_HOURS
from maatwerk.kernel import tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.site_key import locked, site_secret, unlocked


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was sent."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request under one key of one token; `asked` is the request itself, of which a keyed hash is kept."""

    connection_id: uuid.UUID
    key: str
    asked: bytes


def claim(asked: Asked) -> Answered | None:
    """Take a key: None for who is first and must answer now, else what was answered before.

    Raises
    ------
    Refusal
        The key was used for another request (422).
    """
    now, row_id = timezone.now(), new_id()
    KeptAnswer.objects.filter(expires_at__lte=now).delete()
    marks = {"connection_id": asked.connection_id, "key_hash": _mark(asked)}
    KeptAnswer.objects.bulk_create(
        [
            KeptAnswer(
                id=row_id,
                organisation_id=tenancy.current_organisation(),
                asked_hash=_hash(asked),
                expires_at=now + dt.timedelta(hours=ANSWER_HOURS),
                **marks,
            )
        ],
        ignore_conflicts=True,  # who asked the same first is waited for here
    )
    kept = KeptAnswer.objects.get(**marks)
    if kept.pk == row_id:
        return None
    if not hmac.compare_digest(kept.asked_hash, _hash(asked)):
        raise Refusal(
            _("This Idempotency-Key was used for another request. Use a new one for every request."),
            code="idempotency_key_used",
            status=422,
        )
    return _opened(kept, asked)


def keep_answer(asked: Asked, answered: Answered) -> None:
    """Keep what is answered, for whoever asks the same again."""
    plain = json.dumps([answered.status, answered.headers, answered.body]).encode()
    sealed = locked(_key(asked), plain, context=asked.connection_id.bytes)
    KeptAnswer.objects.filter(connection_id=asked.connection_id, key_hash=_mark(asked)).update(sealed=sealed)


def _opened(kept: KeptAnswer, asked: Asked) -> Answered:
    opened = unlocked(_key(asked), bytes(kept.sealed), context=asked.connection_id.bytes)
    return Answered(*json.loads(opened))


def _mark(asked: Asked) -> str:
    return token_hash(f"{asked.connection_id}:{asked.key}")


def _hash(asked: Asked) -> str:
    return hmac.digest(_key(asked), asked.asked, "sha256").hex()


def _key(asked: Asked) -> bytes:
    """Return the key that opens an answer: made of the caller's own, which is kept nowhere."""
    secret = site_secret(f"answers:{asked.connection_id}")
    return hashlib.sha256(secret + asked.key.encode()).digest()
