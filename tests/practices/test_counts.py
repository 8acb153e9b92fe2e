"""What was met, as plain counts: in the patterns, and on a therapist's page."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

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
    return open_link(share(api, sections=sections)["link"]).get("/api/shared/report/").json()


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


def test_without_any_they_say_none(as_alice: Api) -> None:
    found = as_alice.get(NOVEMBER).json()
    assert (found["practices"], found["received"], found["met"]) == (0, 0, [])


def test_a_share_without_the_section_tells_nothing_of_them(as_alice: Api) -> None:
    practise(as_alice, happened="words", met="with-care", **on("2026-11-20"))
    assert report(as_alice, ["sensations", "words", "people"])["practices"] is None


def test_a_share_tells_them_without_words_and_nicknames(as_alice: Api) -> None:
    person = str(uuid4())
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    practise(as_alice, happened="words", bracing="more", met="with-care", person=person, **on("2026-11-20"))
    assert report(as_alice, ["practices"])["practices"] == {
        "count": 1,
        "met": [{"code": "with-care", "count": 1}],
        "entries": [
            {
                "date": "2026-11-20",
                "part": "afternoon",
                "practice": "express-preference",
                "met": "with-care",
                "beliefs": [],
                "person": "someone",
                "for_session": False,
            }
        ],
    }


def test_with_words_and_people_it_tells_those_too(as_alice: Api) -> None:
    person = str(uuid4())
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    practise(as_alice, happened="words", person=person, **on("2026-11-20"))
    (entry,) = report(as_alice, ["practices", "words", "people"])["practices"]["entries"]
    assert (entry["person"], entry["bracing"], entry["happened"]) == ("J.", None, "words")


def test_what_is_never_shared_held_back_or_older_is_not_even_counted(as_alice: Api) -> None:
    practise(as_alice, met="shamed", never_shared=True, **on("2026-11-10"))
    practise(as_alice, met="shamed", **on("2026-11-21"))
    practise(as_alice, met="shamed", **on("2026-11-01"))
    made = share(as_alice, sections=["practices"], hold_back_days=3, **{"from": "2026-11-05"})
    found = open_link(made["link"]).get("/api/shared/report/").json()["practices"]
    assert found == {"count": 0, "met": [], "entries": []}
