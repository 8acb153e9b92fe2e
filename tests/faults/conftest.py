"""The grown-up deployment, each service a process of its own, and a push service that hears what it sends."""

import os
from collections.abc import Iterator

import pytest

from tests.faults.stack import Stack

# These processes bring a database of their own: once is enough, whatever the rest of the run is on.
collect_ignore_glob = ["test_*"] if os.environ.get("NOTICING_TEST_DATABASE") == "postgresql" else []


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
