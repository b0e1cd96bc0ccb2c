"""How the sign-in library behaves here: mails in the reader's language, answers that lead on."""

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.models import User
from maatwerk.kernel.refusals import Refusal

_STAGES = "maatwerk.apps.organisations.own_sign_in.stages"


class AccountAdapter(DefaultAccountAdapter):
    """What differs from the library's own ways."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Keep the name and the language somebody signs up with."""
        user.name = form.cleaned_data["name"]
        user.language = request.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def get_login_stages(self) -> list[str]:
        """Let an organisation's own sign-in take part: its second step may count, and its sessions are confined."""
        ours = {"allauth.mfa.stages.AuthenticateStage": f"{_STAGES}.SecondStepStage"}
        return [ours.get(path, path) for path in super().get_login_stages()] + [f"{_STAGES}.ConfiningStage"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show pages in the language of who signed in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                path=settings.LANGUAGE_COOKIE_PATH,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return response

    def format_email_subject(self, subject: str) -> str:
        """Leave a subject as it is: the sender says who writes."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the reader's language. These mails are waited for, so they go out at once or are refused."""
        known = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        try:
            with translation.override(known or translation.get_language()):
                super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            raise Refusal(
                _(
                    "We cannot send mail at this moment, and without it this step cannot be finished."
                    " Try again in a few minutes."
                ),
                code="no_mail",
                status=503,
            ) from error
