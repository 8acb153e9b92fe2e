"""The bench itself: that it runs, and that it can fail. No test here depends on how fast anything is."""

import subprocess
import sys

import pytest

from tests.load.designs import DESIGNS, ROOT
from tests.load.figures import Rounds, Sample, shortfalls, table, times_cheaper, times_faster


def rounds(ours: list[int], plain: list[int], fastapi: list[int]) -> Rounds:
    """Rounds of one second with these numbers of requests and half a second of processor time."""
    by_design = {"ours": ours, "plain": plain, "fastapi": fastapi}
    return {name: [Sample(count, 1.0, 0.5) for count in counts] for name, counts in by_design.items()}


def test_a_short_run_prints_every_figure(chosen: str) -> None:
    command = [sys.executable, "-m", "tests.load.run", chosen, "--rounds", "1", "--seconds", "0.2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode in (0, 1), run.stderr
    assert (run.returncode == 1) == ("Not met:" in run.stdout)
    for request in ("PUT", "GET"):
        for design in DESIGNS:
            assert f"| {chosen} | {request} | {design.name} |" in run.stdout


def test_ratios_are_medians_of_the_rounds_own() -> None:
    found = rounds(ours=[100, 50, 10], plain=[10, 10, 10], fastapi=[100, 100, 100])
    assert times_faster(found, "plain") == 5
    assert times_faster(found, "fastapi") == 0.5
    assert times_cheaper(found, "plain") == 5


@pytest.mark.parametrize(
    ("request_", "counts", "lacking"),
    [
        ("PUT", (20, 10, 20), []),
        ("PUT", (19, 10, 19), ["PUT on SQLite: 1.90 times plain, at least 2 are wanted"]),
        ("PUT", (20, 10, 21), ["PUT on SQLite: 0.95 times fastapi, at least 1 are wanted"]),
        ("GET", (50, 10, 50), []),
        ("GET", (49, 10, 10), ["GET on SQLite: 4.90 times plain, at least 5 are wanted"]),
        ("GET", (50, 10, 100), ["GET on SQLite: 0.50 times fastapi, at least 1 are wanted"]),
    ],
)
def test_a_missed_target_is_reported(request_: str, counts: tuple[int, int, int], lacking: list[str]) -> None:
    found = {("SQLite", request_): rounds(*([count] * 3 for count in counts))}
    assert list(shortfalls(found)) == lacking


def test_few_requests_per_second_are_printed_with_two_decimals() -> None:
    found = {("SQLite", "GET"): rounds([1, 1], [1, 1], [19, 20])}
    assert "| ours | 1.00 | 500.00 |" in table(found)
    assert "| fastapi | 19.50 | 25.66 |" in table(found)


def test_the_table_has_a_row_for_each_design() -> None:
    found = {("SQLite", "GET"): rounds([100, 100], [20, 20], [50, 50])}
    _, _, ours, plain, fastapi = table(found).splitlines()
    assert ours == "| SQLite | GET | ours | 100 | 5.00 |  |  |"
    assert plain == "| SQLite | GET | plain | 20 | 25.00 | 5.00 | 5.00 |"
    assert fastapi == "| SQLite | GET | fastapi | 50 | 10.00 | 2.00 | 2.00 |"
