"""Asks the registries which known faults there are in what is pinned, and reads what they say.

A registry that doesn't answer isn't one that knows of nothing: pip-audit skips what it finds nothing about,
and ends as if all were well.
"""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """`faults` as one line each. `asked` packages, of which `unanswered` were; `why` it didn't answer."""

    faults: list[str]
    asked: int
    unanswered: int
    why: str = ""


def about_python(audit: Path, requirements: Path) -> Answer:
    """By pip-audit, of a file of hashed requirements."""
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
    """By npm, of a lock file; nothing is installed."""
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
