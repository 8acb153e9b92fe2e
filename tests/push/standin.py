"""The fixture of the stand-in push service."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.push import http_client
from tests.services.push_service import PushService


@pytest.fixture
def push_service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A real push service over TLS on loopback, to which this test's pushes go."""
    service = PushService().start()
    settings.PUSH_EXTRA_HOSTS = {service.host: f"{service.address}:{service.port}"}
    monkeypatch.setenv("SSL_CERT_FILE", str(service.ca_file))
    http_client.trusted.cache_clear()
    yield service
    service.stop()
    http_client.trusted.cache_clear()
    assert service.complaints == []
