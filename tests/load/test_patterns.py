"""Ours and the grouped design give the same response for the same check-ins; and their bench can fail.

No test here depends on how fast anything is.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.load import patterns
from tests.load.client import Phone
from tests.load.designs import ROOT, RunningDesign
from tests.load.figures import Sample, shortfalls
from tests.load.patterns import FEW, TARGETS, TEN_YEARS, TWELVE_WEEKS, Size

SMALL = Size(300, 100, {"ours": 20, "grouped": 20})


@pytest.fixture(scope="module")
def both(same_database: str | None) -> Iterator[list[RunningDesign]]:
    with patterns.running_designs(same_database, SMALL) as stand:
        yield stand


def answer(running: RunningDesign, person: int, query: str) -> dict[str, Any]:
    with Phone(running.port, running.people[person]) as phone:
        found: dict[str, Any] = json.loads(phone.patterns(query))
    return found


@pytest.mark.parametrize("person", [0, 1])
@pytest.mark.parametrize(
    "query",
    [
        TEN_YEARS,
        TWELVE_WEEKS,
        "?from=2020-01-01&to=2020-12-31",
        "?from=2026-11-20&to=2026-11-20",
        "?from=2026-11-21&to=2026-11-22",
    ],
)
def test_the_grouped_design_gives_the_same_response_as_ours(
    both: list[RunningDesign], person: int, query: str
) -> None:
    ours, grouped = (answer(running, person, query) for running in both)
    assert grouped == ours


def test_each_person_has_different_check_ins_with_all_fields(both: list[RunningDesign]) -> None:
    found = [answer(both[0], person, TEN_YEARS) for person in (0, 1)]
    assert [each["check_ins"] for each in found] == [SMALL.check_ins, SMALL.few]
    for part in ("sensations", "moments", "people", "responses", "now"):
        assert found[0][part], part
    assert found[0]["longing"]["count"]
    assert found[0]["fear"]["count"]
    own = [row["label"] for row in found[0]["sensations"] if row["code"].startswith("own:")]
    assert own == ["a hum 0", "a hum 1", "a hum 2", "a hum 3"]
    assert {one["nickname"] for one in found[0]["people"]} == {f"J. {number}" for number in range(8)}


def test_the_same_twelve_weeks_have_the_same_content(both: list[RunningDesign]) -> None:
    much, little = (answer(both[0], person, TWELVE_WEEKS) for person in (0, 1))
    assert much == little
    assert much["check_ins"]


def test_a_short_run_prints_every_figure(chosen: str) -> None:
    command = [sys.executable, "-m", "tests.load.patterns", chosen, "--small", "--rounds", "1"]
    run = subprocess.run(
        [*command, "--seconds", "0.1"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode in (0, 1), run.stderr
    assert (run.returncode == 1) == ("Not met:" in run.stdout)
    for period, names in (("ten years", ["ours", "grouped"]), ("twelve weeks", ["ours", FEW, "grouped"])):
        for name in names:
            assert f"| {chosen} | {period} | {name} |" in run.stdout


@pytest.mark.parametrize(
    ("period", "ours", "peer", "lacking"),
    [
        ("ten years", 50, 10, []),
        ("ten years", 49, 10, ["ten years on SQLite: 4.90 times grouped, at least 5 are wanted"]),
        ("twelve weeks", 100, 119, []),
        (
            "twelve weeks",
            100,
            121,
            ["twelve weeks on SQLite: 0.83 times ours, few outside, at least 0.83 are wanted"],
        ),
    ],
)
def test_a_missed_target_is_reported(period: str, ours: int, peer: int, lacking: list[str]) -> None:
    peers = {"grouped": peer, FEW: peer} if period == "twelve weeks" else {"grouped": peer}
    rounds = {name: [Sample(count, 1.0, 0.5)] for name, count in {"ours": ours, **peers}.items()}
    assert list(shortfalls({("SQLite", period): rounds}, TARGETS)) == lacking
