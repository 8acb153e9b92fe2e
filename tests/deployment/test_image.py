"""The images, without building them: their files, excluded files, and their user."""

import re
from pathlib import Path

import pytest

from tests.deployment import image
from tests.services.chromium import ROOT

TARGETS = ("app", "proxy")


@pytest.mark.parametrize("stage", ["frontend", "app", "proxy"])
def test_every_copied_source_exists_and_is_not_ignored(stage: str) -> None:
    sources = [source for copy in image.copies(stage) if not copy.stage for source in copy.sources]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not image.left_out(source), source


@pytest.mark.parametrize("target", TARGETS)
def test_the_image_runs_as_an_unprivileged_user(target: str) -> None:
    last = [found for found in image.instructions() if found.stage == target][-1]
    assert last.word == "USER"
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last.rest)


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        "data/keys/sealing_keys",
        "docs/phone.png",
        "tests/conftest.py",
        ".venv/bin/python",
        "requirements/test.txt",
        "deploy/notes",
        "frontend/node_modules/svelte/package.json",
        "frontend/dist/index.html",
        "backend/__pycache__/keys.cpython-311.pyc",
        "backend/api/__pycache__/x.pyc",
    ],
)
def test_other_files_do_not_reach_the_build(path: str) -> None:
    assert image.left_out(path)


@pytest.mark.parametrize(
    "path",
    ["backend/settings.py", "backend/content/languages/en/app.json", "frontend/src/sw.ts", "manage.py"],
)
def test_required_files_reach_the_build(path: str) -> None:
    assert not image.left_out(path)


def test_packages_are_pinned() -> None:
    (install,) = [rest for rest in image.of("app", "RUN") if "pip install" in rest]
    assert "--require-hashes -r requirements/base.txt" in install
    assert any(rest.startswith("npm --prefix frontend ci") for rest in image.of("frontend", "RUN"))
    bases = [found.rest.split()[0] for found in image.instructions() if found.word == "FROM"]
    assert all(re.fullmatch(r"[a-z]+:[\d.]+-[a-z]+", base) for base in bases), bases


def test_the_python_version_matches_the_requirements() -> None:
    compiled = re.search(r"--python-version (\S+)", (ROOT / "Makefile").read_text())
    assert compiled is not None
    assert image.of("app", "FROM")[0].startswith(f"python:{compiled[1]}-")


def test_the_front_end_builds_from_the_copied_files_only(frontend: Path) -> None:
    built = {path.name for path in (frontend / "frontend" / "dist").iterdir()}
    assert {"index.html", "share.html", "sw.js", "assets"} <= built


def test_the_app_contains_no_tests(app: Path) -> None:
    assert {path.name for path in app.iterdir()} == {"manage.py", "backend", "frontend", "requirements"}
    assert (app / "frontend" / "dist" / "index.html").exists()
    assert [path.name for path in (app / "frontend").iterdir()] == ["dist"]
    assert (app / "backend" / "content" / "languages" / "en" / "catalogue.json").exists()
