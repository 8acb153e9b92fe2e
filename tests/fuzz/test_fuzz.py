"""A short form of `make fuzz`, which runs ten thousand cases."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import run
from tests.services.serving import Serving
from tests.write_openapi import FILE

#: Without the cases that are always generated, which would take too long, and with a fixed seed.
SHORT = ("--phases", "examples,fuzzing,stateful", "--seed", "8")
#: Examples per operation (a viewer has few operations), and the minimum number of cases.
EXAMPLES = {"people": 2, "viewer": 25, "nobody": 2, "allauth": 1}
FEWEST = {"people": 200, "viewer": 60, "nobody": 100, "allauth": 10}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("fuzz")).start()
    yield serving
    serving.stop()
    assert "Traceback" not in serving.log(), serving.log()


@pytest.mark.parametrize("role", run.ROLES)
def test_all_responses_conform_to_the_document(server: Serving, tmp_path: Path, role: str) -> None:
    outcome = run.fuzz(role, server.origin, tmp_path, EXAMPLES[role], SHORT)
    assert not outcome.failed, outcome.said
    assert outcome.cases >= FEWEST[role]


def faulty(document: Path, folder: Path) -> Path:
    """The document with one status removed."""
    text = json.loads(document.read_text())
    del text["paths"]["/api/viewings/"]["post"]["responses"]["404"]
    file = folder / "openapi.json"
    file.write_text(json.dumps(text))
    return file


def test_an_undocumented_status_is_found(
    server: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that the test above can fail."""
    monkeypatch.setattr(run, "FILE", faulty(FILE, tmp_path))
    outcome = run.fuzz("viewer", server.origin, tmp_path, EXAMPLES["viewer"], SHORT)
    assert outcome.failed
    assert "Undocumented" in outcome.said or "undocumented" in outcome.said


def test_an_exception_from_a_check_is_for_named_operations_only() -> None:
    """No check is disabled; `positive_data_acceptance` accepts a 400 where JSON Schema can't express a
    rule."""
    configuration = run.configuration()
    assert "enabled = false" not in configuration
    assert "exclude" not in configuration
    described = json.loads(FILE.read_text())["paths"]
    named = re.findall(r'"([A-Z]+) (/api/[^"]+)"', configuration)
    assert len(named) > 10
    assert not [(method, path) for method, path in named if method.lower() not in described[path]]
