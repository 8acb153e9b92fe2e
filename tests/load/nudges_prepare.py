"""Fills a design's database with people, each with a device at the stand-in push service and a reminder.

`python -m tests.load.nudges_prepare people <how many> <origin>` makes them; `... due <minute>` lets all of
their reminders fall due then, as if nothing had been sent before. A program of its own, under the design's
settings.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import django
from django.core.management import call_command
from django.db import connection

from tests.load.sending_devices import NumberedDevice, path_of

ZONE = "Europe/Lisbon"
#: Rows that are inserted at once.
SOME = 5000
PLAN = {
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "at": "20:30", "within": None,
    "zone": "follow",
    "skip_after_check_in": 60, "channel": "push", "wording": "neutral", "active": True, "ends": None,
}  # fmt: skip


def people(count: int, origin: str) -> None:
    from django.utils import timezone

    from backend.accounts.models import Person
    from backend.content import catalogue

    version, now = catalogue.CONSENT_VERSION, timezone.now()
    for first in range(0, count, SOME):
        numbers = range(first, min(first + SOME, count))
        rows = [
            Person(username=f"person {n}", password="!", zone=ZONE, consent_version=version, consented_at=now)
            for n in numbers
        ]
        pairs = list(zip(Person.objects.bulk_create(rows), numbers, strict=True))
        (obvious if is_obvious() else ours)(pairs, origin, now)


def ours(people: list[tuple[Any, int]], origin: str, now: datetime) -> None:
    from django.contrib.sessions.models import Session

    from backend.push import vapid
    from backend.push.models import Subscription
    from backend.reminders.models import Reminder

    key = vapid.newest()

    def devices() -> Iterator[Subscription]:
        for person, number in people:
            device = NumberedDevice(number)
            yield Subscription(
                person=person, id=uuid4(), endpoint=origin + path_of(number), p256dh=device.p256dh,
                auth=device.auth, key=key, session_key=f"session{number}", created_at=now, used_at=now,
            )  # fmt: skip

    later = now + timedelta(days=30)
    Session.objects.bulk_create(
        Session(session_key=f"session{number}", session_data="", expire_date=later) for _, number in people
    )
    Subscription.objects.bulk_create(devices())
    Reminder.objects.bulk_create(
        Reminder(person=person, id=uuid4(), revision=1, plan=PLAN) for person, _ in people
    )


def obvious(people: list[tuple[Any, int]], origin: str, now: datetime) -> None:
    from tests.load.obvious.models import Device, Reminder

    Device.objects.bulk_create(
        Device(person=person, endpoint=origin + path_of(number), **NumberedDevice(number).keys)
        for person, number in people
    )
    Reminder.objects.bulk_create(
        Reminder(person=person, at=now.time(), zone=ZONE, next_at=now + timedelta(days=30))
        for person, _ in people
    )


def due(minute: datetime) -> None:
    local = minute.astimezone(ZoneInfo(ZONE))
    if is_obvious():
        from tests.load.obvious.models import Reminder as Obvious
        from tests.load.obvious.models import Sent

        Sent.objects.all().delete()
        Obvious.objects.update(at=local.time(), next_at=minute)
        return
    from backend.reminders.models import Delivery, Nudge, Reminder

    Delivery.objects.all().delete()
    Nudge.objects.all().delete()
    Reminder.objects.update(
        plan=PLAN | {"at": f"{local:%H:%M}"}, due_at=minute, due_day=local.date(), due_slot=0
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def is_obvious() -> bool:
    from django.apps import apps

    return apps.is_installed("tests.load.obvious")


if __name__ == "__main__":
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "people":
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0, run_syncdb=True)
        people(int(rest[0]), rest[1])
    else:
        due(datetime.fromisoformat(rest[0]))
