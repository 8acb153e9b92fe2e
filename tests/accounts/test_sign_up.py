"""Accounts by username through allauth headless, with the browser client and the app client."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from backend.accounts.models import Person
from backend.content import catalogue
from backend.push.models import Subscription
from tests.conftest import PASSWORD, Api, check_in, faults, make_person, subscription

BROWSER, APP = "/_allauth/browser/v1/auth", "/_allauth/app/v1/auth"


class Visitor(Api):
    """A client with CSRF checks, like a real browser."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.client.get("/api/me/")

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        token = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        return super()._send(method, path, body, {"X-CSRFToken": token} | headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._send("delete", path, {}, headers)


@pytest.fixture
def visitor(db: None) -> Visitor:
    return Visitor()


def sign_up(api: Api, username: str = "carol", base: str = BROWSER) -> Any:
    return api.post(f"{base}/signup", {"username": username, "password": PASSWORD})


def test_an_account_can_be_created_with_a_username_and_a_password(visitor: Visitor) -> None:
    assert sign_up(visitor).status_code == 200
    assert visitor.get("/api/me/").json() == {
        "username": "carol",
        "zone": None,
        "language": "en",
        "quiet_from": None,
        "quiet_to": None,
        "devices": "latest",
        "auto_quiet": False,
        "email": None,
        "email_available": True,
        "email_to_be_had": True,
        "consent": None,
        "erase_at": None,
    }


def test_nothing_is_saved_before_consent(visitor: Visitor) -> None:
    sign_up(visitor)
    answer = visitor.put("/api/check-ins/0192e0f0-0000-7000-8000-000000000000/", check_in())
    assert faults(answer, 403) == {"": "consent_required"}
    assert visitor.patch("/api/me/", {"consent": catalogue.CONSENT_VERSION}).status_code == 200
    assert visitor.put("/api/check-ins/0192e0f0-0000-7000-8000-000000000000/", check_in()).status_code == 201


@pytest.mark.usefixtures("hashing")
def test_the_password_is_stored_as_an_argon2_hash(visitor: Visitor) -> None:
    """With Django's parameters: 100 MiB, two passes, eight lanes."""
    sign_up(visitor)
    assert Person.objects.get().password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert visitor.post(f"{BROWSER}/login", {"username": "carol", "password": PASSWORD}).status_code == 409
    again = Visitor()
    assert again.post(f"{BROWSER}/login", {"username": "carol", "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("carol", "short"), ("carol", "password1"), ("carol", "carol123"), ("", PASSWORD)],
)
def test_an_invalid_account_is_refused(visitor: Visitor, username: str, password: str) -> None:
    answer = visitor.post(f"{BROWSER}/signup", {"username": username, "password": password})
    assert answer.status_code == 400
    assert not Person.objects.exists()


def test_a_username_is_taken_in_any_case(visitor: Visitor) -> None:
    make_person("carol")
    assert sign_up(visitor, "Carol").status_code == 400


def test_signing_out_ends_the_session_on_the_server(visitor: Visitor) -> None:
    sign_up(visitor)
    copy = Client()
    copy.cookies = visitor.client.cookies.copy()
    assert visitor.delete(f"{BROWSER}/session").status_code == 401
    assert visitor.get("/api/me/").status_code == 401
    assert copy.get("/api/me/").status_code == 401


def test_signing_in_again_works_and_a_wrong_password_does_not(visitor: Visitor) -> None:
    make_person("carol")
    wrong = visitor.post(f"{BROWSER}/login", {"username": "carol", "password": "not this one"})
    assert wrong.status_code == 400
    assert visitor.get("/api/me/").status_code == 401
    right = visitor.post(f"{BROWSER}/login", {"username": "carol", "password": PASSWORD})
    assert right.status_code == 200
    assert visitor.get("/api/me/").status_code == 200


def test_password_guesses_are_limited_whatever_forwarded_headers_say(visitor: Visitor) -> None:
    make_person("carol")
    for number in range(12):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        answer = visitor.post(
            f"{BROWSER}/login", {"username": "carol", "password": f"guess {number}"}, **headers
        )
    # while the limit applies, allauth answers the right password like a wrong one
    assert answer.status_code in (400, 429)
    right = visitor.post(f"{BROWSER}/login", {"username": "carol", "password": PASSWORD})
    assert right.status_code in (400, 429)
    assert visitor.get("/api/me/").status_code == 401


def test_a_write_without_the_csrf_token_is_refused_and_says_so(visitor: Visitor) -> None:
    sign_up(visitor)
    answer = visitor.patch("/api/me/", {"zone": "Europe/Lisbon"}, **{"X-CSRFToken": "x" * 32})
    assert faults(answer, 403) == {"": "csrf"}
    answer = visitor.post(f"{BROWSER}/signup", {}, **{"X-CSRFToken": "x" * 32})
    assert faults(answer, 403) == {"": "csrf"}


def test_the_app_client_signs_up_with_a_token_and_without_cookies(db: None) -> None:
    script = Api(enforce_csrf_checks=True)
    token = sign_up(script, base=APP).json()["meta"]["session_token"]
    script.client.cookies.clear()
    headers = {"X-Session-Token": token}
    assert script.get("/api/me/", **headers).json()["username"] == "carol"
    consented = script.patch("/api/me/", {"consent": catalogue.CONSENT_VERSION}, **headers)
    assert consented.json()["consent"] == catalogue.CONSENT_VERSION
    assert script.get("/api/export/", **headers).status_code == 200
    device = f"/api/push/subscriptions/{uuid4()}/"
    assert script.put(device, subscription(), **headers).status_code == 201
    assert Subscription.objects.reachable(timezone.now()).count() == 1
    assert script.delete(f"{APP}/session", **headers).status_code == 401
    assert not Subscription.objects.reachable(timezone.now()).exists()
    assert script.get("/api/me/", **headers).status_code == 401


def test_signing_up_counts_as_a_recent_proof(visitor: Visitor) -> None:
    sign_up(visitor)
    assert visitor.get("/api/export/").status_code == 200


def test_a_step_up_lasts_five_minutes(visitor: Visitor, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    make_person("carol")
    visitor.post(f"{BROWSER}/login", {"username": "carol", "password": PASSWORD})
    assert visitor.get("/api/export/").status_code == 200
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    assert faults(visitor.get("/api/export/"), 403) == {"": "reauthentication_required"}
    assert visitor.delete("/api/me/").status_code == 403
    assert visitor.post(f"{BROWSER}/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert visitor.get("/api/export/").status_code == 200
