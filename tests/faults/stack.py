"""Web, worker and beat as processes with PostgreSQL and Redis, started by the commands of
docker-compose.yml."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from celery import Celery
from redis import Redis

from tests.deployment.native import Native
from tests.services.account import Account
from tests.services.chromium import ROOT
from tests.services.clock import Clock, moves
from tests.services.push_service import PushService, Received, Subscription

SERVICES = ("broker", "web", "worker", "beat")
#: `make faults` sets a higher number.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
#: Kills of workers, over all pools: 200 if `make faults` runs ten rounds.
KILLS = 20 * ROUNDS if ROUNDS > 1 else 10


#: Inserts copies of an existing reminder.
COPIES = """
    INSERT INTO reminders_reminder (id, revision, person_id, plan, seed, due_at, due_day, due_slot)
    SELECT gen_random_uuid(), greatest(1000000, (SELECT max(revision) FROM reminders_reminder)) + number,
        person_id, plan || %(plan)s::jsonb, seed, %(at)s, %(day)s, 0
    FROM reminders_reminder, generate_series(1, %(copies)s) AS number WHERE id = %(id)s
"""
OF_THEM = "person_id IN (SELECT id FROM accounts_person WHERE username = ANY(%(names)s))"
LOST = f"""
    SELECT count(*) FROM reminders_reminder r WHERE {OF_THEM} AND due_at > now() AND 1 <> (
        SELECT count(*) FROM reminders_nudge n
        WHERE n.reminder = r.id AND n.person_id = r.person_id AND n.state IN (
            SELECT d.state FROM reminders_delivery d WHERE d.nudge_id = n.id))
"""
STATES = f"SELECT state, count(*) FROM reminders_nudge WHERE {OF_THEM} GROUP BY state"
TAKEN = f"""
    SELECT n.id, d.fence FROM reminders_nudge n JOIN reminders_delivery d ON d.nudge_id = n.id WHERE {OF_THEM}
"""


class Robin(NamedTuple):
    """A person with a phone."""

    account: Account
    phone: Subscription
    heard: Callable[[], list[Received]]
    #: The inactive reminder of which the others are copies, if there are any.
    pattern: list[str]


class Stack:
    def __init__(self, folder: Path) -> None:
        self.push = PushService().start()
        self.clock = Clock(folder)
        self.has_clock = moves(self.clock)
        clock = self.clock.environment if self.has_clock else {}
        self.native = Native(ROOT, folder, **self.push.environment, **clock)
        self.connect()

    def connect(self) -> None:
        """Open a separate connection for reading rows; call it again after PostgreSQL was restarted."""
        self.database = psycopg.connect(self.native.postgres.url, dbname="noticing", autocommit=True)

    def begin(self) -> None:
        self.native.start("broker")
        self.native.gets_healthy("broker")
        assert self.native.run("migrate") == 0, self.native.log("migrate")
        self.native.running.pop("migrate")
        self.mend()

    def mend(self) -> None:
        """Start missing processes, and stop extra ones."""
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
        return Robin(account, phone, lambda: self.push.of(phone), [])

    def falls_due(self, robin: Robin, ago: timedelta = timedelta()) -> str:
        """Create a reminder that fell due so long ago, rounded to the minute; returns its id."""
        moment = self.clock.now.replace(second=0, microsecond=0) - ago
        reminder = robin.account.remind(at=f"{moment:%H:%M}")
        due = "UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = 0 WHERE id = %s"
        self.database.execute(due, (moment, moment.date(), reminder))
        return reminder

    def many_fall_due(self, robins: Sequence[Robin], each: int) -> int:
        """Create `each` reminders per person, due at the last full minute, beyond the API's limit; returns
        their number."""
        moment = self.clock.now.replace(second=0, microsecond=0)
        for robin in robins:
            if not robin.pattern:
                robin.pattern.append(robin.account.remind(active=False))
            plan = json.dumps({"active": True, "at": f"{moment:%H:%M}"})
            each_one = {
                "id": robin.pattern[0],
                "copies": each,
                "plan": plan,
                "at": moment,
                "day": moment.date(),
            }
            self.database.execute(COPIES, each_one)
        return len(robins) * each

    def ring(self) -> None:
        """Trigger planning and sending at once, as beat does."""
        url = self.native.environment("beat")["NOTICING_BROKER_URL"]
        with Celery(broker=url, set_as_current=False) as bell:
            expires = self.clock.now + timedelta(seconds=10)
            bell.send_task("backend.reminders.tasks.ring", expires=expires)

    def flush(self) -> None:
        """Delete everything in Redis."""
        with self.redis() as redis:
            redis.flushall()

    def redis(self) -> "Redis":
        password = self.native.variables["NOTICING_BROKER_PASSWORD"]
        return Redis(port=self.native.broker_port, password=password)

    def somebody_listens(self) -> bool:
        """Whether a worker is running and waits for tasks."""
        with self.redis() as redis:
            return any(client["cmd"] == "brpop" for client in redis.client_list())

    def end_leases(self) -> None:
        """Make all leases expire now."""
        over = "UPDATE reminders_delivery SET lease_until = now() - interval '1 s' WHERE lease_until > now()"
        self.database.execute(over)

    def make_later_due(self) -> None:
        """Make all rounds that "later" asked for ready now."""
        self.database.execute("UPDATE reminders_delivery SET not_before = now() WHERE not_before > now()")

    def holds(self, nudge: str) -> int:
        """The number of the nudge's deliveries that a worker holds or held when it was killed."""
        found = self.database.execute(
            "SELECT count(*) FROM reminders_delivery"
            " WHERE nudge_id = %s AND state = 'pending' AND lease_until IS NOT NULL",
            (nudge,),
        ).fetchone()
        assert found
        return int(found[0])

    def deliveries(self, reminder: str) -> list[tuple[Any, ...]]:
        """(state, fencing token, whether it is leased)."""
        found = self.database.execute(
            "SELECT d.state, d.fence, d.lease_until > now() FROM reminders_delivery d"
            " JOIN reminders_nudge n ON n.id = d.nudge_id WHERE n.reminder = %s",
            (reminder,),
        )
        return found.fetchall()

    def held(self) -> int:
        """The number of leased deliveries without an outcome, an upper bound of those in flight."""
        found = self.database.execute(
            "SELECT count(*) FROM reminders_delivery WHERE state = 'pending' AND lease_until > now()"
        ).fetchone()
        assert found
        return int(found[0])

    def lost(self, robins: Sequence[Robin]) -> int:
        """The number of due moments that neither wait for the planner nor have exactly one ledger line,
        pending or ended together with its delivery."""
        found = self.database.execute(LOST, {"names": [robin.account.username for robin in robins]})
        (number,) = found.fetchone() or (0,)
        return int(number)

    def states(self, robins: Sequence[Robin]) -> Counter[str]:
        """The number of ledger lines by state."""
        found = self.database.execute(STATES, {"names": [robin.account.username for robin in robins]})
        return Counter(dict(found.fetchall()))

    def taken(self, robins: Sequence[Robin]) -> dict[str, int]:
        """How often each nudge's delivery was leased."""
        found = self.database.execute(TAKEN, {"names": [robin.account.username for robin in robins]})
        return {str(nudge): int(fence) for nudge, fence in found.fetchall()}

    def restart_postgres(self, seconds: float) -> None:
        """Stop PostgreSQL for so long; no other process is restarted."""
        self.database.close()
        self.native.postgres.end()
        time.sleep(seconds)
        self.native.postgres.start()
        self.connect()

    def comes(self, what: Callable[[], object], seconds: float = 60) -> None:
        """Wait until `what` returns something true."""
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.native.log("worker")[-3000:]
            self.restart_ended()
            time.sleep(0.1)

    def restart_ended(self) -> None:
        """Restart ended services, as `unless-stopped` in docker-compose.yml does: a worker that loses its
        broker during an acknowledgement sometimes ends."""
        for name, process in list(self.native.running.items()):
            if name in SERVICES and process.poll() is not None:
                self.native.start(name)


def tag(message: Received) -> str:
    """The tag by which a phone replaces notifications."""
    notification: dict[str, str] = json.loads(message.payload)["notification"]
    return notification["tag"]


def notifications_seen(messages: list[Received]) -> int:
    """The number of notifications that the person sees: messages with the same Topic replace each other at
    the push service (RFC 8030 section 5.4), and those with the same tag on the phone."""
    topics, tags = {message.headers["Topic"] for message in messages}, {tag(message) for message in messages}
    assert len(topics) == len(tags)
    return len(tags)


def posts(robins: Sequence[Robin]) -> Counter[str]:
    """How often each nudge was sent."""
    every = [message for robin in robins for message in robin.heard()]
    return Counter(json.loads(message.payload)["notification"]["data"]["nudge"] for message in every)


def children(process: int) -> list[int]:
    """The running child processes."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def kill(process: int) -> None:
    """Send SIGKILL to a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
