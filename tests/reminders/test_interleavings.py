"""Random interleavings of planning, sending, push outcomes, crashes, answers, edits and deletions, step by
step and with a turned clock. Then a worker without faults sends until nothing is pending."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from backend.push.outcome import Outcome
from backend.reminders.answers import respond
from backend.reminders.models import Action, Delivery, Nudge, Reminder, Rest, State
from backend.reminders.planning import claim_due
from tests.conftest import make_person
from tests.reminders.conftest import DUE, MORNING, Clock, minutes
from tests.reminders.lines import Device, Worker, check_agreement, edit, remind
from tests.reminders.test_lives import drawn, rolled_back

#: States that say on their own why no other round came.
TELLING = (State.GONE, State.REFUSED, State.NO_DEVICE)
WALLS = ("20:20", "20:30", "20:45", "21:10", "21:30")
NUMBERS = st.integers(0, 3)
OUTCOMES = st.tuples(
    NUMBERS, st.sampled_from([*Outcome, Outcome.ACCEPTED, Outcome.UNREACHABLE, Outcome.UNREACHABLE])
)
ANSWERS = st.tuples(NUMBERS, st.sampled_from(list(Action)))


#: Each step with its weight and its values.
WEIGHTED: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "work": (10, NUMBERS),
    "forward": (8, st.none()),
    "hear": (8, OUTCOMES),
    "answer": (8, ANSWERS),
    "crash": (3, NUMBERS),
    "wait": (1, st.sampled_from((1, 2, 5, 30))),
    "plan": (1, st.none()),
    "lease": (1, NUMBERS),
    "send": (1, NUMBERS),
    "edit": (1, st.tuples(NUMBERS, st.sampled_from(WALLS))),
    "delete": (1, NUMBERS),
    "add_device": (1, st.none()),
    "sign_out": (1, NUMBERS),
    "remove_device": (1, NUMBERS),
    "set_devices": (1, st.sampled_from(("all", "latest"))),
    "hush": (2, st.sampled_from((None, ("20:00", "21:00"), ("21:00", "21:20")))),
    "rest": (1, st.booleans()),
}
#: Not `one_of`, which ignores repeated strategies.
STEPS = st.sampled_from([name for name, (weight, _) in WEIGHTED.items() for _ in range(weight)]).flatmap(
    lambda name: st.tuples(st.just(name), WEIGHTED[name][1])
)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield Clock(traveller)


class History:
    """A person with reminders, two devices and two workers, and what the test records about them."""

    def __init__(self, clock: Clock, walls: tuple[str, ...]) -> None:
        self.clock = clock
        clock.go(MORNING)
        self.person = make_person(f"p{uuid4().hex[:12]}")
        self.devices = [Device(self.person), Device(self.person)]
        self.reminders = [remind(self.person, wall) for wall in walls]
        self.workers = [Worker(clock), Worker(clock)]
        #: The newest round of each nudge that was sent, and that was answered.
        self.sent: dict[UUID, int] = {}
        self.answered: dict[UUID, int] = {}
        #: The rounds that were sent since the nudge's last answer, if that was "later".
        self.since_later: dict[UUID, set[int]] = {}
        clock.go(DUE)
        self.plan(None)

    @property
    def nudges(self) -> list[Nudge]:
        return list(Nudge.objects.filter(person=self.person).order_by("due_at", "reminder"))

    def take(self, name: str, value: Any) -> None:
        getattr(self, name)(value)
        for nudge in self.nudges:
            check_agreement(nudge)

    def wait(self, length: int) -> None:
        self.clock.go(self.clock.now + minutes(length))

    def forward(self, _: None) -> None:
        """Until something may be leased; not back in time."""
        moments = [moment_of(each) for each in self.pending]
        self.clock.go(max([self.clock.now, *sorted(moments)[:1]]))

    def work(self, number: int) -> None:
        self.lease(number)
        self.send(number)

    def plan(self, _: None) -> None:
        claim_due(self.clock.now)

    def lease(self, number: int) -> None:
        picked(self.workers, number).lease()

    def send(self, number: int) -> None:
        not_today = {each.local_date for each in self.nudges if each.response == Action.NOT_TODAY}
        for delivery in picked(self.workers, number).send():
            nudge = delivery.nudge
            assert delivery.round > self.answered.get(nudge.pk, 0)  # an answered round never comes again
            assert nudge.local_date not in not_today
            self.sent[nudge.pk] = max(delivery.round, self.sent.get(nudge.pk, 0))
            if nudge.pk in self.since_later:
                self.since_later[nudge.pk].add(delivery.round)

    def hear(self, value: tuple[int, Outcome]) -> None:
        number, outcome = value
        worker = picked(self.workers, number)
        if worker.in_flight:
            worker.hear(picked(worker.in_flight, number), outcome)

    def crash(self, number: int) -> None:
        picked(self.workers, number).die()

    def answer(self, value: tuple[int, Action]) -> None:
        number, action = value
        if not self.nudges:
            return
        nudge = picked(self.nudges, number)
        respond(nudge, action, self.clock.now)
        self.answered[nudge.pk] = max(1, self.sent.get(nudge.pk, 0))
        if action == Action.LATER:
            self.since_later[nudge.pk] = set()
        elif nudge.response != Action.LATER:
            self.since_later.pop(nudge.pk, None)

    def edit(self, value: tuple[int, str]) -> None:
        number, at = value
        edit(self.reminder(number), at)

    def delete(self, number: int) -> None:
        self.reminder(number).soft_delete(self.person.next_revision(), self.clock.now)

    def reminder(self, number: int) -> Reminder:
        return Reminder.objects.select_related("person").get(id=picked(self.reminders, number).id)

    def add_device(self, _: None) -> None:
        self.devices.append(Device(self.person))

    def sign_out(self, number: int) -> None:
        picked(self.devices, number).sign_out()

    def remove_device(self, number: int) -> None:
        picked(self.devices, number).remove()

    def set_devices(self, choice: str) -> None:
        type(self.person).objects.filter(pk=self.person.pk).update(devices=choice)

    def hush(self, quiet: tuple[str, str] | None) -> None:
        from_, to = quiet or (None, None)
        type(self.person).objects.filter(pk=self.person.pk).update(quiet_from=from_, quiet_to=to)

    def rest(self, on: bool) -> None:
        if on:
            Rest.until(self.person, self.clock.now + minutes(45), self.clock.now)
        else:
            Rest.end(self.person, self.clock.now)

    def drain(self) -> None:
        """Kill the workers, and let another send whatever still comes. Everything is accepted."""
        self.workers = [Worker(self.clock)]
        for _ in range(20):
            if not self.pending:
                break
            self.forward(None)
            self.take("work", 0)
            for delivery in list(self.workers[0].in_flight):
                self.workers[0].hear(delivery, Outcome.ACCEPTED)
        assert not self.pending

    @property
    def pending(self) -> list[Delivery]:
        return list(Delivery.objects.filter(nudge__person=self.person, state=State.PENDING))

    def check_end(self) -> None:
        """Nothing is pending; each "later" has brought exactly one more round, or the ledger says why not."""
        for nudge in self.nudges:
            check_agreement(nudge)
            assert nudge.state != State.PENDING
            if nudge.response == Action.LATER:
                came = self.since_later[nudge.pk]
                assert len(came) == 1 if nudge.state == State.ACCEPTED else len(came) <= 1
                assert came or nudge.reason or nudge.state in TELLING


def picked(some: list[Any], number: int) -> Any:
    return some[number % len(some)]


def moment_of(delivery: Delivery) -> datetime:
    """When it may be leased."""
    return max(delivery.not_before, delivery.lease_until or delivery.not_before)


@given(st.sampled_from((("20:30",), ("20:30", "20:45"))), st.lists(STEPS, min_size=12, max_size=40))
@drawn
def test_no_answered_round_comes_again_and_each_later_brings_one_more_or_a_reason(
    clock: Clock, db: None, walls: tuple[str, ...], steps: list[tuple[str, Any]]
) -> None:
    with rolled_back():
        history = History(clock, walls)
        for name, value in steps:
            history.take(name, value)
        history.drain()
        history.check_end()
