"""All pages, files, API responses and refusals have the security headers."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from tests.conftest import Api, open_link, share

EVERYWHERE = {
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}
FILES = {
    "/": "text/html",
    "/share.html": "text/html",
    "/sw.js": "text/javascript",
    "/manifest.webmanifest": "application/manifest+json",
    "/assets/index-BkZ3aLr0.js": "text/javascript",
    "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css": "text/css",
}
SHARED = f"/api/shared/{UUID(int=0)}/report/"
ANSWERS = {
    "/s": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/api/content/": 200,
    "/api/schema/": 200,
    "/api/docs/": 200,
    "/api/docs/?script": 200,
    "/api/me/": 401,
    "/api/check-ins/": 401,
    SHARED: 401,
    "/api/shared/report/": 404,
    "/api/nothing/": 404,
    "/nothing": 404,
    "/s/": 200,
    "/s%23x": 200,
    "/s0": 404,
    "/static/nothing.js": 404,
    "/%00": 400,
    "/_allauth/browser/v1/auth/session": 401,
    "/_allauth/app/v1/config": 200,
    "/_allauth/nothing": 404,
}


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> None:
    """A minimal built front end."""
    for path in FILES:
        if not path.startswith("/static/"):
            file = tmp_path / (path[1:] or "index.html")
            file.parent.mkdir(exist_ok=True)
            file.write_text("<!doctype html>")
    settings.FRONTEND_DIST = settings.WHITENOISE_ROOT = tmp_path


def sent(answer: Any) -> Any:
    b"".join(answer)  # a file is open until it is read
    assert set(answer.headers) >= EVERYWHERE
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "://" not in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers
    return answer


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", FILES)
def test_files_have_the_headers(stranger: Api, path: str) -> None:
    answer = sent(stranger.get(path))
    assert answer.status_code == 200
    assert answer["Content-Type"].split(";")[0] == FILES[path]
    assert ("no-store" in answer["Cache-Control"]) == (path == "/share.html")
    assert ("immutable" in answer["Cache-Control"]) == path.startswith("/assets/")
    assert not answer.cookies
    assert ("X-Robots-Tag" in answer.headers) == (path == "/share.html")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ANSWERS)
def test_responses_have_the_headers(stranger: Api, path: str) -> None:
    answer = sent(stranger.get(path))
    assert answer.status_code == ANSWERS[path]
    if path.startswith(("/api/", "/_allauth/")) and path != "/api/content/":
        assert "no-store" in answer["Cache-Control"]
    assert ("X-Robots-Tag" in answer.headers) == (re.match(r"/(s(\W|$)|api/shared/)", path) is not None)


@pytest.mark.parametrize("method", ["put", "post", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("path", ["/s", "/api/content/", "/api/me/", SHARED, "/api/viewings/"])
def test_refusals_have_the_headers(stranger: Api, method: str, path: str) -> None:
    answer = sent(getattr(stranger.client, method)(path))
    assert 400 <= answer.status_code < 500


def test_a_request_for_an_unknown_host_has_the_headers(stranger: Api) -> None:
    answer = sent(stranger.get("/api/content/", Host="example.org"))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "example.org" not in answer.content.decode()


@pytest.mark.usefixtures("built")
def test_shared_pages_are_neither_stored_nor_indexed(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    for answer in (
        viewer.get("/s"),
        viewer.get("report/"),
        viewer.put("acknowledgement/", {}),
        viewer.delete("viewing/"),
        viewer.get("report/"),
    ):
        assert sent(answer)["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_crash_reveals_no_details(stranger: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("words of hers")

    monkeypatch.setattr("backend.content.views.edition", crash)
    stranger.client.raise_request_exception = False
    answer = sent(stranger.get("/api/content/"))
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "words of hers" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("built")
def test_under_https_hsts_is_sent(stranger: Api, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    for path in ("/", "/api/content/", "/nothing"):
        answer = stranger.client.get(path, secure=True)
        b"".join(answer)
        assert "max-age=31536000" in answer["Strict-Transport-Security"]
    plain = stranger.client.get("/api/content/?a=b", headers={"X-Forwarded-Proto": "https"})
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/api/content/?a=b")
    for path in ("/healthz", "/readyz"):
        assert stranger.client.get(path).content == b"ok\n"
