"""Where the library's own steps of signing in meet an organisation's own sign-in."""

import uuid
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse

from maatwerk.apps.organisations.models import User
from maatwerk.apps.organisations.session_store import CONFINED, SECOND_STEP_THERE

METHOD = "own_sign_in"


def come_in(
    request: HttpRequest, user: User, *, organisation: uuid.UUID, second_step: bool, leads_to: str
) -> HttpResponse:
    """Sign somebody in whom their organisation's provider knows; our own second step follows where theirs does not count."""
    record_authentication(request, user, METHOD, organisation=organisation.hex)
    said = {"organisation": organisation.hex, "second_step": second_step}
    login = Login(user=user, email_verification="none", redirect_url=leads_to, state={METHOD: said})
    response: HttpResponse = perform_login(request, login)
    return response


class SecondStepStage(AuthenticateStage):
    """Asks for a code or passkey, unless the provider did and that counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        said: dict[str, Any] = self.login.state.get(METHOD, {})
        return not said.get("second_step") and bool(super()._should_handle(request))


class ConfiningStage(LoginStage):
    """The last step: what opened the session is written into it, or rubbed out."""

    key = "maatwerk_confining"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Confine the session to the organisation whose provider opened it."""
        said: dict[str, Any] = self.login.state.get(METHOD, {})
        for name in (CONFINED, SECOND_STEP_THERE):
            self.request.session.pop(name, None)
        if said:
            self.request.session[CONFINED] = str(uuid.UUID(said["organisation"]))
            self.request.session[SECOND_STEP_THERE] = bool(said["second_step"])
        return None, True
