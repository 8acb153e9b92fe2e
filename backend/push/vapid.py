"""Voluntary application server identification (RFC 8292): who sends, proved to one push service. Pure."""

from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from backend import keys
from backend.push.encryption import point

#: RFC 8292 section 2 allows 24 hours; half of it leaves room for clocks that differ.
LIFETIME = timedelta(hours=12)


def authorization(key: ec.EllipticCurvePrivateKey, origin: str, subject: str, now: datetime) -> str:
    """The Authorization header for requests to `origin` until `now` + LIFETIME (RFC 8292 section 3)."""
    claims = {"aud": origin, "exp": int((now + LIFETIME).timestamp()), "sub": subject}
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={public_key(key)}"


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What a phone passes to `pushManager.subscribe` as applicationServerKey: the point in base64url."""
    return keys.encode(point(key.public_key()))
