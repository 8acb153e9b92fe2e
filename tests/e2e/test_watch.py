"""The watch over every story hears what pages and service workers ask for, and complains of another origin:
so each story also tells that nobody else is asked for anything."""

import ast
from pathlib import Path

import pytest

from tests.e2e.phone import Phone
from tests.services.serving import Serving

#: Nobody has this name (RFC 2606), and nothing is sent there: the Content-Security-Policy refuses it first.
ELSEWHERE = "https://elsewhere.example/pixel.png"


def own_complaints(phone: Phone) -> list[str]:
    """What it has heard so far; taken from it, since this story is about complaining."""
    found = list(phone.watch.complaints)
    phone.watch.complaints.clear()
    return found


def test_it_hears_what_the_service_worker_asks_for(phone: Phone) -> None:
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
def test_a_page_that_asks_somebody_else_is_refused_and_complained_of(phone: Phone, way: str) -> None:
    gone = phone.page.evaluate(f"url => {way}.then(() => true, () => false)", ELSEWHERE)
    assert gone is False
    phone.page.evaluate("null")
    complaints = own_complaints(phone)
    assert complaints
    assert all("elsewhere.example" in complaint for complaint in complaints)


def test_a_worker_that_asks_somebody_else_is_refused(phone: Phone) -> None:
    phone.wait_for_shell()
    (worker,) = phone.context.service_workers
    assert worker.evaluate("url => fetch(url).then(() => true, () => false)", ELSEWHERE) is False
    phone.page.evaluate("null")
    own_complaints(phone)


def test_a_request_that_leaves_is_complained_of(phone: Phone) -> None:
    """Where no policy stands in the way: going to another page."""
    phone.context.route("https://elsewhere.example/**", lambda route: route.fulfill(body="elsewhere"))
    phone.page.goto("https://elsewhere.example/")
    assert any(complaint.startswith("another origin") for complaint in own_complaints(phone))


def test_every_browser_of_every_story_is_watched(server: Serving) -> None:
    """Contexts are made in one place, together with their watch."""
    makers = {
        file.name
        for file in Path(__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("new_context", "launch_persistent_context")
    }
    assert makers == {"conftest.py"}
