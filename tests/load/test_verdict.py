"""The benches of nudges run, can fail, and check the messages that they send.

No test here depends on how fast anything is.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.load.designs import ROOT
from tests.load.sending_service_process import StandIn, all_well
from tests.load.verdict import Finding, of_rounds, tell


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    service = StandIn()
    yield service
    service.stop()


@pytest.mark.parametrize(
    ("finding", "ended", "told"),
    [
        (Finding("ours", 12, at_least=12), 0, "| ours | 12 | at least 12 |"),
        (Finding("ours", 11.9, at_least=12), 1, "Not met: ours is 11.9, at least 12 is wanted."),
        (Finding("lag", 60, at_most=60), 0, "| lag | 60 | at most 60 |"),
        (Finding("lag", 61, at_most=60), 1, "Not met: lag is 61, at most 60 is wanted."),
        (Finding("alike", 1, 0.8, 1.25), 0, "| alike | 1 | at least 0.8 and at most 1.25 |"),
        (Finding("a second", 1234.5), 0, "| a second | 1,234 |  |"),
    ],
)
def test_a_missed_target_is_reported(
    finding: Finding, ended: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell([finding]) == ended
    assert told in capsys.readouterr().out


def test_ratios_are_medians_of_the_rounds_own() -> None:
    assert of_rounds([(10, 1), (5, 1), (100, 100)]) == 5


def test_an_invalid_message_is_reported(stand_in: StandIn) -> None:
    answer = requests.post(
        f"{stand_in.local}/push/1", b"no record", timeout=20, verify=stand_in.environment["SSL_CERT_FILE"]
    )
    assert answer.status_code == 201
    report = stand_in.report()
    assert (report.messages, len(report.complaints)) == (1, 1)
    with pytest.raises(RuntimeError, match="not what was to be sent"):
        all_well(report, 1)
    all_well(stand_in.report(), 0)


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        (["claims", "--rounds", "1", "--due", "20", "--many", "200"], 4),
        (["viewings", "--rounds", "1", "--requests", "3"], 10),
    ],
)
def test_a_short_run_on_a_database_prints_every_figure(part: list[str], figures: int, chosen: str) -> None:
    of_the_ledger = 4 if part[0] == "claims" and chosen == "PostgreSQL" else 0
    runs_and_prints([*part, chosen], figures + of_the_ledger)


def test_a_short_run_prints_every_figure() -> None:
    runs_and_prints(["sending", "--rounds", "1", "--messages", "200"], 5)


def runs_and_prints(part: list[str], figures: int) -> None:
    command = [sys.executable, "-m", f"tests.load.{part[0]}", *part[1:]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode in (0, 1), run.stderr
    assert (run.returncode == 1) == ("Not met:" in run.stdout)
    assert sum(line.startswith("| ") for line in run.stdout.splitlines()) == figures + 2
