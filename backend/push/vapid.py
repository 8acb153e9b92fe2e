"""Voluntary application server identification, VAPID (RFC 8292): proves to a push service who sends."""

from datetime import datetime, timedelta
from functools import cache, lru_cache

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from backend import keys
from backend.push.encryption import point

#: RFC 8292 section 2 allows 24 hours; half of that tolerates clocks that differ.
LIFETIME = timedelta(hours=12)


def authorization(key: ec.EllipticCurvePrivateKey, origin: str, subject: str, now: datetime) -> str:
    """The Authorization header for requests to `origin` until `now` + LIFETIME (RFC 8292 section 3)."""
    claims = {"aud": origin, "exp": int((now + LIFETIME).timestamp()), "sub": subject}
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={public_key(key)}"


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """The applicationServerKey for `pushManager.subscribe`: the uncompressed point in base64url."""
    return keys.encode(point(key.public_key()))


def own_keys() -> dict[str, ec.EllipticCurvePrivateKey]:
    """The configured keys by their public key, newest first."""
    return _parsed(tuple(settings.VAPID_PRIVATE_KEYS))


def newest() -> str:
    """The public key that phones subscribe with from now on."""
    return next(iter(own_keys()))


def private_key(public: str) -> ec.EllipticCurvePrivateKey | None:
    return own_keys().get(public)


@cache
def _parsed(values: tuple[str, ...]) -> dict[str, ec.EllipticCurvePrivateKey]:
    parsed = [keys.vapid_key(value) for value in values]
    return {public_key(key): key for key in parsed}


def header(public: str, origin: str, now: datetime) -> str:
    """The Authorization header, cached per key, origin and hour, since each token costs a signature.

    Raises KeyError if the key isn't configured.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _header(own_keys()[public], origin, settings.VAPID_SUBJECT, hour)


@lru_cache(maxsize=256)
def _header(key: ec.EllipticCurvePrivateKey, origin: str, subject: str, hour: datetime) -> str:
    return authorization(key, origin, subject, hour)
