"""Every refusal is problem+json (RFC 9457), with a JSON Pointer (RFC 6901) for each error."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from rest_framework import exceptions

from backend.api.errors import body_of, handle, pointer
from tests.conftest import Api, check_in, faults, keep

MEMBERS = {"type", "title", "status", "code", "detail", "errors"}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) >= MEMBERS
    assert body["type"] == "about:blank"
    assert body["title"] == HTTPStatus(status).phrase
    assert (body["status"], body["code"]) == (status, code)
    assert all(set(fault) == {"path", "code", "message"} for fault in body["errors"])
    assert body["errors"]
    return body


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/", "/api/check-ins", "/api/me", "/api/check-ins/no-id/", "/signs"]
)
def test_an_unknown_path_is_not_found(as_alice: Api, stranger: Api, path: str) -> None:
    for api in (as_alice, stranger):
        problem(api.get(path), 404, "not_found")


def test_an_unknown_id_is_not_found(as_alice: Api) -> None:
    problem(as_alice.get(f"/api/check-ins/{uuid4()}/"), 404, "not_found")
    problem(as_alice.delete(f"/api/check-ins/{uuid4()}/"), 404, "not_found")
    problem(as_alice.get(f"/api/shares/{uuid4()}/"), 404, "not_found")


@pytest.mark.parametrize("path", ["/api/changes/", "/api/patterns/", "/api/check-ins/", "/api/export/"])
def test_an_unsupported_method_is_not_allowed(as_alice: Api, path: str) -> None:
    for method in ("put", "post", "patch", "delete", "options", "trace"):
        answer = getattr(as_alice.client, method)(path)
        problem(answer, 405, "method_not_allowed")
        assert "GET" in answer["Allow"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/s", "/api/docs/"])
def test_pages_allow_reading_only(stranger: Api, path: str) -> None:
    for method in ("options", "trace"):
        answer = getattr(stranger.client, method)(path)
        problem(answer, 405, "method_not_allowed")
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "offered"), [("auth/session", "GET, DELETE"), ("auth/email/verify", "POST"), ("config", "GET")]
)
def test_allauths_routes_list_their_methods(stranger: Api, path: str, offered: str) -> None:
    for client in ("browser", "app"):
        for method in ("options", "trace"):
            answer = getattr(stranger.client, method)(f"/_allauth/{client}/v1/{path}")
            problem(answer, 405, "method_not_allowed")
            assert set(answer["Allow"].split(", ")) >= set(offered.split(", "))
            assert "OPTIONS" not in answer["Allow"]
            assert ("GET" in answer["Allow"]) == ("GET" in offered)


def test_signed_out_is_401_with_a_challenge_and_never_403(stranger: Api) -> None:
    for method in ("get", "put", "delete"):
        answer = getattr(stranger.client, method)(f"/api/check-ins/{uuid4()}/")
        problem(answer, 401, "signed_out")
        assert answer["WWW-Authenticate"] == 'Session realm="noticing"'


def test_a_write_without_the_csrf_token_is_refused(alice: Any) -> None:
    api = Api(alice, enforce_csrf_checks=True)
    path = f"/api/check-ins/{uuid4()}/"
    problem(api.put(path, check_in()), 403, "csrf")
    problem(api.put(path, check_in(), **{"X-CSRFToken": "x" * 64}), 403, "csrf")
    token = api.get("/api/me/").cookies["noticing-csrf"].value
    assert api.put(path, check_in(), **{"X-CSRFToken": token}).status_code == 201
    elsewhere = {"X-CSRFToken": token, "Origin": "https://example.org"}
    problem(api.put(path, check_in(), **elsewhere), 403, "csrf")


def test_an_update_needs_the_current_revision(as_alice: Api) -> None:
    kept = keep(as_alice)
    path = f"/api/check-ins/{kept['id']}/"
    body = problem(as_alice.put(path, check_in(fear=1)), 428, "revision_required")
    assert body["current"] == kept
    body = problem(as_alice.put(path, check_in(fear=1), **{"If-Match": '"7"'}), 412, "stale")
    assert body["current"] == kept
    as_alice.delete(path)
    body = problem(as_alice.put(path, check_in()), 410, "deleted")
    assert body["revision"] == kept["revision"] + 1


def test_only_json_can_be_requested(as_alice: Api) -> None:
    problem(as_alice.get("/api/changes/", Accept="text/html"), 406, "not_acceptable")
    assert as_alice.get("/api/changes/", Accept="*/*").status_code == 200


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), ""),
        (("",), "/"),
        (("a", 0, "b"), "/a/0/b"),
        (("a/b", "m~n", "~1", "//"), "/a~1b/m~0n/~01/~1~1"),
        (("é", " ", '"'), '/é/ /"'),
    ],
)
def test_a_pointer_follows_rfc_6901(path: tuple[str | int, ...], written: str) -> None:
    assert pointer(path) == written


def test_each_nested_error_has_its_pointer(as_alice: Api) -> None:
    sensations = [{"code": "ease"}, {"code": "no", "strength": 11}, 5]
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(sensations=sensations, answers={"~/": 1}))
    assert faults(answer) == {
        "/sensations/1/code": "invalid_choice",
        "/sensations/1/strength": "range",
        "/sensations/2": "not_an_object",
        "/answers/~0~1": "unknown_field",
    }


def test_a_throttled_request_gets_retry_after() -> None:
    answer = handle(exceptions.Throttled(wait=2.4), {})
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert body_of(exceptions.Throttled(wait=2.4))["code"] == "too_many_requests"


def test_unknown_exceptions_are_left_to_django() -> None:
    assert handle(RuntimeError(), {}) is None
