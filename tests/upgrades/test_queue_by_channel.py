"""Deliveries that waited before an upgrade are in the queue of their channel after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from backend.accounts.models import Person
from backend.reminders.models import EMAIL, PUSH, Delivery

BEFORE = ("reminders", "0003_skipped_slots")


@pytest.mark.django_db(transaction=True)
def test_deliveries_of_an_earlier_version_get_the_channel_of_their_nudge(alice: Person) -> None:
    now = timezone.now()
    try:
        call_command("migrate", *BEFORE, verbosity=0)
        earlier = MigrationExecutor(connection).loader.project_state([BEFORE]).apps
        for channel in (PUSH, EMAIL):
            nudge = earlier.get_model("reminders", "Nudge").objects.create(
                person_id=alice.pk, reminder=uuid4(), channel=channel, due_at=now, local_date=now.date(),
                slot=0, useful_until=now + timedelta(hours=1),
            )  # fmt: skip
            earlier.get_model("reminders", "Delivery").objects.create(nudge=nudge, round=1, not_before=now)
    finally:
        call_command("migrate", verbosity=0)
    found = Delivery.objects.order_by("pk").values_list("nudge__channel", "channel")
    assert list(found) == [(PUSH, PUSH), (EMAIL, EMAIL)]
