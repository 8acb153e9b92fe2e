"""Auto-quiet: off by default, offered at set-up, and shown as the reason in the ledger."""

import json

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_reminders import keep_evenings
from tests.e2e.texts import text

NUDGE = {
    "reminder": "0191d5a0-0000-7000-8000-000000000001",
    "device": None,
    "sent_at": None,
    "response": None,
    "responded_at": None,
}


def switch(phone: Phone) -> Locator:
    return phone.page.get_by_role("switch", name=text("quiet.fewer"))


def test_auto_quiet_is_off_and_offered_at_set_up(phone: Phone, account: Account) -> None:
    assert account.ask("GET", "/api/me/")["auto_quiet"] is False
    keep_evenings(phone)
    expect(switch(phone)).not_to_be_checked()
    switch(phone).check()
    expect(phone.words("quiet.kept")).to_be_visible()
    assert account.ask("GET", "/api/me/")["auto_quiet"] is True
    assert look_at(phone, "reminder-kept-fewer") == []

    # Once it is on, a further reminder asks no more.
    keep_evenings(phone)
    expect(phone.page.get_by_role("heading", name=text("thisPhone.title"))).to_be_visible()
    expect(switch(phone)).to_have_count(0)
    phone.open("/you/reminders/quiet")
    expect(switch(phone)).to_be_checked()
    switch(phone).uncheck()
    expect(phone.words("quiet.kept")).to_be_visible()
    assert account.ask("GET", "/api/me/")["auto_quiet"] is False


def test_off_line_the_switch_keeps_the_servers_value(phone: Phone, account: Account) -> None:
    phone.open("/you/reminders/quiet")
    expect(switch(phone)).not_to_be_checked()
    phone.wait_for_shell()
    phone.lose_network()
    expect(phone.words("quiet.unreachable")).to_be_visible()
    switch(phone).click()
    expect(phone.words("problems.unreachable")).to_be_visible()
    expect(switch(phone)).not_to_be_checked()


def test_the_ledger_shows_reason_and_channel(phone: Phone, account: Account) -> None:
    due = [
        ("cancelled", "auto-quiet", "push", text("came.reasons.auto-quiet")),
        ("no-device", "no-address", "email", text("came.reasons.no-address")),
        ("accepted", None, "email", text("came.byMail.accepted")),
        ("expired", "paused", "push", text("came.reasons.paused")),
        ("refused", "key-dropped", "push", text("came.reasons.key-dropped")),
        ("expired", "mail-server", "email", text("came.reasons.mail-server")),
    ]
    nudges = [
        NUDGE
        | {"id": f"0191d5a0-0000-7000-8000-00000000010{n}", "due_at": f"2026-11-2{n}T20:30:00Z"}
        | {"local_date": f"2026-11-2{n}", "state": state, "reason": reason, "channel": channel}
        for n, (state, reason, channel, _) in enumerate(due)
    ]
    phone.page.route(
        "**/api/nudges/",
        lambda route: route.fulfill(
            content_type="application/json", body=json.dumps({"results": nudges, "next": None})
        ),
    )
    phone.open("/you/reminders/came")
    for *_, said in due:
        expect(phone.page.get_by_role("listitem").filter(has_text=said)).to_be_visible()
    assert look_at(phone, "came-other-ways") == []
