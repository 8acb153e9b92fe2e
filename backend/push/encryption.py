"""Message encryption for Web Push (RFC 8291) with the aes128gcm coding (RFC 8188). Pure: no clock, no
network."""

import os
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD_SIZE = 4096
#: Every payload is padded to this many bytes, so that its length reveals nothing.
PADDED = 1024
LAST_RECORD = b"\x02"


class Recipient(NamedTuple):
    """One subscription's keys, as `PushSubscription.toJSON()` gives them, decoded."""

    public_key: ec.EllipticCurvePublicKey
    #: `public_key` as given, uncompressed: serialising it again would cost a tenth of an encryption.
    point: bytes
    auth: bytes

    @classmethod
    def parse(cls, p256dh: bytes, auth: bytes) -> "Recipient":
        """Parse the keys.

        Raises ValueError unless `p256dh` is an uncompressed P-256 point (65 bytes) and `auth` has 16 bytes.
        """
        if len(p256dh) != 65 or len(auth) != 16:
            raise ValueError("a P-256 point of 65 bytes and a secret of 16 bytes are needed")
        return cls(ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh), p256dh, auth)


def encrypt(payload: bytes, to: Recipient, padded: int = PADDED) -> bytes:
    """The request body for `payload`. Each message has a new key pair and salt (RFC 8291 section 3.1)."""
    return encrypt_with(payload, to, ec.generate_private_key(CURVE), os.urandom(16), padded)


def encrypt_with(
    payload: bytes, to: Recipient, sender: ec.EllipticCurvePrivateKey, salt: bytes, padded: int
) -> bytes:
    """`encrypt` with given randomness. Raises ValueError if the payload doesn't fit into one record."""
    public = point(sender.public_key())
    key, nonce = derive(to, sender, public, salt)
    record = payload + LAST_RECORD + bytes(max(0, padded - len(payload)))
    if len(record) + 16 > RECORD_SIZE:
        raise ValueError(f"a payload has {RECORD_SIZE - 17} bytes at most")
    header = salt + RECORD_SIZE.to_bytes(4) + bytes([len(public)]) + public
    return header + AESGCM(key).encrypt(nonce, record, None)


def derive(
    to: Recipient, sender: ec.EllipticCurvePrivateKey, public: bytes, salt: bytes
) -> tuple[bytes, bytes]:
    """The content encryption key (16 bytes) and nonce (12 bytes) of RFC 8291 section 3.4."""
    shared = sender.exchange(ec.ECDH(), to.public_key)
    info = b"WebPush: info\x00" + to.point + public
    secret = HKDF(hashes.SHA256(), 32, to.auth, info).derive(shared)
    return (
        HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret),
        HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret),
    )


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
