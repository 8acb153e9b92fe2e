"""The stand-in push service accepts only what the RFCs allow."""

import http.client
import json
import os
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.services.push_service import PushService, Reply, Subscription
from tests.services.web_push import decoded, encoded

SIGNER = ec.generate_private_key(ec.SECP256R1())
POINT = encoded(
    SIGNER.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
)


@pytest.fixture
def service() -> Iterator[PushService]:
    service = PushService().start()
    yield service
    service.stop()


def claims(**changes: Any) -> dict[str, Any]:
    return {
        "aud": "https://push.test",
        "exp": int(time.time()) + 3600,
        "sub": "mailto:us@example.org",
    } | changes


def authorization(said: dict[str, Any], algorithm: str = "ES256") -> str:
    head = encoded(json.dumps({"typ": "JWT", "alg": algorithm}).encode())
    signed = f"{head}.{encoded(json.dumps(said).encode())}"
    r, s = decode_dss_signature(SIGNER.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={POINT}"


def sealed(subscription: Subscription, payload: bytes) -> bytes:
    keys = subscription["keys"]
    body: bytes = http_ece.encrypt(
        payload,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decoded(keys["p256dh"]),
        auth_secret=decoded(keys["auth"]),
        version="aes128gcm",
    )
    return body


def push(
    service: PushService,
    subscription: Subscription,
    body: bytes | None = None,
    **headers: str | None,
) -> http.client.HTTPResponse:
    usual = {
        "TTL": "60",
        "Content-Encoding": "aes128gcm",
        "Topic": "a" * 32,
        "Urgency": "high",
        "Authorization": authorization(claims()),
    }
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {name: value for name, value in (usual | given).items() if value is not None}
    trust = ssl.create_default_context(cafile=str(service.ca_file))
    connection = http.client.HTTPSConnection(service.address, service.port, timeout=5, context=trust)
    connection.sock = trust.wrap_socket(_plain(service), server_hostname=service.host)
    body = sealed(subscription, b"quiet") if body is None else body
    connection.request("POST", urlsplit(subscription["endpoint"]).path, body, said)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def _plain(service: PushService) -> socket.socket:
    return socket.create_connection((service.address, service.port), timeout=5)


def test_it_accepts_and_decrypts_a_valid_message(service: PushService) -> None:
    subscription = service.subscription()
    assert push(service, subscription).status == 201
    (message,) = service.wait_for(1)
    assert message.payload == b"quiet"
    assert message.headers["TTL"] == "60"
    assert message.claims["sub"] == "mailto:us@example.org"
    assert service.of(subscription) == [message]
    assert service.complaints == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"TTL": None}, 400),
        ({"TTL": "0"}, 400),
        ({"Topic": "a" * 33}, 400),
        ({"Topic": "a b"}, 400),
        ({"Urgency": "now"}, 400),
        ({"Content_Encoding": "aesgcm"}, 415),
        ({"Authorization": None}, 401),
        ({"Authorization": authorization(claims(aud="https://elsewhere.test"))}, 401),
        ({"Authorization": authorization(claims(exp=int(time.time()) - 1))}, 401),
        ({"Authorization": authorization(claims(exp=int(time.time()) + 90_000))}, 401),
        ({"Authorization": authorization(claims(sub="us"))}, 401),
        ({"Authorization": authorization(claims(), algorithm="none")}, 401),
        ({"Authorization": authorization(claims()).replace(", k=B", ", k=C")}, 403),
    ],
)
def test_it_refuses_an_invalid_message(
    service: PushService, headers: dict[str, str | None], status: int
) -> None:
    assert push(service, service.subscription(), **headers).status == status
    assert service.received == []
    assert len(service.complaints) == 1


def test_it_refuses_a_body_encrypted_for_another_device(service: PushService) -> None:
    body = sealed(service.subscription(), b"quiet")
    assert push(service, service.subscription(), body).status == 400
    assert service.received == []


def test_it_refuses_a_body_that_is_too_large(service: PushService) -> None:
    subscription = service.subscription()
    assert push(service, subscription, sealed(subscription, b"q" * 4000)).status == 413


def test_it_refuses_a_key_other_than_the_subscribed_one(service: PushService) -> None:
    other = encoded(b"\x04" + bytes(64))
    assert push(service, service.subscription(key=other)).status == 403
    assert push(service, service.subscription(key=POINT)).status == 201


def test_it_gives_the_configured_answers_in_turn(service: PushService) -> None:
    subscription = service.subscription()
    service.answer(subscription, Reply(429, {"Retry-After": "2"}, delay=0.1), Reply(410))
    begun = time.monotonic()
    first = push(service, subscription)
    assert time.monotonic() - begun >= 0.1
    assert (first.status, first.getheader("Retry-After")) == (429, "2")
    assert [push(service, subscription).status for _ in range(2)] == [410, 410]
    assert [each.status for each in service.received] == [429, 410, 410]


def test_its_certificate_is_not_trusted_by_default(service: PushService) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(_plain(service), server_hostname=service.host)
