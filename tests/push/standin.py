"""The stand-in push service beside the tests' own process."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.push import http_client
from tests.services.push_service import PushService


@pytest.fixture
def push_service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """Where pushes go in this test: a real service over TLS, on loopback."""
    service = PushService().start()
    settings.PUSH_EXTRA_HOSTS = {service.host: f"{service.address}:{service.port}"}
    monkeypatch.setenv("SSL_CERT_FILE", str(service.ca_file))
    http_client.trusted.cache_clear()
    yield service
    service.stop()
    http_client.trusted.cache_clear()
    assert service.complaints == []
