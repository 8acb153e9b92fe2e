"""From a reminder to a phone: which nudges are sent, when, and what the ledger records."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from backend.accounts.models import Person
from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.reminders.models import LEASE, PUSH, Delivery, Nudge, Reminder
from backend.reminders.outcomes import record
from backend.reminders.planning import claim_due
from backend.reminders.sending import lease, send_pushes
from tests.conftest import Api, keep, remind, reminder
from tests.reminders.conftest import (
    DUE,
    MORNING,
    Answer,
    Clock,
    Phone,
    check_ledger,
    days,
    ledger,
    minutes,
    only,
)
from tests.services.push_service import PushService, Reply


def test_a_nudge_comes_once_at_its_time(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE - timedelta(seconds=1))
    assert phone.received == []
    clock.ring(DUE)
    clock.ring(DUE + timedelta(seconds=10))
    assert len(phone.received) == 1
    (nudge,) = ledger(phone.api)
    assert nudge == {
        "id": nudge["id"],
        "reminder": due["id"],
        "due_at": "2026-11-23T20:30:00Z",
        "local_date": "2026-11-23",
        "channel": "push",
        "around_meeting": False,
        "state": "accepted",
        "reason": None,
        "device": "Phone",
        "sent_at": "2026-11-23T20:30:00Z",
        "response": None,
        "responded_at": None,
    }
    assert phone.row.accepted_at == DUE
    clock.ring(DUE + days(1))
    assert [nudge["local_date"] for nudge in ledger(phone.api)] == ["2026-11-24", "2026-11-23"]


def test_its_text_is_neutral_and_contains_nothing_about_the_person(clock: Clock, phone: Phone) -> None:
    remind(phone.api, wording="own", own_words="breathe with the dog")
    clock.ring(DUE)
    (nudge,) = ledger(phone.api)
    (payload,) = phone.received
    notification = payload["notification"]
    assert payload["web_push"] == 8030
    assert notification["title"] == "A quiet moment, if you want one."
    assert [action["action"] for action in notification["actions"]] == ["check-in", "later", "not-today"]
    assert notification["data"] == {"nudge": nudge["id"], "reminder": nudge["reminder"], "round": 1}
    assert "the dog" not in str(payload)  # a tag can spell any three letters
    assert "alice" not in str(payload)
    assert phone.headers[0]["Topic"] == notification["tag"]
    assert len(notification["tag"]) <= 32
    assert phone.headers[0]["TTL"] == "3600"


def test_a_nudge_is_in_the_persons_language(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.api.patch("/api/me/", {"language": "es"})
    clock.ring(DUE)
    (payload,) = phone.received
    notification = payload["notification"]
    assert notification["title"] == "Un momento de calma, si lo quieres."
    assert (notification["lang"], notification["dir"]) == ("es", "ltr")
    assert [action["title"] for action in notification["actions"]] == ["Anotar", "Más tarde", "Hoy no"]


def test_planning_and_sending_twice_sends_once(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.go(DUE)
    assert [claim_due(DUE), claim_due(DUE)] == [1, 0]
    assert [send_pushes(lambda: DUE), send_pushes(lambda: DUE)] == [1, 0]
    assert len(phone.received) == 1


def test_a_nudge_goes_to_the_last_used_device(clock: Clock, phone: Phone, due: Answer, alice: Person) -> None:
    clock.go(MORNING + minutes(5))
    tablet = Phone(phone.service, alice, "Tablet")
    clock.ring(DUE)
    assert (len(tablet.received), len(phone.received)) == (1, 0)
    clock.ring(DUE + minutes(1))
    phone.api.put(f"/api/push/subscriptions/{phone.id}/", phone.subscription | {"label": "Phone"})
    clock.ring(DUE + days(1))
    assert (len(tablet.received), len(phone.received)) == (1, 1)


def test_a_nudge_goes_to_all_devices_if_chosen(
    clock: Clock, phone: Phone, due: Answer, alice: Person
) -> None:
    tablet = Phone(phone.service, alice, "Tablet")
    phone.api.patch("/api/me/", {"devices": "all"})
    tablet.answer(Reply(410))
    clock.ring(DUE)
    assert (len(tablet.received), len(phone.received)) == (1, 1)
    assert only(phone.api) == ("accepted", None)
    check_ledger()


@pytest.mark.parametrize("status", [404, 410])
def test_a_gone_device_is_deleted_and_the_next_one_gets_the_nudge(
    clock: Clock, phone: Phone, due: Answer, alice: Person, status: int
) -> None:
    clock.go(MORNING + minutes(5))
    tablet = Phone(phone.service, alice, "Tablet")
    tablet.answer(Reply(status))
    clock.ring(DUE)
    assert len(phone.received) == 1
    assert ledger(phone.api)[0]["device"] == "Phone"
    (left,) = phone.api.get("/api/push/subscriptions/").json()["results"]
    assert left["label"] == "Phone"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"gone", "accepted"}
    check_ledger()


def test_the_ledger_records_that_the_last_device_is_gone(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.answer(Reply(410))
    clock.ring(DUE)
    assert only(phone.api) == ("gone", None)
    assert not Subscription.objects.exists()
    clock.ring(DUE + days(1))
    assert [nudge["state"] for nudge in ledger(phone.api)] == ["no-device", "gone"]


def test_after_a_device_is_removed_the_next_one_gets_the_planned_nudge(
    clock: Clock, phone: Phone, due: Answer, alice: Person
) -> None:
    clock.go(MORNING + minutes(5))
    tablet = Phone(phone.service, alice, "Tablet")
    clock.go(DUE)
    claim_due(DUE)
    tablet.api.delete(f"/api/push/subscriptions/{tablet.id}/")
    clock.ring()
    assert (len(tablet.received), len(phone.received)) == (0, 1)
    assert only(phone.api) == ("accepted", None)


def test_without_a_device_the_ledger_says_no_device(clock: Clock, as_alice: Api) -> None:
    remind(as_alice)
    clock.ring(DUE)
    assert only(as_alice) == ("no-device", None)
    check_ledger()


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_refused_push_is_final_and_deletes_no_subscription(
    clock: Clock, phone: Phone, due: Answer, status: int
) -> None:
    phone.answer(Reply(status))
    clock.ring(DUE)
    clock.ring(DUE + minutes(30))
    assert only(phone.api) == ("refused", None)
    assert len(phone.received) == 1
    assert Subscription.objects.count() == 1


def test_a_server_error_is_retried_with_the_same_topic(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.answer(Reply(500), Reply(502), Reply(201))
    for seconds in (0, 20, 60, 120):
        clock.ring(DUE + timedelta(seconds=seconds))
    assert only(phone.api) == ("accepted", None)
    assert len({headers["Topic"] for headers in phone.headers}) == 1
    ttls = [int(headers["TTL"]) for headers in phone.headers]
    assert ttls == sorted(ttls, reverse=True)
    assert ttls[-1] < 3600


def test_retries_end_after_an_hour(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.answer(Reply(500))
    for minute in range(0, 75, 3):
        clock.ring(DUE + minutes(minute))
    assert only(phone.api) == ("expired", "unreachable")
    assert 4 < len(phone.received) < 20
    check_ledger()


def test_retry_after_is_respected(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.answer(Reply(429, {"Retry-After": "600"}), Reply(201))
    clock.ring(DUE)
    clock.ring(DUE + minutes(9))
    assert only(phone.api) == ("pending", None)
    clock.ring(DUE + minutes(10))
    assert only(phone.api) == ("accepted", None)
    assert len(phone.received) == 2


def test_after_an_outage_one_nudge_is_sent_and_the_ledger_has_every_day(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    clock.ring(DUE + days(3) + minutes(10))
    assert len(phone.received) == 1
    assert [(nudge["local_date"][-2:], nudge["state"], nudge["reason"]) for nudge in ledger(phone.api)] == [
        ("26", "accepted", None),
        ("25", "expired", "late"),
        ("24", "expired", "late"),
        ("23", "expired", "late"),
    ]
    check_ledger()


def test_a_nudge_that_is_an_hour_late_is_not_sent(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.go(DUE)
    claim_due(DUE)
    clock.ring(DUE + minutes(60))
    assert only(phone.api) == ("expired", "late")
    assert phone.received == []


def test_each_moment_of_a_window_comes_once(clock: Clock, phone: Phone) -> None:
    made = remind(phone.api, at=None, within={"from": "10:00", "to": "18:00", "times": 3})
    drawn = [datetime.fromisoformat(at) for at in made["next_due"]]
    for minute in range(0, 12 * 60, 5):
        clock.ring(MORNING + minutes(minute))
    assert [nudge["due_at"] for nudge in reversed(ledger(phone.api))] == made["next_due"]
    assert len(phone.received) == 3
    assert all(later - earlier >= minutes(45) for earlier, later in pairwise(drawn))


# -- what keeps a nudge from being sent


def test_no_nudge_comes_shortly_after_a_check_in(clock: Clock, phone: Phone) -> None:
    remind(phone.api, skip_after_check_in=120)
    clock.go(DUE - minutes(119))
    keep(phone.api, felt_at=(DUE - minutes(119)).isoformat())
    clock.ring(DUE)
    assert only(phone.api) == ("cancelled", "checked-in")
    assert phone.received == []


@pytest.mark.parametrize("felt", [DUE - minutes(121), DUE + minutes(1)])
def test_an_older_or_future_check_in_does_not_prevent_a_nudge(
    clock: Clock, phone: Phone, felt: datetime
) -> None:
    remind(phone.api, skip_after_check_in=120)
    keep(phone.api, felt_at=felt.isoformat())
    clock.ring(DUE)
    assert only(phone.api) == ("accepted", None)


def test_a_check_in_that_was_deleted_does_not_count(clock: Clock, phone: Phone) -> None:
    remind(phone.api, skip_after_check_in=120)
    kept = keep(phone.api, felt_at=(DUE - minutes(5)).isoformat())
    phone.api.delete(f"/api/check-ins/{kept['id']}/")
    clock.ring(DUE)
    assert only(phone.api) == ("accepted", None)


def test_somebody_elses_check_in_does_not_count(clock: Clock, phone: Phone, as_bob: Api) -> None:
    remind(phone.api, skip_after_check_in=120)
    keep(as_bob, felt_at=(DUE - minutes(5)).isoformat())
    clock.ring(DUE)
    assert only(phone.api) == ("accepted", None)


def test_no_nudge_comes_during_a_rest(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.api.put("/api/rest/", {"until": (DUE + days(1) + minutes(1)).isoformat()})
    clock.ring(DUE)
    clock.ring(DUE + days(1))
    clock.ring(DUE + days(2))
    assert [(nudge["state"], nudge["reason"]) for nudge in ledger(phone.api)] == [
        ("accepted", None),
        ("cancelled", "resting"),
        ("cancelled", "resting"),
    ]


def test_a_nudge_is_postponed_to_the_end_of_quiet_hours_if_that_is_soon(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    phone.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "21:00"})
    clock.ring(DUE)
    assert only(phone.api) == ("pending", None)
    clock.ring(DUE + minutes(30))
    assert only(phone.api) == ("accepted", None)


def test_a_nudge_in_long_quiet_hours_is_cancelled(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "07:00"})
    clock.ring(DUE)
    assert only(phone.api) == ("cancelled", "quiet-hours")


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"active": False}, "inactive"), ({"at": "21:30"}, "changed"), ({"days": ["tue"]}, "changed")],
)
def test_an_edit_after_planning_cancels_the_nudge(
    clock: Clock, phone: Phone, due: Answer, change: dict[str, Any], reason: str
) -> None:
    clock.go(DUE)
    claim_due(DUE)
    revision = {"If-Match": f'"{due["revision"]}"'}
    phone.api.put(f"/api/reminders/{due['id']}/", reminder(**change), **revision)
    clock.ring()
    assert only(phone.api) == ("cancelled", reason)
    assert phone.received == []


def test_deleting_a_reminder_after_planning_cancels_the_nudge(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    clock.go(DUE)
    claim_due(DUE)
    phone.api.delete(f"/api/reminders/{due['id']}/")
    clock.ring()
    assert only(phone.api) == ("cancelled", "inactive")
    clock.ring(DUE + days(1))
    assert len(ledger(phone.api)) == 1


def test_no_nudge_comes_after_consent_is_withdrawn(clock: Clock, phone: Phone, due: Answer) -> None:
    phone.api.patch("/api/me/", {"consent": None})
    clock.ring(DUE)
    assert Nudge.objects.get().state == "cancelled"
    assert phone.received == []


# -- edits and moves


def test_moving_a_reminder_after_todays_nudge_sends_no_second_one_today(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    clock.ring(DUE)
    moved = phone.api.put(
        f"/api/reminders/{due['id']}/", reminder(at="22:00"), **{"If-Match": f'"{due["revision"]}"'}
    ).json()
    assert moved["next_due"][0] == "2026-11-24T22:00:00Z"
    assert Reminder.objects.get().due_at == datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    clock.ring(DUE + minutes(120))
    assert len(ledger(phone.api)) == 1


def test_only_reminders_that_follow_the_phone_change_with_its_zone(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    fixed = remind(phone.api, zone="Europe/Lisbon")
    phone.api.patch("/api/me/", {"zone": "America/New_York"})
    aimed = {str(row.id): row.due_at for row in Reminder.objects.all()}
    assert aimed == {due["id"]: datetime(2026, 11, 24, 1, 30, tzinfo=UTC), fixed["id"]: DUE}


def test_a_flight_west_causes_no_second_nudge_for_the_same_date(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    phone.api.patch("/api/me/", {"zone": "Asia/Tokyo"})
    clock.ring(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    assert len(phone.received) == 1
    phone.api.patch("/api/me/", {"zone": "America/Los_Angeles"})
    for hour in range(24):
        clock.ring(datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(hours=hour))
    assert [nudge["local_date"] for nudge in ledger(phone.api)] == ["2026-11-23"]


def test_a_reminder_ends_with_its_last_day(clock: Clock, phone: Phone) -> None:
    remind(phone.api, ends="2026-11-24")
    for day in range(4):
        clock.ring(DUE + days(day))
    assert len(phone.received) == 2
    assert Reminder.objects.get().due_at is None


# -- leases


def test_another_worker_takes_over_after_a_dead_workers_lease(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    clock.go(DUE)
    claim_due(DUE)
    (dead,) = lease(PUSH, 10, DUE)
    assert lease(PUSH, 10, DUE + LEASE - timedelta(seconds=1)) == []
    clock.ring(DUE + LEASE)
    assert only(phone.api) == ("accepted", None)
    assert dead.if_current().count() == 0


def test_an_outcome_with_a_stale_fencing_token_is_ignored(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.go(DUE)
    claim_due(DUE)
    (late,) = lease(PUSH, 10, DUE)
    clock.ring(DUE + LEASE)
    for outcome in Outcome:
        record([(late, Sent(outcome))], DUE + LEASE)
    assert only(phone.api) == ("accepted", None)
    assert Subscription.objects.count() == 1
    assert Delivery.objects.get().state == "accepted"
    check_ledger()


# -- answers


def respond(phone: Phone, action: str) -> dict[str, Any]:
    (nudge, *_) = ledger(phone.api)
    answer = phone.api.put(f"/api/nudges/{nudge['id']}/response/", {"action": action})
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def test_later_sends_it_again_after_half_an_hour_with_the_same_tag(
    clock: Clock, phone: Phone, due: Answer
) -> None:
    clock.ring(DUE)
    clock.go(DUE + minutes(5))
    said = respond(phone, "later")
    assert (said["state"], said["response"]) == ("pending", "later")
    assert respond(phone, "later")["state"] == "pending"  # a phone repeats a request without an answer
    clock.ring(DUE + minutes(34))
    assert len(phone.received) == 1
    clock.ring(DUE + minutes(35))
    assert len(phone.received) == 2
    first, second = (payload["notification"]["tag"] for payload in phone.received)
    assert first == second
    assert only(phone.api) == ("accepted", None)
    assert Delivery.objects.count() == 2
    respond(phone, "later")
    clock.ring(DUE + minutes(65))
    assert len(phone.received) == 3
    check_ledger()


def test_not_today_cancels_all_reminders_of_the_day(clock: Clock, phone: Phone, due: Answer) -> None:
    remind(phone.api, at="21:30")
    clock.ring(DUE)
    assert respond(phone, "not-today")["response"] == "not-today"
    clock.ring(DUE + minutes(60))
    assert [(nudge["state"], nudge["reason"]) for nudge in ledger(phone.api)] == [
        ("cancelled", "not-today"),
        ("accepted", None),
    ]
    clock.ring(DUE + days(1))
    assert len(phone.received) == 2


def test_not_today_takes_back_a_later(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    respond(phone, "not-today")
    clock.ring(DUE + minutes(30))
    assert only(phone.api) == ("cancelled", "not-today")


def test_opened_is_recorded_and_changes_nothing_else(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE)
    said = respond(phone, "opened")
    assert (said["state"], said["response"], said["responded_at"]) == (
        "accepted",
        "opened",
        "2026-11-23T20:30:00Z",
    )


def test_somebody_elses_nudge_cannot_be_answered(
    clock: Clock, phone: Phone, due: Answer, as_bob: Api
) -> None:
    clock.ring(DUE)
    (nudge,) = ledger(phone.api)
    for id in (nudge["id"], uuid4()):
        assert as_bob.put(f"/api/nudges/{id}/response/", {"action": "later"}).status_code == 404
    assert as_bob.get("/api/nudges/").json() == {"results": [], "next": None}


def test_the_ledger_is_paginated(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE + days(59))
    first = phone.api.get("/api/nudges/").json()
    second = phone.api.get(f"/api/nudges/?cursor={first['next']}").json()
    dates = [nudge["local_date"] for nudge in first["results"] + second["results"]]
    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 10, None)
    assert dates == sorted(dates, reverse=True)


def test_many_people_are_planned_with_few_queries(
    clock: Clock, push_service: PushService, db: None, django_assert_max_num_queries: Any
) -> None:
    from tests.conftest import make_person

    phones = [Phone(push_service, make_person(f"p{number}")) for number in range(30)]
    for phone in phones:
        remind(phone.api)
    clock.go(DUE)
    with django_assert_max_num_queries(12):
        assert claim_due(DUE) == 30
    assert send_pushes(lambda: DUE) == 30
    assert all(len(phone.received) == 1 for phone in phones)
    assert set(Nudge.objects.values_list("state", flat=True)) == {"accepted"}


def test_an_end_before_a_planned_nudge_cancels_it(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE)
    clock.go(DUE + days(1))
    claim_due(DUE + days(1))
    revision = {"If-Match": f'"{due["revision"]}"'}
    ended = reminder(ends=DUE.date().isoformat())
    assert phone.api.put(f"/api/reminders/{due['id']}/", ended, **revision).status_code == 200
    clock.ring()
    assert (ledger(phone.api)[0]["state"], ledger(phone.api)[0]["reason"]) == ("cancelled", "changed")
    assert len(phone.received) == 1
