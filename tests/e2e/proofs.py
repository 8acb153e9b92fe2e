"""Simulates a sign-in older than five minutes, for which the server asks for a proof."""

import re

from playwright.sync_api import Route

from tests.e2e.phone import Phone

BASE = "/_allauth/browser/v1/"


def as_if_long_ago(phone: Phone, path: str, *flows: str) -> None:
    """The next write to this path of allauth gets that answer; reads don't."""
    address = re.compile(re.escape(f"{phone.origin}{BASE}{path}"))
    answer = {"status": 401, "data": {"flows": [{"id": flow} for flow in flows]}, "meta": {}}

    asked: list[Route] = []

    def once(route: Route) -> None:
        if asked or route.request.method == "GET":
            route.fallback()
        else:
            asked.append(route)
            route.fulfill(status=401, json=answer)

    phone.watch.expect(401, BASE + path)
    phone.page.route(address, once)


def old_export(phone: Phone) -> None:
    """Do the same for the next export."""
    phone.watch.expect(403, "/api/export/")
    problem = {"title": "Forbidden", "status": 403, "code": "reauthentication_required", "errors": []}
    phone.page.route(
        "**/api/export/**",
        lambda route: route.fulfill(status=403, json=problem, content_type="application/problem+json"),
        times=1,
    )
