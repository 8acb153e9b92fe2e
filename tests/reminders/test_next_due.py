"""`next_due` says what the planner will do: each moment that it names comes, or the ledger says why not."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reminders.feed import coming
from backend.reminders.models import Nudge
from backend.reminders.schedule import APART, Moment, moments, upcoming
from tests.conftest import remind, reminder, subscribe
from tests.reminders.conftest import DUE, Answer, Clock, Phone, days, ledger, minutes, only
from tests.reminders.test_lives import PLANS, STEPS, ZONES, Life, drawn, rolled_back, said
from tests.services.push_service import Reply


def edit(phone: Phone, kept: Answer, **changes: Any) -> list[datetime]:
    """Change a reminder; returns its `next_due`."""
    match = {"If-Match": f'"{kept["revision"]}"'}
    answer = phone.api.put(f"/api/reminders/{kept['id']}/", reminder(**changes), **match)
    assert answer.status_code == 200, answer.content
    return said_in(answer.json())


def said_in(kept: Answer) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in kept["next_due"]]


def came_at(phone: Phone) -> list[datetime]:
    """The due moments of the nudges that the phone received, in order."""
    ids = [message["notification"]["data"]["nudge"] for message in phone.received]
    return [Nudge.objects.get(pk=id).due_at for id in ids]


def test_after_todays_nudge_next_due_says_tomorrow(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE)
    clock.go(DUE + minutes(10))
    said = edit(phone, due, at="22:00")
    assert said == [DUE + days(number) + minutes(90) for number in (1, 2, 3)]
    for number in range(3):
        clock.ring(DUE + days(number) + minutes(90))
    assert came_at(phone) == [DUE, *said[:2]]


def test_after_its_nudges_a_window_says_what_is_left(clock: Clock, phone: Phone) -> None:
    kept = remind(phone.api, at=None, within={"from": "10:00", "to": "12:00", "times": 2})
    first = said_in(kept)[0]
    clock.ring(first)
    said = edit(phone, kept, at=None, within={"from": "14:00", "to": "20:00", "times": 3})
    assert [at.date() for at in said] == [first.date(), first.date(), first.date() + days(1)]
    for at in said:
        clock.ring(at)
    assert came_at(phone) == [first, *said]


def busy(phone: Phone) -> None:
    phone.answer(Reply(503, {"Retry-After": "600"}), Reply(201))


def quiet(phone: Phone) -> None:
    phone.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "21:00"})


def removed(phone: Phone) -> None:
    phone.api.delete(f"/api/push/subscriptions/{phone.id}/")


def resting(phone: Phone) -> None:
    phone.api.put("/api/rest/", {"until": "2026-11-23T20:40:00Z"})


@pytest.mark.parametrize("hold_up", [busy, quiet, removed, resting])
@pytest.mark.parametrize(
    "later", [{"at": "22:00"}, {"at": None, "within": {"from": "21:30", "to": "23:00", "times": 1}}]
)
def test_a_nudge_that_nobody_got_comes_at_the_new_time(
    clock: Clock, phone: Phone, due: Answer, hold_up: Any, later: dict[str, Any]
) -> None:
    hold_up(phone)
    clock.ring(DUE)
    assert phone.received == [] or hold_up is busy
    clock.go(DUE + minutes(5))
    said = edit(phone, due, **later)
    assert said[0].date() == DUE.date()
    if hold_up is removed:
        subscribe(phone.api, phone.id, label="Phone", **phone.subscription)
    before = len(phone.received)
    for minute in range(10, 180, 5):
        clock.ring(DUE + minutes(minute))
    assert came_at(phone)[before:] == said[:1]
    assert ledger(phone.api)[0]["state"] == "accepted"


@pytest.mark.parametrize(
    ("change", "comes"), [({"days": ["mon"]}, 1), ({"at": "20:29"}, 0), ({"days": ["tue"]}, 0)]
)
def test_an_edit_keeps_a_moment_that_is_due_and_not_planned_yet(
    clock: Clock, phone: Phone, due: Answer, change: dict[str, Any], comes: int
) -> None:
    """If the edited reminder still has it."""
    clock.go(DUE + timedelta(seconds=5))
    edit(phone, due, **change)
    clock.ring()
    assert len(phone.received) == comes


@pytest.mark.parametrize("action", ["later", "opened"])
def test_an_answered_nudge_counts_as_done(clock: Clock, phone: Phone, due: Answer, action: str) -> None:
    """Even if no push service reported that it was accepted."""
    busy(phone)
    clock.ring(DUE)
    phone.api.put(f"/api/nudges/{ledger(phone.api)[0]['id']}/response/", {"action": action})
    assert edit(phone, due, at="22:00")[0] == DUE + days(1) + minutes(90)


def test_a_slot_that_came_is_left_out_wherever_it_stands(clock: Clock, phone: Phone) -> None:
    """The first of two moments expires in an outage and the second one comes; both are moved to later."""
    kept = remind(phone.api, at=None, within={"from": "10:00", "to": "12:00", "times": 2})
    first, second = said_in(kept)[:2]
    clock.ring(second)
    assert came_at(phone) == [second]
    said = edit(phone, kept, at=None, within={"from": "14:00", "to": "20:00", "times": 3})
    assert [at.date() for at in said] == [first.date(), first.date(), first.date() + days(1)]
    for at in said:
        clock.ring(at)
    assert came_at(phone) == [second, *said]


@pytest.mark.parametrize("action", ["opened", "later", "not-today"])
def test_an_answered_slot_does_not_come_at_a_time_it_was_moved_to_before(
    clock: Clock, phone: Phone, due: Answer, action: str
) -> None:
    """The push service gave no answer, but the person did see the nudge."""
    phone.answer(Reply(500))
    clock.ring(DUE)
    clock.go(DUE + minutes(5))
    assert edit(phone, due, at="22:00")[0] == DUE + minutes(90)
    phone.api.put(f"/api/nudges/{ledger(phone.api)[0]['id']}/response/", {"action": action})
    assert said_in(phone.api.get(f"/api/reminders/{due['id']}/").json())[0] == DUE + days(1) + minutes(90)


def test_the_calendar_feed_and_next_due_agree_after_a_nudge(clock: Clock, phone: Phone, due: Answer) -> None:
    clock.ring(DUE)
    said = edit(phone, due, at="22:00", channel="calendar")
    assert said[0] == DUE + days(1) + minutes(90)
    in_feed = [moment.at for moment, _ in coming(phone.api.person, False, clock.now)]
    assert in_feed[:3] == said


@pytest.mark.parametrize("again", [False, True])
def test_an_end_moved_to_the_past_stops_what_waits(
    clock: Clock, phone: Phone, due: Answer, again: bool
) -> None:
    """Also what comes again after "later"."""
    if not again:
        quiet(phone)
    clock.ring(DUE)
    if again:
        phone.api.put(f"/api/nudges/{ledger(phone.api)[0]['id']}/response/", {"action": "later"})
    before = len(phone.received)
    assert edit(phone, due, ends="2026-11-22") == []
    clock.ring(DUE + minutes(35))
    assert len(phone.received) == before
    assert only(phone.api) == ("cancelled", "changed")


# -- every history


class Promises(Life):
    """A life that compares what `next_due` says before each ring with what comes in it."""

    def busy(self, seconds: int) -> None:
        self.phone.answer(Reply(503, {"Retry-After": str(seconds)}), Reply(201))

    def soon(self, plan: tuple[int, int]) -> None:
        """Move the reminder to so many minutes from now; a window of so many times if that isn't 0."""
        after, times = plan
        begins = self.clock.now.astimezone(ZoneInfo(self.row.schedule.zone)) + minutes(after)
        ends = begins + minutes(240)
        within = {"from": said(begins.time()), "to": said(ends.time()), "times": times}
        self.edit({"at": None, "within": within} if times else {"at": within["from"]})

    def said(self) -> list[datetime]:
        return said_in(self.api.get(f"/api/reminders/{self.id}/").json())

    def take(self, name: str, value: Any) -> None:
        super().take(name, value)
        assert self.said() == [moment.at for moment in islice(self.still_to_come(), 3)]

    def still_to_come(self) -> Iterator[Moment]:
        """Computed anew from the schedule and what the person got."""
        row, done = self.row, self.done()
        schedule = row.schedule
        least = max((at for at in done.values()), default=self.clock.now - days(9))
        for moment in upcoming(schedule, self.clock.now) if row.plan["active"] else ():
            apart = not row.plan["within"] or moment.at - least >= APART
            if (moment.day, moment.slot) not in done and apart:
                yield moment

    def move(self, zone: str) -> None:
        """A moment that was to come, and that the new zone's clock is past, has a line in the ledger."""
        follows = hasattr(self, "id") and self.row.plan["zone"] == "follow"
        to_come = list(islice(self.still_to_come(), 15)) if follows else []
        super().move(zone)
        for day, slot in ((moment.day, moment.slot) for moment in to_come):
            at = moments(self.row.schedule, day)[slot].at
            lines = {(nudge.local_date, nudge.slot, nudge.due_at) for nudge in self.nudges}
            assert ((day, slot, at) in lines) == (at <= self.clock.now)

    def done(self) -> dict[tuple[date, int], datetime]:
        return {(n.local_date, n.slot): n.due_at for n in self.nudges if n.sent_at or n.responded_at}

    def ring(self, after: Any) -> None:
        before, said, known = self.clock.now, self.said(), {nudge.pk for nudge in self.nudges}
        super().ring(after)
        new = [nudge for nudge in self.nudges if nudge.pk not in known]
        came = [nudge.due_at for nudge in new if nudge.due_at > before]
        assert came[: len(said)] == [at for at in said if at <= self.clock.now]
        assert all(nudge.sent_at or nudge.reason or nudge.state == "pending" for nudge in self.nudges)


#: Edits that move a reminder within the day, and push services that ask to wait.
MOVES = st.one_of(
    st.tuples(st.just("soon"), st.tuples(st.integers(10, 300), st.integers(0, 3))),
    st.tuples(st.just("soon"), st.tuples(st.integers(10, 300), st.integers(0, 3))),
    st.tuples(st.just("walk"), st.integers(1, 12)),
    st.tuples(st.just("busy"), st.integers(1, 4000)),
)


@given(PLANS, st.lists(st.one_of(MOVES, STEPS), min_size=4, max_size=12))
@drawn
def test_what_next_due_said_comes_or_the_ledger_says_why_not(
    clock: Clock, push_service: Any, db: None, plan: dict[str, Any], steps: list[tuple[str, Any]]
) -> None:
    with rolled_back():
        life = Promises(clock, push_service, plan)
        for name, value in steps:
            life.take(name, value)


FLIGHTS = st.tuples(st.just("move"), st.sampled_from(ZONES))


@given(
    PLANS.map(lambda plan: plan | {"zone": "follow", "active": True}),
    st.lists(st.one_of(FLIGHTS, FLIGHTS, STEPS), min_size=4, max_size=12),
)
@drawn
def test_on_every_journey_the_ledger_has_what_the_clock_skipped(
    clock: Clock, push_service: Any, db: None, plan: dict[str, Any], steps: list[tuple[str, Any]]
) -> None:
    with rolled_back():
        life = Promises(clock, push_service, plan)
        for name, value in steps:
            life.take(name, value)  # checks the ledger at each move
