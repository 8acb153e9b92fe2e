"""The dates that are accepted; the phone accepts the same (tests/frontend/logic/dates.test.ts)."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.exceptions import ValidationError

from backend.api.fields import Day, Instant
from tests.conftest import Api, check_in

DATES: dict[str, Any] = json.loads(Path(__file__).with_name("dates.json").read_text())
BOUND = f"A date from {DATES['earliest']} to {DATES['latest']} is expected."


def refusal(field: Day | Instant, text: str) -> tuple[str, str]:
    """The code and the message."""
    with pytest.raises(ValidationError) as refused:
        field.to_internal_value(text)
    [detail] = refused.value.detail
    return detail.code, str(detail)  # type: ignore[union-attr]  # one error


@pytest.mark.parametrize("text", DATES["accepted"])
def test_a_date_within_the_bounds_is_accepted(text: str) -> None:
    assert Day().to_internal_value(text).isoformat() == text
    assert Instant().to_internal_value(f"{text}T12:00:00Z").date().isoformat() == text


@pytest.mark.parametrize("text", DATES["out_of_range"])
def test_a_date_out_of_the_bounds_is_refused_with_the_bounds(text: str) -> None:
    assert refusal(Day(), text) == ("range", BOUND)
    assert refusal(Instant(), f"{text}T12:00:00Z") == ("range", BOUND)


@pytest.mark.parametrize("text", DATES["no_date"])
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    assert refusal(Day(), text)[0] == "type"


def test_the_error_names_the_field(as_alice: Api) -> None:
    """In the body of an entry, of a reminder and in a query."""
    answers = [
        as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(felt_at="0026-11-22T12:00:00Z")),
        as_alice.put(f"/api/reminders/{uuid4()}/", {"days": ["mon"], "at": "09:00", "ends": "0026-11-22"}),
        as_alice.get("/api/patterns/?from=0026-11-22"),
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    for answer, name in zip(answers, ("felt_at", "ends", "from"), strict=True):
        [error] = answer.json()["errors"]
        assert name in str(error)
        assert BOUND in str(error)
