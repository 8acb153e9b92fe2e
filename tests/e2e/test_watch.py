"""The watch of every story sees the requests of pages and service workers, and fails the story on a request
to another origin."""

import ast
from pathlib import Path

import pytest

from tests.e2e.phone import Phone
from tests.services.serving import Serving

#: A reserved name (RFC 2606); nothing is sent there, since the Content-Security-Policy blocks it first.
ELSEWHERE = "https://elsewhere.example/pixel.png"


def own_complaints(phone: Phone) -> list[str]:
    """The complaints so far, removed from the watch so that this story doesn't fail."""
    found = list(phone.watch.complaints)
    phone.watch.complaints.clear()
    return found


def test_the_watch_sees_requests_of_the_service_worker(phone: Phone) -> None:
    phone.wait_for_shell()
    (worker,) = phone.context.service_workers
    with phone.context.expect_event("request", lambda request: "by-the-worker" in request.url) as heard:
        worker.evaluate("fetch('/api/content/?by-the-worker').then(answer => answer.ok)")
    assert heard.value.service_worker == worker
    assert ("GET", "/api/content/?by-the-worker") in phone.watch.sent


STYLE = """new Promise((onload, onerror) => document.head.append(
  Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url, onload, onerror })))"""
PICTURE = "new Promise((onload, onerror) => Object.assign(new Image(), { onload, onerror, src: url }))"


@pytest.mark.parametrize("way", ["fetch(url)", "import(url)", PICTURE, STYLE])
def test_a_pages_request_to_another_origin_is_blocked_and_reported(phone: Phone, way: str) -> None:
    gone = phone.page.evaluate(f"url => {way}.then(() => true, () => false)", ELSEWHERE)
    assert gone is False
    phone.page.evaluate("null")
    complaints = own_complaints(phone)
    assert complaints
    assert all("elsewhere.example" in complaint for complaint in complaints)


def test_a_workers_request_to_another_origin_is_blocked(phone: Phone) -> None:
    phone.wait_for_shell()
    (worker,) = phone.context.service_workers
    assert worker.evaluate("url => fetch(url).then(() => true, () => false)", ELSEWHERE) is False
    phone.page.evaluate("null")
    own_complaints(phone)


def test_a_request_that_leaves_the_origin_is_reported(phone: Phone) -> None:
    """A navigation to another page, which no policy blocks."""
    phone.context.route("https://elsewhere.example/**", lambda route: route.fulfill(body="elsewhere"))
    phone.page.goto("https://elsewhere.example/")
    assert any(complaint.startswith("another origin") for complaint in own_complaints(phone))


def test_every_browser_of_every_story_is_watched(server: Serving) -> None:
    """Browser contexts are created in one place, together with their watch."""
    makers = {
        file.name
        for file in Path(__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("new_context", "launch_persistent_context")
    }
    assert makers == {"conftest.py"}
