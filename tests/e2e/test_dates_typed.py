"""Dates that no entry and no setting can have are refused where they are typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import begin, go_on
from tests.e2e.test_every_field import Draft, check_radio, open_more
from tests.e2e.test_reminders import reminders, set_reminder
from tests.e2e.test_shares import day, made
from tests.e2e.texts import text


def in_a_new_share(step: str, choice: str) -> Callable[[Phone], object]:
    def show(phone: Phone) -> None:
        begin(phone)
        go_on(phone, step)
        check_radio(choice)(phone)

    return show


#: Every date field of the person's own screens but the one that `test_after_keep.py` covers.
FIELDS = {
    "rest": Draft(
        "/you/reminders", text("rest.day"), show=lambda phone: phone.page.locator("summary").click()
    ),
    "last day of a reminder": Draft("/you/reminders/{reminder}", text("reminder.ends"), show=open_more),
    "first day of pictures": Draft(
        "/look-back/pictures",
        text("pictures.from"),
        show=lambda phone: phone.page.get_by_label(text("pictures.period"), exact=True).select_option("own"),
    ),
    "first day of a share": Draft(
        "/you/sharing", text("newShare.firstDay"), show=in_a_new_share("from", "newShare.since.day")
    ),
    "last day of a share": Draft(
        "/you/sharing", text("newShare.lastDay"), show=in_a_new_share("until", "newShare.ends.day")
    ),
    "first day of an existing share": Draft("/you/sharing/{share}", text("newShare.firstDay")),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_year_of_two_digits_is_refused_where_it_is_typed(phone: Phone, account: Account, name: str) -> None:
    """Browsers take it for a year of the first century."""
    one = FIELDS[name]
    reminder = set_reminder(account)
    made(account, **{"from": day(-10)})
    (share,) = account.ask("GET", "/api/shares/")["results"]
    phone.wait_until_stored()
    phone.page.reload()
    phone.open(one.path.format(reminder=reminder, share=share["id"]))
    one.show(phone)
    field = phone.page.get_by_label(one.label, exact=True)
    field.fill("0026-11-22")
    field.blur()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(r"Choose a date from .*\d{4} to .*\d{4}\."))


def test_a_reminders_window_may_go_over_midnight(phone: Phone, account: Account) -> None:
    phone.open("/you/reminders/new/nowAndThen")
    phone.page.get_by_label(text("reminder.from"), exact=True).fill("22:30")
    phone.page.get_by_label(text("reminder.to"), exact=True).fill("01:15")
    phone.button("reminder.keep").click()
    phone.wait_until_stored()
    (kept,) = reminders(account)
    assert (kept["within"]["from"], kept["within"]["to"]) == ("22:30", "01:15")
