"""A reminder around a meeting: one nudge before it, one after it, and nothing that tells what for."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.accounts.models import Person
from backend.reminders.meetings import remove_over
from backend.reminders.models import Delivery, Reminder
from tests.conftest import Api, exported, faults, remind, reminder
from tests.reminders.conftest import Clock, Phone, check_ledger, ledger, minutes
from tests.reminders.test_answers import respond
from tests.reminders.test_calendar import MINE, events, link
from tests.reminders.test_mail import HERS, mail_server, reader
from tests.services.mail_server import MailServer

__all__ = ["mail_server", "reader"]
JAY = "11111111-1111-7111-8111-111111111111"
BEFORE = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
BEGINS, ENDS = BEFORE + minutes(30), BEFORE + minutes(150)
AFTER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEUTRAL = "A quiet moment, if you want one."


def text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def meeting(**changes: Any) -> dict[str, Any]:
    times = {"before_at": BEFORE, "begins_at": BEGINS, "ends_at": ENDS, "after_at": AFTER}
    return {name: text(at) for name, at in times.items()} | {"settle": False} | changes


def body(**changes: Any) -> dict[str, Any]:
    return reminder(days=["mon", "tue"], at=None, meeting=meeting(), person=JAY) | changes


def around(api: Api, **changes: Any) -> dict[str, Any]:
    api.put(f"/api/people/{JAY}/", {"nickname": "Jaybird"})
    return remind(api, **body(**changes))


def changed(api: Api, made: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = api.put(
        f"/api/reminders/{made['id']}/", {**made, **changes}, **{"If-Match": f'"{made["revision"]}"'}
    )
    assert answer.status_code == 200, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def test_one_nudge_comes_before_and_one_after_and_then_nothing(clock: Clock, phone: Phone) -> None:
    made = around(phone.api)
    assert made["next_due"] == [text(BEFORE), text(AFTER)]
    came = []
    for quarter in range(4 * 72):
        clock.ring(BEFORE - minutes(60) + quarter * minutes(15))
        came += [clock.now] * (len(phone.received) - len(came))
    assert came == [BEFORE, AFTER]
    assert [nudge["state"] for nudge in ledger(phone.api)] == ["accepted", "accepted"]
    check_ledger()


def test_what_is_sent_has_the_neutral_text_alone(clock: Clock, phone: Phone) -> None:
    around(phone.api)
    clock.ring(BEFORE)
    (sent,) = phone.received
    assert sent["notification"]["title"] == NEUTRAL
    assert set(sent["notification"]["data"]) == {"nudge", "reminder", "round"}
    assert sent["notification"]["navigate"] == "/"
    for word in ("Jaybird", JAY, "meeting", "settle"):
        assert word not in json.dumps(sent)


def test_a_mail_has_the_neutral_text_alone(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    around(reader, channel="email")
    clock.ring(BEFORE)
    (message,) = mail_server.to(HERS)
    assert message["Subject"] == NEUTRAL
    for word in ("Jaybird", JAY, "meeting", "settle"):
        assert word not in message.as_string()


def test_the_ledger_says_that_it_was_around_a_meeting_and_not_with_whom(clock: Clock, phone: Phone) -> None:
    around(phone.api)
    remind(phone.api, at="17:30")
    clock.ring(BEFORE)
    assert sorted(nudge["around_meeting"] for nudge in ledger(phone.api)) == [False, True]
    assert JAY not in json.dumps(ledger(phone.api))


def test_nothing_is_logged_about_it(clock: Clock, phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        around(phone.api)
        clock.ring(BEFORE)
        clock.go(AFTER + timedelta(days=1))
        remove_over(clock.now)
    for word in ("Jaybird", JAY, text(BEGINS), "settle"):
        assert word not in caplog.text


def test_who_it_is_about_is_sealed(as_alice: Api) -> None:
    made = around(as_alice)
    row = Reminder.objects.filter(id=made["id"]).values().get()
    assert JAY not in repr(row)
    assert as_alice.get(f"/api/reminders/{made['id']}/").json()["person"] == JAY
    assert exported(as_alice)["entries"]["reminders"][0]["person"] == JAY


def test_it_is_removed_a_day_after_the_second_nudge(clock: Clock, phone: Phone) -> None:
    made = around(phone.api)
    clock.ring(AFTER)
    clock.go(AFTER + timedelta(days=1) - minutes(1))
    assert remove_over(clock.now) == 0
    clock.go(AFTER + timedelta(days=1))
    assert (remove_over(clock.now), remove_over(clock.now)) == (1, 0)
    row = Reminder.objects.get()
    assert (row.plan, row.with_person, row.remove_at, row.due_at) == ({}, None, None, None)
    change = phone.api.get("/api/changes/").json()["changes"][-1]
    assert (change["id"], change["deleted"]) == (made["id"], True)
    assert change["revision"] > made["revision"]
    assert [nudge["around_meeting"] for nudge in ledger(phone.api)] == [True, True]


def test_others_stay_and_one_that_was_moved_too(clock: Clock, as_alice: Api) -> None:
    remind(as_alice, ends="2026-11-23")
    later = AFTER + timedelta(days=7)
    moved = changed(as_alice, around(as_alice), meeting=meeting(after_at=text(later)))
    clock.go(AFTER + timedelta(days=1))
    assert remove_over(clock.now) == 0
    clock.go(later + timedelta(days=1))
    assert remove_over(clock.now) == 1
    assert as_alice.get(f"/api/reminders/{moved['id']}/").status_code == 404


def test_one_that_cannot_be_read_is_removed_and_keeps_no_other(clock: Clock, as_alice: Api) -> None:
    spoiled = around(as_alice)
    around(as_alice)
    Reminder.objects.filter(id=spoiled["id"]).update(plan={"meeting": {"settle": 1}})
    clock.go(AFTER + timedelta(days=1))
    assert remove_over(clock.now) == 2


def test_a_moment_that_is_moved_to_later_comes_again(clock: Clock, phone: Phone) -> None:
    made = around(phone.api)
    clock.ring(BEFORE)
    later = {name: text(at + minutes(120)) for name, at in (("before_at", BEFORE), ("begins_at", BEGINS))}
    moved = changed(phone.api, made, meeting=meeting(**later, ends_at=text(ENDS + minutes(120))))
    assert moved["next_due"] == [text(BEFORE + minutes(120)), text(AFTER)]
    clock.ring(BEFORE + minutes(120))
    assert len(phone.received) == 2


def test_a_moment_stays_the_same_instant_when_the_phone_travels(clock: Clock, phone: Phone) -> None:
    around(phone.api)
    clock.ring(BEFORE - minutes(1))
    phone.api.patch("/api/me/", {"zone": "Pacific/Auckland"})
    clock.ring(BEFORE)
    clock.ring(AFTER)
    assert len(phone.received) == 2
    assert [nudge["local_date"] for nudge in ledger(phone.api)] == ["2026-11-24", "2026-11-24"]


def test_later_does_not_come_during_the_meeting(clock: Clock, phone: Phone) -> None:
    """It would come half an hour later, when the meeting has begun and lasts too long to wait for its end."""
    around(phone.api)
    clock.ring(BEFORE)
    respond(phone, "later")
    for minute in range(0, 160, 5):
        clock.ring(BEFORE + minutes(minute))
    assert len(phone.received) == 1
    (nudge,) = ledger(phone.api)
    assert (nudge["state"], nudge["reason"]) == ("cancelled", "meeting")
    check_ledger()


def test_later_comes_after_a_short_meeting(clock: Clock, phone: Phone) -> None:
    around(phone.api, meeting=meeting(ends_at=text(BEGINS + minutes(45))))
    clock.ring(BEFORE)
    respond(phone, "later")
    clock.ring(BEGINS + minutes(44))
    assert len(phone.received) == 1
    clock.ring(BEGINS + minutes(45))
    assert len(phone.received) == 2


def test_a_nudge_is_not_delivered_once_the_meeting_has_begun(clock: Clock, phone: Phone) -> None:
    """Nor does the push service keep it for a phone that is out of reach until then."""
    around(phone.api)
    clock.ring(BEFORE + minutes(10))
    assert phone.headers[-1]["TTL"] == "1200"
    around(phone.api)
    clock.ring(BEGINS)
    assert len(phone.received) == 1


def test_auto_quiet_does_not_keep_it_back(clock: Clock, phone: Phone) -> None:
    phone.api.patch("/api/me/", {"auto_quiet": True})
    far = timedelta(days=60)
    times = {"before_at": BEFORE, "begins_at": BEGINS, "ends_at": ENDS, "after_at": AFTER}
    around(phone.api, meeting=meeting(**{name: text(at + far) for name, at in times.items()}))
    remind(phone.api, at="17:30")
    for day in range(61):
        clock.ring(BEFORE + timedelta(days=day))
    last = [nudge for nudge in ledger(phone.api) if nudge["around_meeting"]]
    assert [nudge["state"] for nudge in last] == ["accepted"]
    assert "auto-quiet" in {nudge["reason"] for nudge in ledger(phone.api)}


def test_with_settle_the_push_opens_settling(clock: Clock, phone: Phone) -> None:
    around(phone.api, meeting=meeting(settle=True))
    clock.ring(BEFORE)
    clock.ring(AFTER)
    for sent in phone.received:
        assert sent["notification"]["title"] == NEUTRAL
        assert sent["notification"]["navigate"] == "/#/settle"
        assert [each["action"] for each in sent["notification"]["actions"]] == ["later", "not-today"]
    assert len(phone.received) == 2


def test_with_settle_the_mail_opens_settling(
    clock: Clock, reader: Api, mail_server: MailServer, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://noticing.example"
    around(reader, channel="email", meeting=meeting(settle=True))
    clock.ring(BEFORE)
    (message,) = mail_server.to(HERS)
    assert "https://noticing.example/#/settle" in message.get_payload(decode=True).decode()


def test_a_deleted_one_does_not_come(clock: Clock, phone: Phone) -> None:
    made = around(phone.api)
    phone.api.delete(f"/api/reminders/{made['id']}/")
    clock.ring(BEFORE)
    assert phone.received == []
    assert not Delivery.objects.exists()


def test_it_is_in_the_calendar_only_if_switched_on_there(clock: Clock, as_alice: Api) -> None:
    around(as_alice)
    address = link(as_alice)
    assert as_alice.get(MINE).json()["meetings"] is False
    assert events(address) == []
    held = Api().get(address)["ETag"]
    assert as_alice.patch(MINE, {"meetings": True}).json()["meetings"] is True
    assert Api().get(address, **{"If-None-Match": held}).status_code == 200
    found = events(address)
    assert [event["dtstart"].dt for event in found] == [BEFORE, AFTER]
    assert {str(event["summary"]) for event in found} == {NEUTRAL}
    raw = Api().get(address).content.decode()
    for word in ("Jaybird", JAY, "meeting", "settle"):
        assert word not in raw
    as_alice.patch(MINE, {"meetings": False})
    assert events(address) == []


def test_the_calendar_keeps_a_moment_for_some_hours(clock: Clock, phone: Phone) -> None:
    around(phone.api)
    address = link(phone.api)
    phone.api.patch(MINE, {"meetings": True})
    clock.ring(BEFORE + minutes(60))
    assert [event["dtstart"].dt for event in events(address)] == [BEFORE, AFTER]


def test_a_new_link_keeps_the_choice_and_a_stopped_one_forgets_it(as_alice: Api) -> None:
    assert as_alice.patch(MINE, {"meetings": True}).status_code == 404
    link(as_alice)
    as_alice.patch(MINE, {"meetings": True})
    link(as_alice)
    assert as_alice.get(MINE).json()["meetings"] is True
    as_alice.delete(MINE)
    link(as_alice)
    assert as_alice.get(MINE).json()["meetings"] is False
    as_alice.patch(MINE, {"meetings": True})
    assert as_alice.patch(MINE, {}).json()["meetings"] is True
    assert faults(as_alice.patch(MINE, {"meetings": None})) == {"/meetings": "null"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"at": "20:30"}, {"/at": "one_of_two"}),
        ({"meeting": None}, {"/at": "one_of_two"}),
        ({"meeting": None, "at": "20:30"}, {"/person": "no_meeting"}),
        ({"wording": "own", "own_words": "Jaybird"}, {"/wording": "not_around_meeting"}),
        ({"channel": "calendar"}, {"/channel": "not_around_meeting"}),
        ({"person": "22222222-2222-7222-8222-222222222222"}, {"/person": "does_not_exist"}),
        ({"meeting": meeting(before_at=text(BEGINS))}, {"/meeting/before_at": "out_of_order"}),
        ({"meeting": meeting(ends_at=text(BEGINS))}, {"/meeting/ends_at": "out_of_order"}),
        ({"meeting": meeting(after_at=text(ENDS - minutes(1)))}, {"/meeting/after_at": "out_of_order"}),
        ({"meeting": {"begins_at": text(BEGINS)}}, dict.fromkeys(
            ("/meeting/ends_at", "/meeting/before_at", "/meeting/after_at"), "required"
        )),
    ],
)  # fmt: skip
def test_what_it_cannot_have_is_refused(
    as_alice: Api, changes: dict[str, Any], fault: dict[str, str]
) -> None:
    as_alice.put(f"/api/people/{JAY}/", {"nickname": "Jaybird"})
    assert faults(as_alice.put(f"/api/reminders/{uuid4()}/", body(**changes))) == fault


def test_it_may_be_about_nobody_and_about_somebody_who_was_deleted(as_alice: Api) -> None:
    assert around(as_alice, person=None)["person"] is None
    made = around(as_alice)
    as_alice.delete(f"/api/people/{JAY}/")
    assert changed(as_alice, made, active=False)["person"] == JAY


def test_nothing_is_left_of_an_erased_person(as_alice: Api, alice: Person) -> None:
    from backend.personal_data.erasure import erase

    around(as_alice)
    erase(alice)
    assert not Reminder.objects.exists()
