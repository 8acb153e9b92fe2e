"""Staff look at accounts and reminders on the admin site, without inline scripts."""

import subprocess
import sys

from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.services.chromium import ROOT
from tests.services.serving import Serving


def make_staff(server: Serving, username: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "staff", username],
        cwd=ROOT,
        env=server.of_its_own(),
        check=True,
        capture_output=True,
    )


def test_staff_who_have_just_signed_in_see_accounts_and_reminders(
    laptop: Phone, username: str, server: Serving
) -> None:
    laptop.open().sign_up(username)
    laptop.wait_for_shell()
    laptop.watch.expect(404, "/admin/")
    # A browser requests the icon here when it shows a page without one.
    laptop.watch.expect(404, "/favicon.ico")
    missing = laptop.page.goto(f"{laptop.origin}/admin/")
    assert missing is not None
    assert missing.status == 404
    make_staff(server, username)
    page = laptop.page
    page.goto(f"{laptop.origin}/admin/")
    laptop.screenshot("admin")
    page.get_by_role("link", name="Reminders").click()
    expect(page.get_by_role("rowheader", name="Deliveries pending")).to_be_visible()
    laptop.screenshot("admin-reminders")
    page.go_back()
    page.get_by_role("link", name="Persons").click()
    expect(page.get_by_role("cell", name=username, exact=True)).to_be_visible()
    page.get_by_role("textbox").fill(username)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("row")).to_have_count(2)
    laptop.screenshot("admin-accounts")
