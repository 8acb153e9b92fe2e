"""A registry that doesn't answer is reported, and never counts as a pass."""

import json
import re
from pathlib import Path

import pytest

from tests.advisories import run
from tests.advisories.asking import Answer, read_npm, read_python

ROOT = Path(__file__).resolve().parents[2]
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}


def pip_audit(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
FAULTY = {"name": "faulty", "version": "1.0", "vulns": [FAULT]}
SKIPPED = {"name": "skipped", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("said", "answer", "ends"),
    [
        (pip_audit(SOUND), Answer([], 1, 0), 0),
        (pip_audit(SOUND, FAULTY), Answer(["faulty 1.0: PYSEC-2026-1, mended in 1.1"], 2, 0), 1),
        (pip_audit(SOUND, SKIPPED), Answer([], 2, 1, "Dependency not found"), 2),
        (pip_audit(SKIPPED), Answer([], 1, 1, "Dependency not found"), 2),
        (pip_audit(), Answer([], 0, 0), 2),
        ("", Answer([], 0, 0, "it broke"), 2),
        ("[]", Answer([], 0, 0, "it broke"), 2),
    ],
)
def test_the_output_of_pip_audit_is_parsed(said: str, answer: Answer, ends: int) -> None:
    found = read_python(said, "Traceback\nit broke\n")
    assert found == answer
    assert run.verdict([found]) == ends
    assert ("NOT AUDITED" in run.tell("base.txt", found)) == (ends == 2)


def npm(total: int, **faults: object) -> str:
    return json.dumps({"vulnerabilities": faults, "metadata": {"dependencies": {"total": total}}})


@pytest.mark.parametrize(
    ("said", "answer", "ends"),
    [
        (npm(5), Answer([], 5, 0), 0),
        (npm(5, x={"severity": "high", "range": "<2"}), Answer(["x: high, <2"], 5, 0), 1),
        (json.dumps({"message": "405 Method Not Allowed"}), Answer([], 0, 0, "npm got no answer"), 2),
        ("", Answer([], 0, 0, "npm got no answer"), 2),
    ],
)
def test_the_output_of_npm_is_parsed(said: str, answer: Answer, ends: int) -> None:
    found = read_npm(said)
    assert found == answer
    assert run.verdict([found, Answer([], 1, 0)]) == ends
    assert ("NOT AUDITED" in run.tell("frontend", found)) == (ends == 2)


def test_a_vulnerability_takes_precedence_over_no_answer() -> None:
    assert run.verdict([Answer(["x"], 1, 0), Answer([], 0, 0)]) == 1


def test_every_lock_file_is_checked() -> None:
    here = {
        str(file.parent.relative_to(ROOT))
        for file in ROOT.glob("**/package-lock.json")
        if not {"node_modules", "mutants"} & set(file.parts)
    }
    assert here == set(run.LOCKS)
    # `make requirements` writes these, and all of them are checked.
    made = re.search(r"for name in ([a-z ]+);", (ROOT / "Makefile").read_text())
    assert made
    assert {file.stem for file in (ROOT / "requirements").glob("*.txt")} == set(made[1].split())
