"""A mail server that can't be used ends nobody's reminder: its operator can mend it, and the person can't."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import Api
from tests.monitoring.test_metrics import numbers
from tests.reminders.conftest import DUE, Clock, check_ledger, clock, minutes, only
from tests.reminders.test_mail import HERS, by_mail, mail_server, reader
from tests.services.mail_server import MailServer

__all__ = ["clock", "mail_server", "reader"]
#: Refusals of the server as such (RFC 5321 section 4.2, RFC 4954 section 6).
REFUSALS = [
    {"greeting": "554 no service here"},
    {"AUTH": "535 5.7.8 wrong password"},
    {"AUTH": "534 5.7.9 another mechanism is needed"},
    {"AUTH": "454 4.7.0 try again later"},
    {"MAIL": "530 5.7.0 sign in first"},
    {"MAIL": "550 5.7.1 not your address"},
]


@pytest.fixture(autouse=True)
def _password(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "quiet", "secret"


@pytest.fixture(params=REFUSALS, ids=str)
def refusing(request: pytest.FixtureRequest, mail_server: MailServer) -> MailServer:
    mail_server.refuses = dict(request.param)
    return mail_server


def test_it_signs_in(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("accepted", None)


def test_a_refusal_before_any_recipient_is_retried(clock: Clock, reader: Api, refusing: MailServer) -> None:
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("pending", None)
    refusing.refuses = {}  # the operator has mended it
    clock.ring(DUE + minutes(1))
    assert only(reader) == ("accepted", None)
    assert len(refusing.to(HERS)) == 1
    check_ledger()


def test_it_is_retried_until_the_nudge_expires_and_then_told(
    clock: Clock, reader: Api, refusing: MailServer
) -> None:
    by_mail(reader)
    for minute in range(0, 70, 2):
        clock.ring(DUE + minutes(minute))
    assert only(reader) == ("expired", "mail-server")
    assert refusing.received == []
    check_ledger()


def test_a_password_that_smtp_cannot_carry_ends_nothing(
    clock: Clock, reader: Api, mail_server: MailServer, settings: Any
) -> None:
    settings.EMAIL_HOST_PASSWORD = "contraseña"
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("pending", None)


def test_a_recipient_or_text_that_is_refused_ends_only_its_own_mail(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    mail_server.refuses = {"DATA": "554 5.7.1 not this text"}
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("refused", None)


def test_a_recipient_that_is_refused_for_want_of_a_sign_in_is_retried(
    clock: Clock, reader: Api, mail_server: MailServer
) -> None:
    mail_server.answer("530 5.7.0 sign in first")
    by_mail(reader)
    clock.ring(DUE)
    assert only(reader) == ("pending", None)
    clock.ring(DUE + minutes(1))
    assert only(reader) == ("accepted", None)


def test_a_batch_signs_in_once_when_it_is_refused(clock: Clock, reader: Api, mail_server: MailServer) -> None:
    """Mail servers lock an account out after a number of wrong passwords."""
    mail_server.refuses = {"AUTH": "535 5.7.8 wrong password"}
    for _ in range(5):
        by_mail(reader)
    clock.ring(DUE)
    assert mail_server.connections == 1


def test_a_metric_shows_the_mails_that_it_holds_up(
    clock: Clock, reader: Api, stranger: Api, mail_server: MailServer
) -> None:
    def told() -> float:
        return numbers(stranger.get("/metrics"))["noticing_mail_server_failing", ""]

    by_mail(reader)
    clock.ring(DUE)
    assert told() == 0
    by_mail(reader, at="20:31")
    mail_server.refuses = {"AUTH": "535 5.7.8 wrong password"}
    clock.ring(DUE + minutes(1))
    assert told() == 1
    for minute in range(2, 70, 2):
        clock.ring(DUE + minutes(minute))
    assert told() == 1


def test_the_log_has_the_code_and_no_address(
    clock: Clock, reader: Api, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.answer(f"530 5.7.0 <{HERS}> sign in first")
    by_mail(reader)
    clock.ring(DUE)
    assert "can't be used: 530" in caplog.text
    assert HERS not in caplog.text


def check_mail(*options: str) -> str:
    out = StringIO()
    call_command("check_mail", "me@operator.example", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Noticing: a test"), ("es", "Noticing: una prueba")]
)
def test_check_mail_sends_a_test_mail(mail_server: MailServer, language: str, subject: str) -> None:
    assert check_mail("--language", language) == "the mail server took a test mail to me@operator.example\n"
    (message,) = mail_server.to("me@operator.example")
    assert message["Subject"] == subject


def test_check_mail_says_what_the_server_answered(refusing: MailServer) -> None:
    (answer,) = refusing.refuses.values()
    with pytest.raises(CommandError, match=f"the mail server can't be used: {answer}"):
        check_mail()


def test_check_mail_tells_a_refused_recipient_apart(mail_server: MailServer) -> None:
    mail_server.answer("550 no such mailbox")
    with pytest.raises(CommandError, match="this mail was refused: 550 no such mailbox"):
        check_mail()


def test_check_mail_shows_no_part_of_a_password(mail_server: MailServer, settings: Any) -> None:
    settings.EMAIL_HOST_PASSWORD = "contraseña"
    with pytest.raises(CommandError, match="a character that SMTP can't carry"):
        check_mail()


def test_check_mail_says_that_the_server_cannot_be_reached(mail_server: MailServer, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(CommandError, match="can't be used: ConnectionRefusedError"):
        check_mail()


def test_check_mail_says_that_no_mail_server_is_set(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with pytest.raises(CommandError, match="NOTICING_EMAIL_URL isn't set"):
        check_mail()
