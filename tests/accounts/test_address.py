"""An e-mail address: given if somebody likes, counted once its link was followed, taken back at once."""

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
    """Give an address; returns the key in the link that was mailed to it."""
    assert api.prove().post(ADDRESS, {"email": address}).status_code == 200
    (link,) = re.findall(r"^http://testserver/#/you/email/(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(link)


def verified(api: Api, address: str = HERS) -> None:
    assert api.post(VERIFY, {"key": ask_for_link(api, address)}).status_code == 200


def test_it_counts_once_its_link_was_followed(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.get("/api/me/").json()["email"] is None
    assert as_alice.get(ADDRESS).json()["data"] == [{"email": HERS, "verified": False, "primary": False}]
    assert as_alice.post(VERIFY, {"key": key}).status_code == 200
    assert as_alice.get("/api/me/").json()["email"] == HERS
    assert as_alice.get(ADDRESS).json()["data"] == [{"email": HERS, "verified": True, "primary": True}]


def test_it_may_be_followed_where_nobody_is_signed_in(as_alice: Api) -> None:
    """401 is how allauth says so; the link has done its work, once."""
    key = ask_for_link(as_alice)
    assert Api().post(VERIFY, {"key": key}).status_code == 401
    assert as_alice.get("/api/me/").json()["email"] == HERS
    assert Api().post(VERIFY, {"key": key}).status_code == 400


def test_the_mail_says_no_name(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    (message,) = mail.outbox
    assert message.to == [HERS]
    assert "alice" not in f"{message.subject}{message.body}"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Api().get(VERIFY, **{"X-Email-Verification-Key": key}).status_code == 405


def test_the_mail_is_in_the_person_s_language(as_alice: Api) -> None:
    as_alice.patch("/api/me/", {"language": "es"})
    ask_for_link(as_alice)
    assert mail.outbox[-1].subject == "¿Te llega esto?"


def test_giving_and_taking_back_need_the_password_anew(as_alice: Api) -> None:
    assert as_alice.post(ADDRESS, {"email": HERS}).status_code == 401
    assert mail.outbox == []
    verified(as_alice)
    again = Api(as_alice.person)
    assert again.delete(ADDRESS, {"email": HERS}).status_code == 401
    assert again.get("/api/me/").json()["email"] == HERS


def test_a_link_that_was_made_up_or_is_a_day_old(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.post(VERIFY, {"key": key[:-1]}).status_code == 400
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert Api().post(VERIFY, {"key": key}).status_code == 400
    assert as_alice.get("/api/me/").json()["email"] is None


def test_a_link_to_an_address_that_was_given_up(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.prove().delete(ADDRESS, {"email": HERS}).status_code == 200
    assert as_alice.post(VERIFY, {"key": key}).status_code == 400
    assert as_alice.get("/api/me/").json()["email"] is None


def test_another_address_takes_its_place_once_it_counts(as_alice: Api) -> None:
    verified(as_alice)
    key = ask_for_link(as_alice, "new@mail.example")
    assert as_alice.get("/api/me/").json()["email"] == HERS
    as_alice.post(VERIFY, {"key": key})
    assert as_alice.get("/api/me/").json()["email"] == "new@mail.example"
    assert len(as_alice.get(ADDRESS).json()["data"]) == 1


def test_one_that_nobody_showed_to_be_theirs_is_never_the_one_that_counts(as_alice: Api) -> None:
    """Else it would get mail: a stranger's, for all that is known."""
    ask_for_link(as_alice)
    wish = {"email": HERS, "primary": True}
    assert as_alice.prove().patch(ADDRESS, wish).status_code == 405
    assert as_alice.get("/api/me/").json()["email"] is None


@pytest.mark.parametrize("client", ["browser", "app"])
def test_with_another_password_one_that_waits_is_forgotten(as_alice: Api, alice: Person, client: str) -> None:
    """Somebody who knew the password gave it, and would read the next link that resets it."""
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


def test_nor_does_it_outlive_a_reset(as_alice: Api, alice: Person) -> None:
    verified(as_alice)
    tried.clear()
    key = ask_for_link(as_alice, "thief@mail.example")
    alice.refresh_from_db()
    resets.reset(alice, "another long quiet sentence", resets.link(alice).rsplit("/", 1)[1])
    assert Api().post(VERIFY, {"key": key}).status_code == 400
    assert [each.email for each in EmailAddress.objects.all()] == [HERS]


def test_nor_somebody_who_leaves(as_alice: Api) -> None:
    key = ask_for_link(as_alice)
    assert as_alice.prove().put("/api/me/erasure/", {}).status_code == 200
    assert Api().post(VERIFY, {"key": key}).status_code == 400


def test_it_is_taken_back_at_once(as_alice: Api) -> None:
    verified(as_alice)
    assert as_alice.prove().delete(ADDRESS, {"email": HERS}).status_code == 200
    assert as_alice.get("/api/me/").json()["email"] is None
    assert as_alice.get(ADDRESS).json()["data"] == []


def test_nobody_learns_whose_address_it_is(as_alice: Api, as_bob: Api) -> None:
    """Two accounts may have one mailbox; "taken" would tell who has an account."""
    verified(as_alice)
    tried.clear()  # one link in three minutes to one mailbox
    verified(as_bob)
    assert as_bob.get("/api/me/").json()["email"] == as_alice.get("/api/me/").json()["email"] == HERS


@pytest.mark.parametrize("address", ["", "anna", "a@b", "anna@mail.example\nBcc: all@mail.example", 7, None])
def test_what_is_no_address(as_alice: Api, address: object) -> None:
    assert as_alice.prove().post(ADDRESS, {"email": address}).status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize(
    "backend", ["django.core.mail.backends.dummy.EmailBackend", "django.core.mail.backends.smtp.EmailBackend"]
)
def test_where_no_mail_goes_out_it_is_said(as_alice: Api, settings: Any, backend: str) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = backend, 1
    assert as_alice.prove().post(ADDRESS, {"email": HERS}).status_code == 503
    me = as_alice.get("/api/me/").json()
    assert me["email_available"] is me["email_to_be_had"] is ("smtp" in backend)


def test_erasing_the_account_takes_it_along(as_alice: Api, alice: Person) -> None:
    verified(as_alice)
    assert as_alice.prove().delete("/api/me/").status_code == 204
    assert not EmailAddress.objects.exists()
