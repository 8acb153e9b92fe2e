"""Mutation tests of the core: `python -m tests.mutants.run [pattern...]`.

pyproject.toml (`tool.mutmut`) lists the mutated files and the tests. Prints the share of killed mutants by
file, and each surviving mutant; exits with 1 if a file has less than 90 %. The tests run on PostgreSQL, and
the survivors run again on SQLite, which has its own branches. Equivalent mutants count as survivors;
docs/security.md lists the known ones with the reason.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "mutants"
MUTMUT = Path(sys.executable).with_name("mutmut")
ENOUGH = 0.9
#: mutmut's status for a mutant with which all tests passed, and for one that no test covers.
SURVIVED = (0, 5, 33)


class Found(NamedTuple):
    file: str
    killed: int
    survived: list[str]

    @property
    def part(self) -> float:
        return self.killed / (self.killed + len(self.survived))

    def __str__(self) -> str:
        return f"{self.file}: {self.killed} of {self.killed + len(self.survived)} noticed, {self.part:.1%}"


def results(folder: Path) -> Iterator[Found]:
    """The results of each file, without mutants that weren't tried."""
    for meta in sorted(folder.rglob("*.py.meta")):
        ends: dict[str, int | None] = json.loads(meta.read_text())["exit_code_by_key"]
        tried = {name: end for name, end in ends.items() if end is not None}
        survived = [name for name, end in tried.items() if end in SURVIVED]
        if tried:
            yield Found(
                str(meta.relative_to(folder)).removesuffix(".meta"), len(tried) - len(survived), survived
            )


def verdict(found: Iterable[Found]) -> int:
    each = list(found)
    return int(not each or any(one.part < ENOUGH for one in each))


def attempt(database: str, names: list[str]) -> list[Found]:
    """Try mutants that weren't tried yet; with names (or patterns), exactly those, tried before or not."""
    command = [str(MUTMUT), "run", "--max-children", "1", *names]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"NOTICING_TEST_DATABASE": database}, check=True)
    return list(results(FOLDER))


def main(patterns: list[str]) -> int:
    found = attempt("postgresql", patterns)
    if unnoticed := [name for each in found for name in each.survived]:
        found = attempt("sqlite", unnoticed)
    for each in found:
        sys.stdout.write("\n".join([str(each), *(f"  {name}" for name in each.survived)]) + "\n")
    return verdict(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
