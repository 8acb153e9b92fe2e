"""Several planners and senders run at the same time, each with its own database connection."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.reminders.models import Delivery, Nudge, Reminder
from backend.reminders.planning import claim_due
from backend.reminders.sending import send_pushes
from tests.conftest import make_person, remind
from tests.entries.test_races import TOGETHER, at_once
from tests.reminders.conftest import Phone, check_ledger
from tests.services.push_service import PushService

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20


def test_concurrent_planners_and_senders_send_each_nudge_once(push_service: PushService) -> None:
    phones = [Phone(push_service, make_person(f"p{number}")) for number in range(PEOPLE)]
    for phone in phones:
        remind(phone.api)
        remind(phone.api, at="21:30")
    due = timezone.now() - timedelta(minutes=1)
    for reminder in Reminder.objects.all():
        # Make it due a minute ago.
        reminder.plan["at"], reminder.due_day = due.strftime("%H:%M"), due.date()
        reminder.due_at = due.replace(second=0, microsecond=0)
        reminder.save()
    claimed = at_once(lambda _: claim_due(timezone.now()))
    assert sum(claimed) == 2 * PEOPLE
    assert Nudge.objects.count() == Delivery.objects.count() == 2 * PEOPLE
    sent = at_once(lambda _: send_pushes(timezone.now))
    assert sum(sent) == 2 * PEOPLE
    assert len(sent) == TOGETHER
    assert all(len(phone.received) == 2 for phone in phones)
    assert set(Nudge.objects.values_list("state", flat=True)) == {"accepted"}
    check_ledger()
