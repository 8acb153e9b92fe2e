"""The strict headers on every response: each route x method of the URLconf, static files, and every refusal
before a view is called."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from redis.exceptions import ConnectionError as Away

from tests.api.test_headers import FILES, built
from tests.conftest import Api, make_person, share
from tests.test_matrix import routes

__all__ = ["built"]

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SHUT_OFF = ("camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()", "browsing-topics=()")
METHODS = ("get", "head", "options", "trace", "put", "post", "patch", "delete")
#: Responses without personal data, which may be cached; all others are `no-store`.
PUBLIC = {"/api/content/", *FILES} - {"/share.html"}


def sent(answer: Any, path: str, *, https: bool = False) -> Any:
    """Check that the response has the strict headers, and return it."""
    b"".join(answer)  # a file is open until it is read
    where = f"{answer.request['REQUEST_METHOD']} {path}: {answer.status_code}"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, where
    assert all(feature in answer["Permissions-Policy"] for feature in SHUT_OFF), where
    hsts = "max-age=31536000; includeSubDomains; preload" if https else None
    assert answer.headers.get("Strict-Transport-Security") == hsts, where
    if path not in PUBLIC:
        assert "no-store" in answer.headers.get("Cache-Control", ""), where
    return answer


def addresses() -> Iterator[str]:
    id = "01935c3e-0000-7000-8000-000000000001"
    for route in sorted(set(routes())):
        yield "/" + route.replace("<uuid:id>", id).replace("<str:secret>", "x" * 43)


@pytest.fixture(params=["signed in", "signed out", "a viewer"])
def somebody(request: pytest.FixtureRequest, as_alice: Api) -> Api:
    # A crash gets a response too; test_a_crash checks it.
    if request.param == "signed in":
        return as_alice
    if request.param == "signed out":
        return Api()
    from tests.conftest import open_link

    return open_link(share(as_alice)["link"])


@pytest.mark.usefixtures("built")
def test_every_route_by_every_method(somebody: Api) -> None:
    for path in addresses():
        for method in METHODS:
            sent(getattr(somebody.client, method)(path), path)


@pytest.fixture
def https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.mark.django_db
@pytest.mark.usefixtures("built", "https")
def test_under_https_every_response_has_hsts() -> None:
    client = Client()
    for path in [*addresses(), *FILES, "/nothing"]:
        sent(client.get(path, secure=True), path, https=True)


@pytest.mark.usefixtures("built")
def test_every_file(stranger: Api) -> None:
    for path in FILES:
        for method in METHODS:
            sent(getattr(stranger.client, method)(path), path)


Refusal = Callable[[Client, dict[str, Any]], Any]
JSON = "application/json"
#: Refusals before the views: status -> how to cause it. `how` says whether it is https.
EARLY: dict[tuple[int, str], Refusal] = {
    (400, "another host"): lambda client, how: client.get("/api/me/", headers={"Host": "a.example"}, **how),
    (400, "nul in a header"): lambda client, how: client.get("/api/me/", headers={"If-Match": "\0"}, **how),
    (400, "nul in the path"): lambda client, how: client.get("/api/%00/", **how),
    (400, "no length"): lambda client, how: client.put(
        "/api/rest/", b"", headers={"Content-Length": "x"}, **how
    ),
    (400, "many parameters"): lambda client, how: client.get("/api/content/?" + "a&" * 2_000 + "a", **how),
    (411, "unknown length"): lambda client, how: client.put(
        "/api/rest/", headers={"Transfer-Encoding": "chunked"}, **how
    ),
    (413, "too large"): lambda client, how: client.put(
        "/api/rest/", b"a" * 300_000, content_type=JSON, **how
    ),
    (404, "not there"): lambda client, how: client.get("/nothing", **how),
    (404, "no file"): lambda client, how: client.get("/assets/nothing.js", **how),
    (405, "not this way"): lambda client, how: client.post("/healthz", **how),
    (405, "not this way of theirs"): lambda client, how: client.put("/_allauth/browser/v1/config", **how),
    (400, "not theirs"): lambda client, how: client.post(
        "/_allauth/app/v1/auth/login", b"[", content_type=JSON, **how
    ),
}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("status", "what"), EARLY, ids=lambda part: str(part))
def test_every_refusal(db: None, status: int, what: str, scheme: str, request: pytest.FixtureRequest) -> None:
    if scheme == "https":
        request.getfixturevalue("https")
    answer = EARLY[status, what](Client(), {"secure": scheme == "https"})
    assert answer.status_code == status, answer.content
    sent(answer, answer.request["PATH_INFO"], https=scheme == "https")


def test_a_csrf_refusal(alice: Any) -> None:
    api = Api(alice, enforce_csrf_checks=True)
    for path in ("/api/rest/", "/_allauth/browser/v1/auth/reauthenticate"):
        answer = sent(api.post(path, {}) if "all" in path else api.put(path, {}), path)
        assert answer.status_code == 403


@pytest.mark.usefixtures("https")
def test_the_redirect_to_https(db: None) -> None:
    answer = Client().get("/api/me/?a=b")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/api/me/?a=b")
    sent(answer, "/api/me/")


@pytest.mark.parametrize(("fault", "status"), [(RuntimeError, 500), (Away, 503)])
@pytest.mark.parametrize("path", ["/api/content/", "/_allauth/browser/v1/auth/session", "/readyz"])
def test_a_crash(
    monkeypatch: pytest.MonkeyPatch, db: None, path: str, fault: type[Exception], status: int
) -> None:
    def crash(*_: Any, **__: Any) -> None:
        raise fault("words of hers")

    monkeypatch.setattr("backend.content.views.edition", crash)
    monkeypatch.setattr("backend.monitoring.health.MigrationExecutor", crash)
    monkeypatch.setattr("allauth.headless.account.views.SessionView.get", crash)
    client = Client(raise_request_exception=False)
    answer = sent(client.get(path), path)
    assert answer.status_code == status
    assert "words of hers" not in answer.content.decode()


@pytest.mark.usefixtures("built")
def test_our_pages_work_under_the_strict_policy(stranger: Api) -> None:
    """They have no inline script or style, no handler in an attribute, and nothing from another host."""
    for path in ("/api/docs/", "/api/docs/?script"):
        page = stranger.get(path).content.decode()
        assert "style=" not in page
        assert "onclick" not in page
        assert "<script>" not in page
        assert "://" not in page


def test_the_built_pages_work_under_the_strict_policy() -> None:
    from django.conf import settings

    pages = list(Path(settings.FRONTEND_DIST).glob("*.html"))
    if not pages:
        pytest.skip("the front end is not built")
    for page in pages:
        html = page.read_text()
        assert "<script>" not in html, page.name
        assert "style=" not in html, page.name
        assert "<style" not in html, page.name
        assert "http:" not in html, page.name
        assert "https:" not in html, page.name


def test_other_origins_get_no_cors_header_by_default(db: None) -> None:
    """Without NOTICING_ORIGINS; tests/api/test_cors.py tests configured origins."""
    api = Api(make_person("carol"))
    answer = sent(api.get("/api/me/", Origin="https://elsewhere.example"), "/api/me/")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
