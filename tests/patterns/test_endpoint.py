"""GET /api/patterns/: counts over the person's own check-ins, by local dates."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.checkins.packed import TOO_LONG
from tests.conftest import Api, keep

NOVEMBER = "/api/patterns/?from=2026-11-01&to=2026-11-30"


def rows(answer: Any) -> dict[str, int]:
    assert answer.status_code == 200
    return {row["code"]: row["count"] for row in answer.json()["sensations"]}


def test_it_counts_saved_check_ins(as_alice: Api) -> None:
    keep(as_alice, felt_at="2026-11-16T08:00:00Z", sensations=[{"code": "ease", "strength": 3}])
    keep(
        as_alice,
        felt_at="2026-11-22T08:00:00Z",
        sensations=[{"code": "ease", "strength": 8}, {"code": "unsure"}],
    )
    keep(as_alice, felt_at="2026-11-23T08:00:00Z", sensations=[], moment="before")
    found = as_alice.get(NOVEMBER).json()
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-30")
    assert (found["check_ins"], found["days"]) == (3, 3)
    assert found["weeks"][0] == "2026-10-26"
    assert found["weeks"][-1] == "2026-11-30"
    week = {"week": "2026-11-16", "count": 2, "strength": 5.5}
    ease, unsure = found["sensations"]
    assert (ease["code"], ease["count"], ease["weeks"]) == ("ease", 2, [week])
    assert (ease["strengths"][3], ease["strengths"][8], ease["unsaid"]) == (1, 1, 0)
    assert (unsure["code"], unsure["count"], unsure["unsaid"]) == ("unsure", 1, 1)
    assert unsure["weeks"] == [{"week": "2026-11-16", "count": 1, "strength": None}]
    assert found["moments"] == [{"code": "before", "count": 1}]
    assert found["hours"][8] == 3


def test_both_ends_of_the_period_are_included(as_alice: Api) -> None:
    for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"):
        with time_machine.travel("2026-12-24"):
            keep(as_alice, felt_at=f"{day}T12:00:00Z", zone="UTC")
    assert rows(as_alice.get(NOVEMBER)) == {"chest-tightness": 2}


def test_a_check_in_counts_on_the_day_of_its_own_zone(as_alice: Api) -> None:
    keep(as_alice, felt_at="2026-11-15T10:30:00Z", zone="Pacific/Kiritimati")
    (row,) = as_alice.get(NOVEMBER).json()["sensations"]
    assert row["weeks"][0]["week"] == "2026-11-16"


@pytest.mark.parametrize(
    ("zone", "today", "first"),
    [
        (None, "2026-11-22", "2026-08-31"),
        ("Europe/Lisbon", "2026-11-22", "2026-08-31"),
        ("Pacific/Kiritimati", "2026-11-23", "2026-09-01"),
        ("Etc/GMT+12", "2026-11-22", "2026-08-31"),
    ],
)
def test_the_default_period_is_the_last_twelve_weeks_in_the_persons_zone(
    as_alice: Api, zone: str | None, today: str, first: str
) -> None:
    as_alice.patch("/api/me/", {"zone": zone})
    with time_machine.travel(datetime(2026, 11, 22, 13, tzinfo=UTC)):
        found = as_alice.get("/api/patterns/").json()
    assert (found["from"], found["to"]) == (first, today)
    assert len(found["weeks"]) in (12, 13)


def test_one_date_alone_is_enough(as_alice: Api) -> None:
    found = as_alice.get("/api/patterns/?to=2026-03-01").json()
    assert (found["from"], found["to"]) == ("2025-12-08", "2026-03-01")
    with time_machine.travel(datetime(2026, 11, 22, 13, tzinfo=UTC)):
        found = as_alice.get("/api/patterns/?from=2026-11-22").json()
    assert (found["from"], found["to"], found["weeks"]) == ("2026-11-22", "2026-11-22", ["2026-11-16"])


def test_deleted_check_ins_are_not_counted_and_restored_ones_are(as_alice: Api) -> None:
    kept = keep(as_alice)
    path = f"/api/check-ins/{kept['id']}/"
    assert rows(as_alice.get(NOVEMBER)) == {"chest-tightness": 1}
    as_alice.delete(path)
    assert rows(as_alice.get(NOVEMBER)) == {}
    assert as_alice.get(NOVEMBER).json()["check_ins"] == 0
    as_alice.put(path, kept, **{"If-Match": f'"{kept["revision"] + 1}"'})
    assert rows(as_alice.get(NOVEMBER)) == {"chest-tightness": 1}


def test_a_changed_check_in_is_counted_with_its_new_content(as_alice: Api) -> None:
    kept = keep(as_alice)
    changed = kept | {"sensations": [{"code": "ease"}], "felt_at": "2026-11-02T12:00:00Z"}
    as_alice.put(f"/api/check-ins/{kept['id']}/", changed, **{"If-Match": f'"{kept["revision"]}"'})
    assert rows(as_alice.get(NOVEMBER)) == {"ease": 1}


def test_other_peoples_check_ins_are_not_counted(as_alice: Api, as_bob: Api, stranger: Api) -> None:
    keep(as_bob)
    assert rows(as_alice.get(NOVEMBER)) == {}
    assert rows(as_bob.get(NOVEMBER)) == {"chest-tightness": 1}
    assert stranger.get(NOVEMBER).status_code == 401


def test_own_sensations_come_last_with_their_current_name(as_alice: Api) -> None:
    own = str(uuid4())
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    keep(as_alice, sensations=[{"code": f"own:{own}"}, {"code": "unsure"}])
    as_alice.put(f"/api/sensations/{own}/", {"label": "a low hum"}, **{"If-Match": '"1"'})
    found = as_alice.get(NOVEMBER).json()["sensations"]
    assert [(row["code"], row["label"]) for row in found] == [("unsure", None), (f"own:{own}", "a low hum")]
    as_alice.delete(f"/api/sensations/{own}/")
    found = as_alice.get(NOVEMBER).json()["sensations"]
    assert [(row["code"], row["label"], row["count"]) for row in found][1] == (f"own:{own}", None, 1)


def test_people_are_counted_with_their_current_nickname(as_alice: Api) -> None:
    person, own = str(uuid4()), str(uuid4())
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    keep(as_alice, person=person, sensations=[{"code": "ease"}, {"code": f"own:{own}"}])
    keep(as_alice)
    assert as_alice.get(NOVEMBER).json()["people"] == [
        {
            "person": person,
            "nickname": "J.",
            "count": 1,
            "sensations": [
                {"code": "ease", "label": None, "count": 1},
                {"code": f"own:{own}", "label": "a hum", "count": 1},
            ],
        }
    ]
    as_alice.delete(f"/api/people/{person}/")
    assert as_alice.get(NOVEMBER).json()["people"][0]["nickname"] is None


def test_a_check_in_too_long_for_the_index_is_counted(as_alice: Api) -> None:
    """The codes of a hundred own sensations alone are longer than an index row."""
    codes = [f"own:{uuid4()}" for _ in range(99)]
    for code in codes:
        as_alice.put(f"/api/sensations/{code.removeprefix('own:')}/", {"label": "a hum"})
    person = str(uuid4())
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    keep(as_alice)
    keep(as_alice, sensations=[{"code": code, "strength": 3} for code in ("ease", *codes)], person=person)
    found = as_alice.get(NOVEMBER).json()
    assert rows(as_alice.get(NOVEMBER)) == {"chest-tightness": 1, "ease": 1, **dict.fromkeys(codes, 1)}
    assert (found["check_ins"], found["people"][0]["count"]) == (2, 1)
    assert CheckIn.objects.get(packed=TOO_LONG).codes.count("own:") == 99


def test_patterns_are_read_from_an_index_alone(alice: Person, as_alice: Api) -> None:
    keep(as_alice)
    (one,) = CheckIn.for_person(alice)
    for day in range(500):
        one.pk, one.revision = (alice.pk, uuid4()), one.revision + 1
        one.local_date = date(2020, 1, 1) + timedelta(days=day)
        one.save(force_insert=True)
    within = CheckIn.for_person(alice).filter(
        deleted_at=None, local_date__range=(date(2026, 11, 1), date(2026, 11, 30))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # otherwise the plan would depend on old statistics
        if connection.vendor == "postgresql":
            # The planner would scan such a small table sequentially.
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = within.values_list("packed").explain().lower()
    assert "covering index checkins_by_day" in plan or "index only scan using checkins_by_day" in plan


def test_the_number_of_queries_is_constant(as_alice: Api) -> None:
    own = str(uuid4())
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert as_alice.get(NOVEMBER).status_code == 200
        return len(queries)

    keep(as_alice, sensations=[{"code": f"own:{own}"}])
    one = cost()
    for day in range(1, 21):
        keep(
            as_alice,
            felt_at=f"2026-11-{day:02}T12:00:00Z",
            sensations=[{"code": f"own:{own}"}, {"code": "ease"}],
        )
    # Session and person, check-ins, practices, labels, and the data key for the labels.
    assert (one, cost()) == (5, 5)
