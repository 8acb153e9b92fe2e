"""A session locked by its phone: the cookie alone gives no access to the person's data."""

import hashlib
import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from backend import keys
from tests.conftest import Api, faults
from tests.test_matrix import ALLAUTH, MATRIX, METHODS, World, address, expected
from tests.test_matrix import own_world as world
from tests.write_openapi import FILE as DOCUMENT

__all__ = ["world"]
PASS = keys.encode(bytes(range(32)))
OTHER = keys.encode(bytes(range(1, 33)))


def digest_of(given: str) -> str:
    return keys.encode(hashlib.sha256(given.encode()).digest())


DIGEST = digest_of(PASS)
LOCK = "/api/me/lock/"
HEADER = "X-Session-Lock"
#: Requests that a locked phone still sends.
OPEN = {
    ("api/nudges/<uuid:id>/response/", "put"),
    ("api/push/key/", "get"),
    ("api/push/subscriptions/<uuid:id>/", "put"),
    ("api/push/subscriptions/<uuid:id>/", "delete"),
}
#: allauth's routes for signed-out clients, and signing out.
FOR_STRANGERS = {
    "config",
    "auth/signup",
    "auth/login",
    "auth/email/verify",
    "auth/password/request",
    "auth/password/reset",
    "auth/webauthn/signup",
    "auth/webauthn/login",
    "auth/webauthn/authenticate",
    "auth/2fa/authenticate",
}
SIGN_OUT = ("auth/session", "delete")


def lock(api: Api) -> Api:
    assert api.put(LOCK, {"pass": PASS}).status_code == 204
    return api


def send(api: Api, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return getattr(api, method)(path, *(() if method in ("get", "delete") else (body,)), **headers)


def test_only_its_own_pass_opens_a_locked_session(as_alice: Api) -> None:
    lock(as_alice)
    refused = as_alice.get("/api/changes/")
    assert (refused.status_code, refused.json()["code"]) == (403, "locked")
    assert as_alice.get("/api/changes/", **{HEADER: OTHER}).status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: ""}).status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: PASS}).status_code == 200


@pytest.mark.parametrize(
    "route", [route for route, row in MATRIX.items() if row.door in ("account", "consent")]
)
def test_a_locked_session_has_access_to_the_named_routes_only(route: str, world: World) -> None:
    row, phone = MATRIX[route], lock(world.owner)
    for method in METHODS:
        status = send(phone, method, address(route, world), row.body(world)).status_code
        assert status == (expected(row, "owner", method) if (route, method) in OPEN else 403), method
        if (route, method) in OPEN and method == "delete":
            break


@pytest.mark.parametrize("client", ["browser", "app"])
@pytest.mark.parametrize("path", sorted(set(ALLAUTH) - FOR_STRANGERS))
def test_a_locked_session_has_no_access_to_allauths_routes(path: str, client: str, as_alice: Api) -> None:
    """Neither with the cookie nor with its value as the app client's token."""
    lock(as_alice)
    caller = as_alice.as_app() if client == "app" else as_alice
    for method in METHODS:
        if (path, method) != SIGN_OUT:
            answer = send(caller, method, f"/_allauth/{client}/v1/{path}", {})
            assert (method, answer.status_code) == (method, 403)
            assert answer.json()["code"] == "locked"


def test_the_pass_opens_the_session_for_allauths_app_client(as_alice: Api) -> None:
    lock(as_alice)
    app = as_alice.as_app()
    assert app.get("/_allauth/app/v1/auth/session").status_code == 403
    assert app.get("/_allauth/app/v1/auth/session", **{HEADER: PASS}).status_code == 200


def test_public_routes_stay_open(as_alice: Api) -> None:
    lock(as_alice)
    assert as_alice.get("/api/content/").status_code == 200
    assert as_alice.post("/api/viewings/", {"share": "x", "secret": "y"}).status_code in (400, 404)


def test_signing_out_needs_no_pass_and_ends_the_lock(as_alice: Api) -> None:
    lock(as_alice)
    assert as_alice.delete("/_allauth/browser/v1/auth/session").status_code == 401
    assert not Session.objects.exists()
    assert as_alice.get("/api/me/").status_code == 401


def test_other_sessions_are_not_locked(as_alice: Api) -> None:
    other = Api(as_alice.person)
    lock(as_alice)
    assert other.get("/api/changes/").status_code == 200


def test_a_refusal_keeps_the_csrf_token_for_signing_out(as_alice: Api) -> None:
    lock(as_alice)
    assert as_alice.get("/api/me/").status_code == 403
    assert "noticing-csrf" in as_alice.client.cookies


def test_a_lock_is_changed_and_removed_with_its_pass_only(as_alice: Api) -> None:
    lock(as_alice)
    assert as_alice.put(LOCK, {"pass": OTHER}).status_code == 403
    assert as_alice.delete(LOCK).status_code == 403
    assert as_alice.put(LOCK, {"pass": OTHER}, **{HEADER: PASS}).status_code == 204
    assert as_alice.get("/api/changes/", **{HEADER: PASS}).status_code == 403
    assert as_alice.delete(LOCK, **{HEADER: OTHER}).status_code == 204
    assert as_alice.get("/api/changes/").status_code == 200


def test_a_lock_can_be_set_by_the_digest_of_its_pass(as_alice: Api) -> None:
    """A locked phone only knows the digest."""
    assert as_alice.put(LOCK, {"digest": DIGEST}).status_code == 204
    assert as_alice.get("/api/changes/").status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: DIGEST}).status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: PASS}).status_code == 200


@pytest.mark.parametrize("header", [{}, {HEADER: OTHER}, {HEADER: DIGEST}])
def test_a_digest_cannot_replace_an_existing_lock_without_its_pass(
    header: dict[str, str], as_alice: Api
) -> None:
    lock(as_alice)
    for body in ({"digest": digest_of(OTHER)}, {"digest": DIGEST}, {"pass": OTHER}):
        assert as_alice.put(LOCK, body, **header).status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: OTHER}).status_code == 403
    assert as_alice.get("/api/changes/", **{HEADER: PASS}).status_code == 200


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, "/pass", "required"),
        ({"pass": None}, "/pass", "required"),
        ({"pass": 7}, "/pass", "type"),
        ({"pass": PASS[:-2]}, "/pass", "length"),
        ({"pass": PASS + "AA"}, "/pass", "length"),
        ({"pass": "*" * 43}, "/pass", "length"),
        ({"pass": PASS, "pin": "1"}, "/pin", "unknown_field"),
        ({"digest": DIGEST[:-2]}, "/digest", "length"),
        ({"digest": 7}, "/digest", "type"),
        ({"digest": None}, "/pass", "required"),
        ({"pass": PASS, "digest": DIGEST}, "/digest", "one_of_two"),
        ([], "", "not_an_object"),
    ],
)
def test_anything_else_than_32_bytes_is_refused(body: Any, path: str, code: str, as_alice: Api) -> None:
    assert faults(as_alice.put(LOCK, body)) == {path: code}
    assert as_alice.get("/api/changes/").status_code == 200


def test_the_pass_is_not_in_the_session(as_alice: Api) -> None:
    lock(as_alice)
    session = as_alice.client.session
    assert PASS not in str(session.items())
    assert session["lock"]


def test_the_document_asks_for_either_the_pass_or_its_digest() -> None:
    schema = json.loads(DOCUMENT.read_text())["components"]["schemas"]["SessionLockRequest"]
    assert schema["x-exactly-one"] == ["pass", "digest"] == list(schema["properties"])
