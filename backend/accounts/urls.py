"""The routes of allauth's headless endpoints that the app uses, for both of its clients.

The other endpoints aren't exposed, to keep the attack surface small.
"""

from allauth.headless.account.views import (
    LoginView,
    ReauthenticateView,
    SessionView,
    SignupView,
)
from allauth.headless.base.views import APIView, ConfigView
from allauth.headless.constants import Client
from django.urls import include, path
from django.urls.resolvers import URLPattern

from backend.accounts.address_views import AddressView, FollowLinkView
from backend.accounts.device_views import DevicesView
from backend.accounts.passkey_views import (
    AuthenticatorsView,
    PasskeySignInView,
    PasskeySignUpView,
    PasskeyStepUpView,
    PasskeysView,
    RecoveryCodesView,
    SecondStepByCodeView,
    SecondStepView,
    StepUpByCodeView,
)
from backend.accounts.password_views import AskForResetView, ChangePasswordView, ResetView
from backend.accounts.session_lock import require_unlocked
from backend.accounts.strict import strict

ROUTES: dict[str, type[APIView]] = {
    "config": ConfigView,
    "auth/signup": SignupView,
    "auth/login": LoginView,
    "auth/session": SessionView,
    "auth/sessions": DevicesView,
    "auth/reauthenticate": ReauthenticateView,
    "auth/email/verify": FollowLinkView,
    "auth/password/request": AskForResetView,
    "auth/password/reset": ResetView,
    "auth/webauthn/signup": PasskeySignUpView,
    "auth/webauthn/login": PasskeySignInView,
    "auth/webauthn/authenticate": SecondStepView,
    "auth/webauthn/reauthenticate": PasskeyStepUpView,
    "auth/2fa/authenticate": SecondStepByCodeView,
    "auth/2fa/reauthenticate": StepUpByCodeView,
    "account/email": AddressView,
    "account/password/change": ChangePasswordView,
    "account/authenticators": AuthenticatorsView,
    "account/authenticators/webauthn": PasskeysView,
    "account/authenticators/recovery-codes": RecoveryCodesView,
}

ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: What a locked session may do without the lock's pass: sign out, and sign in again.
ALLOWED_WHILE_LOCKED: dict[str, tuple[str, ...]] = {
    "config": ANY,
    "auth/signup": ANY,
    "auth/login": ANY,
    "auth/session": ("DELETE",),
    "auth/email/verify": ANY,
    "auth/password/request": ANY,
    "auth/password/reset": ANY,
    "auth/webauthn/signup": ANY,
    "auth/webauthn/login": ANY,
    "auth/webauthn/authenticate": ANY,
    "auth/2fa/authenticate": ANY,
}


def client_urls(client: Client) -> list[URLPattern]:
    """The same routes for either client: browser (cookies and CSRF) or app (X-Session-Token)."""
    routes = [(route, view.as_api_view(client=client)) for route, view in ROUTES.items()]
    return [
        path(route, strict(require_unlocked(view, client, *ALLOWED_WHILE_LOCKED.get(route, ()))))
        for route, view in routes
    ]


urlpatterns = [
    path("browser/v1/", include(client_urls(Client.BROWSER))),
    path("app/v1/", include(client_urls(Client.APP))),
]
