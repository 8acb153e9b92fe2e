"""One `manage.py serve` for the tests that only talk to it; others start their own."""

import os
from collections.abc import Iterator

import pytest

from tests.services.serving import Serving

# These processes bring a database of their own, whatever the rest of the run is on: once is enough.
collect_ignore_glob = ["test_*"] if os.environ.get("NOTICING_TEST_DATABASE") == "postgresql" else []


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("server")).start()
    yield serving
    serving.stop()
    assert serving.process is not None
    assert serving.process.returncode == 0
    assert "Traceback" not in serving.log()
