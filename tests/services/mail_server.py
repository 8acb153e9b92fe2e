"""A mail server that records the mails it receives."""

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.services.postgres import free_port


class _Smtp(SMTP):
    """Greets as its server says."""

    async def push(self, status: str | bytes) -> None:
        server: MailServer = self.event_handler
        if self.session and not self.session.host_name and str(status).startswith("220 "):
            server.connections += 1
            status = server.refuses.get("greeting", status)
        await super().push(status)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)


class MailServer:
    """Accepts every mail, unless answers for the next ones were set (RFC 5321 section 4.2)."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self._answers: list[str] = []
        #: The answers that replace its own, by stage: "greeting", "AUTH", "MAIL", "DATA".
        self.refuses: dict[str, str] = {}
        #: How often a client connected.
        self.connections = 0
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            auth_require_tls=False,
            authenticator=self._sign_in,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a service that sends mail through this server."""
        return {"NOTICING_EMAIL_URL": f"smtp://127.0.0.1:{self.port}?from=quiet%40noticing.example"}

    def start(self) -> "MailServer":
        self._controller.start()
        self.connections = 0  # aiosmtpd has tried it
        return self

    def stop(self) -> None:
        self._controller.stop()

    def answer(self, *answers: str) -> None:
        """Set the answers to the recipients of the next mails, such as `550 no such mailbox`."""
        self._answers += answers

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.received if each["To"] == address]

    def _sign_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        refusal = self.refuses.get("AUTH")
        return AuthResult(success=refusal is None, handled=False, message=refusal)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "MAIL" not in self.refuses:
            envelope.mail_from = address
        return self.refuses.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._answers:
            return self._answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.refuses:
            return self.refuses["DATA"]
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"
