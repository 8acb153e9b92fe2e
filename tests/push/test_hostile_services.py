"""A hostile push service costs limited time and little memory, can't redirect a request elsewhere, and
doesn't affect other pushes."""

import http.server
import resource
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.push import endpoints, http_client, sender
from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.push.sender import Push, PushQueue, send
from tests.conftest import Api, subscribe
from tests.push import hostile as behaviour
from tests.push.hostile import GIGABYTE, Hostile, hostile, trusting
from tests.push.test_sender import Device, device
from tests.services.push_service import PushService, Reply

__all__ = ["device", "hostile", "trusting"]
#: Seconds for one push in these tests.
ALTOGETHER = 1


@pytest.fixture(autouse=True)
def _short_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "ALTOGETHER", ALTOGETHER)


@pytest.fixture
def victim(hostile: Hostile, bob: Person) -> Push:
    made = subscribe(Api(bob), endpoint=f"https://{hostile.host}/push/1")
    return Push(Subscription.objects.get(id=made["id"]), b"{}", "topic", 60)


def outcome_of(push: Push) -> Outcome:
    began = time.monotonic()
    (sent,) = send([push], timezone.now())
    assert time.monotonic() - began < ALTOGETHER + 4
    return sent.outcome


@pytest.mark.parametrize(
    ("behave", "outcome"),
    [
        (behaviour.created, Outcome.ACCEPTED),
        (behaviour.reset, Outcome.UNREACHABLE),
        (behaviour.hang_up, Outcome.UNREACHABLE),
        (behaviour.never_answer, Outcome.UNREACHABLE),
        (behaviour.drip, Outcome.UNREACHABLE),
        # Their status was received, and only that counts.
        (behaviour.a_gigabyte, Outcome.ACCEPTED),
        (behaviour.a_gigabyte_of_headers, Outcome.ACCEPTED),
    ],
)
def test_a_hostile_answer_times_out_and_affects_no_other_push(
    hostile: Hostile, victim: Push, device: Device, behave: behaviour.Behaviour, outcome: Outcome
) -> None:
    hostile.behave = behave
    assert outcome_of(victim) is outcome
    assert hostile.requests == 1
    assert device.send().outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "behave", [behaviour.a_gigabyte, behaviour.a_gigabyte_of_headers, behaviour.hints_without_end]
)
def test_an_endless_answer_is_not_read(hostile: Hostile, victim: Push, behave: Any) -> None:
    hostile.behave = behave
    outcome_of(victim)
    before = most_memory()
    outcome_of(victim)
    # At most the buffers of two sockets were filled.
    assert hostile.said < GIGABYTE // 50
    assert most_memory() - before < 20 << 20


def most_memory() -> int:
    """The peak memory of this process in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Inside(http.server.ThreadingHTTPServer):
    """An internal server on this machine, which must not be reached."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        self.visits = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.visits += 1
        self.close_request(request)


@pytest.fixture
def inside() -> Iterator[Inside]:
    server = Inside()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_redirect_to_this_machine_is_not_followed(
    hostile: Hostile, victim: Push, inside: Inside, status: int, scheme: str
) -> None:
    where = f"{scheme}://127.0.0.1:{inside.server_address[1]}/"

    def redirect(service: Hostile, connection: Any) -> None:
        line = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
        service.say(connection, line.encode())

    hostile.behave = redirect
    assert outcome_of(victim) is Outcome.REFUSED
    assert (hostile.requests, inside.visits) == (1, 0)


def test_dns_rebinding_does_not_reach_an_internal_address(
    hostile: Hostile, victim: Push, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second lookup of the name would give an internal address. For one push there is only one lookup:
    libcurl is given the checked address."""
    settings.PUSH_EXTRA_HOSTS = {}
    monkeypatch.setattr(endpoints, "KNOWN_HOSTS", {hostile.host})
    monkeypatch.setattr(endpoints, "is_public", lambda address: address == "127.0.0.1")  # the test's outside
    monkeypatch.setattr(sender, "on_443", lambda address: f"{address}:{hostile.port}")
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    monkeypatch.setattr(
        endpoints.pin, "__kwdefaults__", {"allowed": False, "resolve": lambda _: next(answers)}
    )
    assert outcome_of(victim) is Outcome.ACCEPTED
    assert hostile.requests == 1
    # The next push looks the name up again and finds an internal address, so nothing is sent.
    assert outcome_of(victim) is Outcome.REFUSED
    assert hostile.requests == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_both_forms_of_retry_after_are_respected(device: Device, status: int, form: str) -> None:
    now = timezone.now().replace(microsecond=0)
    until = now + timedelta(seconds=90)
    asked = "90" if form == "seconds" else format_datetime(until, usegmt=True)
    device.answer(Reply(status, {"Retry-After": asked}), Reply(201))
    assert nudged(device, now) == Sent(Outcome.PAUSED, status, until)
    assert nudged(device, until - timedelta(seconds=1)) == Sent(Outcome.PAUSED, until=until)
    assert nudged(device, until).outcome is Outcome.ACCEPTED
    assert len(device.service.received) == 2


def nudged(device: Device, now: datetime) -> Sent:
    """Send as a nudge, not as a test push, so that the device's Retry-After applies."""
    device.row.refresh_from_db()
    with PushQueue() as line:
        line.begin([("it", device.push())], now)
        while True:
            for _, sent in line.outcomes(now):
                return sent


def test_retry_after_of_one_service_does_not_delay_another(
    hostile: Hostile, victim: Push, push_service: PushService, device: Device
) -> None:
    device.answer(Reply(429, {"Retry-After": "600"}))
    assert device.send().outcome is Outcome.PAUSED
    assert outcome_of(victim) is Outcome.ACCEPTED
