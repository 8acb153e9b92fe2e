"""A phone's passkeys in Chromium's virtual authenticator (W3C Web Authentication, section 11)."""

from typing import Any

from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at

#: Like one built into a phone: it stores discoverable passkeys and verifies the user.
BUILT_IN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self._session = phone.context.new_cdp_session(phone.page)
        self._begin()

    def _begin(self) -> None:
        self._session.send("WebAuthn.enable")
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
        self.id = made["authenticatorId"]

    def look_at(self, name: str) -> list[str]:
        """Check every view of the screen. Its debugger sessions remove the authenticator, which is
        restored."""
        kept = self.kept()
        said = look_at(self.phone, name)
        self._begin()
        for credential in kept:
            self.bring(credential)
        return said

    def kept(self) -> list[dict[str, Any]]:
        answer = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        credentials: list[dict[str, Any]] = answer["credentials"]
        return credentials

    def bring(self, credential: dict[str, Any]) -> None:
        """Add a passkey, as a password manager does that syncs it from the person's other phone."""
        self._session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def lose_all(self) -> None:
        self._session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})

    def turn_away(self, away: bool = True) -> None:
        """Make user verification fail, or succeed again."""
        verified = {"authenticatorId": self.id, "isUserVerified": not away}
        self._session.send("WebAuthn.setUserVerified", verified)
