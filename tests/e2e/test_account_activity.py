"""The account's events, including those of its shares, on the phone."""

import re
from datetime import UTC, datetime, timedelta

import requests
from playwright.sync_api import expect

from tests.e2e.account import TIMEOUT, Account
from tests.e2e.phone import Phone
from tests.e2e.texts import text
from tests.services.serving import from_elsewhere


def in_a_month() -> str:
    return f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"


def read_along(account: Account, label: str) -> None:
    """Create a share that a reader opens."""
    body = {"label": label, "sections": ["sensations"], "expires_at": in_a_month()}
    share, secret = account.ask("POST", "/api/shares/", body)["link"].split("#")[1].split(".")
    opened = requests.post(
        f"{account.origin}/api/viewings/",
        json={"share": share, "secret": secret},
        headers=from_elsewhere(),
        timeout=TIMEOUT,
    )
    assert opened.status_code == 201


def test_sign_ins_and_viewings_are_listed(phone: Phone, account: Account) -> None:
    read_along(account, "Dr. M.")
    phone.room("you")
    phone.link("you.happened").click()
    expect(phone.heading("happened.title")).to_be_visible()
    link = text("happened.link", label="Dr. M.")
    opened = phone.page.get_by_role("listitem").filter(has_text=text("happened.what.share-opened", link=link))
    expect(opened).to_have_count(1)
    # No exact time, since only a rough one is stored.
    expect(opened).not_to_contain_text(re.compile(r"\d:\d\d"))
    expect(phone.words("happened.what.share-made", link=link)).to_be_visible()
    signed_in = phone.page.get_by_role("listitem").filter(has_text=text("happened.what.signed-in"))
    # By signing up from elsewhere, and then on the phone.
    expect(signed_in).to_have_count(2)
    expect(signed_in.first).to_contain_text(re.compile(r"\d:\d\d"))
    phone.screenshot("what-has-happened", full_page=True)
    phone.page.emulate_media(color_scheme="dark")
    phone.screenshot("what-has-happened-dark", full_page=True)


def test_without_an_account_there_are_no_events(phone: Phone) -> None:
    phone.open("/you/happened")
    expect(phone.words("happened.without")).to_be_visible()
