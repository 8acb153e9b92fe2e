"""Data that isn't shared doesn't change a report by one byte: not in counts, days, reach or order."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from backend.checkins.models import CheckIn
from backend.sharing.kinds import SHARED
from backend.sharing.models import Share
from tests.conftest import Api, keep, open_link, share
from tests.sharing.examples import tell

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
A_DAY = "?from=2026-11-10&to=2026-11-10"
LONG_AGO = "2024-02-03T12:00:00Z"
#: Each of these shows a different part of a check-in.
ABOUT_CHECK_INS = ("sensations", "words")
WITHOUT_CHECK_INS = [["journal"], ["practices"], ["repairs"], ["people"], ["journal", "practices", "people"]]


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def keep_some(api: Api, **said: Any) -> None:
    for at in ("2026-11-10T09:00:00Z", "2026-11-10T21:00:00Z", LONG_AGO):
        for for_session in (True, False):
            keep(api, felt_at=at, for_session=for_session, **said)


def seen(api: Api, sections: list[str]) -> list[bytes]:
    viewer = open_link(share(api, sections=sections)["link"])
    found = [viewer.get(f"report/{query}").content for query in ("", A_DAY, "?from=2000-01-01")]
    Share.objects.all().delete()
    return found


def before_and_after(api: Api, sections: list[str], **said: Any) -> tuple[list[bytes], list[bytes]]:
    """The reports of somebody with an entry of each section, before and after adding check-ins."""
    for section in SHARED:
        tell(api, section, "2026-11-12T09:00:00Z")
    before = seen(api, sections)
    keep_some(api, **said)
    return before, seen(api, sections)


@pytest.mark.parametrize("sections", WITHOUT_CHECK_INS, ids=str)
def test_a_share_without_check_ins_reveals_nothing_about_them(as_alice: Api, sections: list[str]) -> None:
    before, after = before_and_after(as_alice, sections, note="words", person=None)
    assert before == after


@pytest.mark.parametrize("sections", [["words"], ["words", "journal", "people"]], ids=str)
def test_sharing_only_words_reveals_nothing_about_check_ins_without_words(
    as_alice: Api, sections: list[str]
) -> None:
    keep(as_alice, felt_at="2026-11-11T09:00:00Z", note="words")
    before, after = before_and_after(as_alice, sections)
    assert before == after


def test_each_of_the_two_sections_shows_its_check_ins(as_alice: Api) -> None:
    """A check that the tests above can fail."""
    for section in ABOUT_CHECK_INS:
        CheckIn.objects.all().delete()
        before, after = before_and_after(as_alice, [section], note="words")
        assert all(one != other for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("sections", "counted"),
    [
        (["sensations"], (3, 2)),
        (["sensations", "words"], (3, 2)),
        (["words"], (1, 1)),
        (["journal"], (None, None)),
    ],
    ids=str,
)
def test_only_shared_check_ins_are_counted_and_otherwise_null(
    as_alice: Api, sections: list[str], counted: tuple[int | None, int | None]
) -> None:
    keep(as_alice, felt_at="2026-11-10T09:00:00Z", note="words")
    keep(as_alice, felt_at="2026-11-10T10:00:00Z", for_session=True)
    keep(as_alice, felt_at="2026-11-11T10:00:00Z")
    made = share(as_alice, sections=sections)
    report = open_link(made["link"]).get("report/").json()
    assert (report["check_ins"], report["days"]) == counted
    assert report == as_alice.get(f"/api/shares/{made['id']}/preview/").json()
