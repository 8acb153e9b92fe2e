"""Measures the CPU time of planning nudges and of recording their outcomes, in one build (`ledger.py`).

It uses only functions that every build since e53f91b has. Each line on standard input starts a round. A third
of the people has a device, a third gets mails, a third has no device.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import django
from django.core.management import call_command
from django.db import connection

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
ORIGIN = "https://push.test"
TICKS = os.sysconf("SC_CLK_TCK")
#: What a person's nudge meets.
CASES = ("push", "email", "none")
#: Pushes are recorded in batches, mails one by one, as the product does.
RECORDED_AT_ONCE = {"push": 200, "email": 1}


class Clocks(NamedTuple):
    """CPU seconds of this process and of the database's process, and bytes of WAL."""

    worker: float
    database: float
    wal: int

    @classmethod
    def read(cls) -> "Clocks":
        return cls(time.process_time(), database_seconds(), wal_bytes())

    def since(self, before: "Clocks") -> "Clocks":
        return Clocks(*(now - then for now, then in zip(self, before, strict=True)))


def database_seconds() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    with open(f"/proc/{connection.connection.info.backend_pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def wal_bytes() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


def people(count: int) -> None:
    """For each case, `count` people with one reminder each."""
    from backend.accounts.models import Person
    from backend.push.models import Subscription
    from backend.reminders.models import Reminder
    from tests.load.nudges_prepare import PLAN, ours

    for case in CASES:
        rows = (
            Person(username=f"{case} {n}", password="!", zone="Europe/Lisbon", email=f"{n}@mail.test")
            for n in range(count)
        )
        made = Person.objects.bulk_create(rows)
        ours([(person, made[0].pk + place) for place, person in enumerate(made)], ORIGIN, NOW)
        plan = PLAN | {"channel": "email" if case == "email" else "push"}
        Reminder.objects.filter(person__in=made).update(plan=plan)
        if case == "none":
            Subscription.objects.filter(person__in=made).delete()


def due_again(case: str) -> None:
    from backend.reminders.models import Delivery, Nudge, Reminder

    Delivery.objects.all().delete()
    Nudge.objects.all().delete()
    Reminder.objects.update(due_at=NOW + timedelta(days=1))
    of_case = Reminder.objects.filter(person__username__startswith=f"{case} ")
    of_case.update(due_at=NOW, due_day=NOW.date(), due_slot=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measured(case: str, count: int) -> dict[str, Clocks]:
    """Planning, leasing and recording of `count` nudges of one case."""
    from backend.push.outcome import Outcome, Sent
    from backend.reminders import outcomes, planning, sending
    from backend.reminders.models import Nudge

    due_again(case)
    start = Clocks.read()
    while planning.claim_due(NOW):
        pass
    spent = {"plan": Clocks.read().since(start)}
    accepted = Sent(Outcome.ACCEPTED, 201)
    leased, recorded = Clocks(0, 0, 0), Clocks(0, 0, 0)
    at_once = RECORDED_AT_ONCE.get(case, 1)
    while True:
        before = Clocks.read()
        batch = sending.lease(case, 200, NOW) if case in RECORDED_AT_ONCE else []
        between = Clocks.read()
        if not batch:
            break
        for first in range(0, len(batch), at_once):
            outcomes.record([(each, accepted) for each in batch[first : first + at_once]], NOW)
        leased = added(leased, between.since(before))
        recorded = added(recorded, Clocks.read().since(between))
    expected = {"state": "no-device"} if case == "none" else {"state": "accepted", "sent_at": NOW}
    assert Nudge.objects.filter(**expected).count() == count
    return spent | {"lease": leased, "record": recorded}


def added(one: Clocks, other: Clocks) -> Clocks:
    return Clocks(*(a + b for a, b in zip(one, other, strict=True)))


def round_of(count: int) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """Microseconds and bytes per nudge, by case and step."""
    for case in CASES:
        steps = measured(case, count).items()
        yield (
            case,
            {
                step: [each.worker / count * 1e6, each.database / count * 1e6, each.wal / count]
                for step, each in steps
            },
        )


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    number = int(sys.argv[1])
    people(number)
    for _ in sys.stdin:
        sys.stdout.write(json.dumps(dict(round_of(number))) + "\n")
        sys.stdout.flush()
