"""Nudges by mail: for those whom no push reaches, neutral, once, and only to a mailbox that is theirs."""

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
from tests.reminders.conftest import DUE, Answer, Clock, adds_up, days, ledger, minutes, only
from tests.services.mail_server import MailServer

HERS = "anna@mail.example"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A real one: what is tested is what goes over the wire."""
    server = MailServer().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "quiet@noticing.example"
    yield server
    server.stop()


@pytest.fixture
def reader(alice: Person, mail_server: MailServer) -> Api:
    """Alice, whose mailbox gave back its code (tests/accounts/test_address.py)."""
    alice.email = HERS
    alice.save()
    return Api(alice)


def by_mail(api: Api, **changes: Any) -> Answer:
    return remind(api, channel="email", **changes)


def test_it_comes_once_and_says_nothing_of_the_person(
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
    adds_up()


def test_it_speaks_the_person_s_language(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    reader.patch("/api/me/", {"language": "es"})
    clock.ring(DUE)
    (message,) = mail_server.to(HERS)
    assert message["Subject"] == "Un momento de calma, si lo quieres."
    assert "Adónde ir, si quieres: " in message.get_content()


def test_without_an_address_the_ledger_says_so(clock: Clock, as_alice: Api, mail_server: MailServer) -> None:
    by_mail(as_alice)
    clock.ring(DUE)
    assert only(as_alice) == ("no-device", "no-address")
    assert mail_server.received == []
    adds_up()


def test_an_address_taken_back_in_between_gets_nothing(
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
    adds_up()


def test_a_server_that_sends_no_mail_says_so(clock: Clock, reader: Api, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("no-device", "no-address")


def test_a_mailbox_that_says_no_for_good(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    mail_server.answer("550 no such mailbox")
    clock.ring(DUE)
    assert only(reader) == ("refused", None)
    adds_up()


def test_what_may_pass_is_tried_again_until_it_is_of_no_use(
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
    adds_up()


def test_a_mail_server_that_is_down_is_waited_for(
    clock: Clock, reader: Api, mail_server: MailServer, settings: Any
) -> None:
    by_mail(reader)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    clock.ring(DUE)
    assert only(reader) == ("pending", None)
    settings.EMAIL_PORT = there
    clock.ring(DUE + minutes(5))
    assert only(reader) == ("accepted", None)


def test_sent_again_it_is_the_same_message(
    clock: Clock, reader: Api, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that died after sending: the same Message-ID, which mailboxes fold by."""
    by_mail(reader)
    monkeypatch.setattr("backend.reminders.sending.record", lambda *_: None)
    clock.ring(DUE)
    monkeypatch.undo()
    clock.ring(DUE + minutes(2))
    first, second = mail_server.to(HERS)
    assert first["Message-ID"] == second["Message-ID"]
    assert only(reader) == ("accepted", None)


def test_its_wishes_hold_for_mail_too(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    reader.put("/api/rest/", {"until": (DUE + minutes(1)).isoformat()})
    clock.ring(DUE)
    assert only(reader) == ("cancelled", "resting")
    assert mail_server.received == []


def test_changing_how_it_comes_before_it_was_sent(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    """What was planned as a mail is not sent as one any more."""
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


def test_later_is_for_notifications(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    """A mail stays where it is until it is wanted."""
    by_mail(reader)
    clock.ring(DUE)
    reader.put(f"/api/nudges/{ledger(reader)[0]['id']}/response/", {"action": "later"})
    clock.ring(DUE + minutes(31))
    assert len(mail_server.received) == 1
    adds_up()


def test_what_was_answered_while_others_were_mailed_is_not_mailed(
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
