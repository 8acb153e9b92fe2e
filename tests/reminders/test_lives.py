"""Random histories of a reminder (edits, changes of zone, quiet hours, days off and outages in any order),
with the real planner, sender and push service. Each test checks a property that holds for all of them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.reminders.models import Nudge, Reason, Reminder
from backend.reminders.schedule import APART, Moment, upcoming
from tests.conftest import make_person, remind, reminder
from tests.reminders.conftest import MORNING, Clock, Phone, check_ledger, days, minutes

FUZZ = int(os.environ.get("FUZZ", "0"))
#: All examples of a test share the clock and the push service; the rows of each are rolled back.
drawn = settings(
    max_examples=1000 * FUZZ or 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: None of these zones changes its clocks during these weeks, so each wall time is exactly one instant.
ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Lisbon", "Pacific/Kiritimati", "Asia/Kathmandu")
WALLS = st.integers(0, 24 * 60 - 1).map(lambda number: time(number // 60, number % 60))


def said(wall: time) -> str:
    return wall.strftime("%H:%M")


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    times = draw(st.integers(1, 5))
    shortest = max(1, 45 * (times - 1))
    length = draw(st.integers(shortest, 24 * 60 - 1))
    begins = draw(st.integers(0, 24 * 60 - 1 - length))
    from_, to = (time(number // 60, number % 60) for number in (begins, begins + length))
    return {"at": None, "within": {"from": said(from_), "to": said(to), "times": times}}


WHENS = st.one_of(WALLS.map(lambda wall: {"at": said(wall), "within": None}), windows())
PLANS = st.builds(
    lambda when, days, zone, active: when | {"days": days, "zone": zone, "active": active},
    WHENS,
    st.one_of(st.just(list(DAYS)), st.lists(st.sampled_from(DAYS), min_size=1, unique=True)),
    st.sampled_from(("follow", "follow", *ZONES)),
    st.sampled_from((True, True, True, False)),
)
QUIET = st.one_of(st.none(), st.tuples(WALLS, WALLS).filter(lambda pair: pair[0] != pair[1]))
#: Repeated steps are drawn more often.
STEPS = st.one_of(
    st.tuples(st.just("walk"), st.integers(1, 12)),
    st.tuples(st.just("walk"), st.integers(1, 12)),
    st.tuples(st.just("outage"), st.integers(1, 60)),
    st.tuples(st.just("edit"), PLANS),
    st.tuples(st.just("move"), st.sampled_from(ZONES)),
    st.tuples(st.just("hush"), QUIET),
    st.tuples(st.just("not_today"), st.none()),
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Life:
    """A person with one reminder, and what the test records about it."""

    def __init__(self, clock: Clock, service: Any, plan: dict[str, Any]) -> None:
        self.clock, self.zone, self.quiet = clock, "UTC", None
        self.clock.go(MORNING)
        self.phone = Phone(service, make_person(f"p{uuid4().hex[:12]}"))
        self.api = self.phone.api
        self.move("UTC")
        self.id, self.revision = str(uuid4()), 0
        #: The moments drawn when a window was first set, by window and zone.
        self.first_drawn: dict[tuple[str, str], dict[tuple[date, int], datetime]] = {}
        self.window_of: dict[Any, tuple[str, str] | None] = {}
        self.edit(plan)

    @property
    def row(self) -> Reminder:
        return Reminder.objects.select_related("person").get(id=self.id)

    @property
    def nudges(self) -> list[Nudge]:
        return list(Nudge.objects.filter(reminder=self.id).order_by("due_at", "local_date", "slot"))

    def take(self, name: str, value: Any) -> None:
        getattr(self, name)(value)
        if self.row.plan["within"]:
            # For every day, even if the reminder is switched off or skips the day at the moment.
            always = self.row.schedule._replace(days=frozenset(range(7)), ends=None)
            moments = islice(upcoming(always, MORNING - timedelta(days=2)), 400)
            every = {(moment.day, moment.slot): moment.at for moment in moments}
            self.first_drawn.setdefault(self.window, every)

    @property
    def window(self) -> tuple[str, str]:
        return str(self.row.plan["within"]), self.row.schedule.zone

    def walk(self, strides: int) -> None:
        """Let time pass with a trigger from beat every half hour."""
        for _ in range(strides):
            self.ring(minutes(30))

    def outage(self, hours: int) -> None:
        self.ring(timedelta(hours=hours))

    def ring(self, after: timedelta) -> None:
        before = len(self.phone.received)
        self.clock.ring(self.clock.now + after)
        assert not self.is_quiet() or len(self.phone.received) == before
        window = self.window if self.row.plan["within"] else None
        for nudge in self.nudges:
            self.window_of.setdefault(nudge.pk, window)

    def is_quiet(self) -> bool:
        if not self.quiet:
            return False
        (begins, ends), wall = self.quiet, self.clock.now.astimezone(ZoneInfo(self.zone)).time()
        return begins <= wall < ends if begins < ends else wall >= begins or wall < ends

    def edit(self, plan: dict[str, Any]) -> None:
        seen = {"If-Match": f'"{self.revision}"'} if self.revision else {}
        answer = self.api.put(f"/api/reminders/{self.id}/", reminder(**plan), **seen)
        assert answer.status_code in (200, 201), answer.content
        self.revision = answer.json()["revision"]

    def move(self, zone: str) -> None:
        self.zone = zone
        assert self.api.patch("/api/me/", {"zone": zone}).status_code == 200

    def hush(self, quiet: tuple[time, time] | None) -> None:
        self.quiet = quiet
        from_, to = quiet or (None, None)
        body = {"quiet_from": from_ and said(from_), "quiet_to": to and said(to)}
        assert self.api.patch("/api/me/", body).status_code == 200

    def not_today(self, _: None) -> None:
        """Answer the last nudge, apart from lines of moments for which there was none."""
        for nudge in [nudge for nudge in self.nudges if nudge.reason != Reason.ZONE_CHANGED][-1:]:
            self.api.put(f"/api/nudges/{nudge.pk}/response/", {"action": "not-today"})


@given(PLANS, st.lists(STEPS, min_size=4, max_size=12))
@drawn
def test_each_slot_has_one_nudge_outside_quiet_hours_at_its_first_drawn_moment(
    clock: Clock, push_service: Any, db: None, plan: dict[str, Any], steps: list[tuple[str, Any]]
) -> None:
    with rolled_back():
        life = Life(clock, push_service, plan)
        for name, value in steps:
            life.take(name, value)  # checks quiet hours at each ring
        each_slot_came_once(life)
        apart_and_as_first_drawn(life)
        check_ledger()


def each_slot_came_once(life: Life) -> None:
    came = [message["notification"]["data"]["nudge"] for message in life.phone.received]
    slots = {str(nudge.pk): (nudge.local_date, nudge.slot) for nudge in life.nudges}
    assert len({slots[nudge] for nudge in came}) == len(came)


def apart_and_as_first_drawn(life: Life) -> None:
    """Apart from lines of moments that a change of zone skipped: nothing was sent for them."""
    windowed = [nudge for nudge in life.nudges if life.window_of.get(nudge.pk)]
    nudges = [nudge for nudge in windowed if nudge.reason != Reason.ZONE_CHANGED]
    for nudge in nudges:
        first = life.first_drawn[life.window_of[nudge.pk]]  # type: ignore[index]  # it has a window
        assert first[nudge.local_date, nudge.slot] == nudge.due_at
    assert all(later.due_at - earlier.due_at >= APART for earlier, later in pairwise(nudges))


@given(PLANS.filter(lambda plan: plan["active"]), st.lists(st.integers(1, 60 * 48), min_size=3, max_size=12))
@drawn
def test_the_ledger_has_every_moment_however_irregular_beat_is(
    clock: Clock, push_service: Any, db: None, plan: dict[str, Any], pauses: list[int]
) -> None:
    with rolled_back():
        life = Life(clock, push_service, plan)
        coming = list(islice(life.row.coming(clock.now), 400))
        for pause in pauses:
            clock.ring(clock.now + minutes(pause))
        recorded = [Moment(nudge.due_at, nudge.local_date, nudge.slot) for nudge in life.nudges]
        assert recorded == list(takewhile(lambda moment: moment.at <= clock.now, coming))
        check_ledger()


@pytest.mark.parametrize("away", [{"within": {"from": "09:00", "to": "21:00", "times": 2}}, {"zone": "UTC"}])
def test_undoing_an_edit_restores_the_same_moments(clock: Clock, phone: Phone, away: dict[str, Any]) -> None:
    plan = {"at": None, "within": {"from": "10:00", "to": "20:00", "times": 4}, "zone": "Asia/Tokyo"}
    id, revision, seen = uuid4(), 0, []
    for changes in ({}, away, {}, {"active": False}, {}):
        match = {"If-Match": f'"{revision}"'} if revision else {}
        kept = phone.api.put(f"/api/reminders/{id}/", reminder(**plan | changes), **match).json()
        revision = kept["revision"]
        seen.append(kept["next_due"])
    assert seen[0] == seen[2] == seen[4]
    assert seen[1] != seen[0]


def test_moments_of_a_window_keep_their_distance_over_midnight(clock: Clock, phone: Phone) -> None:
    """With a window of the whole day: the last moment of one day and the first of the next."""
    whole = {"from": "00:00", "to": "23:59", "times": 5}
    for zone in ZONES:
        made = remind(phone.api, at=None, within=whole, zone=zone)
        row = Reminder.objects.select_related("person").get(id=made["id"])
        found = [moment.at for moment in islice(row.coming(datetime(2026, 1, 1, tzinfo=UTC)), 1000)]
        assert all(later - earlier >= APART for earlier, later in pairwise(found))


def test_after_an_edit_the_next_moment_keeps_its_distance_from_the_last_nudge(
    clock: Clock, phone: Phone
) -> None:
    """The last nudge came from the old window and the next one comes from the new window, to the same
    person."""
    for number in range(12):
        clock.go(MORNING + days(number))
        within = {"from": "10:00", "to": "12:00", "times": 2}
        made = remind(phone.api, at=None, within=within)
        first = datetime.fromisoformat(made["next_due"][0])
        clock.ring(first)
        narrow = first.replace(second=0) - minutes(40)
        later = {"from": said(narrow.time()), "to": said((narrow + minutes(90)).time()), "times": 3}
        match = {"If-Match": f'"{made["revision"]}"'}
        phone.api.put(f"/api/reminders/{made['id']}/", reminder(at=None, within=later), **match)
        aimed = Reminder.objects.get(id=made["id"]).due_at
        assert aimed is None or aimed - first >= APART
        phone.api.delete(f"/api/reminders/{made['id']}/")
