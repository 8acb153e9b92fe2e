"""Nudges and their deliveries without a push service: the test is the worker, and says what became of each
push."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.accounts.models import Person
from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.reminders.models import DAYS, LEASE, PLAN, PUSH, Delivery, Nudge, Reminder, State
from backend.reminders.outcomes import record
from backend.reminders.sending import lease, pushes
from tests.reminders.conftest import Clock

#: How long a service that is asked to wait says that it wants to be left alone.
PAUSE = timedelta(minutes=2)


class Device:
    """A signed-in device of the person. Only its rows: nothing is sent to it."""

    def __init__(self, person: Person) -> None:
        now, name = timezone.now(), uuid4()
        Session.objects.create(session_key=name.hex, expire_date=now + timedelta(days=30))
        self.row = Subscription.objects.create(
            person=person,
            id=name,
            endpoint=f"https://push.test/{name}",
            p256dh=b"",
            auth=b"",
            session_key=name.hex,
            created_at=now,
            used_at=now,
        )

    def sign_out(self) -> None:
        Session.objects.filter(session_key=self.row.session_key).delete()

    def remove(self) -> None:
        Subscription.objects.filter(pk=self.row.pk).delete()


def remind(person: Person, at: str = "20:30") -> Reminder:
    """A reminder for every day."""
    reminder = Reminder(person=person, id=uuid4())
    edit(reminder, at)
    return reminder


def edit(reminder: Reminder, at: str) -> None:
    content = {
        **PLAN.defaults,
        "days": list(DAYS),
        "at": at,
        "active": True,
        "own_words": None,
        "person": None,
    }
    reminder.write(content, reminder.person.next_revision())


class Worker:
    """One sender, step by step."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        #: What it has leased and not looked at yet.
        self.leased: list[Delivery] = []
        #: What it has sent without an answer yet.
        self.in_flight: list[Delivery] = []

    def lease(self) -> list[Delivery]:
        taken = lease(PUSH, 10, self.clock.now)
        self.leased += taken
        return taken

    def send(self) -> list[Delivery]:
        """Send what it has leased; returns what was really sent."""
        sent = [delivery for delivery, _ in pushes(self.leased, self.clock.now)]
        self.leased = []
        self.in_flight += sent
        return sent

    def hear(self, delivery: Delivery, outcome: Outcome) -> None:
        self.in_flight.remove(delivery)
        hear(delivery, outcome, self.clock.now)

    def die(self) -> None:
        self.leased, self.in_flight = [], []


def hear(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    """Record the outcome of a push."""
    until = now + PAUSE if outcome is Outcome.PAUSED else None
    record([(delivery, Sent(outcome, until=until))], now)


def lapse(clock: Clock) -> None:
    """Let all leases expire."""
    clock.go(clock.now + LEASE)


def check_agreement(nudge: Nudge) -> None:
    """Check that a nudge agrees with its deliveries."""
    nudge.refresh_from_db()
    deliveries = list(nudge.deliveries.all())
    pending = [each for each in deliveries if each.state == State.PENDING]
    newest = {each.state for each in deliveries if each.round == nudge.round}
    assert all(each.round == nudge.round for each in pending)
    if nudge.state == State.PENDING:
        assert pending
    elif nudge.state == State.ACCEPTED:
        # With several devices, the others may still be waiting for theirs; an answer ends that.
        assert nudge.response is None or not pending
        assert nudge.response or State.ACCEPTED in newest
    else:
        assert not pending
        assert not newest or nudge.state in newest
