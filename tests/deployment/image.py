"""Follows the Dockerfile without Docker: which files are copied where, and which are left out."""

import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tests.services.chromium import ROOT


class Instruction(NamedTuple):
    stage: str
    word: str
    rest: str


class Copy(NamedTuple):
    """A COPY from the build context, or from another stage."""

    sources: list[str]
    target: str
    stage: str | None


def instructions() -> Iterator[Instruction]:
    stage = ""
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        word, _, rest = line.partition(" ")
        if not word or word == "#":
            continue
        if word == "FROM":
            stage = rest.split()[-1]
        yield Instruction(stage, word, rest)


def of(stage: str, word: str) -> list[str]:
    return [found.rest for found in instructions() if (found.stage, found.word) == (stage, word)]


def copies(stage: str) -> list[Copy]:
    found = []
    for rest in of(stage, "COPY"):
        words = rest.split()
        origin = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
        found.append(Copy(words[:-1], words[-1], origin))
    return found


def left_out(path: str) -> bool:
    """Whether .dockerignore excludes the path: the last line that matches it or a folder above it decides."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    out = False
    for line in lines:
        pattern = line.removeprefix("!")
        wholes = [path, *(str(folder) for folder in PurePosixPath(path).parents)]
        if any(fits(whole, pattern) for whole in wholes):
            out = not line.startswith("!")
    return out


def fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.rsplit("/", 1)[-1], pattern.removeprefix("**/"))
    return path.count("/") == pattern.count("/") and fnmatch(path, pattern)


def follow(stage: str, folder: Path, others: dict[str, Path] | None = None) -> None:
    """Perform a stage's COPYs; those from other stages, whose folder is `/src`, copy from `others`."""
    for copy in copies(stage):
        for source in copy.sources:
            if copy.stage:
                origin = (others or {})[copy.stage] / source.removeprefix("/src/")
                shutil.copytree(origin, folder / copy.target)
            elif not copy.target.startswith("/"):
                take(ROOT / source, target(folder, source, copy.target))


def target(folder: Path, source: str, named: str) -> Path:
    return folder / named / Path(source).name if named.endswith("/") else folder / named


def take(source: Path, target: Path) -> None:
    """Copy a file, or all files of a folder that .dockerignore allows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        shutil.copy(source, target)
        return

    def ignore(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if left_out(str((Path(folder) / name).relative_to(ROOT)))]

    shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
