"""RFC 8292: the VAPID header that a push service checks before it accepts a message."""

import base64
import json
import re
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from backend import keys
from backend.push.vapid import authorization, public_key

NOW = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
KEY = keys.vapid_key(keys.make_vapid_key())
ORIGIN = "https://updates.push.services.mozilla.com"


def parts(header: str) -> tuple[list[str], str]:
    match = re.fullmatch(r"vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)", header)
    assert match is not None
    return match[1].split("."), match[2]


def decoded(part: str) -> dict[str, object]:
    value: dict[str, object] = json.loads(keys.decode(part))
    return value


def test_the_token_has_audience_expiry_and_contact() -> None:
    (header, claims, _), _ = parts(authorization(KEY, ORIGIN, "mailto:ops@example.org", NOW))
    assert decoded(header) == {"alg": "ES256", "typ": "JWT"}
    assert decoded(claims) == {
        "aud": ORIGIN,
        "exp": int(NOW.timestamp()) + 12 * 3600,
        "sub": "mailto:ops@example.org",
    }


def test_the_signature_matches_the_public_key_in_the_header() -> None:
    (header, claims, signature), k = parts(authorization(KEY, ORIGIN, "mailto:ops@example.org", NOW))
    point = base64.urlsafe_b64decode(k + "==")
    named = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    raw = keys.decode(signature)
    assert len(raw) == 64
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    named.verify(encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_the_public_key_is_an_uncompressed_point() -> None:
    assert len(keys.decode(public_key(KEY))) == 65
    assert keys.decode(public_key(KEY))[0] == 4
