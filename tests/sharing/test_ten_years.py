"""Ten years of long texts: the report stays within 2 MB, entries for the session and the newest come first,
and only the texts that are shown are decrypted."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from backend import zones
from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.checkins.packed import TOO_LONG
from backend.entries.dated import Dated
from backend.entries.models import Entry
from backend.entries.paging import PAGE
from backend.sealing import fields
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, make_person, open_link, share
from tests.sharing.examples import EXAMPLES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 3652
MOST = 2_000_000
#: Every twentieth day is for the session.
SESSION = 20
LONG = 2_000
REPORT = "report/"


def check_in(person: Person, days: int, note: str | None) -> CheckIn:
    entry = CheckIn.blank(person, uuid4())
    entry.revision = days + 1
    felt = {"code": "jaw-tension", "strength": days % 11, "place": "jaw", "side": "front", "texture": None}
    entry.fill(
        {
            "felt_at": zones.rfc3339(NOW - timedelta(days=days)),
            "zone": "Europe/Lisbon",
            "person": None,
            "sensations": [felt],
            "responses": [],
            "moment": ("before", "during", "after", None)[days % 4],
            "longing": days % 11,
            "fear": None,
            "now": None,
            "for_session": days % SESSION == 3,
            "never_shared": False,
            "answers": {"feeling": None, "protecting": None, "learned": None},
            "note": note,
        }
    )
    return entry


def one(person: Person, section: str, days: int) -> Dated:
    model = SHARED[section].model
    entry = model.blank(person, uuid4())
    entry.revision = days + 1
    plain = EXAMPLES[section].plain
    words = dict.fromkeys(model.texts) | {model.texts[0]: "t" * LONG}
    nobody = dict.fromkeys(model.references)
    flags = {"for_session": days % SESSION == 3, "never_shared": False}
    # An hour before the check-in of the day.
    when = {model.moment: zones.rfc3339(NOW - timedelta(days=days, hours=1)), "zone": "Europe/Lisbon"}
    entry.fill({**when, **plain, **words, **nobody, **flags})
    return entry


def with_check_ins(username: str) -> Person:
    person = make_person(username)
    notes = ("w" * LONG, "é" * LONG, '"\n' * LONG)
    CheckIn.objects.bulk_create(check_in(person, days, notes[days % 3]) for days in range(DAYS))
    return person


def with_all_kinds(username: str) -> Person:
    """A person with an entry of every other kind on every second day."""
    person = with_check_ins(username)
    for section, kind in SHARED.items():
        kind.model._default_manager.bulk_create(one(person, section, days) for days in range(0, DAYS, 2))
    return person


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """People with ten years of entries, created once; each test's transaction is a savepoint in this one."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True), transaction.atomic():
        yield {"owner": with_check_ins("ten-years").pk, "teller": with_all_kinds("all-kinds").pk}
        transaction.set_rollback(True)


@pytest.fixture
def owner(laid: dict[str, Any], db: None) -> Api:
    return Api(Person.objects.get(pk=laid["owner"]))


@pytest.fixture
def teller(laid: dict[str, Any], db: None) -> Api:
    return Api(Person.objects.get(pk=laid["teller"]))


def everything(api: Api, **changes: Any) -> tuple[Api, dict[str, Any]]:
    """A viewer of all ten years, and their report."""
    made = share(api, sections=list(SECTIONS), **changes)
    viewer = open_link(made["link"])
    return viewer, asked(viewer, "?from=2000-01-01")


def asked(viewer: Api, query: str = "") -> dict[str, Any]:
    answer = viewer.get(REPORT + query)
    assert answer.status_code == 200
    on_the_wire = len(answer.content) + sum(
        len(f"{name}: {value}\r\n") for name, value in answer.headers.items()
    )
    assert on_the_wire <= MOST
    found: dict[str, Any] = answer.json()
    return found


def test_the_report_stays_within_two_megabytes(owner: Api) -> None:
    _, report = everything(owner)
    assert report["check_ins"] == report["patterns"]["check_ins"] == DAYS
    assert len(report["patterns"]["weeks"]) == 522
    assert report["entries_left"] == DAYS - len(report["entries"]) > 0
    assert report["reach"] == report["period"] == {"from": "2016-11-23", "to": "2026-11-22"}


def test_entries_for_the_session_come_first_then_the_newest(owner: Api) -> None:
    _, report = everything(owner)
    told = [(not entry["for_session"], entry["date"]) for entry in report["entries"]]
    session = [day for other, day in told if not other]
    others = [day for other, day in told if other]
    assert told == [(False, day) for day in session] + [(True, day) for day in others]
    assert session == sorted(session, reverse=True)
    assert len(session) == len(range(3, DAYS, SESSION))
    expected = (date(2026, 11, 22) - timedelta(days=days) for days in range(DAYS) if days % SESSION != 3)
    assert others == [day.isoformat() for day, _ in zip(expected, others, strict=False)]
    assert len(others) > 100


def test_a_shorter_period_shows_what_was_left_out(owner: Api) -> None:
    viewer, report = everything(owner)
    oldest = min(entry["date"] for entry in report["entries"] if not entry["for_session"])
    following = asked(viewer, f"?from={report['period']['from']}&to={oldest}")
    others = [entry["date"] for entry in following["entries"] if not entry["for_session"]]
    assert others[0] == oldest
    assert others[-1] < oldest
    short = asked(viewer, "?from=2020-01-01&to=2020-02-01")
    assert (short["entries_left"], len(short["entries"]), short["check_ins"]) == (0, 32, 32)


def entries_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of all kinds."""
    return [*report["entries"], *(entry for section in SHARED for entry in report[section]["entries"])]


def test_all_kinds_share_the_size_limit(teller: Api) -> None:
    _, report = everything(teller)
    days = range(0, DAYS, 2)
    told = entries_of(report)
    for section in SHARED:
        assert report[section]["count"] == len(days)
        session = [entry for entry in report[section]["entries"] if entry["for_session"]]
        assert len(session) == len([day for day in days if day % SESSION == 3])
        assert report[section]["entries"][: len(session)] == session
    assert report["entries_left"] == DAYS + len(SHARED) * len(days) - len(told) > 0


def test_all_kinds_are_cut_at_the_same_day(teller: Api) -> None:
    """So that the period up to that day has everything that was left out."""
    viewer, report = everything(teller)
    others = [entry["date"] for entry in entries_of(report) if not entry["for_session"]]
    oldest = min(others)
    for section in SHARED:
        mine = [entry["date"] for entry in report[section]["entries"] if not entry["for_session"]]
        assert mine == sorted(mine, reverse=True)
        expected = [NOW.date() - timedelta(days=days) for days in range(0, DAYS, 2) if days % SESSION != 3]
        assert {day.isoformat() for day in expected if day.isoformat() > oldest} <= set(mine)
    following = asked(viewer, f"?from={report['period']['from']}&to={oldest}")
    assert max(entry["date"] for entry in entries_of(following) if not entry["for_session"]) == oldest


def test_only_shown_texts_are_decrypted(teller: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most one further page of rows per kind is fetched, so ten years are never in memory at once."""
    opened: list[str] = []
    fetched: list[type[Entry]] = []
    unseal, from_db = fields.unseal, Entry.from_db.__func__  # type: ignore[attr-defined]  # a class method

    def watched(instance: Any, name: str, value: Any) -> Any:
        opened.append(name)
        return unseal(instance, name, value)

    def read(model: type[Entry], *arguments: Any, **options: Any) -> Any:
        fetched.append(model)
        return from_db(model, *arguments, **options)

    monkeypatch.setattr(fields, "unseal", watched)
    monkeypatch.setattr(Entry, "from_db", classmethod(read))
    _, report = everything(teller)
    told = len(entries_of(report))
    assert told <= opened.count("words") <= told + 2
    kinds = [CheckIn, *(kind.model for kind in SHARED.values())]
    assert set(fetched) >= set(kinds)
    assert len([model for model in fetched if model in kinds]) <= told + 2 * PAGE * len(kinds)


def test_many_own_sensations_leave_room_for_words(as_alice: Api, alice: Person) -> None:
    """The counts keep only the most frequent sensations."""
    entries = []
    for days in range(0, DAYS, 2):
        entry = check_in(alice, days, "w" * LONG)
        codes = [f"own:{number:08}-1111-7111-8111-111111111111" for number in range(days // 2 % 40)]
        entry.counted["sensations"] = [entry.counted["sensations"][0] | {"code": code} for code in codes]
        entry.packed = TOO_LONG
        entries.append(entry)
    CheckIn.objects.bulk_create(entries)
    _, report = everything(as_alice)
    assert len(report["entries"]) > 200
    counts = [row["count"] for row in report["patterns"]["sensations"]]
    assert counts == sorted(counts, reverse=True)
    assert 10 < len(counts) < 39
    assert counts[0] == sum(1 for entry in entries if entry.counted["sensations"])


def test_the_default_period_is_twelve_weeks(owner: Api, capsys: pytest.CaptureFixture[str]) -> None:
    """The duration is printed but not checked, since it depends on the machine."""
    viewer, _ = everything(owner)
    took = {}
    for name, query in (("12 weeks", ""), ("ten years", "?from=2000-01-01")):
        began = time.perf_counter()
        report = asked(viewer, query)
        took[name] = time.perf_counter() - began
        if not query:
            assert report["period"] == {"from": "2026-08-31", "to": "2026-11-22"}
            assert (report["check_ins"], report["entries_left"]) == (84, 0)
    with capsys.disabled():
        said = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in took.items())
        sys.stdout.write(f"\nA report over {DAYS} long check-ins: {said}\n")


@pytest.mark.parametrize("from_", [None, "2016-12-24", "2026-11-01"])
def test_a_share_with_a_first_day_reaches_no_further(owner: Api, from_: str | None) -> None:
    viewer, report = everything(owner, **{"from": from_})
    assert report["reach"]["from"] == report["period"]["from"] == (from_ or "2016-11-23")
    assert asked(viewer)["period"]["from"] == max("2026-08-31", from_ or "")


def test_an_empty_account_has_a_period_of_twelve_weeks(as_alice: Api) -> None:
    _, report = everything(as_alice)
    assert report["reach"] == report["period"] == {"from": "2026-08-31", "to": "2026-11-22"}
    assert (report["check_ins"], report["entries"], report["entries_left"]) == (0, [], 0)


def test_extreme_dates_are_handled(owner: Api) -> None:
    viewer, _ = everything(owner)
    for query, count in (
        ("?to=1900-01-01", 0),
        ("?from=1900-01-01", DAYS),
        ("?from=2999-12-31", 0),
        ("?from=1900-01-01&to=2999-12-31", DAYS),
    ):
        assert asked(viewer, query)["check_ins"] == count
