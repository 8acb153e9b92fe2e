"""Kinds with their own section in a share: shown within the share's scope, and not otherwise."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from backend.entries.dated import Dated
from backend.kinds import KINDS
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, keep, open_link, share
from tests.sharing.examples import EXAMPLES, body, tell

every_section = pytest.mark.parametrize("section", SHARED)
REPORT = "report/"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)) as traveller:
        yield traveller


def report(api: Api, sections: list[str], **changes: Any) -> Any:
    return open_link(share(api, sections=sections, **changes)["link"]).get(REPORT).json()


def others(section: str) -> list[str]:
    return [each for each in SECTIONS if each != section]


def name_jay(api: Api) -> str:
    person = str(uuid4())
    assert api.put(f"/api/people/{person}/", {"nickname": "<J.>"}).status_code == 201
    return person


def is_about_somebody(section: str) -> bool:
    return "person" in SHARED[section].model.references


def test_every_kind_with_a_day_can_be_shared() -> None:
    dated = {kind.model.kind: kind.model for kind in KINDS if issubclass(kind.model, Dated)}
    assert {section: kind.model for section, kind in SHARED.items()} == dated
    assert set(EXAMPLES) == set(dated) <= set(SECTIONS)


@every_section
def test_a_kind_is_not_shown_without_its_section(as_alice: Api, section: str) -> None:
    tell(as_alice, section, for_session=True)
    found = report(as_alice, others(section))
    assert found[section] is None
    assert "<" not in str(found)


@every_section
def test_without_words_and_people_only_structured_fields_are_shown(as_alice: Api, section: str) -> None:
    about = {"person": name_jay(as_alice)} if is_about_somebody(section) else {}
    tell(as_alice, section, for_session=True, **about)
    found = report(as_alice, [section])[section]
    someone = {"person": "someone"} if about else {}
    assert found["count"] == 1
    assert found["entries"] == [
        {"date": "2026-11-20", "part": "evening", "for_session": True, **EXAMPLES[section].plain, **someone}
    ]


@every_section
def test_words_and_people_are_shown_if_shared(as_alice: Api, section: str) -> None:
    about = {"person": name_jay(as_alice)} if is_about_somebody(section) else {}
    tell(as_alice, section, **about)
    (entry,) = report(as_alice, [section, "words", "people"])[section]["entries"]
    named = {"person": "<J.>"} if about else {}
    plain, words = EXAMPLES[section]
    assert entry == {"date": "2026-11-20", "part": "evening", "for_session": False, **plain, **words, **named}


@pytest.mark.parametrize("section", [section for section in SHARED if is_about_somebody(section)])
def test_a_deleted_person_is_someone_and_no_person_is_null(as_alice: Api, section: str) -> None:
    person = name_jay(as_alice)
    tell(as_alice, section, person=person)
    as_alice.delete(f"/api/people/{person}/")
    tell(as_alice, section, "2026-11-19T21:14:03Z")
    found = report(as_alice, [section, "people"])[section]["entries"]
    assert [entry["person"] for entry in found] == ["someone", None]


@every_section
def test_excluded_entries_are_not_counted_either(as_alice: Api, as_bob: Api, section: str) -> None:
    tell(as_alice, section, "2026-11-10T12:00:00Z", never_shared=True, for_session=True)
    tell(as_alice, section, "2026-11-21T12:00:00Z")
    tell(as_alice, section, "2026-11-01T12:00:00Z")
    deleted = tell(as_alice, section, "2026-11-10T12:00:00Z")
    as_alice.delete(f"/api/{section}/{deleted['id']}/")
    tell(as_bob, section, "2026-11-10T12:00:00Z")
    found = report(as_alice, list(SECTIONS), hold_back_days=3, **{"from": "2026-11-05"})
    assert (found[section]["count"], found[section]["entries"]) == (0, [])
    assert "<" not in str(found)


@every_section
def test_hiding_an_entry_or_removing_a_section_acts_on_the_next_request(as_alice: Api, section: str) -> None:
    first, second = tell(as_alice, section), tell(as_alice, section)
    made = share(as_alice, sections=[section, "words"])
    viewer = open_link(made["link"])
    assert viewer.get(REPORT).json()[section]["count"] == 2
    marked = first | {"never_shared": True}
    answer = as_alice.put(f"/api/{section}/{first['id']}/", marked, **{"If-Match": f'"{first["revision"]}"'})
    assert answer.status_code == 200
    found = viewer.get(REPORT).json()[section]
    assert (found["count"], len(found["entries"])) == (1, 1)
    assert as_alice.patch(f"/api/shares/{made['id']}/", {"sections": ["words"]}).status_code == 200
    found = viewer.get(REPORT).json()
    assert found[section] is None
    assert "<" not in str(found)
    assert as_alice.get(f"/api/{section}/{second['id']}/").json() == second


@every_section
def test_entries_for_the_session_come_first_then_the_newest(as_alice: Api, section: str) -> None:
    for day, for_session in ((18, False), (3, True), (20, False), (9, True)):
        tell(as_alice, section, f"2026-11-{day:02}T12:00:00Z", for_session=for_session)
    found = report(as_alice, [section])[section]["entries"]
    days = [(entry["date"][-2:], entry["for_session"]) for entry in found]
    assert days == [("09", True), ("03", True), ("20", False), ("18", False)]


@every_section
def test_reach_starts_at_the_first_shown_entry(as_alice: Api, section: str) -> None:
    keep(as_alice)
    tell(as_alice, section, "2025-02-03T12:00:00Z")
    tell(as_alice, section, "2024-02-03T12:00:00Z", never_shared=True)
    assert report(as_alice, [section])["reach"]["from"] == "2025-02-03"
    assert report(as_alice, others(section))["reach"]["from"] == "2026-08-31"


@every_section
def test_a_viewer_can_limit_entries_by_day(as_alice: Api, section: str) -> None:
    for day in (1, 8, 15):
        tell(as_alice, section, f"2026-11-{day:02}T12:00:00Z")
    viewer = open_link(share(as_alice, sections=[section], **{"from": "2026-11-08"})["link"])
    for query, days in (
        ("", ["15", "08"]),
        ("?from=2000-01-01&to=2026-11-08", ["08"]),
        ("?to=2026-11-07", []),
    ):
        found = viewer.get(REPORT + query).json()[section]
        assert [entry["date"][-2:] for entry in found["entries"]] == days
        assert found["count"] == len(days)


def test_without_words_a_journal_page_shows_its_day_and_prompt(as_alice: Api) -> None:
    tell(as_alice, "journal")
    tell(as_alice, "journal", "2026-11-19T21:14:03Z", prompt=None)
    found = report(as_alice, ["journal", "sensations", "people"])["journal"]
    assert [set(entry) for entry in found["entries"]] == [{"date", "part", "for_session", "prompt"}] * 2
    assert [entry["prompt"] for entry in found["entries"]] == ["authenticity-2", None]


def test_an_empty_thread_of_repair_is_shown_with_nulls(as_alice: Api) -> None:
    bare = {"whose": None, "state": "open", "skills": [], "expected": []}
    tell(as_alice, "repairs", **bare, what=None, came=None, say_it=None)
    (entry,) = report(as_alice, ["repairs", "words"])["repairs"]["entries"]
    nothing = {"what": None, "came": None, "say_it": None, "person": None, "for_session": False}
    assert entry == bare | nothing | {"date": "2026-11-20", "part": "evening"}


@every_section
def test_each_example_has_all_fields_of_its_kind(section: str) -> None:
    """Otherwise the tests above wouldn't cover a missing field."""
    model, said = SHARED[section].model, set(body(section))
    assert said == {model.moment, "zone", *model.plain, *model.texts}
