"""A server started by a test ends with it, even if it never becomes ready."""

from pathlib import Path

import pytest

from tests.services import serving
from tests.services.serving import Serving


def test_a_server_that_is_not_ready_in_time_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0)
    one = Serving(tmp_path)
    with pytest.raises(RuntimeError, match="did not come up"):
        one.start()
    assert one.process is not None
    assert one.process.returncode is not None
