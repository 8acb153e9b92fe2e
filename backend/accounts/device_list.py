"""allauth's list of sessions, without what it would note by itself: addresses, and browsers word for word.

The rows are written by `backend.accounts.devices`, where somebody signs in.
"""

from allauth.usersessions.apps import UserSessionsConfig


class DeviceListConfig(UserSessionsConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """allauth would connect its signals here."""
