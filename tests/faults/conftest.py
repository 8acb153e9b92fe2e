"""The compose deployment with each service as a separate process, and a push service that records
messages."""

from collections.abc import Iterator

import pytest

from tests.faults.stack import Stack


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("faults"))
    try:
        stack.begin()
        yield stack
        # Messages that the push service refused, and unexpected errors.
        assert stack.push.complaints == []
    finally:
        stack.stop()


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """The deployment, with everything running before and after each test."""
    running.mend()
    yield running
    running.mend()
