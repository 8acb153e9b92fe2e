"""Hostile query strings, cookies and headers get a 4xx that names the place."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api, faults, open_link, share

HUGE = "9" * 20_000
DAYS = [
    "",
    "today",
    "2026-11-22T00:00:00Z",
    "2026-W47-7",
    "20261122",
    "2026-02-30",
    "0000-01-01",
    "9999-12-31",
]
DAYS += ["1899-12-31", "2026-11-22 ", "٢٠٢٦-11-22", "\0", HUGE]
NUMBERS = ["", "-1", "1.0", "1e3", "+1", " 1", "1_0", "0x1", "a", "\u0665", "\u00b2", "\0", str(2**63), HUGE]


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


LAST = "2026-11-22T00:00:00+00:00"
CURSORS = [
    *["", "x", "\0", "é", "====", HUGE, cursor([]), cursor({}), cursor(None), cursor(1), cursor("abc")],
    *[cursor([LAST]), cursor([LAST, LAST, str(uuid4())]), cursor([LAST, 5]), cursor([5, str(uuid4())])],
    *[cursor(["2026-11-22T00:00:00", str(uuid4())]), cursor([LAST, "no id"]), cursor([None, None])],
    *[
        cursor(["9999-12-31T23:59:59-23:59", str(uuid4())]),
        cursor(["0001-01-01T00:00:00+23:59", str(uuid4())]),
    ],
    cursor([[[LAST]], str(uuid4())]),
]
IDS = ["", "J.", "\0", str(uuid4()).upper(), uuid4().hex, HUGE]


SENSATIONS = ["", " ", "\0", "%", "_", "jaw", "own:", "own:x", f" own:{uuid4()}", HUGE]
PARAMETERS = [
    ("changes", "after", NUMBERS),
    ("changes", "limit", [*NUMBERS, "0", "501"]),
    *[(kind, "cursor", CURSORS) for kind in ("check-ins", "sensations", "people")],
    *[(kind, name, DAYS) for kind in ("check-ins", "patterns") for name in ("from", "to")],
    ("check-ins", "person", IDS),
    ("check-ins", "sensation", SENSATIONS),
    ("export", "as", ["CSV", "xml", "", "\0", HUGE]),
]


@pytest.mark.parametrize(
    ("path", "name", "values"), PARAMETERS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_an_invalid_parameter_is_named(as_alice: Api, path: str, name: str, values: list[str]) -> None:
    as_alice.prove()
    for value in values:
        answer = as_alice.client.get(f"/api/{path}/", {name: value})
        assert set(faults(answer)) == {f"/{name}"}, value


def test_a_period_has_to_be_ordered_and_limited(as_alice: Api) -> None:
    assert set(faults(as_alice.get("/api/patterns/?from=2026-11-22&to=2026-11-21"))) == {"/from"}
    assert set(faults(as_alice.get("/api/patterns/?from=1900-01-01&to=2999-12-31"))) == {"/from"}
    assert as_alice.get("/api/patterns/?from=1900-01-01&to=1900-01-01").status_code == 200
    assert as_alice.get("/api/patterns/?to=1900-01-01").status_code == 200


def test_a_viewers_period_accepts_dates_only(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    for name in ("from", "to"):
        for value in DAYS:
            assert set(faults(viewer.client.get(viewer.at("report/"), {name: value}))) == {f"/{name}"}, value


NASTY = ["\0" * 40, '"\\000bcdefghijklmnopqrstuvwxyz0123456"', "x" * 5_000, "é" * 40, "=;,"]
SHARED = f"shared/{uuid4()}/report"
PATHS = ["/readyz", "/api/me/", f"/api/{SHARED}/", "/api/content/", "/nothing"]
PATHS += ["/_allauth/browser/v1/auth/session", "/_allauth/app/v1/auth/session"]
HEADERS = [
    "X-Session-Token",
    "X-CSRFToken",
    "If-Match",
    "If-None-Match",
    "Accept",
    "Accept-Language",
    "Origin",
]
HEADERS += ["Host", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Proto", "Range", "Authorization"]


@pytest.mark.parametrize("name", ["noticing-session", "noticing-csrf", "noticing-shared", "other"])
def test_no_cookie_causes_a_server_error(stranger: Api, name: str) -> None:
    for value in NASTY:
        for path in PATHS:
            answer = stranger.client.get(path, HTTP_COOKIE=on_the_wire(f"{name}={value}"))
            assert answer.status_code < 500, (path, value)


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_causes_a_server_error(as_alice: Api, name: str) -> None:
    for value in NASTY:
        header = {name: on_the_wire(value)}
        for address in PATHS:
            assert as_alice.get(address, **header).status_code < 500, (address, value)
        path = f"/api/people/{uuid4()}/"
        for _ in range(2):
            assert as_alice.put(path, {"nickname": "J."}, **header).status_code < 500, value
        assert as_alice.delete(path, **header).status_code < 500, value


def on_the_wire(value: str) -> str:
    """WSGI decodes bytes as Latin-1 (PEP 3333)."""
    return value.encode().decode("latin-1")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["check-ins", "changes", "patterns", "sensations", "people", SHARED, "export", "docs"]
    ),
    name=st.sampled_from(
        ["from", "to", "cursor", "person", "sensation", "after", "limit", "as", "format", "script", "lang"]
    ),
    value=st.text(max_size=30),
)
def test_no_query_causes_a_server_error(as_alice: Api, path: str, name: str, value: str) -> None:
    assert as_alice.client.get(f"/api/{path}/", {name: value}).status_code < 500


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff%fe", "/api/%00/", "/" + "a" * 20_000, "//example.org/x", "/..%2f..%2fetc/passwd"]
)
def test_no_path_causes_a_server_error(stranger: Api, path: str) -> None:
    for method in ("get", "post", "head", "options", "trace"):
        assert getattr(stranger.client, method)(path).status_code in (400, 404, 405)
