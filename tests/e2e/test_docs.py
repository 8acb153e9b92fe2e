"""The page of the API is read in a browser that runs no inline script and asks nobody else for anything."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import LAPTOP, Browsing
from tests.services.serving import Serving

DOCUMENT = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text())


def test_every_operation_can_be_read_and_none_be_tried(server: Serving, browsing: Browsing) -> None:
    context, _ = browsing.begin(server.origin, LAPTOP)
    page = context.new_page()
    page.goto(f"{server.origin}/api/docs/")
    operations = page.locator(".opblock")
    expect(operations).to_have_count(sum(len(path) for path in DOCUMENT["paths"].values()))
    page.get_by_text("/api/shared/{share_id}/report/").click()
    page.get_by_text("The one page.").wait_for()
    assert page.get_by_role("button", name="Try it out").count() == 0
    assert page.get_by_role("button", name="Authorize").count() == 0
