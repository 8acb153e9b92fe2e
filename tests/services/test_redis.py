"""The Redis of the tests: real, private, and able to die."""

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


def test_it_keeps_what_it_was_told_through_a_kill(server: redis.Redis) -> None:
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


def test_it_asks_for_its_password(server: redis.Redis) -> None:
    with pytest.raises(exceptions.AuthenticationError), Client(port=server.port) as client:
        client.ping()


def test_one_on_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis.find() == program


def test_where_there_is_none_it_is_skipped_but_not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(redis, "runs", lambda program: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        redis.find_or_skip()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="NOT TESTED WITH REDIS"):
        redis.find_or_skip()
