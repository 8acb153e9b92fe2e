"""How many blocks PostgreSQL reads to look into the queue of deliveries."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from backend.accounts.models import Person
from backend.reminders.models import EMAIL, PUSH, Delivery, Nudge, State
from backend.reminders.sending import lease, place_behind
from tests.reminders.conftest import DUE

MANY = 3000
BATCH = 100

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite doesn't count blocks")


def pending(person: Person, count: int) -> None:
    """Pushes that are ready, all at the same moment."""
    nudge = Nudge(
        person=person, reminder=uuid4(), due_at=DUE, local_date=DUE.date(), slot=0, useful_until=DUE
    )
    nudge.save()
    Delivery.objects.bulk_create(
        Delivery(nudge=nudge, round=number, not_before=DUE, channel=PUSH) for number in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reminders_delivery")


def blocks(statement: Any) -> int:
    (plan,) = json.loads(statement.explain(analyze=True, buffers=True, format="json"))
    return int(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])


def test_looking_for_a_mail_reads_no_pending_push(alice: Person) -> None:
    empty = blocks(Delivery.objects.ready(EMAIL, DUE))  # rows of other tests may not have been removed yet
    pending(alice, MANY)
    assert blocks(Delivery.objects.ready(EMAIL, DUE)) <= empty + 3


def test_pushes_that_are_due_later_are_not_read(alice: Person) -> None:
    earlier = DUE - timedelta(seconds=1)
    empty = blocks(Delivery.objects.ready(PUSH, earlier))
    pending(alice, MANY)
    assert blocks(Delivery.objects.ready(PUSH, earlier)) <= empty + 3


def test_a_lease_gets_no_dearer_while_the_rows_before_cannot_be_removed(alice: Person) -> None:
    """As with a backup's old snapshot: this test is one transaction, so its own old row versions stay."""
    pending(alice, MANY)
    cost, after = [], None
    for _ in range(MANY // BATCH - 1):
        batch = lease(PUSH, BATCH, DUE, after)
        after = place_behind(batch)
        Delivery.objects.filter(pk__in=[each.pk for each in batch]).end(State.ACCEPTED, None, DUE)
        cost.append(blocks(Delivery.objects.ready(PUSH, DUE, after)[:BATCH]))
    assert max(cost) <= 2 * min(cost) + 10
    assert blocks(Delivery.objects.ready(PUSH, DUE)[:BATCH]) > 2 * max(cost)
