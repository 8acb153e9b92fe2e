"""One `manage.py serve`, shared by tests that only send requests; other tests start their own."""

from collections.abc import Iterator

import pytest

from tests.services.serving import Serving


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("server")).start()
    yield serving
    serving.stop()
    assert serving.process is not None
    assert serving.process.returncode == 0
    assert "Traceback" not in serving.log()
