"""The Redis of the tests is real, private, and can be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis as Client
from redis import exceptions

from tests.services import redis


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    running = redis.Redis()
    yield running
    running.stop()


def test_its_data_survives_a_kill(server: redis.Redis) -> None:
    client = Client.from_url(server.url)
    client.set("doorbell", "rung")
    client.execute_command("WAITAOF", 1, 0, 5000)
    server.kill()
    with pytest.raises(exceptions.ConnectionError):
        client.get("doorbell")
    server.start()
    assert client.get("doorbell") == b"rung"
    server.flush()
    assert client.get("doorbell") is None
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    client.close()


def test_it_requires_its_password(server: redis.Redis) -> None:
    with pytest.raises(exceptions.AuthenticationError), Client(port=server.port) as client:
        client.ping()


def test_a_redis_on_path_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis.find() == program


def test_without_a_redis_tests_are_skipped_except_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(redis, "runs", lambda program: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        redis.find_or_skip()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="NOT TESTED WITH REDIS"):
        redis.find_or_skip()
