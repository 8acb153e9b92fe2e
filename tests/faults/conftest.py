"""The grown-up deployment, each service a process of its own, and a push service that hears what it sends."""

from collections.abc import Iterator

import pytest

from tests.faults.stack import Stack


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("faults"))
    try:
        stack.begin()
        yield stack
        # What the push service would not have taken; and whatever nobody foresaw.
        assert stack.push.complaints == []
    finally:
        stack.stop()


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """Everything up before each test, and again after it."""
    running.mend()
    yield running
    running.mend()
