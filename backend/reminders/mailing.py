"""Sends nudges by mail. Like pushes, they are sent outside of any transaction."""

import logging
import smtplib
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.core.mail.backends.base import BaseEmailBackend

from backend import mail
from backend.entries.aside import UNREADABLE
from backend.push.outcome import Outcome, Sent
from backend.reminders.message import link, topic
from backend.reminders.models import Delivery

log = logging.getLogger("noticing.reminders")

#: Time limit for one batch of mails, in seconds; the rest is released. Far shorter than a lease.
ALTOGETHER = 20


class Mail(NamedTuple):
    delivery: Delivery
    address: str


def send(mails: Iterable[Mail], now: datetime) -> Iterator[tuple[Delivery, Sent]]:
    """Send the mails in turn and yield each outcome as soon as it is known. Raises MailServerError."""
    deadline = time.monotonic() + ALTOGETHER
    for each in mails:
        if not each.delivery.if_current().exists():  # answered while earlier mails were being sent
            continue
        late = time.monotonic() > deadline
        yield each.delivery, Sent(Outcome.PAUSED, until=now) if late else sent_or_refused(each)


def sent_or_refused(each: Mail) -> Sent:
    """Send one mail. One that can't be composed is refused, so that it stops no other."""
    with mail.connected() as connection:
        try:
            return send_one(each, connection)
        except UNREADABLE as wrong:
            log.error("a mail can't be composed", exc_info=wrong)
            return Sent(Outcome.REFUSED)


def send_one(each: Mail, connection: BaseEmailBackend) -> Sent:
    """The outcome for an SMTP code (RFC 5321 section 4.2.1): 5yz is permanent, other failures are retried."""
    nudge = each.delivery.nudge
    composed = mail.compose(
        "nudge",
        nudge.person.known_language,
        each.address,
        {"link": link(nudge)},
        # The same Message-ID on a retry: most mailboxes then show a single message.
        {"Message-ID": f"<{topic(nudge)}.{each.delivery.round}@noticing.invalid>"},
        connection,
    )
    try:
        mail.send(composed)
    except smtplib.SMTPResponseException as refused:
        return judge(refused.smtp_code)
    except (smtplib.SMTPException, OSError):
        return Sent(Outcome.UNREACHABLE)
    return Sent(Outcome.ACCEPTED)


def judge(code: int) -> Sent:
    return Sent(Outcome.REFUSED if 500 <= code < 600 else Outcome.UNREACHABLE, code)
