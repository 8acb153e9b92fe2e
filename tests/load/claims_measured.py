"""Measures the cost of planning in the configured database.

`python -m tests.load.claims_measured <due> <others>`: with so many further reminders that are not due. Each
line on standard input names what to do; the answer is the seconds per due reminder.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import django
from django.core.management import call_command
from django.db import connection, transaction

from tests.load.builds import answer

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
#: Each of the others has so many; far more than anybody may, but the index doesn't know whose they are.
EACH = 1000
COLUMNS = "person_id, id, revision, plan, seed, due_at, due_day, due_slot"
#: A statement for each person: number, plan, moment, day, how many.
OTHERS = {
    "postgresql": f"INSERT INTO reminders_reminder ({COLUMNS}) SELECT %s, gen_random_uuid(), n + 1, %s, n,"
    " %s + n * interval '90 minutes', %s, 0 FROM generate_series(1, %s) n",
    "sqlite": f"INSERT INTO reminders_reminder ({COLUMNS})"
    " SELECT %s, lower(hex(randomblob(16))), key + 2, %s, key,"
    " datetime(%s, '+' || (key * 90 + 90) || ' minutes'), %s, 0 FROM json_each(%s)",
}


def seconds(work: Callable[[], object]) -> float:
    due_again()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def claimed() -> None:
    """Our planner, until nothing is due."""
    from backend.reminders.planning import claim_due

    while claim_due(NOW):
        pass


def planned_by_save() -> None:
    """The same rows with one statement each, as Django's guides suggest."""
    from backend.reminders.models import Delivery, Nudge, Reminder
    from backend.reminders.planning import OF_A_NUDGE, nudge, split

    for reminder in Reminder.objects.due(NOW).select_related("person"):
        with transaction.atomic():
            (moment,), following = split(reminder, NOW)
            planned = nudge(reminder, moment, following, NOW)
            made = Nudge(**{name: getattr(planned, name) for name in OF_A_NUDGE})
            made.save()
            device = reminder.person.push.reachable(NOW).order_by("-used_at").first()
            Delivery(nudge=made, subscription=device, round=1, not_before=made.due_at).save()
            reminder.schedule_next(following)
            reminder.save()


def advanced() -> None:
    """Only the reminders: locked, advanced and written in the planner's batches."""
    from backend.reminders.models import Reminder
    from backend.reminders.planning import BATCH, LOOKED_AT, advance, split

    while True:
        with transaction.atomic():
            due = Reminder.objects.due(NOW).select_related("person").only(*LOOKED_AT)
            batch = list(due.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
            if not batch:
                return
            for reminder in batch:
                reminder.schedule_next(split(reminder, NOW)[1])
            advance(batch)


def advanced_by_save() -> None:
    from backend.reminders.models import Reminder
    from backend.reminders.planning import split

    for reminder in Reminder.objects.due(NOW).select_related("person"):
        reminder.schedule_next(split(reminder, NOW)[1])
        reminder.save()


def due_again() -> None:
    from backend.reminders.models import Delivery, Nudge, Reminder

    Delivery.objects.all().delete()
    Nudge.objects.all().delete()
    Reminder.objects.filter(revision=1).update(due_at=NOW, due_day=NOW.date(), due_slot=0)


def people(count: int) -> None:
    """Create people, each with a device and one reminder that is made due in each round."""
    from backend.accounts.models import Person
    from tests.load.nudges_prepare import ours

    made = Person.objects.bulk_create(
        Person(username=f"person {n}", password="!", zone="Europe/Lisbon") for n in range(count)
    )
    ours([(person, number) for number, person in enumerate(made)], "https://push.test", NOW)


def not_due(count: int) -> None:
    """Create reminders of other people that are due between a minute and two months later."""
    from backend.accounts.models import Person
    from tests.load.nudges_prepare import PLAN

    some = min(EACH, count)
    people = (Person(username=f"other {uuid4()}", password="!") for _ in range(count // some))
    with connection.cursor() as cursor:
        for person in Person.objects.bulk_create(people):
            number = some if connection.vendor == "postgresql" else json.dumps([0] * some)
            cursor.execute(OTHERS[connection.vendor], [person.pk, json.dumps(PLAN), NOW, NOW.date(), number])
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    number, others = map(int, sys.argv[1:])
    people(number)
    not_due(others)
    works = {each.__name__: each for each in (claimed, planned_by_save, advanced, advanced_by_save)}
    for line in sys.stdin:
        answer(seconds(works[line.strip()]) / number)
