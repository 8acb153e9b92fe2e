"""Records sign-ins and changes of credentials from allauth's signals, its only hooks for them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account import signals as account
from django.apps import apps
from django.utils import timezone

from backend.audit.models import Event, EventType

if TYPE_CHECKING:
    from backend.accounts.models import Person

#: allauth's Authenticator.Type -> the event when one is added, removed or used.
ADDED = {"webauthn": EventType.PASSKEY_ADDED, "recovery_codes": EventType.RECOVERY_CODES_MADE}
REMOVED = {"webauthn": EventType.PASSKEY_REMOVED, "recovery_codes": EventType.RECOVERY_CODES_REMOVED}
USED = {"recovery_codes": EventType.RECOVERY_CODE_USED}


def listen() -> None:
    for signal, what in (
        (account.user_logged_in, EventType.SIGNED_IN),
        (account.password_changed, EventType.PASSWORD_CHANGED),
        (account.password_set, EventType.PASSWORD_CHANGED),
        (account.email_added, EventType.ADDRESS_ADDED),
        (account.email_removed, EventType.ADDRESS_REMOVED),
    ):
        signal.connect(_always(what), weak=False, dispatch_uid=f"audit {what} {id(signal)}")
    account.email_confirmed.connect(_address_confirmed, dispatch_uid="audit")
    if apps.is_installed("allauth.mfa"):
        _listen_to_authenticators()


def _listen_to_authenticators() -> None:
    from allauth.mfa import signals as mfa

    mfa.authenticator_added.connect(_by_type(ADDED), weak=False, dispatch_uid="audit")
    mfa.authenticator_reset.connect(_by_type(ADDED), weak=False, dispatch_uid="audit")
    mfa.authenticator_removed.connect(_by_type(REMOVED), weak=False, dispatch_uid="audit")
    mfa.authenticator_used.connect(_by_type(USED), weak=False, dispatch_uid="audit")


def _always(what: EventType) -> Callable[..., None]:
    def receive(user: "Person", **_: Any) -> None:
        Event.record(user, what, timezone.now())

    return receive


def _address_confirmed(email_address: Any, **_: Any) -> None:
    Event.record(email_address.user, EventType.ADDRESS_CONFIRMED, timezone.now())


def _by_type(types: dict[str, EventType]) -> Callable[..., None]:
    def receive(user: "Person", authenticator: Any, **_: Any) -> None:
        if what := types.get(authenticator.type):
            Event.record(user, what, timezone.now())

    return receive
