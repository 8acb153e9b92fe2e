"""Whatever changes a way into the account is told to its owner."""

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
    """Newest first."""
    return [event["what"] for event in api.get("/api/events/").json()["results"]]


def test_passkeys_and_codes(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    added = phone.add().json()["data"]["id"]
    phone.post(CODES, {})
    phone.delete(PASSKEYS, {"authenticators": [added]})
    assert set(told(phone)[:2]) == {"passkey-removed", "recovery-codes-removed"}
    assert "passkey-added" in told(phone)


def test_a_code_that_stood_in_for_a_passkey(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    phone.add()
    code = phone.post(CODES, {}).json()["data"]["unused_codes"][0]
    other = Phone()
    other.sign_in_by_password()
    assert other.post(f"{BASE}/auth/2fa/authenticate", {"code": code}).status_code == 200
    assert set(told(other)[:2]) == {"signed-in", "recovery-code-used"}


@pytest.mark.django_db(transaction=True)
def test_codes_made_anew() -> None:
    phone = Phone()
    phone.sign_up()
    assert phone.post(CODES, {}).status_code == 200
    assert told(phone)[0] == "recovery-codes-made"


def test_a_reset_and_the_passkeys_that_went_with_it(db: None) -> None:
    phone = Phone()
    phone.sign_up()
    give_address(Person.objects.get())
    ask()
    assert reset(keys()[0]).status_code == 200
    assert told(Api(Person.objects.get()))[:2] == ["password-reset", "passkey-removed"]


def test_a_sign_up_that_was_begun_leaves_nothing_to_tell(db: None) -> None:
    Phone().post(f"{BASE}/auth/webauthn/signup", {"username": "carol"})
    assert not Person.objects.get().events.exists()
