"""Where we differ from allauth's defaults."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from backend import mail
from backend.accounts.models import Person

log = logging.getLogger("noticing.mail")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Whoever has just made an account has just typed its password: as good as signing in (step-up)."""

    def post_login(self, request: HttpRequest, user: Person, *, signup: bool, **options: Any) -> HttpResponse:
        if signup:
            record_authentication(request, user, method="password")
        response: HttpResponse = super().post_login(request, user, signup=signup, **options)
        return response

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Our own neutral text: allauth's would name the account. 503 where no mail goes out."""
        address = emailconfirmation.email_address
        composed = mail.compose(
            "address", address.user.language, address.email, {"link": link(request, emailconfirmation.key)}
        )
        try:
            sent = mail.to_be_had() and composed.send()
        except (smtplib.SMTPException, OSError) as failure:
            log.warning("a link could not be mailed: %s", type(failure).__name__)
            sent = False
        if not sent:
            raise ImmediateHttpResponse(JsonResponse({"status": 503}, status=503))


def link(request: HttpRequest, key: str) -> str:
    """Into the app, with the key in the fragment, which no browser ever sends: the app posts it."""
    origin = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    return f"{origin}/#/you/email/{key}"
