"""Counts of how practices were met, in the patterns and in a report."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.conftest import Api, open_link, practise, share

NOVEMBER = "/api/patterns/?from=2026-11-01&to=2026-11-30"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)) as traveller:
        yield traveller


def on(day: str) -> dict[str, str]:
    return {"practised_at": f"{day}T12:00:00Z", "zone": "UTC"}


def report(api: Api, sections: list[str]) -> Any:
    return open_link(share(api, sections=sections)["link"]).get("report/").json()


def test_patterns_count_how_practices_were_met(as_alice: Api, as_bob: Api) -> None:
    for met in ("kept-inside", "with-care", None, "with-care"):
        practise(as_alice, met=met, **on("2026-11-20"))
    practise(as_alice, practice="accept-help", **on("2026-11-20"))
    practise(as_alice, practice="accept-help", met="with-care", **on("2026-10-31"))
    deleted = practise(as_alice, met="dismissed", **on("2026-11-20"))
    as_alice.delete(f"/api/practices/{deleted['id']}/")
    practise(as_bob, met="with-care", **on("2026-11-20"))
    found = as_alice.get(NOVEMBER).json()
    assert (found["practices"], found["received"]) == (5, 1)
    assert found["met"] == [{"code": "with-care", "count": 2}, {"code": "kept-inside", "count": 1}]


def test_patterns_without_practices_have_no_counts(as_alice: Api) -> None:
    found = as_alice.get(NOVEMBER).json()
    assert (found["practices"], found["received"], found["met"]) == (0, 0, [])


def test_a_report_counts_shared_practices(as_alice: Api) -> None:
    for met in ("kept-inside", "with-care", None, "with-care"):
        practise(as_alice, met=met, **on("2026-11-20"))
    practise(as_alice, met="with-care", never_shared=True, **on("2026-11-20"))
    found = report(as_alice, ["practices"])["practices"]
    assert (found["count"], len(found["entries"])) == (4, 4)
    assert found["met"] == [{"code": "with-care", "count": 2}, {"code": "kept-inside", "count": 1}]


def test_a_report_does_not_count_unshared_practices(as_alice: Api) -> None:
    practise(as_alice, met="shamed", never_shared=True, **on("2026-11-20"))
    assert report(as_alice, ["practices"])["practices"] == {"count": 0, "met": [], "entries": []}
