"""An app that is left open over midnight, or brought to the front the next day, shows the new day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.texts import label, text

#: Two minutes to midnight in Lisbon, where the phones are.
LATE = datetime(2026, 11, 22, 23, 58, tzinfo=UTC)


def leave_open(phone: Phone) -> None:
    phone.page.clock.run_for(5 * 60_000)


def come_to_the_front(phone: Phone) -> None:
    """The phone slept: no timer ran."""
    phone.page.clock.set_system_time(LATE + timedelta(hours=9))
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
def late(phone: Phone) -> Phone:
    """A phone with one check-in, just before midnight."""
    phone.page.clock.install(time=LATE)
    phone.page.reload()
    phone.notice("ease")
    phone.link("kept.enough").click()
    return phone


WAYS = pytest.mark.parametrize("over_midnight", [leave_open, come_to_the_front])


@WAYS
def test_now_lists_only_the_new_day(late: Phone, over_midnight: Callable[[Phone], None]) -> None:
    earlier = late.page.get_by_role("heading", name=text("now.earlier"))
    expect(earlier).to_be_visible()
    over_midnight(late)
    expect(earlier).to_have_count(0)


@WAYS
def test_the_calendar_marks_the_new_day(late: Phone, over_midnight: Callable[[Phone], None]) -> None:
    late.room("lookBack")
    today = late.page.locator("[aria-current=date]")
    expect(today).to_have_attribute("href", "#/look-back/2026-11-22")
    over_midnight(late)
    expect(today).to_contain_text("23")


@WAYS
def test_the_day_and_the_entry_are_yesterdays(late: Phone, over_midnight: Callable[[Phone], None]) -> None:
    late.open("/look-back/2026-11-22")
    expect(late.titled(text("lookBack.today"))).to_be_visible()
    over_midnight(late)
    expect(late.titled(text("lookBack.yesterday"))).to_be_visible()
    late.page.get_by_role("link", name=label("sensations", "ease")).click()
    expect(late.page.get_by_role("heading", level=1)).to_contain_text(text("lookBack.yesterday"))


@WAYS
def test_a_date_field_allows_the_new_day(late: Phone, over_midnight: Callable[[Phone], None]) -> None:
    late.page.get_by_role("link", name=label("sensations", "ease")).click()
    late.page.get_by_role("link", name=text("entry.when"), exact=True).click()
    day = late.page.get_by_label(text("when.day"), exact=True)
    expect(day).to_have_attribute("max", "2026-11-22")
    over_midnight(late)
    expect(day).to_have_attribute("max", "2026-11-23")
