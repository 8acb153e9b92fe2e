"""The figures of `make mutants` are computed from mutmut's results, and surviving mutants fail."""

import json
from pathlib import Path

import pytest

from tests.mutants.run import Found, results, verdict


def left(folder: Path, file: str, **ends: int | None) -> None:
    meta = folder / f"{file}.meta"
    meta.parent.mkdir(parents=True, exist_ok=True)
    meta.write_text(json.dumps({"exit_code_by_key": ends}))


def test_each_file_has_its_figure(tmp_path: Path) -> None:
    left(tmp_path, "backend/a.py", one=1, two=1, three=0, untried=None)
    left(tmp_path, "backend/b.py", one=36, nobody_comes_by=33)
    left(tmp_path, "backend/untried.py", one=None)
    found = list(results(tmp_path))
    assert found == [Found("backend/a.py", 2, ["three"]), Found("backend/b.py", 1, ["nobody_comes_by"])]
    assert str(found[0]) == "backend/a.py: 2 of 3 noticed, 66.7%"


@pytest.mark.parametrize(("killed", "survived", "ends"), [(9, 1, 0), (89, 11, 1), (1, 0, 0), (0, 1, 1)])
def test_nine_of_ten_killed_mutants_are_enough(killed: int, survived: int, ends: int) -> None:
    assert verdict([Found("a.py", 1, []), Found("b.py", killed, ["x"] * survived)]) == ends


def test_without_tried_mutants_nothing_counts_as_killed() -> None:
    assert verdict([]) == 1
