"""The API documentation works without inline scripts and without requests to other hosts."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import LAPTOP, Browsing
from tests.services.serving import Serving

DOCUMENT = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text())


def test_every_operation_is_documented_and_none_can_be_tried_out(server: Serving, browsing: Browsing) -> None:
    context, _ = browsing.begin(server.origin, LAPTOP)
    page = context.new_page()
    page.goto(f"{server.origin}/api/docs/")
    operations = page.locator(".opblock")
    expect(operations).to_have_count(sum(len(path) for path in DOCUMENT["paths"].values()))
    page.get_by_text("/api/shared/{share_id}/report/").click()
    page.get_by_text("The report, as the viewer's page shows it.").wait_for()
    assert page.get_by_role("button", name="Try it out").count() == 0
    assert page.get_by_role("button", name="Authorize").count() == 0
