"""How many deliveries a sender leases at a time, and what happens to those it has no time for."""

from collections.abc import Callable
from datetime import timedelta
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

import pytest

from backend.push.http_client import MOST_IN_TURN
from backend.push.sender import PushQueue
from backend.reminders import mailing, sending
from backend.reminders.mailing import ALTOGETHER
from backend.reminders.models import USEFUL, Delivery, Nudge
from backend.reminders.planning import claim_due
from backend.reminders.sending import SMALLEST_BATCH, send_mails, send_pushes
from tests.conftest import Api, make_person, remind
from tests.reminders.conftest import DUE, Answer, Clock, Phone, check_ledger
from tests.reminders.test_answers import respond
from tests.reminders.test_mail import HERS, mail_server, reader
from tests.services.mail_server import MailServer
from tests.services.push_service import PushService, Reply

__all__ = ["mail_server", "reader"]


def now() -> Any:
    return DUE


@pytest.fixture
def lease_counts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of leased deliveries each time that a batch is checked."""
    seen: list[int] = []
    look: Callable[..., Any] = sending.to_be_sent

    def looked_at(*given: Any) -> Any:
        seen.append(Delivery.objects.filter(lease_until__isnull=False).count())
        return look(*given)

    monkeypatch.setattr(sending, "to_be_sent", looked_at)
    return seen


def three_due(clock: Clock, api: Api, **changes: Any) -> None:
    for _ in range(3):
        remind(api, **changes)
    clock.go(DUE)
    assert claim_due(DUE) == 3


def test_mails_are_leased_in_small_batches(
    clock: Clock,
    reader: Api,
    mail_server: MailServer,
    lease_counts: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "MAIL_BATCH", 2)
    three_due(clock, reader, channel="email")
    assert send_mails(now) == 3
    assert lease_counts == [2, 1]
    assert len(mail_server.to(HERS)) == 3
    assert send_mails(now) == 0


def test_mails_that_a_slow_batch_has_no_time_for_are_leased_again(
    clock: Clock,
    reader: Api,
    mail_server: MailServer,
    lease_counts: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the server is slow, mails that wouldn't be sent within the lease are released and leased again at
    once."""
    three_due(clock, reader, channel="email")
    ticks = chain([0, 0, ALTOGETHER + 1, ALTOGETHER + 1], repeat(0))
    monkeypatch.setattr(mailing, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    assert send_mails(now) == 3 + 2
    assert lease_counts == [3, 2]
    assert len(mail_server.to(HERS)) == 3
    assert set(Nudge.objects.values_list("state", flat=True)) == {"accepted"}
    check_ledger()


def test_pushes_are_leased_in_batches(
    clock: Clock, phone: Phone, lease_counts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    three_due(clock, phone.api)
    assert send_pushes(now) == 3
    assert lease_counts[0] == 2
    assert len(phone.received) == 3


def test_nothing_is_leased_while_the_queue_is_nearly_full(
    clock: Clock, phone: Phone, due: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be leased without being sent, while another worker could send it."""
    clock.go(DUE)
    assert claim_due(DUE) == 1
    monkeypatch.setattr(PushQueue, "room", SMALLEST_BATCH - 1)
    assert send_pushes(now) == 0
    assert phone.received == []
    monkeypatch.setattr(PushQueue, "room", SMALLEST_BATCH)
    assert send_pushes(now) == 1
    assert len(phone.received) == 1


def test_an_answer_ends_a_push_that_would_wait_for_a_connection(
    clock: Clock, push_service: PushService, db: None
) -> None:
    """The service answers one push at a time on each connection, so most of them wait."""
    phones = [Phone(push_service, make_person(f"p{number}")) for number in range(3 * MOST_IN_TURN)]
    for phone in phones:
        remind(phone.api)
        phone.answer(Reply(201, delay=0.2))
    clock.go(DUE)
    assert claim_due(DUE) == len(phones)
    begun: list[Phone] = []

    def answer_the_rest() -> int:
        """Answer every nudge that isn't sent yet, once."""
        if not begun:
            held = set(Delivery.objects.exclude(lease_until=None).values_list("nudge__person", flat=True))
            begun.extend(phone for phone in phones if phone.row.person_id in held)
            for phone in phones:
                if phone not in begun:
                    respond(phone, "opened")
        return 0

    send_pushes(now, answer_the_rest)
    assert len(begun) == MOST_IN_TURN
    assert [phone for phone in phones if phone.received] == begun
    check_ledger()


@pytest.mark.parametrize(("left", "ttl"), [(0.5, "1"), (1, "1"), (1.5, "1"), (2, "2")])
def test_a_pushs_ttl_is_its_useful_time_and_at_least_a_second(
    clock: Clock, phone: Phone, due: Answer, left: float, ttl: str
) -> None:
    """RFC 8030 section 5.2: TTL is in whole seconds, and with 0 the push is dropped unless the phone is
    on-line."""
    clock.go(DUE)
    claim_due(DUE)
    clock.ring(DUE + USEFUL - timedelta(seconds=left))
    assert [headers["TTL"] for headers in phone.headers] == [ttl]
