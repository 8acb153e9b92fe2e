"""Where we differ from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse

from backend.accounts.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Whoever has just made an account has just typed its password: as good as signing in (step-up)."""

    def post_login(self, request: HttpRequest, user: Person, *, signup: bool, **options: Any) -> HttpResponse:
        if signup:
            record_authentication(request, user, method="password")
        response: HttpResponse = super().post_login(request, user, signup=signup, **options)
        return response
