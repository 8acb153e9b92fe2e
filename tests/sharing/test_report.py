"""A report contains everything that its share allows, and nothing else."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend import zones
from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.sharing import size_budget
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, check_in, keep, open_link, share
from tests.sharing.examples import tell

NOW = datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC)
HUM, BUZZ, JAY, KAY = (f"{digit * 8}-1111-7111-8111-{digit * 12}" for digit in "3456")
REPORT_KEYS = {"label", "audience", "topic", "sections", "expires_on", "acknowledged", "period"}
REPORT_KEYS |= {"check_ins", "days", "patterns", "entries", "line", "rests", *SHARED}
REPORT_KEYS |= {"reach", "entries_left"}
PATTERN_KEYS = {"from", "to", "check_ins", "days", "weeks", "hours", "weekdays", "sensations", "moments"}
PATTERN_KEYS |= {"people", "responses", "carried", "now", "longing", "fear"}
ROW_KEYS = {"code", "label", "count", "strengths", "unsaid", "hours", "weekdays", "moments", "weeks"}
ENTRY_KEYS = {"date", "part", "for_session"}
STRUCTURE_KEYS = {"sensations", "responses", "moment", "longing", "fear", "now", "person"}
WORD_KEYS = {"answers", "note"}


class Scope(NamedTuple):
    sections: list[str]
    starts_on: date | None
    hold_back_days: int
    owners_zone: str | None

    def allows(self, kept: dict[str, Any]) -> bool:
        """Whether the share counts this check-in; if only words are shared, it has to have words."""
        if "sensations" not in self.sections and not ("words" in self.sections and words(kept)):
            return False
        today = zones.local_date(NOW, self.owners_zone or "UTC")
        day = date.fromisoformat(kept["local_date"])
        first = max(self.starts_on or date.min, today - timedelta(days=self.hold_back_days + 83))
        return not kept["never_shared"] and first <= day <= today - timedelta(days=self.hold_back_days)

    def tells(self, kept: dict[str, Any]) -> bool:
        """Whether it is listed, not only counted."""
        return self.allows(kept) and (kept["for_session"] or ("words" in self.sections and bool(words(kept))))


def words(kept: dict[str, Any]) -> list[str]:
    return [text for text in [kept["note"], *kept["answers"].values()] if text]


zone_names = st.sampled_from(["Europe/Lisbon", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata"])
bodies = st.builds(
    check_in,
    felt_at=st.integers(0, 90 * 86_400 * 1000).map(
        lambda ms: zones.rfc3339(NOW - timedelta(milliseconds=ms))
    ),
    zone=zone_names,
    sensations=st.lists(
        st.sampled_from(["ease", "unsure", f"own:{HUM}", f"own:{BUZZ}"]).map(lambda code: {"code": code}),
        min_size=1,
        unique_by=lambda sensation: sensation["code"],
    ),
    responses=st.sampled_from([[], ["shutdown"]]),
    person=st.sampled_from([None, JAY, KAY]),
    note=st.sampled_from([None, "note"]),
    answers=st.sampled_from(
        [None, {"feeling": "feeling"}, {"protecting": "protecting", "learned": "learned"}]
    ),
    for_session=st.booleans(),
    never_shared=st.sampled_from([False, False, True]),
)
scopes = st.builds(
    Scope,
    st.lists(st.sampled_from(SECTIONS), min_size=1, unique=True),
    st.none() | st.dates(date(2026, 8, 1), date(2026, 12, 1)),
    st.integers(0, 30),
    st.none() | zone_names,
)


def keep_all(api: Api, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Save check-ins with unique words, and return the server's copies, newest first."""
    CheckIn.objects.all().delete()
    for number, body in enumerate(given):
        text = {key: f"<{number}-{value}>" for key, value in (body["answers"] or {}).items()}
        note = body["note"] and f"<{number}-note>"
        answer = api.put(f"/api/check-ins/{uuid4()}/", body | {"answers": text or None, "note": note})
        assert answer.status_code == 201
    results: list[dict[str, Any]] = api.get("/api/check-ins/").json()["results"]
    return results


@pytest.fixture
def named(as_alice: Api) -> Api:
    """Alice, with own sensations and people."""
    for id, label in ((HUM, "<a hum>"), (BUZZ, "<a buzz>")):
        as_alice.put(f"/api/sensations/{id}/", {"label": label})
    for id, nickname in ((JAY, "<J.>"), (KAY, "<K.>")):
        as_alice.put(f"/api/people/{id}/", {"nickname": nickname})
    return as_alice


@settings(max_examples=35, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(bodies, max_size=7), scope=scopes)
def test_a_report_contains_exactly_what_the_share_allows(named: Api, given: list[Any], scope: Scope) -> None:
    with time_machine.travel(NOW, tick=False):
        kept = keep_all(named, given)
        named.patch("/api/me/", {"zone": scope.owners_zone})
        starts_on = scope.starts_on and scope.starts_on.isoformat()
        made = share(
            named, sections=scope.sections, hold_back_days=scope.hold_back_days, **{"from": starts_on}
        )
        raw = open_link(made["link"]).get("report/").content.decode()
    report = json.loads(raw)
    allowed, told = [list(filter(wanted, kept)) for wanted in (scope.allows, scope.tells)]
    told.sort(key=lambda each: not each["for_session"])  # these first; otherwise newest first
    counts = (len(allowed), len({each["local_date"] for each in allowed}))
    tells = {"sensations", "words"} & set(scope.sections)
    assert (report["check_ins"], report["days"]) == (counts if tells else (None, None))
    assert [entry["date"] for entry in report["entries"]] == [each["local_date"] for each in told]
    assert marked(raw) == expected_texts(scope, allowed, told)
    check_names(report, scope)
    check_excluded_values(raw, kept, made)


def marked(raw: str) -> set[str]:
    """Everything in angle brackets: words, labels and nicknames."""
    return {part.split(">")[0] for part in raw.split("<")[1:]}


def expected_texts(scope: Scope, allowed: list[dict[str, Any]], told: list[dict[str, Any]]) -> set[str]:
    found = set()
    if "words" in scope.sections:
        found |= {text for each in told for text in words(each)}
    if "sensations" in scope.sections:
        labels = {f"own:{HUM}": "<a hum>", f"own:{BUZZ}": "<a buzz>"}
        found |= {labels.get(felt["code"], "") for each in allowed for felt in each["sensations"]}
    if {"sensations", "people"} <= set(scope.sections):
        found |= {{JAY: "<J.>", KAY: "<K.>", None: ""}[each["person"]] for each in allowed}
    return {text.strip("<>") for text in found if text}


def check_names(report: dict[str, Any], scope: Scope) -> None:
    """Check that the report has no name that isn't listed here, so that a new one is added deliberately."""
    assert set(report) == REPORT_KEYS
    assert (report["patterns"] is not None) == ("sensations" in scope.sections)
    assert set(report["patterns"] or PATTERN_KEYS) == PATTERN_KEYS
    assert set(report["period"]) == set(report["reach"]) == {"from", "to"}
    names = set(ENTRY_KEYS)
    names |= STRUCTURE_KEYS if "sensations" in scope.sections else set()
    names |= WORD_KEYS if "words" in scope.sections else set()
    for entry in report["entries"]:
        assert set(entry) == names
        assert entry["part"] in ("night", "morning", "afternoon", "evening")
        for felt in entry.get("sensations", []):
            assert set(felt) == {"code", "label", "strength", "place", "side", "texture"}
    patterns = report["patterns"] or {"sensations": [], "people": []}
    assert all(set(row) == ROW_KEYS for row in patterns["sensations"])
    assert "people" in scope.sections or patterns["people"] == []
    for one in patterns["people"]:
        assert set(one) == {"person", "nickname", "count", "sensations"}
        assert one["person"] is None
        assert all(set(row) == {"code", "label", "count"} for row in one["sensations"])


def check_excluded_values(raw: str, kept: list[dict[str, Any]], made: dict[str, Any]) -> None:
    secret = made["link"].split(".")[-1]
    ids = [HUM, BUZZ, JAY, KAY, made["id"], secret, *(each["id"] for each in kept)]
    times = [each["felt_at"] for each in kept] + [each["felt_at"][11:19] for each in kept] + ["12:34:56"]
    places = ["Lisbon", "Kiritimati", "GMT", "Kolkata", "alice"]
    found = [text for text in [*ids, *times, *places, "never_shared", "revision", "own:"] if text in raw]
    assert not found


def test_people_appear_as_someone_unless_they_are_shared(named: Api, alice: Person) -> None:
    named.put(f"/api/check-ins/{uuid4()}/", check_in(person=JAY, for_session=True))
    for sections, shown in ((["sensations"], "someone"), (["sensations", "people"], "<J.>")):
        report = open_link(share(named, sections=sections)["link"]).get("report/").json()
        assert [entry["person"] for entry in report["entries"]] == [shown]
    named.delete(f"/api/people/{JAY}/")
    report = open_link(share(named, sections=["sensations", "people"])["link"]).get("report/").json()
    assert [entry["person"] for entry in report["entries"]] == ["someone"]


def test_a_viewer_can_only_choose_days_within_the_period(named: Api) -> None:
    with time_machine.travel(NOW, tick=False):
        for day in (1, 8, 15, 20, 22):
            named.put(
                f"/api/check-ins/{uuid4()}/",
                check_in(felt_at=f"2026-11-{day:02}T12:00:00Z", for_session=True),
            )
        made = share(named, hold_back_days=2, **{"from": "2026-11-08"})
        viewer = open_link(made["link"])
        for query, dates in (
            ("", ["2026-11-20", "2026-11-15", "2026-11-08"]),
            ("?from=2026-11-10", ["2026-11-20", "2026-11-15"]),
            ("?to=2026-11-10", ["2026-11-08"]),
            ("?from=2026-11-15&to=2026-11-15", ["2026-11-15"]),
            ("?from=1900-01-01&to=2999-12-31", ["2026-11-20", "2026-11-15", "2026-11-08"]),
            ("?to=2026-11-07", []),
            ("?from=2026-11-21", []),
            ("?from=2026-11-20&to=2026-11-15", []),
        ):
            report = viewer.get(f"report/{query}").json()
            assert [entry["date"] for entry in report["entries"]] == dates, query
            assert report["check_ins"] == len(dates), query
            assert (
                "2026-11-08" <= report["period"]["from"] <= report["period"]["to"] <= "2026-11-21"
                or not dates
            )


def test_a_check_in_comes_before_an_entry_of_the_same_instant(
    as_alice: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "2026-11-20T21:14:03Z"
    tell(as_alice, "journal", at)
    keep(as_alice, felt_at=at, note="first")
    viewer = open_link(share(as_alice, sections=["words", "journal"])["link"])
    added: list[dict[str, Any]] = []

    def try_add(self: size_budget.SizeBudget, one: dict[str, Any]) -> bool:
        added.append(one)
        return True

    monkeypatch.setattr(size_budget.SizeBudget, "try_add", try_add)
    assert viewer.get("report/?to=2026-12-31").status_code == 200
    assert [set(one) & {"note", "text"} for one in added] == [{"note"}, {"text"}]
