"""Checks pinned packages for known vulnerabilities: `python -m tests.advisories.run`, or `make audit`.

Exits with 1 if there is a vulnerability, and with 2 if there is none but a registry didn't answer for all
packages.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.advisories.asking import Answer, about_npm, about_python

ROOT = Path(__file__).resolve().parents[2]
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
LOCKS = ("frontend", "tests/browser", "tests/lighthouse")


def ask() -> Iterable[tuple[str, Answer]]:
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        yield f"requirements/{file.name}", about_python(PIP_AUDIT, file)
    for folder in LOCKS:
        yield f"{folder}/package-lock.json", about_npm(ROOT / folder, os.environ)


def tell(name: str, answer: Answer) -> str:
    """The result for one file, in a few lines."""
    if answer.asked == 0 or answer.unanswered == answer.asked:
        return f"{name}: NOT AUDITED, the registry doesn't answer ({answer.why})"
    lines = [f"{name}: {answer.asked - answer.unanswered} packages, {len(answer.faults)} known faults"]
    if answer.unanswered:
        lines.append(f"  NOT AUDITED: {answer.unanswered} more ({answer.why})")
    return "\n".join([*lines, *(f"  {fault}" for fault in answer.faults)])


def verdict(answers: Iterable[Answer]) -> int:
    found = list(answers)
    if any(answer.faults for answer in found):
        return 1
    return 2 if any(answer.asked == 0 or answer.unanswered for answer in found) else 0


def main() -> int:
    answers = []
    for name, answer in ask():
        sys.stdout.write(tell(name, answer) + "\n")
        sys.stdout.flush()
        answers.append(answer)
    return verdict(answers)


if __name__ == "__main__":
    sys.exit(main())
