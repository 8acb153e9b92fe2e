"""An environment without NOTICING_ variables except those that a test sets."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

SECRET = "s3cr3t-of-the-operator"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("NOTICING_"):
            monkeypatch.delenv(name)


@pytest.fixture(params=["variable", "file"])
def give(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str, str], None]:
    """Sets a variable directly or through its `_FILE` variant; each test that uses this runs with both."""

    def variable(name: str, value: str) -> None:
        monkeypatch.setenv(f"NOTICING_{name}", value)

    def file(name: str, value: str) -> None:
        (tmp_path / name).write_text(value + "\n")
        monkeypatch.setenv(f"NOTICING_{name}_FILE", str(tmp_path / name))

    return variable if request.param == "variable" else file


def refused(name: str, read: Callable[[], object]) -> str:
    """The line that refuses an invalid value; checks that it names the variable and repeats no secret."""
    with pytest.raises(ImproperlyConfigured) as wrong:
        read()
    line = str(wrong.value)
    assert f"NOTICING_{name}" in line
    assert "\n" not in line
    assert SECRET not in line
    assert wrong.value.__cause__ is None
    assert wrong.value.__suppress_context__ or wrong.value.__context__ is None
    return line
