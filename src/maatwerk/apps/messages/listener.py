"""A mail server for answers only: takes what conversations are addressed by, and relays nothing."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async

from maatwerk.apps.messages.inbound import Taken, knows, take
from maatwerk.apps.messages.rules import LARGEST_MAIL
from maatwerk.kernel.jobs import let_go

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

logger = logging.getLogger(__name__)
MOST_RECIPIENTS = 5
#: What the sending server hears (RFC 5321, section 4.2; RFC 3463 for the enhanced code).
ANSWERS = {
    Taken.KEPT: "250 2.0.0 Taken",
    Taken.SEEN: "250 2.0.0 Taken before",
    Taken.AUTOMATIC: "250 2.0.0 Noted",
    Taken.BOUNCE: "250 2.0.0 Noted",
    Taken.UNKNOWN: "550 5.1.1 No such address",
    Taken.TOO_LARGE: "552 5.3.4 Too large",
    Taken.LOOP: "554 5.4.6 This mail goes in circles",
    Taken.TOO_MANY: "450 4.7.1 Too many messages here; later, please",
}


class Doorkeeper:
    """What the server does with each recipient and each mail."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: "SMTP", session: "Session", envelope: "Envelope", address: str, options: list[str]
    ) -> str:
        """Accept an address that a conversation has, and no other."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            known = await sync_to_async(_in_thread, thread_sensitive=False)(knows, address)
        except Exception:
            logger.exception("asking for an address failed")
            return "451 4.3.0 Not now"
        if not known:
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: "SMTP", session: "Session", envelope: "Envelope"
    ) -> str:
        """Take a mail in, for every address it was accepted for; what fails on our side is asked for again."""
        raw = envelope.original_content or b""
        answer = ANSWERS[Taken.UNKNOWN]
        for address in envelope.rcpt_tos:
            try:
                taken = await sync_to_async(_in_thread, thread_sensitive=False)(
                    take, raw, recipient=address, sender=envelope.mail_from or ""
                )
            except Exception:
                logger.exception("taking mail in failed")
                return "451 4.3.0 Not now"
            answer = ANSWERS[taken]
        return answer


def serve(host: str, port: int, *, ready: Any = None) -> None:
    """Take mail in until the process is ended."""
    asyncio.run(_serve(host, port, ready))


async def _serve(host: str, port: int, ready: Any) -> None:
    from aiosmtpd.smtp import SMTP

    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(Doorkeeper(), data_size_limit=LARGEST_MAIL, ident="Maatwerk", loop=loop)

    server = await loop.create_server(connection, host, port)
    if ready is not None:
        ready()
    async with server:
        await server.serve_forever()


def _in_thread(function: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return function(*arguments, **named)
    finally:
        let_go()
