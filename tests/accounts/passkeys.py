"""Helpers for tests of passkeys, which use allauth's browser client."""

from typing import Any

from allauth.mfa.models import Authenticator as Kept
from allauth.mfa.utils import decrypt

from backend.accounts.models import Person
from tests.accounts.authenticator import Authenticator
from tests.conftest import PASSWORD, Api

BASE = "/_allauth/browser/v1"
SIGN_UP, SIGN_IN = f"{BASE}/auth/webauthn/signup", f"{BASE}/auth/webauthn/login"
STEP_UP, SECOND_STEP = f"{BASE}/auth/webauthn/reauthenticate", f"{BASE}/auth/webauthn/authenticate"
PASSKEYS, AUTHENTICATORS = f"{BASE}/account/authenticators/webauthn", f"{BASE}/account/authenticators"
CODES = f"{BASE}/account/authenticators/recovery-codes"


class Phone(Api):
    """A browser at `http://localhost` with an authenticator."""

    def __init__(self, person: Any = None) -> None:
        super().__init__(person)
        self.client.defaults["HTTP_HOST"] = "localhost"
        self.keys = Authenticator()

    def sign_up(self, username: str = "carol") -> Any:
        """Sign up with a passkey only."""
        begun = self.post(SIGN_UP, {"username": username})
        assert begun.status_code == 401, begun.content
        return self.put(SIGN_UP, {"name": "", "credential": self.keys.create(self.asked_to_create(SIGN_UP))})

    def sign_in(self) -> Any:
        return self.answer(SIGN_IN)

    def sign_in_by_password(self, username: str = "alice") -> Any:
        return self.post(f"{BASE}/auth/login", {"username": username, "password": PASSWORD})

    def step_up(self) -> Any:
        return self.answer(STEP_UP)

    def answer(self, path: str) -> Any:
        """Answer the challenge of this path."""
        return self.post(path, {"credential": self.keys.get(self.asked(path))})

    def add(self, name: str = "my phone") -> Any:
        """Add another passkey, right after a proof."""
        self.prove()
        return self.post(
            PASSKEYS, {"name": name, "credential": self.keys.create(self.asked_to_create(PASSKEYS))}
        )

    def prove(self) -> "Phone":
        self.person = Person.objects.get(pk=self.client.session["_auth_user_id"])
        super().prove()
        return self

    def asked_to_create(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        options: dict[str, Any] = answer.json()["data"]["creation_options"]
        return options

    def asked(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        options: dict[str, Any] = answer.json()["data"]["request_options"]
        return options

    def passkeys(self) -> list[dict[str, Any]]:
        kept = self.get(AUTHENTICATORS).json()["data"]
        return [each for each in kept if each["type"] == "webauthn"]


def add_passkey(api: Api, name: str) -> list[str]:
    """Add a passkey for the test client's host; returns the unsealed seed of the recovery codes."""
    keys = Authenticator(f"https://{api.client.defaults.get('HTTP_HOST', 'testserver')}")
    options = api.prove().get(PASSKEYS).json()["data"]["creation_options"]
    added = api.post(PASSKEYS, {"name": name, "credential": keys.create(options)})
    assert added.status_code == 200, added.content
    kept = Kept.objects.filter(user=api.person, type=Kept.Type.RECOVERY_CODES)
    return [decrypt(row.data["seed"]) for row in kept]


def code_of(answer: Any, status: int = 400) -> str:
    """allauth's first error."""
    assert answer.status_code == status, answer.content
    code: str = answer.json()["errors"][0]["code"]
    return code
