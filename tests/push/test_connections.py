"""How many pushes a service gets at once, with HTTP/2 and without."""

import threading
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from backend.push import http_client
from backend.push.http_client import CONNECTIONS, MOST_IN_TURN
from backend.push.models import Subscription
from backend.push.outcome import Outcome
from backend.push.sender import Push, PushQueue
from tests.load import sending_designs
from tests.load.sending_devices import HOST, NumberedDevice
from tests.load.sending_service_process import StandIn
from tests.push.test_sender import Device, device
from tests.services.push_service import Reply

__all__ = ["device"]
pytestmark = pytest.mark.django_db
MANY = 100


@pytest.fixture
def http2(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subscription]:
    """A subscription at a push service that speaks HTTP/2."""
    stand_in = StandIn()
    settings.PUSH_EXTRA_HOSTS = {HOST: f"127.0.0.1:{stand_in.port}"}
    monkeypatch.setenv("SSL_CERT_FILE", str(Path(stand_in.folder.name) / "ca.pem"))
    monkeypatch.setattr(http_client, "_local", threading.local())  # with another service of the same name
    http_client.trusted.cache_clear()
    (subscription,) = sending_designs.subscriptions([NumberedDevice(0)])
    yield subscription
    stand_in.stop()
    http_client.trusted.cache_clear()


def pushes(subscription: Subscription, many: int) -> list[tuple[int, Push]]:
    topics = (f"{number:022d}" for number in count())
    return list(enumerate(Push(subscription, b"{}", topic, 60) for topic in islice(topics, many)))


def ended(queue: PushQueue) -> list[Outcome]:
    found = []
    while not queue.empty:
        found += [sent.outcome for _, sent in queue.outcomes(timezone.now())]
    return found


def test_a_service_without_http2_gets_no_push_that_would_wait_long_for_a_connection(device: Device) -> None:
    device.answer(Reply(201, delay=0.1))
    with PushQueue() as queue:
        for _ in range(2):
            busy = queue.begin(pushes(device.row, MANY), timezone.now())
            assert busy == list(range(MOST_IN_TURN, MANY))
            assert ended(queue) == [Outcome.ACCEPTED] * MOST_IN_TURN
    assert device.service.connections <= CONNECTIONS


def test_a_service_with_http2_gets_all_at_once_after_its_first_reply(http2: Subscription) -> None:
    with PushQueue() as queue:
        assert queue.begin(pushes(http2, MANY), timezone.now()) == list(range(MOST_IN_TURN, MANY))
        assert ended(queue) == [Outcome.ACCEPTED] * MOST_IN_TURN
        assert queue.begin(pushes(http2, MANY), timezone.now()) == []
        assert ended(queue) == [Outcome.ACCEPTED] * MANY
