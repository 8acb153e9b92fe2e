"""The table of a run's parts: it counts tests, includes the CPU time of all processes, and reports skipped
parts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import parts
from tests.services.chromium import ROOT

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="slow" time="2.5"/><testcase classname="tests.a" name="quick" time="0.1"/>
</testsuite></testsuites>"""
#: Uses half a second of CPU in a grandchild process that nobody waits for.
BUSY = "import time\nwhile time.process_time() < 0.5: pass"
ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"


def run(folder: Path, program: str, patience: float = 10) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Run in a separate process, since `parts.run` makes its process adopt orphans."""
    code = (
        "import sys; from pathlib import Path; from tests import parts\n"
        f"parts.FOLDER, parts.PATIENCE = Path({str(folder)!r}), {patience}\n"
        f"raise SystemExit(parts.run('unit', [sys.executable, '-c', {program!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    return done, json.loads((folder / "unit.json").read_text())


def test_tests_and_the_cpu_time_of_every_process_are_counted(tmp_path: Path) -> None:
    report = tmp_path / "unit.xml"
    program = f"{ORPHAN}; open({str(report)!r}, 'w').write({REPORT!r})"
    done, taken = run(tmp_path, program)
    assert done.returncode == taken["status"] == 0
    assert (taken["tests"], taken["slowest"][0]) == (2, [2.5, "tests.a slow"])
    assert taken["cpu"] >= 0.5


def test_a_failure_and_a_leftover_process_fail_the_part(tmp_path: Path) -> None:
    assert run(tmp_path, "raise SystemExit(3)")[0].returncode == 3
    left = "import subprocess; subprocess.Popen(['sleep', '61'])"
    done, taken = run(tmp_path, left, patience=0.2)
    assert done.returncode == taken["status"] == 1
    assert "sleep 61" in done.stderr


def test_a_part_that_was_skipped_or_failed_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parts, "FOLDER", tmp_path)
    taken = {"status": 0, "wall": 60.0, "cpu": 90.0, "tests": 3, "slowest": [[2.5, "tests.a slow"]]}
    for name in parts.PARTS:
        (tmp_path / f"{name}.json").write_text(json.dumps(taken))
    assert parts.table() == 0
    sums = capsys.readouterr().out.split("sum")[1].split()
    assert [int(number) for number in sums[:3]] == [
        3 * len(parts.PARTS),
        60 * len(parts.PARTS),
        90 * len(parts.PARTS),
    ]
    (tmp_path / "e2e.json").write_text(json.dumps(taken | {"status": 1}))
    assert parts.table() == 1
    (tmp_path / "e2e.json").unlink()
    assert parts.table() == 1
    assert "e2e          skipped" in capsys.readouterr().out
