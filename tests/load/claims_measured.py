"""Measures what planning costs, in the database of its settings; prints seconds for each due reminder.

`python -m tests.load.claims_measured <rounds> <due> <few> <many>`: first beside `few` reminders that are not
due, then beside `many`; within a round, the ways take turns.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import django
from django.core.management import call_command
from django.db import connection, transaction

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
#: Beside the due ones, each person has so many.
EACH = 10
SOME = 20_000


def measured(rounds: int, due: int, few: int, many: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    people(due)
    not_due(few)
    for turn in range(-1, rounds):
        took = {
            "claimed beside few": seconds(claimed),
            "planned by save": seconds(planned_by_save),
            "advanced": seconds(advanced),
            "advanced by save": seconds(advanced_by_save),
        }
        keep(found, took, due, turn)
    not_due(many - few)
    for turn in range(-1, rounds):
        keep(found, {"claimed beside many": seconds(claimed)}, due, turn)
    return found


def keep(found: dict[str, list[float]], took: dict[str, float], due: int, turn: int) -> None:
    if turn >= 0:  # the first one warms up
        for name, each in took.items():
            found.setdefault(name, []).append(each / due)


def seconds(work: Callable[[], object]) -> float:
    due_again()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def claimed() -> None:
    """Ours, as the planner does it, until nothing is due."""
    from backend.reminders.planning import claim_due

    while claim_due(NOW):
        pass


def planned_by_save() -> None:
    """The same rows, each by its own statement: what Django's guides lead to."""
    from backend.reminders.models import Delivery, Reminder
    from backend.reminders.planning import nudge, split

    for reminder in Reminder.objects.due(NOW).select_related("person"):
        with transaction.atomic():
            (moment,), following = split(reminder, NOW)
            made = nudge(reminder, moment, following, NOW)
            made.save()
            device = reminder.person.push.reachable(NOW).order_by("-used_at").first()
            Delivery(nudge=made, subscription=device, round=1, not_before=made.due_at).save()
            reminder.aim(following)
            reminder.save()


def advanced() -> None:
    """Only the reminders: locked, aimed and written, in the planner's batches."""
    from backend.reminders.models import Reminder
    from backend.reminders.planning import BATCH, advance, split

    while True:
        with transaction.atomic():
            due = Reminder.objects.due(NOW).select_related("person")
            batch = list(due.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
            for reminder in batch:
                reminder.aim(split(reminder, NOW)[1])
            advance(batch)
        if not batch:
            return


def advanced_by_save() -> None:
    from backend.reminders.models import Reminder
    from backend.reminders.planning import split

    for reminder in Reminder.objects.due(NOW).select_related("person"):
        reminder.aim(split(reminder, NOW)[1])
        reminder.save()


def due_again() -> None:
    from backend.reminders.models import Delivery, Nudge, Reminder

    Delivery.objects.all().delete()
    Nudge.objects.all().delete()
    Reminder.objects.filter(revision=1).update(due_at=NOW, due_day=NOW.date(), due_slot=0)


def people(count: int) -> None:
    """So many, each with a device and one reminder that is due again and again."""
    from backend.accounts.models import Person
    from tests.load.nudges_prepare import ours

    made = Person.objects.bulk_create(
        Person(username=f"person {n}", password="!", zone="Europe/Lisbon") for n in range(count)
    )
    ours([(person, number) for number, person in enumerate(made)], "https://push.test", NOW)


def not_due(count: int) -> None:
    """More reminders, of other people, all due later: some tomorrow, some in two months."""
    from backend.accounts.models import Person
    from backend.reminders.models import Reminder
    from tests.load.nudges_prepare import PLAN

    people = Person.objects.bulk_create(
        (Person(username=f"other {uuid4()}", password="!") for _ in range(count // EACH)), SOME
    )
    for first in range(0, count, SOME):
        Reminder.objects.bulk_create(
            Reminder(
                person=people[number // EACH], id=uuid4(), revision=2 + number, plan=PLAN,
                due_at=NOW + timedelta(minutes=1 + number % 90_000), due_day=NOW.date(),
            )
            for number in range(first, min(first + SOME, count))
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    json.dump(measured(*(int(argument) for argument in sys.argv[1:])), sys.stdout)
