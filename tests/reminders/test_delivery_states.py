"""Every cell of the table in `backend/reminders/answers.py`: what each event does to a delivery in each
state."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
import time_machine

from backend.accounts.models import Person
from backend.push.outcome import Outcome
from backend.reminders import answers
from backend.reminders.answers import respond
from backend.reminders.models import LATER, USEFUL, Action, Delivery, Nudge, Reason, Rest, State
from backend.reminders.planning import claim_due
from backend.reminders.sending import pushes
from tests.reminders.conftest import DUE, MORNING, Clock, minutes
from tests.reminders.lines import Device, Worker, check_agreement, hear, lapse, remind

#: The lines of the docstring that make the table; its first line names the columns.
LINES = [line for line in (answers.__doc__ or "").splitlines() if line.startswith("    ")]
EVENT_WIDTH, FUNCTION_WIDTH = LINES[0].index("function"), LINES[0].index("new")


def parsed() -> dict[str, dict[str, str]]:
    """The table: event, state, cell."""
    columns = LINES[0][FUNCTION_WIDTH:].split()
    return {
        line[:EVENT_WIDTH].strip(): dict(zip(columns, line[FUNCTION_WIDTH:].split(), strict=True))
        for line in LINES[1:]
    }


TABLE = parsed()
ENDED = [state.value for state in State if state not in (State.PENDING, State.NO_DEVICE)]
OPEN = ["new", "asked", "leased", "lost", "retried", "re-leased"]


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield Clock(traveller)


class Scene:
    """Alice's nudge in its first or second round, and the worker that has its delivery."""

    def __init__(self, clock: Clock, alice: Person, number: int) -> None:
        self.clock, self.alice, self.worker = clock, alice, Worker(clock)
        self.device = Device(alice)
        remind(alice)
        self.clock.go(DUE)
        self.number = number

    def begin(self) -> None:
        """The round has begun, and its delivery waits for a worker."""
        claim_due(self.clock.now)
        if self.number == 2:
            self.end_as(Outcome.ACCEPTED)
            respond(self.nudge, Action.LATER, self.clock.now)
            self.clock.go(self.clock.now + LATER)

    @property
    def nudge(self) -> Nudge:
        return Nudge.objects.get()

    @property
    def delivery(self) -> Delivery | None:
        """As a worker gets it. Of the newest round, if there is one."""
        newest = Delivery.objects.filter(round=self.nudge.round)
        return newest.select_related("nudge__person", "subscription").first()

    def take(self) -> None:
        assert self.worker.lease()
        assert self.worker.send()

    def end_as(self, outcome: Outcome) -> None:
        self.take()
        (sent,) = self.worker.in_flight
        self.worker.hear(sent, outcome)

    def held(self) -> list[Delivery]:
        """The delivery as its worker has it; under an old fencing token if no worker has it."""
        delivery = self.delivery
        if delivery is None:
            return []
        if delivery.state == State.PENDING and not delivery.lease_until:
            delivery.fence -= 1
        return [delivery]


def leased(scene: Scene) -> None:
    scene.begin()
    scene.take()


def lost(scene: Scene) -> None:
    leased(scene)
    lapse(scene.clock)


def retried(scene: Scene) -> None:
    scene.begin()
    scene.end_as(Outcome.UNREACHABLE)


def re_leased(scene: Scene) -> None:
    retried(scene)
    scene.clock.go(scene.clock.now + minutes(1))
    scene.take()


def gone(scene: Scene) -> None:
    """And its owner has opened the app on another device since."""
    scene.begin()
    scene.end_as(Outcome.GONE)
    scene.device = Device(scene.alice)


def expired(scene: Scene) -> None:
    scene.begin()
    scene.clock.go(scene.nudge.useful_until)
    scene.worker.lease()
    assert scene.worker.send() == []


def cancelled(scene: Scene) -> None:
    scene.begin()
    rest(scene)
    scene.worker.lease()
    assert scene.worker.send() == []
    Rest.end(scene.alice, scene.clock.now)


def none(scene: Scene) -> None:
    """In the second round, the device was removed between the two."""
    if scene.number == 2:
        claim_due(scene.clock.now)
        scene.end_as(Outcome.ACCEPTED)
    scene.device.remove()
    claim_due(scene.clock.now)
    if scene.number == 2:
        respond(scene.nudge, Action.LATER, scene.clock.now)


def rest(scene: Scene) -> None:
    Rest.until(scene.alice, scene.clock.now + USEFUL * 4, scene.clock.now)


SCENES: dict[str, Callable[[Scene], None]] = {
    "new": Scene.begin,
    "asked": Scene.begin,
    "leased": leased,
    "lost": lost,
    "retried": retried,
    "re-leased": re_leased,
    "accepted": lambda scene: (scene.begin(), scene.end_as(Outcome.ACCEPTED))[0],
    "refused": lambda scene: (scene.begin(), scene.end_as(Outcome.REFUSED))[0],
    "gone": gone,
    "expired": expired,
    "cancelled": cancelled,
    "none": none,
}
ROUNDS = {"new": [1], "asked": [2]}


def is_leased(scene: Scene) -> None:
    if delivery := scene.delivery:
        scene.clock.go(max(scene.clock.now, delivery.not_before))
    scene.worker.lease()


def crashes(scene: Scene) -> None:
    scene.worker.die()
    lapse(scene.clock)


def finds_quiet_hours(scene: Scene) -> None:
    Person.objects.update(quiet_from="20:00", quiet_to="21:15")
    looked_at(scene)


def finds_a_rest(scene: Scene) -> None:
    rest(scene)
    looked_at(scene)


def is_late(scene: Scene) -> None:
    scene.clock.go(scene.nudge.useful_until)
    looked_at(scene)


def finds_it_signed_out(scene: Scene) -> None:
    scene.device.sign_out()
    looked_at(scene)


def looked_at(scene: Scene) -> None:
    """As a worker does right before it sends."""
    alice = Person.objects.get()
    held = scene.held()
    for delivery in held:
        delivery.nudge.person = alice
    assert pushes(held, scene.clock.now) == []


def has_outcome(outcome: Outcome) -> Callable[[Scene], None]:
    def happen(scene: Scene) -> None:
        for delivery in scene.held():
            hear(delivery, outcome, scene.clock.now)

    return happen


def is_answered(action: Action) -> Callable[[Scene], None]:
    return lambda scene: respond(scene.nudge, action, scene.clock.now)


EVENTS: dict[str, Callable[[Scene], None]] = {
    "lease": is_leased,
    "crash": crashes,
    "wait": finds_quiet_hours,
    "drop": finds_a_rest,
    "too late": is_late,
    "signed out": finds_it_signed_out,
    **{outcome.value: has_outcome(outcome) for outcome in Outcome},
    **{action.value: is_answered(action) for action in Action},
}


def state_of(delivery: Delivery | None, clock: Clock) -> str:
    if delivery is None:
        return "none"
    delivery.refresh_from_db()
    if delivery.state != State.PENDING:
        return delivery.state
    if delivery.lease_until is None:
        return "retried" if delivery.attempts else "new" if delivery.round == 1 else "asked"
    if delivery.lease_until <= clock.now:
        return "lost"
    return "re-leased" if delivery.attempts else "leased"


def expected(cell: str, state: str, number: int) -> str:
    """The state that a cell means for a delivery of this state in this round."""
    if cell == "back":
        return "new" if number == 1 else "asked"
    if cell == "next":
        return "cancelled" if state in OPEN else state
    return state if cell == "." else cell


def test_the_table_has_every_event_and_every_state() -> None:
    assert set(TABLE) == set(EVENTS)
    assert set(SCENES) == {*OPEN, *ENDED, "none"}
    for row in TABLE.values():
        assert set(row) == {*OPEN, "ended", "none"}


@pytest.mark.parametrize(
    ("number", "state", "event"),
    [
        (number, state, event)
        for state, event in product(SCENES, EVENTS)
        for number in ROUNDS.get(state, [1, 2])
    ],
)
def test_each_event_does_to_each_state_what_the_table_says(
    clock: Clock, alice: Person, number: int, state: str, event: str
) -> None:
    scene = Scene(clock, alice, number)
    SCENES[state](scene)
    delivery = scene.delivery
    assert state_of(delivery, clock) == state
    before, newest = Delivery.objects.count(), scene.nudge.round
    EVENTS[event](scene)
    cell = TABLE[event]["ended" if state in ENDED else state]
    assert state_of(delivery, clock) == expected(cell, state, number)
    check_agreement(scene.nudge)
    assert Delivery.objects.count() == before + (cell == "next")
    if cell == "next":
        following = Delivery.objects.get(round=newest + 1)
        assert (state_of(following, clock), following.not_before) == ("asked", clock.now + LATER)
    if event in Action:
        told_by_the_ledger(scene.nudge, state, event, cell)


def told_by_the_ledger(nudge: Nudge, state: str, action: str, cell: str) -> None:
    """An answer is stored, and one that brings no other round says why not."""
    assert nudge.response == ("later" if (state, action) == ("asked", "opened") else action)
    if action == Action.LATER:
        coming = cell == "next" or state == "asked"
        assert nudge.state == (State.PENDING if coming else State.NO_DEVICE)
    elif action == Action.NOT_TODAY and state == "asked":
        assert (nudge.state, nudge.reason) == (State.CANCELLED, Reason.NOT_TODAY)
    elif state in OPEN and state != "asked":
        assert nudge.state == State.ACCEPTED
