"""Every change of the ways to sign in is recorded as an event for the owner."""

from typing import Any

import pytest

from backend.accounts import password_views
from backend.accounts.models import Person
from tests.accounts.passkeys import BASE, CODES, PASSKEYS, Phone
from tests.accounts.test_resets import ask, give_address, keys, reset
from tests.conftest import Api


@pytest.fixture(autouse=True)
def where_mail_leads_back(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_URL = "http://localhost"
    monkeypatch.setattr(password_views, "queue_reset_mails", lambda: None)


def told(api: Api) -> list[str]:
    """The codes of the events, newest first."""
    return [event["what"] for event in api.get("/api/events/").json()["results"]]


def test_adding_and_removing_passkeys_and_codes_are_events(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    added = phone.add().json()["data"]["id"]
    phone.post(CODES, {})
    phone.delete(PASSKEYS, {"authenticators": [added]})
    assert set(told(phone)[:2]) == {"passkey-removed", "recovery-codes-removed"}
    assert "passkey-added" in told(phone)


def test_using_a_recovery_code_is_an_event(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    phone.add()
    code = phone.post(CODES, {}).json()["data"]["unused_codes"][0]
    other = Phone()
    other.sign_in_by_password()
    assert other.post(f"{BASE}/auth/2fa/authenticate", {"code": code}).status_code == 200
    assert set(told(other)[:2]) == {"signed-in", "recovery-code-used"}


@pytest.mark.django_db(transaction=True)
def test_generating_new_codes_is_an_event() -> None:
    phone = Phone()
    phone.sign_up()
    assert phone.post(CODES, {}).status_code == 200
    assert told(phone)[0] == "recovery-codes-made"


def test_a_reset_and_the_removal_of_passkeys_are_events(db: None) -> None:
    phone = Phone()
    phone.sign_up()
    give_address(Person.objects.get())
    ask()
    assert reset(keys()[0]).status_code == 200
    assert told(Api(Person.objects.get()))[:2] == ["password-reset", "passkey-removed"]


def test_an_unfinished_sign_up_is_no_event(db: None) -> None:
    Phone().post(f"{BASE}/auth/webauthn/signup", {"username": "carol"})
    assert not Person.objects.get().events.exists()
