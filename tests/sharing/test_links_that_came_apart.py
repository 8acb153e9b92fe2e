"""Damaged links, whose `#` became `%23` or that have something appended: the server answers with the page,
which repairs the address in the browser. The secret is in the requested path, and nowhere else."""

import logging
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from backend.logs import QuietFormatter
from tests.conftest import Api, fragment, share

ID, SECRET = "01935c3e-0000-7000-8000-000000000001", "x" * 43
APART = [
    f"/s%23{ID}.{SECRET}",
    f"/s%2523{ID}.{SECRET}",
    f"/s/%23{ID}.{SECRET}",
    f"/s%23{ID}.{SECRET}%0A",
    f"/s%23{ID}.{SECRET}).",
    *("/s/", "/s.", "/s)", "/s%5D", "/s%3E", "/s%22"),
]


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "share.html").write_text("<!doctype html>")
    settings.FRONTEND_DIST = settings.WHITENOISE_ROOT = tmp_path


@pytest.mark.parametrize("path", APART)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_damaged_link_gets_the_page_without_the_secret(
    stranger: Api, path: str, method: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = getattr(stranger.client, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert SECRET not in str(answer.headers) + answer.content.decode()


@pytest.mark.parametrize("path", ["/s0", "/sw", "/settle", "/share", "/static/nothing.js"])
def test_similar_paths_are_not_found(stranger: Api, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_the_secret_is_in_no_log_line(
    as_alice: Api, stranger: Api, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even when the page is missing, or the request's method is wrong."""
    secret = fragment(share(as_alice)["link"])["secret"]
    path = f"/s%23{ID}.{secret}"
    stranger.client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        assert stranger.get(path).status_code == 200
        assert stranger.client.post(path).status_code == 405
        monkeypatch.setattr(Path, "read_bytes", lambda _: 1 / 0)
        assert stranger.get(path).status_code == 500
    lines = "\n".join(QuietFormatter().format(record) for record in caplog.records)
    assert "ZeroDivisionError" in lines
    assert secret not in lines
