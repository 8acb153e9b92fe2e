"""A clock that tests can move, and people with phones registered at the stand-in push service."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend.accounts.models import Person
from backend.push.models import Subscription
from backend.reminders.models import Nudge
from backend.reminders.planning import claim_due
from backend.reminders.sending import send_mails, send_pushes
from tests.conftest import Api, remind, subscribe
from tests.push.standin import push_service
from tests.services.push_service import PushService, Reply

__all__ = ["push_service"]
#: A Monday morning in UTC; reminders of these tests are due at 20:30 in UTC.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


class Clock:
    """The service's clock. `go` moves it; `ring` also runs the tasks that Celery would run."""

    def __init__(self, traveller: Any) -> None:
        self.traveller = traveller

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def go(self, to: datetime) -> None:
        self.traveller.move_to(to)

    def ring(self, to: datetime | None = None) -> None:
        """Run the planner and the senders, as a trigger from beat does."""
        if to is not None:
            self.go(to)
        while claim_due(self.now):
            pass
        send_pushes(lambda: self.now)
        send_mails(lambda: self.now)


@pytest.fixture
def clock(push_service: PushService) -> Iterator[Clock]:
    """Moved only after the stand-in's certificate is created: libcurl uses the real clock."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield Clock(traveller)


class Phone:
    """One of a person's devices."""

    def __init__(self, service: PushService, person: Person, label: str = "Phone") -> None:
        self.service, self.api = service, Api(person)
        self.subscription = service.subscription()
        self.id = subscribe(self.api, label=label, **self.subscription)["id"]

    @property
    def row(self) -> Subscription:
        return Subscription.objects.get(id=self.id)

    def answer(self, *replies: Reply) -> None:
        self.service.answer(self.subscription, *replies)

    @property
    def received(self) -> list[dict[str, Any]]:
        return [json.loads(each.payload) for each in self.service.of(self.subscription)]

    @property
    def headers(self) -> list[dict[str, str]]:
        return [each.headers for each in self.service.of(self.subscription)]


@pytest.fixture
def phone(clock: Clock, push_service: PushService, alice: Person) -> Phone:
    return Phone(push_service, alice)


Answer = dict[str, Any]


@pytest.fixture
def due(phone: Phone) -> dict[str, Any]:
    """Alice's reminder, every day at 20:30."""
    return remind(phone.api)


def ledger(api: Api) -> list[dict[str, Any]]:
    nudges: list[dict[str, Any]] = api.get("/api/nudges/").json()["results"]
    return nudges


def only(api: Api) -> tuple[str, str | None]:
    """The state and reason of the only nudge."""
    (nudge,) = ledger(api)
    return nudge["state"], nudge["reason"]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def check_ledger() -> None:
    """Check that every nudge is pending or in a final state, and that its deliveries agree with it."""
    for nudge in Nudge.objects.prefetch_related("deliveries"):
        states = {delivery.state for delivery in nudge.deliveries.all() if delivery.round == nudge.round}
        assert (nudge.state == "pending") == ("pending" in states), (nudge.state, states)
