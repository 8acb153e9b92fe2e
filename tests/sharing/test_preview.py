"""The preview equals the viewer's report, byte for byte."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from backend.accounts.models import Person
from backend.sharing.kinds import SECTIONS, SHARED
from backend.sharing.models import Share, Viewing
from tests.conftest import Api, faults, keep, open_link, share
from tests.sharing.examples import tell

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
DRAFT = {
    "label": "M.",
    "sections": list(SECTIONS),
    "topic": "what I would like to talk about",
    "hold_back_days": 1,
    "expires_at": "2026-12-22T12:00:00Z",
    "from": "2026-11-01",
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def owner(as_alice: Api) -> Api:
    for day in (1, 10, 20, 22):
        keep(as_alice, felt_at=f"2026-11-{day:02}T09:00:00Z", note=f"words of the {day}th")
    keep(as_alice, felt_at="2026-11-15T09:00:00Z", never_shared=True, note="nobody's")
    for section in SHARED:
        tell(as_alice, section, "2026-11-10T09:00:00Z")
        tell(as_alice, section, "2026-11-15T09:00:00Z", never_shared=True)
    as_alice.put("/api/rest/", {"until": "2026-11-22T13:00:00Z"})
    return as_alice


def test_the_preview_of_a_share_equals_its_report(owner: Api) -> None:
    made = share(owner, **DRAFT)
    preview = owner.get(f"/api/shares/{made['id']}/preview/")
    assert preview.status_code == 200
    assert preview.content == open_link(made["link"]).get("report/").content
    asked = "?from=2026-11-10&to=2026-11-12"
    narrowed = owner.get(f"/api/shares/{made['id']}/preview/{asked}").content
    assert narrowed == open_link(made["link"]).get(f"report/{asked}").content


def test_the_preview_of_a_draft_equals_the_later_report(owner: Api) -> None:
    preview = owner.post("/api/shares/preview/", DRAFT | {"pin": "0417"})
    assert preview.status_code == 200
    assert not Share.objects.exists()
    assert preview.content == open_link(share(owner, **DRAFT)["link"]).get("report/").content


def test_an_invalid_draft_is_refused(owner: Api) -> None:
    assert faults(owner.post("/api/shares/preview/", DRAFT | {"sections": ["dreams"]})) == {
        "/sections/0": "invalid_choice"
    }


def test_a_preview_records_no_viewing(owner: Api) -> None:
    made = share(owner, **DRAFT)
    owner.get(f"/api/shares/{made['id']}/preview/")
    owner.post("/api/shares/preview/", DRAFT)
    assert not Viewing.objects.exists()


def test_rests_are_shown_as_days_within_the_period(owner: Api) -> None:
    person = Person.objects.get()
    person.rests.all().delete()
    for begins, ends in (
        ("2026-10-20T12:00Z", "2026-10-25T12:00Z"),
        ("2026-10-30T12:00Z", "2026-11-02T12:00Z"),
        ("2026-11-10T12:00Z", "2026-11-12T12:00Z"),
        ("2026-11-20T12:00Z", "2026-12-20T12:00Z"),
    ):
        person.rests.create(begins_at=datetime.fromisoformat(begins), ends_at=datetime.fromisoformat(ends))
    assert owner.post("/api/shares/preview/", DRAFT).json()["rests"] == [
        {"from": "2026-11-20", "to": "2026-11-21"},
        {"from": "2026-11-10", "to": "2026-11-12"},
        {"from": "2026-11-01", "to": "2026-11-02"},
    ]
