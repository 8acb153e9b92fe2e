"""The content of the images, created once; these tests use their own database."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.deployment import image
from tests.services.chromium import ROOT
from tests.services.node import SEARCH


@pytest.fixture(scope="package")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage `frontend`, built from exactly the files that it copies, with the packages installed here."""
    folder = tmp_path_factory.mktemp("frontend-stage")
    image.follow("frontend", folder)
    (folder / "frontend" / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    build = image.of("frontend", "RUN")[-1].split()
    done = subprocess.run(
        build, cwd=folder, env=os.environ | {"PATH": SEARCH}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="package")
def app(frontend: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The /app folder of the stage `app`."""
    folder = tmp_path_factory.mktemp("app-stage")
    image.follow("app", folder, {"frontend": frontend})
    return folder
