"""The server and the phone's import (tests/frontend/kinds/bodies.test.ts) accept and refuse the same bodies.

A case is the example of its kind in the OpenAPI document with a `change`, `without` a field, or with a `long`
text of so many characters; `fault` is the place of the first error as a JSON Pointer, or null.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.entries.kinds import kinds
from tests.conftest import Api
from tests.write_openapi import FILE

CASES = json.loads(Path(__file__).with_name("bodies.json").read_text())
#: Whether an example with this change equals the original after normalisation.
EQUAL = json.loads(Path(__file__).with_name("equal.json").read_text())
DOCUMENT = json.loads(FILE.read_text())


def example(kind: str) -> dict[str, Any]:
    sent = DOCUMENT["paths"][f"/api/{kind}/{{id}}/"]["put"]["requestBody"]["content"]["application/json"]
    [one] = sent["examples"].values()
    value: dict[str, Any] = one["value"]
    return value


def body_of(case: dict[str, Any]) -> dict[str, Any]:
    body = example(case["kind"]) | case.get("change", {})
    body |= {name: "x" * length for name, length in case.get("long", {}).items()}
    return {name: value for name, value in body.items() if name not in case.get("without", [])}


@pytest.mark.parametrize("kind", [kind.word for kind in kinds()])
def test_the_example_of_every_kind_is_accepted(as_alice: Api, kind: str) -> None:
    assert as_alice.put(f"/api/{kind}/{uuid4()}/", example(kind)).status_code == 201


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{CASES.index(case)}")
def test_a_body_is_accepted_or_its_first_error_is_named(as_alice: Api, case: dict[str, Any]) -> None:
    answer = as_alice.put(f"/api/{case['kind']}/{uuid4()}/", body_of(case))
    faults = answer.json().get("errors", [])
    assert (faults[0]["path"] if faults else None) == case["fault"], faults


@pytest.mark.parametrize("case", EQUAL, ids=lambda case: f"{case['kind']}-{EQUAL.index(case)}")
def test_server_and_phone_agree_which_bodies_are_equal(as_alice: Api, case: dict[str, Any]) -> None:
    path, body = f"/api/{case['kind']}/{uuid4()}/", example(case["kind"])
    assert as_alice.put(path, body).status_code == 201
    assert as_alice.put(path, body | case["change"]).status_code == (200 if case["equal"] else 428)
