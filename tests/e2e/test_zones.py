"""Time zones on the screen: the present name of the place, whatever a browser calls its zone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import text

FELT = [{"code": "restlessness"}]


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    """Chromium calls this zone Europe/Kiev."""
    return new_phone(timezone_id="Europe/Kyiv")


def test_a_zone_under_two_names_is_one_place(phone: Phone, account: Account) -> None:
    there = account.keep(zone="Europe/Kyiv", sensations=FELT)
    elsewhere = account.keep(zone="Asia/Calcutta", sensations=FELT)
    phone.page.reload()
    phone.open(f"/entry/{there}")
    phone.link("entry.when").click()
    expect(phone.words("when.lead", zone="Kyiv")).to_be_visible()
    expect(phone.page.get_by_label(text("when.day"), exact=True)).not_to_have_value("")
    expect(phone.words("when.elsewhere", zone="Kyiv")).to_have_count(0)
    phone.open(f"/entry/{elsewhere}")
    phone.link("entry.when").click()
    expect(phone.words("when.elsewhere", zone="Kolkata")).to_be_visible()
    phone.screenshot("when-elsewhere")
