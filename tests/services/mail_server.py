"""A mail server that records the mails it receives."""

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services.postgres import free_port


class MailServer:
    """Accepts every mail, unless answers for the next ones were set (RFC 5321 section 4.2)."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self._answers: list[str] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a service that sends mail through this server."""
        return {"NOTICING_EMAIL_URL": f"smtp://127.0.0.1:{self.port}?from=quiet%40noticing.example"}

    def start(self) -> "MailServer":
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    def answer(self, *answers: str) -> None:
        """Set the answers to the recipients of the next mails, such as `550 no such mailbox`."""
        self._answers += answers

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.received if each["To"] == address]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._answers:
            return self._answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"
