"""Those of allauth's headless endpoints that the app uses, for its two clients.

A route that nothing uses is a route that nobody watches, so the others stay closed.
"""

from allauth.headless.account.views import (
    ChangePasswordView,
    LoginView,
    ManageEmailView,
    ReauthenticateView,
    SessionView,
    SignupView,
    VerifyEmailView,
)
from allauth.headless.base.views import ConfigView
from allauth.headless.constants import Client
from allauth.headless.usersessions.views import SessionsView
from django.urls import include, path
from django.urls.resolvers import URLPattern

from backend.accounts.session_lock import behind_lock
from backend.accounts.strict import strict


class FollowLinkView(VerifyEmailView):  # type: ignore[misc]
    """Only following it: reading would tell whoever owns the mailbox the name of the account."""

    http_method_names = ("post",)


def client_urls(client: Client) -> list[URLPattern]:
    """The same addresses for the browser (cookies and CSRF) and for the app (X-Session-Token)."""
    return [
        path("config", strict(ConfigView.as_api_view(client=client))),
        path("auth/signup", strict(SignupView.as_api_view(client=client))),
        path("auth/login", strict(LoginView.as_api_view(client=client))),
        path("auth/session", strict(behind_lock(SessionView.as_api_view(client=client), "DELETE"))),
        path("auth/sessions", strict(behind_lock(SessionsView.as_api_view(client=client)))),
        path("auth/reauthenticate", strict(behind_lock(ReauthenticateView.as_api_view(client=client)))),
        path("auth/email/verify", strict(FollowLinkView.as_api_view(client=client))),
        path("account/email", strict(behind_lock(ManageEmailView.as_api_view(client=client)))),
        path("account/password/change", strict(behind_lock(ChangePasswordView.as_api_view(client=client)))),
    ]


urlpatterns = [
    path("browser/v1/", include(client_urls(Client.BROWSER))),
    path("app/v1/", include(client_urls(Client.APP))),
]
