"""A push service that doesn't answer doesn't delay nudges through other services."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from backend.push import http_client
from backend.reminders.models import Delivery, Reminder
from backend.reminders.planning import claim_due
from backend.reminders.tasks import send_waiting
from tests.conftest import make_person, remind
from tests.push.standin import push_service
from tests.reminders.conftest import Phone
from tests.services.push_service import PushService, Reply

__all__ = ["push_service"]
pytestmark = pytest.mark.django_db(transaction=True)
#: Per service: more than one batch, so that deliveries to the slow service fill the first lease.
NUDGES = 250
#: Seconds, longer than this test can take, so that no request times out.
FOR_EVER = 600


class SlowService(PushService):
    host = "slow.test"


@pytest.fixture
def slow_service(
    push_service: PushService, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[PushService]:
    service = SlowService().start()
    settings.PUSH_EXTRA_HOSTS |= {service.host: f"{service.address}:{service.port}"}
    both = tmp_path / "authorities.pem"
    both.write_bytes(push_service.ca_file.read_bytes() + service.ca_file.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    http_client.trusted.cache_clear()
    yield service
    service.stop()


def falls_due(phone: Phone, ago: timedelta) -> None:
    """Create NUDGES reminders that fell due so long ago."""
    due = timezone.now().replace(second=0, microsecond=0) - ago
    row = Reminder.objects.get(id=remind(phone.api, at=due.strftime("%H:%M"))["id"])
    row.due_at, row.due_day = due, due.date()
    row.save()
    for _ in range(NUDGES - 1):
        row.id, row.revision = uuid4(), row.revision + 1
        row.save(force_insert=True)


def sender() -> None:
    """Run the sender as a worker does."""
    try:
        send_waiting()
    finally:
        connection.close()


def test_a_service_that_never_answers_delays_nobody_elses_nudges(
    push_service: PushService, slow_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them arrive while no request to the slow service is answered, however busy the machine is."""
    monkeypatch.setattr(http_client, "ALTOGETHER", FOR_EVER)
    good, bad = Phone(push_service, make_person("good")), Phone(slow_service, make_person("bad"))
    bad.answer(Reply(201, delay=FOR_EVER))
    falls_due(bad, timedelta(minutes=2))  # these are first in the queue
    falls_due(good, timedelta(minutes=1))
    while claim_due(timezone.now()):
        pass
    worker = threading.Thread(target=sender)
    patience = time.monotonic() + 120
    worker.start()
    try:
        while len(good.received) < NUDGES and time.monotonic() < patience:
            time.sleep(0.05)
        assert len(good.received) == NUDGES
        assert bad.received
        assert worker.is_alive()
        assert not Delivery.objects.filter(subscription=bad.row, state="accepted").exists()
    finally:
        slow_service.stop()
        worker.join(60)
    assert not worker.is_alive()
