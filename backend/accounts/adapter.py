"""Our changes to allauth's defaults."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from backend import mail
from backend.accounts import devices
from backend.accounts.authentication import recently_proved
from backend.accounts.models import Person

log = logging.getLogger("noticing.mail")

#: The name in the session's data of the authentication hash at the beginning of a sign-in. It changes with
#: the password.
AUTH_HASH = "begun_with"
PASSKEY_SIGN_UP = "allauth.mfa.webauthn.stages.PasskeySignupStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Counts a recent sign-in or sign-up as recent proof of identity (step-up)."""

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), PASSKEY_SIGN_UP]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not recently_proved(self.request.session, self.request.user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's key begins with the Host header, whose port and case a client can vary to evade the limit.
        # Upper case, since databases compare user names case-insensitively that way.
        return str(credentials.get("username", "")).upper()

    def pre_login(self, request: HttpRequest, user: Person, **options: Any) -> HttpResponse | None:
        # A sign-in that waits for its second step expires within minutes.
        request.session.set_expiry(settings.ACCOUNT_LOGIN_TIMEOUT)
        request.session[AUTH_HASH] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response

    def login(self, request: HttpRequest, user: Person) -> None:
        if request.session.pop(AUTH_HASH, "") != user.get_session_auth_hash():
            # The password has changed since this sign-in began, so it has to begin again.
            request.session.flush()
            raise ImmediateHttpResponse(HttpResponse(status=401))
        super().login(request, user)
        request.session.set_expiry(None)
        devices.record(request, user)

    def post_login(self, request: HttpRequest, user: Person, *, signup: bool, **options: Any) -> HttpResponse:
        if signup:
            record_sign_up(request, user)
        response: HttpResponse = super().post_login(request, user, signup=signup, **options)
        return response

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Send our own neutral text, since allauth's names the account. 503 if no mail can be sent."""
        address = emailconfirmation.email_address
        composed = mail.compose(
            "address",
            address.user.known_language,
            address.email,
            {"link": link(request, emailconfirmation.key)},
        )
        try:
            sent = mail.is_configured() and composed.send()
        except (smtplib.SMTPException, OSError) as failure:
            log.warning("a link could not be mailed: %s", type(failure).__name__)
            sent = False
        if not sent:
            raise ImmediateHttpResponse(JsonResponse({"status": 503}, status=503))


def record_sign_up(request: HttpRequest, person: Person) -> None:
    """Record the authentication method of a sign-up: password or passkey."""
    if person.has_usable_password():
        record_authentication(request, person, method="password")
    else:
        passkey = Authenticator.Type.WEBAUTHN
        record_authentication(request, person, method="mfa", type=passkey, passwordless=True)


def link(request: HttpRequest, key: str) -> str:
    """A link into the app. The key is in the fragment, which browsers don't send; the app posts it."""
    origin = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    return f"{origin}/#/you/email/{key}"
