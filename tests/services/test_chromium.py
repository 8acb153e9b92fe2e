"""How the tests find or install their browser."""

from pathlib import Path

import pytest

from tests.services import chromium


def nowhere(*_: object) -> Path | None:
    return None


def test_a_chromium_on_path_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "chromium-browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == program


def test_a_headless_shell_is_preferred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    for name in ("chromium", "chromium-headless-shell"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert chromium.find_shell() == program


def test_debians_packages_are_installed_as_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(chromium.NoChromiumError):
        chromium.from_debian()


def test_npm_is_tried_last(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(chromium, "on_path", nowhere)
    monkeypatch.setattr(chromium, "from_debian", nowhere)
    monkeypatch.setattr(chromium, "from_npm", lambda: tmp_path)
    assert chromium.find() == tmp_path


def test_without_a_chromium_the_error_says_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "on_path", nowhere)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(chromium.NoChromiumError, match=r"on PATH.*takes root.*takes Linux on x86-64"):
        chromium.find()
