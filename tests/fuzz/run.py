"""Fuzzes the API by its own OpenAPI document: `python -m tests.fuzz.run [--cases 10000]`; other options are
passed to schemathesis (`--seed`, `--phases`).

Schemathesis generates valid and invalid requests, single ones and chains, and checks every response: no 5xx;
only statuses, headers and bodies that the document names; nothing without the required credentials; and no
access to other people's objects. It runs once as one of two people, once as a viewer of a share, and once
signed out. allauth's routes are fuzzed by allauth's document, which describes its requests but not all
responses here, so only a 5xx counts there (tests/test_matrix.py has their statuses).
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import allauth.headless
import requests
import yaml

from tests.fuzz.people import viewing
from tests.services.account import Account
from tests.services.chromium import ROOT
from tests.services.serving import Serving
from tests.write_openapi import FILE

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SHARED = "^/api/(shared|viewings)/"
#: The roles, and the operations that each sends.
ROLES = {
    "people": ("--exclude-path-regex", SHARED),
    "viewer": ("--include-path-regex", SHARED),
    "nobody": (),
    "allauth": ("--checks", "not_a_server_error"),
}
ALLAUTHS = Path(allauth.headless.__file__).parent / "spec" / "doc" / "openapi.yaml"
#: Approximate number of cases per example for each operation and role, besides those that are always
#: generated.
ALWAYS, EACH = 4_500, 100


class Outcome(NamedTuple):
    cases: int
    failed: bool
    said: str


def fuzz(role: str, origin: str, folder: Path, examples: int, options: Sequence[str]) -> Outcome:
    """One run, with `examples` per operation."""
    folder = folder / role
    folder.mkdir()
    tokens = [token(Account(origin)) for _ in range(2)] if role in ("people", "allauth") else []
    document = allauths(origin, folder) if role == "allauth" else FILE
    report = folder / "report.json"
    command = [
        *(
            str(SCHEMATHESIS),
            "--config-file",
            str(configured(role, origin, folder, tokens)),
            "run",
            str(document),
        ),
        *("--url", origin, "--max-examples", str(examples), *ROLES[role]),
        *("--report", "json", "--report-json-path", str(report), *options),
    ]
    environment = os.environ | {"FUZZ_ORIGIN": origin, "FUZZ_TOKENS": " ".join(tokens)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    told = json.loads(report.read_text()) if report.exists() else {"test_cases": {"generated": 0}}
    return Outcome(told["test_cases"]["generated"], done.returncode != 0, done.stdout + done.stderr)


def token(account: Account) -> str:
    return str(account.session.headers["X-Session-Token"])


def configuration() -> str:
    """The file, with a line for each kind of entry that stands on a day in place of that about `<dated>`."""
    kinds = json.loads(FILE.read_text())["x-kinds"]
    dated = [kind["kind"] for kind in kinds if kind["moment"]]
    lines: list[str] = []
    for line in CONFIGURATION.read_text().splitlines():
        lines += [line.replace("<dated>", word) for word in dated] if "<dated>" in line else [line]
    return "\n".join(lines).replace("<kinds>", "|".join(kind["kind"] for kind in kinds))


def configured(role: str, origin: str, folder: Path, tokens: Sequence[str]) -> Path:
    """Write the configuration, with the role signed in."""
    file, text = folder / "schemathesis.toml", configuration()
    if role == "viewer":
        share, cookie = viewing(origin)
        text += f'\n[auth.openapi.viewing]\napi_key = "{cookie}"\n'
        text += f'\n[parameters]\n"path.share_id" = "{share}"\n'
    if tokens:
        people = folder / "people.json"
        people.write_text(
            json.dumps({"auth": [signed_in(number, each) for number, each in enumerate(tokens)]})
        )
        # Neither person may access the other's objects.
        text += f'\n[auth.wfc]\npath = "{people}"\nuser = "person-0"\npeers = ["person-0", "person-1"]\n'
    file.write_text(text)
    return file


def allauths(origin: str, folder: Path) -> Path:
    """allauth's own document, with the routes that exist here."""
    document = yaml.safe_load(ALLAUTHS.read_text())
    there = requests.Session()
    document["paths"] = {
        path: operations
        for path, operations in document["paths"].items()
        if there.options(origin + path.replace("{client}", "browser"), timeout=30).status_code != 404
    }
    file = folder / "allauth.json"
    file.write_text(json.dumps(document, default=str))
    return file


def signed_in(number: int, token: str) -> dict[str, object]:
    return {"name": f"person-{number}", "fixedHeaders": [{"name": "X-Session-Token", "value": token}]}


def outcomes_of(folder: Path, cases: int, options: Sequence[str]) -> list[Outcome]:
    """Run all roles against one server; AssertionError if the server logged an error."""
    examples = max(1, (cases - ALWAYS) // EACH)
    serving = Serving(folder).start()
    try:
        found = [fuzz(role, serving.origin, folder, examples, options) for role in ROLES]
    finally:
        serving.stop()
    assert "Traceback" not in serving.log(), serving.log()
    return found


def main(cases: int, options: Sequence[str]) -> int:
    with TemporaryDirectory(prefix="noticing-fuzz-") as name:
        outcomes = outcomes_of(Path(name), cases, options)
    made = sum(outcome.cases for outcome in outcomes)
    for outcome in outcomes:
        sys.stdout.write(outcome.said)
    sys.stdout.write(f"{made} cases, {cases} were asked for\n")
    return int(made < cases or any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    known, more = parser.parse_known_args()
    sys.exit(main(known.cases, more))
