"""A server that a test starts ends with it, also where it never comes up."""

from pathlib import Path

import pytest

from tests.services import serving
from tests.services.serving import Serving


def test_one_that_is_not_ready_in_time_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0)
    one = Serving(tmp_path)
    with pytest.raises(RuntimeError, match="did not come up"):
        one.start()
    assert one.process is not None
    assert one.process.returncode is not None
