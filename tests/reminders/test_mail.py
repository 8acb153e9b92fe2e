"""Nudges by mail: for people without push, neutral, sent once, and only to a confirmed address."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from backend.accounts.models import Person
from backend.reminders import mailing
from backend.reminders.models import EMAIL
from backend.reminders.planning import claim_due
from backend.reminders.sending import lease, mails
from tests.conftest import Api, remind
from tests.reminders.conftest import DUE, Answer, Clock, check_ledger, days, ledger, minutes, only
from tests.services.mail_server import MailServer

HERS = "anna@mail.example"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A real SMTP server, so that the tests see what goes over the wire."""
    server = MailServer().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "quiet@noticing.example"
    yield server
    server.stop()


@pytest.fixture
def reader(alice: Person, mail_server: MailServer) -> Api:
    """Alice, with a confirmed address (tests/accounts/test_address.py)."""
    alice.email = HERS
    alice.save()
    return Api(alice)


def by_mail(api: Api, **changes: Any) -> Answer:
    return remind(api, channel="email", **changes)


def test_a_mail_comes_once_and_contains_nothing_about_the_person(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    by_mail(reader, wording="own", own_words="breathe with the dog")
    clock.ring(DUE - timedelta(seconds=1))
    assert mail_server.received == []
    clock.ring(DUE)
    clock.ring(DUE + timedelta(seconds=10))
    (message,) = mail_server.to(HERS)
    assert message["Subject"] == "A quiet moment, if you want one."
    assert message["From"] == "quiet@noticing.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "the dog" not in message.as_string()
    assert "alice" not in message.as_string()
    (nudge,) = ledger(reader)
    assert (nudge["state"], nudge["channel"], nudge["device"]) == ("accepted", "email", None)
    assert nudge["sent_at"] == "2026-11-23T20:30:00Z"
    check_ledger()


def test_a_mail_is_in_the_persons_language(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    reader.patch("/api/me/", {"language": "es"})
    clock.ring(DUE)
    (message,) = mail_server.to(HERS)
    assert message["Subject"] == "Un momento de calma, si lo quieres."
    assert "Adónde ir, si quieres: " in message.get_content()


def test_without_an_address_the_ledger_says_no_address(
    clock: Clock, as_alice: Api, mail_server: MailServer
) -> None:
    by_mail(as_alice)
    clock.ring(DUE)
    assert only(as_alice) == ("no-device", "no-address")
    assert mail_server.received == []
    check_ledger()


def test_an_address_removed_before_sending_gets_no_mail(
    clock: Clock, reader: Api, mail_server: MailServer, alice: Person
) -> None:
    by_mail(reader)
    mail_server.answer("451 later")
    clock.ring(DUE)
    assert only(reader) == ("pending", None)
    Person.objects.filter(pk=alice.pk).update(email="")
    clock.ring(DUE + minutes(5))
    assert only(reader) == ("no-device", "no-address")
    assert mail_server.received == []
    check_ledger()


def test_without_a_mail_server_the_ledger_says_no_address(clock: Clock, reader: Api, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("no-device", "no-address")


def test_a_permanent_failure_ends_as_refused(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    mail_server.answer("550 no such mailbox")
    clock.ring(DUE)
    assert only(reader) == ("refused", None)
    check_ledger()


def test_a_temporary_failure_is_retried_until_the_nudge_expires(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    by_mail(reader)
    mail_server.answer(*["451 later"] * 3)
    clock.ring(DUE)
    for minute in range(1, 10):
        clock.ring(DUE + minutes(minute))
    assert only(reader) == ("accepted", None)
    assert len(mail_server.received) == 1
    mail_server.answer(*["451 later"] * 1000)
    for minute in range(0, 70, 2):
        clock.ring(DUE + days(1) + minutes(minute))
    assert (ledger(reader)[0]["state"], ledger(reader)[0]["reason"]) == ("expired", "unreachable")
    check_ledger()


def test_sending_is_retried_while_the_mail_server_is_down(
    clock: Clock, reader: Api, mail_server: MailServer, settings: Any
) -> None:
    by_mail(reader)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    clock.ring(DUE)
    assert only(reader) == ("pending", None)
    settings.EMAIL_PORT = there
    clock.ring(DUE + minutes(5))
    assert only(reader) == ("accepted", None)


def test_a_mail_sent_again_has_the_same_message_id(
    clock: Clock, reader: Api, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a worker died after sending: mailboxes show mails with the same Message-ID once."""
    by_mail(reader)
    monkeypatch.setattr("backend.reminders.sending.record", lambda *_: None)
    clock.ring(DUE)
    monkeypatch.undo()
    clock.ring(DUE + minutes(2))
    first, second = mail_server.to(HERS)
    assert first["Message-ID"] == second["Message-ID"]
    assert only(reader) == ("accepted", None)


def test_a_rest_also_stops_mails(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    reader.put("/api/rest/", {"until": (DUE + minutes(1)).isoformat()})
    clock.ring(DUE)
    assert only(reader) == ("cancelled", "resting")
    assert mail_server.received == []


def test_changing_the_channel_cancels_a_planned_mail(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    """The nudge was planned as a mail, and its reminder has changed to push."""
    kept = by_mail(reader)
    mail_server.answer("451 later")
    clock.ring(DUE)
    reader.put(
        f"/api/reminders/{kept['id']}/",
        {"days": kept["days"], "at": kept["at"], "active": True, "channel": "push"},
        **{"If-Match": f'"{kept["revision"]}"'},
    )
    clock.ring(DUE + minutes(5))
    assert only(reader) == ("cancelled", "changed")
    assert mail.outbox == mail_server.received == []


def test_later_does_not_send_a_second_mail(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    """A mail stays in the mailbox anyway."""
    by_mail(reader)
    clock.ring(DUE)
    reader.put(f"/api/nudges/{ledger(reader)[0]['id']}/response/", {"action": "later"})
    clock.ring(DUE + minutes(31))
    assert len(mail_server.received) == 1
    check_ledger()


def test_a_nudge_answered_while_its_batch_is_being_mailed_is_not_mailed(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    by_mail(reader)
    clock.go(DUE)
    claim_due(DUE)
    going = mails(lease(EMAIL, 10, DUE), DUE)
    reader.put(f"/api/nudges/{ledger(reader)[0]['id']}/response/", {"action": "opened"})
    assert len(going) == 1
    assert list(mailing.send(going, DUE)) == []
    assert mail_server.received == []
