"""The other parties of Web Push, independent of the product: the browser's keys and the push service's
checks.

The rules: RFC 8030 (headers), RFC 8188 and 8291 (the body, opened by `http_ece`), RFC 8292 (VAPID).
"""

import json
import os
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

URGENCIES = {"very-low", "low", "normal", "high"}
DAY = 24 * 60 * 60
_VAPID = re.compile(r"vapid t=([\w-]+\.[\w-]+\.[\w-]+), ?k=([\w-]+)")


class Refusal(Exception):  # noqa: N818 - an answer, not an accident
    """A push service's refusal, with its status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """The keys of one subscription in a browser; only the public ones are shared."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def keys(self) -> dict[str, str]:
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"p256dh": encoded(point), "auth": encoded(self.auth)}

    def open(self, body: bytes) -> bytes:
        """The payload, without its padding."""
        opened: bytes = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
        )
        return opened


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise Refusal for headers that RFC 8030 doesn't allow, or that make a nudge useless (a TTL of 0)."""
    if headers.get("Content-Encoding") != "aes128gcm":
        raise Refusal(415, "the body is not aes128gcm")
    if not headers.get("TTL", "").isdigit() or int(headers["TTL"]) <= 0:
        raise Refusal(400, "no TTL above 0")
    if "Topic" in headers and not re.fullmatch(r"[\w-]{1,32}", headers["Topic"], re.ASCII):
        raise Refusal(400, "a topic of more than 32 base64url characters")
    if headers.get("Urgency", "normal") not in URGENCIES:
        raise Refusal(400, "an urgency that nobody knows")


def vapid_claims(headers: Mapping[str, str], audience: str, key: str | None) -> dict[str, Any]:
    """The verified VAPID claims; `key` is the key that the subscription is bound to, if any."""
    found = _VAPID.fullmatch(headers.get("Authorization", ""))
    if not found:
        raise Refusal(401, "no vapid authorization")
    token, signer = found.groups()
    if key is not None and signer != key:
        raise Refusal(403, "signed by another key than the one subscribed with")
    head, body, signature = token.split(".")
    if json.loads(decoded(head)).get("alg") != "ES256":
        raise Refusal(401, "not ES256")
    _verify(decoded(signer), f"{head}.{body}".encode(), decoded(signature))
    claims: dict[str, Any] = json.loads(decoded(body))
    _check_claims(claims, audience)
    return claims


def _verify(point: bytes, signed: bytes, signature: bytes) -> None:
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        if len(signature) != 64:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature) as wrong:
        raise Refusal(403, "the signature does not verify") from wrong


def _check_claims(claims: dict[str, Any], audience: str) -> None:
    if claims.get("aud") != audience:
        raise Refusal(401, f"aud is {claims.get('aud')}, not {audience}")
    expires, now = claims.get("exp"), time.time()
    if not isinstance(expires, int) or not now < expires <= now + DAY:
        raise Refusal(401, "exp is not within a day from now")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
        raise Refusal(401, "sub is no way to reach anybody")
