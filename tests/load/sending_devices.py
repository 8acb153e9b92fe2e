"""Devices that two processes know without telling each other: one makes subscriptions of them, the other is
the stand-in push service and opens what was sent to them."""

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec

from tests.services.web_push import Device, decoded

#: How ours is told to reach the stand-in; and what a client calls it that can only look names up.
HOST, LOCAL = "push.test", "localhost"
#: Of P-256 (SEC 2, section 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NumberedDevice(Device):
    """A browser whose keys follow from its number."""

    def __init__(self, number: int) -> None:
        secret = hashlib.sha256(f"device {number}".encode()).digest()
        self.private = ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, ec.SECP256R1())
        self.auth = hashlib.sha256(secret).digest()[:16]

    @property
    def p256dh(self) -> bytes:
        return decoded(self.keys["p256dh"])


@lru_cache(maxsize=1000)
def device_at(path: str) -> NumberedDevice:
    """The one that subscribed there; ValueError when nobody did."""
    return NumberedDevice(int(path.removeprefix("/push/")))


def path_of(number: int) -> str:
    # As long as the paths of real ones, which are tokens.
    return f"/push/{number:0140d}"
