"""Web, worker and beat apart, over PostgreSQL and Redis, by the commands of docker-compose.yml."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from celery import Celery
from redis import Redis

from tests.deployment.native import Native
from tests.services.account import Account
from tests.services.chromium import ROOT
from tests.services.push_service import PushService, Received, Subscription

SERVICES = ("broker", "web", "worker", "beat")
#: `make faults` asks for more.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))


class Robin(NamedTuple):
    """Somebody with a phone."""

    account: Account
    phone: Subscription
    heard: Callable[[], list[Received]]


class Stack:
    def __init__(self, folder: Path) -> None:
        self.push = PushService().start()
        self.native = Native(ROOT, folder, **self.push.environment)
        self.database = psycopg.connect(self.native.postgres.url, dbname="noticing", autocommit=True)

    def begin(self) -> None:
        self.native.start("broker")
        self.native.gets_healthy("broker")
        assert self.native.run("migrate") == 0, self.native.log("migrate")
        self.native.running.pop("migrate")
        self.mend()

    def mend(self) -> None:
        """Start whatever is down, and end whatever is more than there should be."""
        for name in [name for name in self.native.running if name not in SERVICES]:
            self.native.end(name)
        for name in SERVICES:
            if name not in self.native.running:
                self.native.start(name)
        self.native.gets_healthy("web")

    def stop(self) -> None:
        self.database.close()
        self.native.end_all()
        self.push.stop()

    def robin(self) -> Robin:
        account = Account(self.native.origin)
        phone = self.push.subscription(account.ask("GET", "/api/push/key/")["key"])
        account.subscribe(phone)
        return Robin(account, phone, lambda: self.push.of(phone))

    def falls_due(self, robin: Robin) -> str:
        """A reminder of theirs whose moment was the last full minute; returns its id."""
        moment = datetime.now(UTC).replace(second=0, microsecond=0)
        reminder = robin.account.remind(at=f"{moment:%H:%M}")
        due = "UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = 0 WHERE id = %s"
        self.database.execute(due, (moment, moment.date(), reminder))
        return reminder

    def ring(self) -> None:
        """As beat does, without the wait for it."""
        url = self.native.environment("beat")["NOTICING_BROKER_URL"]
        with Celery(broker=url, set_as_current=False) as bell:
            bell.send_task("backend.reminders.tasks.ring", expires=10)

    def flush(self) -> None:
        """Redis forgets everything it was told."""
        with self.redis() as redis:
            redis.flushall()

    def redis(self) -> "Redis":
        password = self.native.variables["NOTICING_BROKER_PASSWORD"]
        return Redis(port=self.native.broker_port, password=password)

    def end_leases(self) -> None:
        """As if the minute that a lease lasts were over."""
        over = "UPDATE reminders_delivery SET lease_until = now() - interval '1 s' WHERE lease_until > now()"
        self.database.execute(over)

    def deliveries(self, reminder: str) -> list[tuple[Any, ...]]:
        """(state, fence, whether somebody holds it)."""
        found = self.database.execute(
            "SELECT d.state, d.fence, d.lease_until > now() FROM reminders_delivery d"
            " JOIN reminders_nudge n ON n.id = d.nudge_id WHERE n.reminder = %s",
            (reminder,),
        )
        return found.fetchall()

    def comes(self, what: Callable[[], object], seconds: float = 60) -> None:
        """Wait until it is so."""
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.native.log("worker")[-3000:]
            time.sleep(0.1)


def tag(message: Received) -> str:
    """What a phone folds notifications by."""
    notification: dict[str, str] = json.loads(message.payload)["notification"]
    return notification["tag"]


def for_the_eye(messages: list[Received]) -> int:
    """How many notifications somebody sees of all that was sent: the same Topic waits once at the push
    service (RFC 8030 section 5.4), the same tag shows once on the phone."""
    topics, tags = {message.headers["Topic"] for message in messages}, {tag(message) for message in messages}
    assert len(topics) == len(tags)
    return len(tags)
