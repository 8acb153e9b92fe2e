"""Three ways to a push, each for so many messages: ours, only its cryptography, and `pywebpush.webpush()`.

Imported only once the product's settings are there.
"""

import json
import os
from base64 import urlsafe_b64encode
from itertools import count, cycle, islice

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

from backend.push import vapid
from backend.push.models import Subscription
from backend.push.outcome import Outcome
from backend.push.sender import Push, PushQueue
from tests.load.sending_devices import HOST, NumberedDevice, path_of

#: As many bytes as a nudge has, and what the stand-in looks for.
PAYLOAD = json.dumps({"web_push": 8030, "notification": "x" * 450}).encode()
#: A sender's batch.
BATCH = 200
HOUR = 3600
_topics = (f"{number:022d}" for number in count())


def subscriptions(devices: list[NumberedDevice]) -> list[Subscription]:
    """As rows would bring them."""
    key = vapid.newest()
    return [
        Subscription(endpoint=f"https://{HOST}{path_of(number)}", p256dh=d.p256dh, auth=d.auth, key=key)
        for number, d in enumerate(devices)
    ]


def ours(devices: list[Subscription], messages: int) -> None:
    """As sending.py does it, without the rows."""
    pushes = (Push(device, PAYLOAD, next(_topics), HOUR) for device in cycle(devices))
    begun = 0
    with PushQueue() as line:
        while begun < messages or not line.empty:
            if begun < messages and line.room >= BATCH:
                batch = min(BATCH, messages - begun)
                busy = line.begin(enumerate(islice(pushes, batch)), timezone.now())
                begun += batch - len(busy)
            for _, sent in line.outcomes(timezone.now()):
                if sent.outcome is not Outcome.ACCEPTED:
                    raise RuntimeError(f"not accepted: {sent}")


def cryptography(devices: list[Subscription], messages: int) -> None:
    """The least that RFC 8291 asks for, and nothing around it: from stored keys to a record of 1 KB."""
    record = PAYLOAD + b"\x02" + bytes(1024 - len(PAYLOAD))
    for device in islice(cycle(devices), messages):
        p256dh, auth = device.p256dh, device.auth
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
        fresh, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = fresh.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = fresh.exchange(ec.ECDH(), theirs)
        secret = HKDF(hashes.SHA256(), 32, auth, b"WebPush: info\x00" + p256dh + point).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        AESGCM(key).encrypt(nonce, record, None)


def pywebpush(devices: list[NumberedDevice], messages: int, origin: str) -> None:
    """As its documentation shows it: one call for each."""
    from pywebpush import webpush

    private = raw(vapid.own_keys()[vapid.newest()])
    for number, device in islice(cycle(enumerate(devices)), messages):
        webpush(
            subscription_info={"endpoint": origin + path_of(number), "keys": device.keys},
            data=PAYLOAD,
            vapid_private_key=private,
            vapid_claims={"sub": settings.VAPID_SUBJECT},
            ttl=HOUR,
            headers={"Topic": next(_topics), "Urgency": "high"},
        )


def raw(key: ec.EllipticCurvePrivateKey) -> str:
    """A private key as pywebpush takes it."""
    return urlsafe_b64encode(key.private_numbers().private_value.to_bytes(32)).decode().rstrip("=")
