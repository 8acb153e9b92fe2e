"""Passkeys and recovery codes, stored by allauth. Passkey names and recovery codes' seeds are sealed."""

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
#: The most passkeys per person.
MOST = 20


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the seeds of recovery codes, and minimises what a passkey reveals about its owner."""

    def encrypt(self, text: str) -> str:
        """`<person id>.<sealed>`. The id is needed to unseal it before the person is signed in."""
        person: Person = context.request.user
        return f"{person.pk}.{_sealed(person, 'codes', text)}"

    def decrypt(self, encrypted_text: str) -> str:
        person_id, _, sealed = encrypted_text.partition(".")
        return _unsealed(int(person_id), "codes", sealed)

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002  # allauth's name
        """An empty name: the phone suggests one in its language."""
        return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party. Its id must never change: browsers offer a passkey only to its original host."""
        if settings.PUBLIC_URL:
            host = environment.host_of(settings.PUBLIC_URL)
        else:
            host, _ = split_domain_port(context.request.get_host())
        return {"id": host, "name": "Noticing"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """The user name only, never an e-mail address, since phones show it in their lists of passkeys."""
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
        "name": unsealed_name(passkey) or "",
        "created_at": passkey.created_at.timestamp(),
        "last_used_at": used.timestamp() if used else None,
    }


def sealed_name(person: Person, credential_id: str, name: str) -> str:
    """The sealed name, bound to the credential, so that it can't be moved to another one."""
    return _sealed(person, f"name {credential_id}", name) if name else ""


def unsealed_name(passkey: Authenticator) -> str | None:
    """The passkey's name; None if it can't be unsealed."""
    sealed, credential = passkey.data["name"], passkey.data["credential"]
    try:
        return _unsealed(passkey.user_id, f"name {credential['id']}", sealed) if sealed else ""
    except SealBrokenError as wrong:
        log.error("the name of a passkey can't be read", exc_info=wrong)
        return None


def _sealed(person: Person, row: str, text: str) -> str:
    return keys.encode(person.keyring.seal(text.encode(), MODEL, "data", row))


def _unsealed(person_id: int, row: str, sealed: str) -> str:
    try:
        value = keys.decode(sealed)
    except ValueError as wrong:
        raise SealBrokenError("a sealed value is not base64url") from wrong
    return Keyring(person_id).unseal(value, MODEL, "data", row).decode()


def delete_all(person: Person) -> None:
    """Delete the person's passkeys and their recovery codes, which are useless without them."""
    Authenticator.objects.filter(user=person).delete()
