"""The compose deployment with each service as a separate process, and a push service that records
messages."""

from collections import Counter
from collections.abc import Iterator

import pytest
from _pytest.terminal import TerminalReporter

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


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what the tests counted (`record_property`), summed over all of them."""
    figures: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if report.when == "call" and report.nodeid.startswith("tests/faults/"):
            figures.update(
                {name: number for name, number in report.user_properties if isinstance(number, int)}
            )
    if figures:
        terminalreporter.write_line(", ".join(f"{name}: {number}" for name, number in figures.items()))
