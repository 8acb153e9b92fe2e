"""Asks the registries for known vulnerabilities of the pinned packages.

A registry that doesn't answer must not count as "none known": pip-audit skips packages that it finds nothing
about, and exits successfully.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """`faults` has one line each; of `asked` packages, `unanswered` got no answer, for the reason `why`."""

    faults: list[str]
    asked: int
    unanswered: int
    why: str = ""


def about_python(audit: Path, requirements: Path) -> Answer:
    """Check a file of hashed requirements with pip-audit."""
    command = [str(audit), "--disable-pip", "--require-hashes", "--requirement", str(requirements)]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return read_python(done.stdout, done.stderr)


def read_python(said: str, complaint: str = "") -> Answer:
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer([], 0, 0, last_line(complaint) or "pip-audit said nothing")
    skipped = [package for package in packages if "skip_reason" in package]
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions'])}"
        for package in packages
        for fault in package.get("vulns", [])
    ]
    why = skipped[0]["skip_reason"] if skipped else ""
    return Answer(faults, len(packages), len(skipped), why)


def about_npm(folder: Path, environment: Mapping[str, str]) -> Answer:
    """Check a lock file with npm; nothing is installed."""
    done = subprocess.run(
        ["npm", "audit", "--json", "--package-lock-only"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return read_npm(done.stdout)


def read_npm(said: str) -> Answer:
    try:
        told: dict[str, Any] = json.loads(said)
        total = told["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError, TypeError):
        return Answer([], 0, 0, "npm got no answer")
    faults = [
        f"{name}: {fault['severity']}, {fault['range']}" for name, fault in told["vulnerabilities"].items()
    ]
    return Answer(faults, total, 0)


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
