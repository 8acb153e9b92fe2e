"""An e-mail address is optional, used once it is confirmed by its link, and can be removed at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache as tried
from django.utils import timezone

from backend.accounts import resets
from backend.accounts.models import Person
from tests.conftest import Api

ADDRESS = "/_allauth/browser/v1/account/email"
VERIFY = "/_allauth/browser/v1/auth/email/verify"
HERS = "anna@mail.example"


def ask_for_link(api: Api, address: str = HERS) -> str:
    """Add an address; returns the key from the mailed link."""
    assert api.prove().post(ADDRESS, {"email": address}).status_code == 200
    (link,) = re.findall(r"^http://testserver/#/you/email/(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(link)


def verified(api: Api, address: str = HERS) -> None:
    assert api.post(VERIFY, {"key": ask_for_link(api, address)}).status_code == 200


def test_an_address_is_used_once_its_link_was_followed(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.get("/api/me/").json()["email"] is None
    assert as_alice.get(ADDRESS).json()["data"] == [{"email": HERS, "verified": False, "primary": False}]
    assert as_alice.post(VERIFY, {"key": key}).status_code == 200
    assert as_alice.get("/api/me/").json()["email"] == HERS
    assert as_alice.get(ADDRESS).json()["data"] == [{"email": HERS, "verified": True, "primary": True}]


def test_the_link_works_signed_out(as_alice: Api) -> None:
    """allauth answers 401 although the address is confirmed; the link works once."""
    key = ask_for_link(as_alice)
    assert Api().post(VERIFY, {"key": key}).status_code == 401
    assert as_alice.get("/api/me/").json()["email"] == HERS
    assert Api().post(VERIFY, {"key": key}).status_code == 400


def test_the_mail_does_not_contain_the_username(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    (message,) = mail.outbox
    assert message.to == [HERS]
    assert "alice" not in f"{message.subject}{message.body}"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Api().get(VERIFY, **{"X-Email-Verification-Key": key}).status_code == 405


def test_the_mail_is_in_the_persons_language(as_alice: Api) -> None:
    as_alice.patch("/api/me/", {"language": "es"})
    ask_for_link(as_alice)
    assert mail.outbox[-1].subject == "Noticing: ¿te llega esto?"


def test_adding_and_removing_an_address_need_a_recent_proof(as_alice: Api) -> None:
    assert as_alice.post(ADDRESS, {"email": HERS}).status_code == 401
    assert mail.outbox == []
    verified(as_alice)
    again = Api(as_alice.person)
    assert again.delete(ADDRESS, {"email": HERS}).status_code == 401
    assert again.get("/api/me/").json()["email"] == HERS


def test_an_invented_or_expired_link_is_refused(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.post(VERIFY, {"key": key[:-1]}).status_code == 400
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert Api().post(VERIFY, {"key": key}).status_code == 400
    assert as_alice.get("/api/me/").json()["email"] is None


def test_a_link_to_a_removed_address_is_refused(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.prove().delete(ADDRESS, {"email": HERS}).status_code == 200
    assert as_alice.post(VERIFY, {"key": key}).status_code == 400
    assert as_alice.get("/api/me/").json()["email"] is None


def test_a_new_address_replaces_the_old_one_once_confirmed(as_alice: Api) -> None:
    verified(as_alice)
    key = ask_for_link(as_alice, "new@mail.example")
    assert as_alice.get("/api/me/").json()["email"] == HERS
    as_alice.post(VERIFY, {"key": key})
    assert as_alice.get("/api/me/").json()["email"] == "new@mail.example"
    assert len(as_alice.get(ADDRESS).json()["data"]) == 1


def test_an_unconfirmed_address_cannot_be_made_primary(as_alice: Api) -> None:
    """Otherwise it would get mail, and it may belong to a stranger."""
    ask_for_link(as_alice)
    wish = {"email": HERS, "primary": True}
    assert as_alice.prove().patch(ADDRESS, wish).status_code == 405
    assert as_alice.get("/api/me/").json()["email"] is None


@pytest.mark.parametrize("client", ["browser", "app"])
def test_changing_the_password_deletes_an_unconfirmed_address(
    as_alice: Api, alice: Person, client: str
) -> None:
    """Somebody who knew the old password may have added it, and would get the next reset link."""
    key = ask_for_link(as_alice, "thief@mail.example")
    alice.set_password("a password of before")
    alice.save()
    owner = Api(alice).prove()
    caller = owner.as_app() if client == "app" else owner
    change = {"current_password": "a password of before", "new_password": "another long quiet sentence"}
    answer = caller.post(f"/_allauth/{client}/v1/account/password/change", change)
    assert answer.status_code == 200
    assert Api().post(VERIFY, {"key": key}).status_code == 400
    assert not EmailAddress.objects.exists()


def test_resetting_the_password_deletes_an_unconfirmed_address(as_alice: Api, alice: Person) -> None:
    verified(as_alice)
    tried.clear()
    key = ask_for_link(as_alice, "thief@mail.example")
    alice.refresh_from_db()
    resets.reset(alice, "another long quiet sentence", resets.link(alice).rsplit("/", 1)[1])
    assert Api().post(VERIFY, {"key": key}).status_code == 400
    assert [each.email for each in EmailAddress.objects.all()] == [HERS]


def test_scheduling_a_deletion_deletes_an_unconfirmed_address(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.prove().put("/api/me/erasure/", {}).status_code == 200
    assert Api().post(VERIFY, {"key": key}).status_code == 400


def test_an_address_can_be_removed_at_once(as_alice: Api) -> None:
    verified(as_alice)
    assert as_alice.prove().delete(ADDRESS, {"email": HERS}).status_code == 200
    assert as_alice.get("/api/me/").json()["email"] is None
    assert as_alice.get(ADDRESS).json()["data"] == []


def test_two_accounts_may_have_the_same_address(as_alice: Api, as_bob: Api) -> None:
    """The answer "taken" would reveal who has an account."""
    verified(as_alice)
    tried.clear()  # one link in three minutes to one mailbox
    verified(as_bob)
    assert as_bob.get("/api/me/").json()["email"] == as_alice.get("/api/me/").json()["email"] == HERS


@pytest.mark.parametrize("address", ["", "anna", "a@b", "anna@mail.example\nBcc: all@mail.example", 7, None])
def test_an_invalid_address_is_refused(as_alice: Api, address: object) -> None:
    assert as_alice.prove().post(ADDRESS, {"email": address}).status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize(
    "backend", ["django.core.mail.backends.dummy.EmailBackend", "django.core.mail.backends.smtp.EmailBackend"]
)
def test_without_a_mail_server_adding_an_address_answers_503(
    as_alice: Api, settings: Any, backend: str
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = backend, 1
    assert as_alice.prove().post(ADDRESS, {"email": HERS}).status_code == 503
    me = as_alice.get("/api/me/").json()
    assert me["email_available"] is me["email_to_be_had"] is ("smtp" in backend)


def test_erasing_the_account_deletes_the_address(as_alice: Api, alice: Person) -> None:
    verified(as_alice)
    assert as_alice.prove().delete("/api/me/").status_code == 204
    assert not EmailAddress.objects.exists()
