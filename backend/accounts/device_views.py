"""The API of a person's sessions: list them, and sign them out."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.headless.base.response import APIResponse, AuthenticationResponse
from allauth.headless.internal.restkit import inputs
from allauth.headless.usersessions.views import SessionsView
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from backend.accounts import devices
from backend.accounts.authentication import PersonsHttpRequest
from backend.accounts.ids import Ids
from backend.accounts.sessions import hash_key
from backend.audit.models import Event, EventType


class Chosen(inputs.Input):  # type: ignore[misc]
    sessions = Ids()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_sessions(self) -> list[UserSession]:
        ids = self.cleaned_data["sessions"]
        devices_found = list(UserSession.objects.filter(user=self.user, pk__in=ids))
        if len(devices_found) < len(ids):
            raise ValidationError("One of them is not here.", code="invalid_choice")
        return devices_found


class DevicesView(SessionsView):  # type: ignore[misc]
    """`GET`, and `DELETE {"sessions": [id, ...]}`, which may include the current session."""

    input_class = {"DELETE": Chosen}

    def delete(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        chosen = self.input.cleaned_data["sessions"]
        current = hash_key(str(request.session.session_key))
        with transaction.atomic():
            devices.end(chosen)
            if any(device.session_key != current for device in chosen):
                Event.record(request.user, EventType.SIGNED_OUT_ELSEWHERE, timezone.now())
        if any(device.session_key == current for device in chosen):
            logout(request)
            return AuthenticationResponse(request)
        return self._respond_session_list()

    def _respond_session_list(self) -> Any:
        key = str(self.request.session.session_key)
        rows = [devices.as_data(device, key) for device in devices.of(self.request.user)]
        # The current session first.
        return APIResponse(self.request, data=sorted(rows, key=lambda each: not each["is_current"]))
