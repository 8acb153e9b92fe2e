"""Configures allauth's list of sessions so that it doesn't record IP addresses and full User-Agents.

`backend.accounts.devices` writes the rows at sign-in instead.
"""

from allauth.usersessions.apps import UserSessionsConfig


class DeviceListConfig(UserSessionsConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Connects none of allauth's signals."""
