"""A programme with a token, and an organisation that has everything it could read."""

import json
from base64 import b64encode
from typing import Any

from django.test import Client

from factories.loop import World
from maatwerk.apps.messages.connections import Opened, Wish, open_connection
from maatwerk.apps.messages.rules import SCOPES

EVERY_SCOPE = tuple(SCOPES)


class Caller:
    """A programme of somebody's own: calls with its token, in English."""

    def __init__(self, world: World, *scopes: str, days: int = 0) -> None:
        with world.acting() as member:
            wish = Wish(kind="api", name="Ours", scopes=scopes or EVERY_SCOPE, days=days)
            self.opened: Opened = open_connection(wish, by=member)
        self.client = Client(headers={"accept-language": "en"})

    @property
    def bearer(self) -> dict[str, str]:
        """The token as it is sent."""
        return {"Authorization": f"Bearer {self.opened.token}"}

    @property
    def basic(self) -> dict[str, str]:
        """The token as Harvest's users send it."""
        return {"Authorization": "Basic " + b64encode(f"{self.opened.token}:".encode()).decode()}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask for something below `/api/`."""
        sent = self.basic if path.startswith("harvest") else self.bearer
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            path if path.startswith("http") else f"/api/{path}",
            json.dumps(body) if body is not None else "",
            "application/json",
            headers=sent | named,
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read something."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """Send something."""
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        """Put something in the place of what is there."""
        return self.ask("PUT", path, body, **headers)
