"""The parts of `make test`, measured. Standard library only.

    python -m tests.parts NAME COMMAND...   run one part, and write down what it took
    python -m tests.parts                   print the table; fail if a part was skipped or failed

Of each part: its tests and the slowest of them (from the JUnit XML that it writes to build/parts/NAME.xml),
wall-clock seconds, and CPU seconds of all its processes. A process still there ten seconds later is a fault.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parents[1] / "build" / "parts"
PARTS = ("lint", "unit", "once", "alone", "sqlite", "postgresql", "e2e")
#: Linux's prctl(2): orphans of our processes become our children, so that we hear what they took.
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 10


def run(name: str, command: list[str]) -> int:
    """The command's exit status, or 1 if it left processes behind."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{name}.*"):
        old.unlink()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    began = time.monotonic()
    status, cpu = wait_for(subprocess.Popen(command).pid)
    wall = time.monotonic() - began
    left, more = wait_for_the_rest()
    for process in left:
        sys.stderr.write(f"The part {name} left a process behind: {process}\n")
    ended = status or int(bool(left))
    taken = {"status": ended, "wall": wall, "cpu": cpu + more, **told(FOLDER / f"{name}.xml")}
    (FOLDER / f"{name}.json").write_text(json.dumps(taken))
    return ended


def wait_for(main: int) -> tuple[int, float]:
    """Until this child ends: its exit status, and the CPU seconds of all that ended meanwhile."""
    cpu = 0.0
    while True:
        pid, status, usage = os.wait4(-1, 0)
        cpu += usage.ru_utime + usage.ru_stime
        if pid == main:
            return os.waitstatus_to_exitcode(status), cpu


def wait_for_the_rest() -> tuple[list[str], float]:
    """The commands of those that had to be killed, and the CPU seconds of all."""
    cpu, deadline, left = 0.0, time.monotonic() + PATIENCE, []
    while True:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return left, cpu
        cpu += usage.ru_utime + usage.ru_stime
        if pid == 0 and time.monotonic() > deadline:
            left += kill_children()
        elif pid == 0:
            time.sleep(0.05)


def kill_children() -> list[str]:
    commands = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            if parent == os.getpid():
                commands.append(stat.with_name("cmdline").read_text().replace("\0", " ").strip())
                os.kill(int(stat.parent.name), signal.SIGKILL)
        except (OSError, IndexError):
            continue  # it has ended by itself
    return commands


def told(report: Path) -> dict[str, Any]:
    """The number of tests, and the ten that took longest: seconds and name."""
    if not report.exists():
        return {"tests": None, "slowest": []}
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 (our own run wrote it)
    times = [(float(case.get("time", 0)), f"{case.get('classname')} {case.get('name')}") for case in cases]
    return {"tests": len(cases), "slowest": sorted(times, reverse=True)[:10]}


def table() -> int:
    """Prints it; 1 if a part was skipped or failed."""
    found = {name: read(name) for name in PARTS}
    lines = ["", f"{'part':12}{'tests':>8}{'wall s':>9}{'CPU s':>9}"]
    lines += [row(name, part) for name, part in found.items()]
    ended = [part for part in found.values() if part]
    lines.append(row("sum", {key: sum(part[key] or 0 for part in ended) for key in ("tests", "wall", "cpu")}))
    for name, part in found.items():
        for seconds, test in (part or {}).get("slowest", []):
            lines.append(f"{name:12}{seconds:8.1f} s  {test}")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(part is None or part["status"] for part in found.values()))


def row(name: str, part: dict[str, Any] | None) -> str:
    if part is None:
        return f"{name:12} skipped"
    tests = "-" if part["tests"] is None else part["tests"]
    failed = "  failed" if part.get("status") else ""
    return f"{name:12}{tests:>8}{part['wall']:9.0f}{part['cpu']:9.0f}{failed}"


def read(name: str) -> dict[str, Any] | None:
    file = FOLDER / f"{name}.json"
    found: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return found


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else table())
