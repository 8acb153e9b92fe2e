"""Where we differ from allauth's defaults."""

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

#: In a session: a digest that another password changes (Django's own of a signed-in one).
BEGUN_WITH = "begun_with"
PASSKEY_SIGN_UP = "allauth.mfa.webauthn.stages.PasskeySignupStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Whoever has just signed in or up has just proved who they are (step-up)."""

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), PASSKEY_SIGN_UP]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not recently_proved(self.request.session, self.request.user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own begins with the Host header, whose port and case anybody can choose; and databases
        # compare names by their capitals.
        return str(credentials.get("username", "")).upper()

    def pre_login(self, request: HttpRequest, user: Person, **options: Any) -> HttpResponse | None:
        # What waits for its second step lives for minutes, a signed-in session for long.
        request.session.set_expiry(settings.ACCOUNT_LOGIN_TIMEOUT)
        request.session[BEGUN_WITH] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response

    def login(self, request: HttpRequest, user: Person) -> None:
        if request.session.pop(BEGUN_WITH, "") != user.get_session_auth_hash():
            # Another password since: whoever began by the old one begins anew.
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
        """Our own neutral text: allauth's would name the account. 503 where no mail goes out."""
        address = emailconfirmation.email_address
        composed = mail.compose(
            "address",
            address.user.known_language,
            address.email,
            {"link": link(request, emailconfirmation.key)},
        )
        try:
            sent = mail.is_available() and composed.send()
        except (smtplib.SMTPException, OSError) as failure:
            log.warning("a link could not be mailed: %s", type(failure).__name__)
            sent = False
        if not sent:
            raise ImmediateHttpResponse(JsonResponse({"status": 503}, status=503))


def record_sign_up(request: HttpRequest, person: Person) -> None:
    """By whichever of the two ways in the account was made."""
    if person.has_usable_password():
        record_authentication(request, person, method="password")
    else:
        passkey = Authenticator.Type.WEBAUTHN
        record_authentication(request, person, method="mfa", type=passkey, passwordless=True)


def link(request: HttpRequest, key: str) -> str:
    """Into the app, with the key in the fragment, which no browser ever sends: the app posts it."""
    origin = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    return f"{origin}/#/you/email/{key}"
