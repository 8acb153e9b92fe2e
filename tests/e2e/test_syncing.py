"""Sync under strain: many entries, a wrong clock, a storage that says no, an update in the middle of it."""

import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_bringing_in import WATCH_LONG_TASKS, choose, keep_all
from tests.e2e.texts import text

MANY = 1_000


def export_of(number: int) -> dict[str, Any]:
    """As many check-ins of today and the days before."""
    now = datetime.now(UTC)
    check_ins = [
        {
            "id": str(uuid4()),
            "felt_at": f"{now - timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}",
            "zone": "Europe/Lisbon",
            "sensations": [{"code": "ease", "strength": minute % 11}],
            "note": f"the {minute}th",
        }
        for minute in range(number)
    ]
    return {"format": "noticing", "version": 1, "entries": {"check-ins": check_ins}}


def keep_off_line(phone: Phone, username: str, number: int) -> Account:
    phone.sign_up(username)
    phone.wait_for_shell()
    phone.lose_network()
    phone.open("/you/data/bring")
    choose(phone, export_of(number))
    keep_all(phone, number)
    return Account.sign_in(phone.origin, username)


def test_a_thousand_entries_kept_off_line_arrive_once_each(
    phone: Phone, username: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the list of today's open, which follows every one of them. The time it takes is printed."""
    account = keep_off_line(phone, username, MANY)
    phone.room("now")
    phone.page.evaluate(WATCH_LONG_TASKS)
    began = time.monotonic()
    phone.find_network()
    while (arrived := account.revision()) < MANY and time.monotonic() - began < 120:
        time.sleep(0.2)
    took = time.monotonic() - began
    longest = phone.page.evaluate("window.longest")
    phone.wait_until_stored()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{MANY} entries in {took:.1f} s; the page was busy for at most {longest:.0f} ms\n"
        )
    assert arrived == account.revision() == MANY
