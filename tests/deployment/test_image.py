"""The images, without building them: what goes in, what stays out, and who runs them."""

import re
from pathlib import Path

import pytest

from tests.deployment import image
from tests.services.chromium import ROOT

TARGETS = ("app", "proxy")


@pytest.mark.parametrize("stage", ["frontend", "app", "proxy"])
def test_every_source_is_there_and_is_let_in(stage: str) -> None:
    sources = [source for copy in image.copies(stage) if not copy.stage for source in copy.sources]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not image.left_out(source), source


@pytest.mark.parametrize("target", TARGETS)
def test_it_ends_as_somebody_without_rights(target: str) -> None:
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
def test_nothing_else_reaches_the_build(path: str) -> None:
    assert image.left_out(path)


@pytest.mark.parametrize(
    "path",
    ["backend/settings.py", "backend/content/languages/en/app.json", "frontend/src/sw.ts", "manage.py"],
)
def test_what_it_is_made_of_does(path: str) -> None:
    assert not image.left_out(path)


def test_packages_are_the_pinned_ones() -> None:
    (install,) = [rest for rest in image.of("app", "RUN") if "pip install" in rest]
    assert "--require-hashes -r requirements/base.txt" in install
    assert any(rest.startswith("npm --prefix frontend ci") for rest in image.of("frontend", "RUN"))
    bases = [found.rest.split()[0] for found in image.instructions() if found.word == "FROM"]
    assert all(re.fullmatch(r"[a-z]+:[\d.]+-[a-z]+", base) for base in bases), bases


def test_python_is_the_one_that_the_requirements_are_compiled_for() -> None:
    compiled = re.search(r"--python-version (\S+)", (ROOT / "Makefile").read_text())
    assert compiled is not None
    assert image.of("app", "FROM")[0].startswith(f"python:{compiled[1]}-")


def test_the_front_end_is_built_of_what_is_copied_and_nothing_more(frontend: Path) -> None:
    built = {path.name for path in (frontend / "frontend" / "dist").iterdir()}
    assert {"index.html", "share.html", "sw.js", "assets"} <= built


def test_the_app_holds_what_runs_and_no_tests(app: Path) -> None:
    assert {path.name for path in app.iterdir()} == {"manage.py", "backend", "frontend", "requirements"}
    assert (app / "frontend" / "dist" / "index.html").exists()
    assert [path.name for path in (app / "frontend").iterdir()] == ["dist"]
    assert (app / "backend" / "content" / "languages" / "en" / "catalogue.json").exists()
