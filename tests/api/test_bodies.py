"""Every endpoint with a body refuses bodies that are too big, too deep or not JSON, with the same form of
error."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from backend.accounts.models import Person
from tests.conftest import Api, faults, open_link, share

ID = "01935c3e-0000-7000-8000-000000000001"
TAKERS = [
    ("put", f"/api/check-ins/{ID}/"),
    ("put", f"/api/sensations/{ID}/"),
    ("put", f"/api/people/{ID}/"),
    ("patch", "/api/me/"),
    ("post", "/api/shares/"),
    ("patch", "/api/shares/{share}/"),
    ("post", "/api/viewings/"),
    ("put", "/api/shared/{share}/acknowledgement/"),
]


@pytest.fixture(params=TAKERS, ids=lambda taker: " ".join(taker))
def send(request: pytest.FixtureRequest, as_alice: Api) -> Iterator[Any]:
    """Sends a raw body to one of the endpoints, with the access that it needs."""
    method, path = request.param
    made = share(as_alice)
    sender = open_link(made["link"]) if "/shared/" in path else as_alice

    def go(body: bytes, content_type: str = "application/json", **headers: str) -> Any:
        call = getattr(sender.client, method)
        return call(path.format(share=made["id"]), body, content_type=content_type, headers=headers)

    yield go
    assert as_alice.get("/api/changes/").json()["revision"] == 0
    assert len(as_alice.get("/api/shares/").json()["results"]) == 1


def test_a_body_has_to_be_an_object(send: Any) -> None:
    for body in (b"[]", b"[{}]", b'"text"', b"5", b"true", b"null"):
        assert faults(send(body)) == {"": "not_an_object"}, body


def test_a_body_has_to_be_json(send: Any) -> None:
    for body in (b" ", b"{", b"{}{}", b"{'a': 1}", b'{"a": NaN}', b'{"a": 1,}', b"\xef\xbb\xbf{}"):
        assert faults(send(body)) == {"": "not_json"}, body


def test_a_body_needs_the_json_content_type(send: Any) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"):
        assert faults(send(b"{}", content_type=kind), 415) == {"": "unsupported_media_type"}, kind
    assert send(b"[]", content_type="application/json; charset=utf-8").status_code == 400


def test_a_missing_body_is_an_empty_object(send: Any, as_alice: Api) -> None:
    answer = send(b"")
    assert answer.status_code in (200, 400)
    assert answer.status_code == send(b"{}").status_code
    assert as_alice.get("/api/me/").json()["consent"] is not None


def test_nesting_depth_is_limited(send: Any) -> None:
    for opened, closed in ((b"[", b"]"), (b'{"a":', b"}")):
        for depth in (21, 1_000, 5_000, settings.BODY_LIMIT // 6 - 10):
            found = faults(send(b'{"note":' + opened * depth + b"1" + closed * depth + b"}"))
            ((place, code),) = found.items()
            assert (place.count("/"), code) in ((20, "too_deep"), (0, "not_json")), depth


def test_an_unknown_field_is_named(send: Any) -> None:
    assert faults(send(b'{"no/such~name": 1}')).items() >= {"/no~1such~0name": "unknown_field"}.items()


def test_a_nul_is_refused_with_its_path(send: Any) -> None:
    assert faults(send(json.dumps({"a": ["x", {"b": "\0"}]}).encode())) == {"/a/1/b": "nul"}


def test_a_body_over_the_limit_is_refused(send: Any) -> None:
    body = b'{"x": "' + b"a" * (settings.BODY_LIMIT - 9) + b'"}'
    assert len(body) == settings.BODY_LIMIT
    assert send(body).status_code == 400
    assert faults(send(body + b" "), 413) == {"": "too_large"}
    assert faults(send(b"a" * 10_000_000), 413) == {"": "too_large"}


def test_an_invalid_content_length_is_refused(send: Any) -> None:
    for length in ("-1", "+5", "1_0", "0x10", "a", "5.0", "\u0665"):
        answer = send(b'{"line": null}', **{"Content-Length": length})
        assert faults(answer) == {"": "invalid"}, length


def test_a_body_without_a_length_is_refused(as_alice: Api) -> None:
    path = f"/api/check-ins/{uuid4()}/"
    answer = as_alice.client.put(
        path, content_type="application/json", headers={"Transfer-Encoding": "chunked"}
    )
    assert faults(answer, 411) == {"": "length_required"}


DEEP = b'{"username":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
SIGN_IN = [
    f"/_allauth/{client}/v1/auth/{path}" for client in ("browser", "app") for path in ("signup", "login")
]


@pytest.mark.parametrize("path", SIGN_IN)
def test_signing_in_needs_strict_json_too(stranger: Api, path: str) -> None:
    assert faults(stranger.post(path, b"a" * 300_000), 413) == {"": "too_large"}
    assert set(faults(stranger.post(path, DEEP)).values()) <= {"too_deep", "not_json"}
    assert faults(stranger.post(path, b'{"username": "\\ud800"}')) == {"": "not_json"}
    assert faults(stranger.post(path, b'{"username": NaN}')) == {"": "not_json"}
    assert faults(stranger.post(path, b"[]")) == {"": "not_an_object"}
    assert faults(stranger.post(path, {"username": "a\0b"})) == {"/username": "nul"}


@pytest.mark.parametrize("path", SIGN_IN)
def test_signing_in_accepts_text_values_only(stranger: Api, path: str) -> None:
    values: list[Any] = [[], {}, 5, True, None, "", " ", "x" * 100_000, {"a": []}]
    for value in values:
        answer = stranger.post(path, {"username": value, "password": value})
        assert answer.status_code == 400, value
    assert not Person.objects.exists()
