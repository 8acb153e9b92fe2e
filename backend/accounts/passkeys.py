"""Passkeys and recovery codes, as allauth keeps them: what is words or opens an account is sealed like all
words."""

import logging
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http.request import split_domain_port

from backend import environment, keys
from backend.accounts.models import Person
from backend.sealing.cipher import SealBrokenError
from backend.sealing.keyring import Keyring

log = logging.getLogger("noticing.accounts")

MODEL = "mfa.Authenticator"
#: Passkeys of one person.
MOST = 20


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals what recovery codes are made of, and says little about whom a passkey belongs to."""

    def encrypt(self, text: str) -> str:
        """`<person id>.<sealed>`: whoever opens it later may not be signed in yet."""
        person: Person = context.request.user
        return f"{person.pk}.{_sealed(person, 'codes', text)}"

    def decrypt(self, encrypted_text: str) -> str:
        person_id, _, sealed = encrypted_text.partition(".")
        return _opened(int(person_id), "codes", sealed)

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002  # allauth's name
        """None: the phone proposes one, in its language."""
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """One and the same for good: a passkey is only ever found again under the host that it was made
        for."""
        if settings.PUBLIC_URL:
            host = environment.host_of(settings.PUBLIC_URL)
        else:
            host, _ = split_domain_port(context.request.get_host())
        return {"id": host, "name": "Noticing"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """The name only, never an address: the phone's list of passkeys shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.username, "display_name": user.username}


def of(person: Person) -> "QuerySet[Authenticator]":
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    ordered: QuerySet[Authenticator] = passkeys.order_by("created_at", "pk")
    return ordered


def as_data(passkey: Authenticator) -> dict[str, Any]:
    used = passkey.last_used_at
    return {
        "type": passkey.type,
        "id": passkey.pk,
        "name": opened_name(passkey) or "",
        "created_at": passkey.created_at.timestamp(),
        "last_used_at": used.timestamp() if used else None,
    }


def sealed_name(person: Person, credential_id: str, name: str) -> str:
    """Bound to the credential, so that it stands for no other."""
    return _sealed(person, f"name {credential_id}", name) if name else ""


def opened_name(passkey: Authenticator) -> str | None:
    """None when it can't be read."""
    sealed, credential = passkey.data["name"], passkey.data["credential"]
    try:
        return _opened(passkey.user_id, f"name {credential['id']}", sealed) if sealed else ""
    except SealBrokenError as wrong:
        log.error("the name of a passkey can't be read", exc_info=wrong)
        return None


def _sealed(person: Person, row: str, text: str) -> str:
    return keys.encode(person.keyring.seal(text.encode(), MODEL, "data", row))


def _opened(person_id: int, row: str, sealed: str) -> str:
    try:
        value = keys.decode(sealed)
    except ValueError as wrong:
        raise SealBrokenError("a sealed value is not base64url") from wrong
    return Keyring(person_id).unseal(value, MODEL, "data", row).decode()


def forget_all(person: Person) -> None:
    """The recovery codes too: they are of no use without."""
    Authenticator.objects.filter(user=person).delete()
