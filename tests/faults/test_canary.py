"""With all services running as processes, a person's words appear in clear nowhere: not in PostgreSQL's
files, Redis and its append-only file, the services' output, or pushes."""

import threading
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import requests
from redis.exceptions import RedisError

from tests.accounts.authenticator import Authenticator
from tests.conftest import reminder
from tests.faults.stack import Robin, Stack
from tests.sealing.test_canary import CANARY, write_everywhere
from tests.services.account import PASSWORD
from tests.services.serving import from_elsewhere

VIEWING = "__Secure-noticing-shared"


class Wired:
    """The test client, over HTTP, as behind a proxy that terminates TLS."""

    def __init__(self, origin: str, headers: dict[str, str]) -> None:
        self.origin, self.headers = origin, headers
        self.addresses: list[str] = []
        #: For code that reads `client.cookies`.
        self.client, self.cookies = self, SimpleCookie()

    def prove(self) -> "Wired":
        """Signing up a moment ago counts as a recent proof."""
        return self

    def get(self, path: str) -> requests.Response:
        return self.ask("GET", path)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.ask("PUT", path, body)

    def post(self, path: str, body: Any) -> requests.Response:
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response:
        path = "/" + path.split("/", 3)[3] if path.startswith("http") else path
        self.addresses.append(path)
        answer = requests.request(method, self.origin + path, json=body, headers=self.headers, timeout=30)
        # A calendar app has to ask whether its copy still holds (docs/security.md).
        stored = "private, no-cache" if path.startswith("/api/calendar/") else "no-store"
        assert stored in answer.headers["Cache-Control"], path
        return answer


def open_wired(origin: str, link: str) -> Wired:
    """Open a link as a viewer does by pressing the button."""
    share, secret = link.split("#")[1].split(".")
    viewer = Wired(origin, from_elsewhere() | {"X-Forwarded-Proto": "https"})
    answer = viewer.post("/api/viewings/", {"share": share, "secret": secret})
    assert answer.status_code == 201, answer.text
    viewer.cookies.load(answer.headers["Set-Cookie"])
    viewer.cookies["noticing-shared"] = viewer.cookies[VIEWING].value
    viewer.headers["Cookie"] = f"{VIEWING}={viewer.cookies[VIEWING].value}"
    return viewer


def add_passkey(api: Wired, name: str) -> list[str]:
    """Add a passkey through the app client. Only the service knows the seed of the recovery codes."""
    passkeys = "/_allauth/app/v1/account/authenticators/webauthn"
    options = api.get(passkeys).json()["data"]["creation_options"]
    keys = Authenticator(f"https://{options['publicKey']['rp']['id']}")
    added = api.post(passkeys, {"name": name, "credential": keys.create(options)})
    assert added.status_code == 200, added.text
    return []


class Overheard:
    """Records all commands sent to Redis meanwhile."""

    def __init__(self, stack: Stack) -> None:
        self.said: list[str] = []
        self.redis = stack.redis()
        self.listening = threading.Event()
        self.thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> "Overheard":
        self.thread.start()
        assert self.listening.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.redis.close()
        self.redis.connection_pool.disconnect()

    def _listen(self) -> None:
        try:
            with self.redis.monitor() as monitor:
                self.listening.set()
                for each in monitor.listen():
                    self.said.append(str(each["command"]))
        except (RedisError, OSError, ValueError):
            """Hung up on, at the end."""


def is_nudged(stack: Stack, robin: Robin) -> None:
    """Send a nudge with own words, which only the phone inserts."""
    moment = stack.clock.now.replace(second=0, microsecond=0)
    mine = robin.account.remind(**reminder(wording="own", own_words=f"{CANARY} own", at=f"{moment:%H:%M}"))
    due = "UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = 0 WHERE id = %s"
    stack.database.execute(due, (moment, moment.date(), mine))
    stack.ring()
    stack.comes(robin.heard)


def left_behind(stack: Stack) -> dict[str, bytes]:
    """All files of PostgreSQL, Redis and the services, including logs, by path."""
    stack.database.execute("CHECKPOINT")
    row = stack.database.execute("SHOW data_directory").fetchone()
    assert row
    folders = [Path(row[0]), stack.native.folder]
    return {
        str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()
    }


def test_words_and_secrets_appear_nowhere_in_clear(stack: Stack) -> None:
    robin = stack.robin()
    token = str(robin.account.session.headers["X-Session-Token"])
    api = Wired(
        robin.account.origin, {name: str(value) for name, value in robin.account.session.headers.items()}
    )
    with Overheard(stack) as heard:
        secrets = write_everywhere(api, lambda link: open_wired(api.origin, link), add_passkey)
        # The device used last, at the stand-in push service, whose messages we can read.
        phone = stack.push.subscription(api.get("/api/push/key/").json()["key"])
        robin.account.subscribe(phone)
        is_nudged(stack, robin._replace(heard=lambda: stack.push.of(phone)))
    assert any("brpop" in said.lower() for said in heard.said)
    assert any("ring" in said for said in heard.said)
    everything = left_behind(stack)
    assert any(robin.account.username.encode() in content for content in everything.values())
    assert any(path.endswith(".log") and content for path, content in everything.items())
    assert any("/broker/" in path and content for path, content in everything.items())
    messages = [f"{each.path} {each.headers} {each.payload!r} {each.claims}" for each in stack.push.received]
    for text in [CANARY, PASSWORD, token, *secrets]:
        assert [path for path, content in everything.items() if text.encode() in content] == [], text
        assert [said for said in heard.said if text in said] == []
        assert [message for message in messages if text in message] == []
    assert messages
    addresses = [str(headers["X-Forwarded-For"]) for headers in (api.headers, robin.account.session.headers)]
    logs = {path: content for path, content in everything.items() if path.endswith(".log")}
    for address in addresses:
        assert [path for path, content in logs.items() if address.encode() in content] == [], address
    own = [address for address in api.addresses if not address.startswith("/api/calendar/")]
    assert [address for address in own for text in [CANARY, *secrets] if text in address] == []
