"""The OpenAPI document is the contract: it is generated from the code, committed, and responses conform to
it."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from jsonschema import Draft202012Validator

from backend.checkins.serializers import EXAMPLE as CHECK_IN
from backend.reminders.planning import claim_due
from backend.reminders.serializers import EXAMPLE as REMINDER
from backend.sharing.kinds import SECTIONS, SHARED
from backend.sharing.serializers import EXAMPLE as SHARE
from tests import write_kinds
from tests.conftest import Api, keep, open_link, practise, remind, share, subscribe
from tests.sharing.examples import tell
from tests.test_matrix import DAMAGED_LINK, MATRIX
from tests.write_openapi import FILE, write

DOCUMENT = json.loads(FILE.read_text())
ID = "01935c3e-0000-7000-8000-000000000001"
#: Not part of the document: the document itself, its page, and routes without JSON.
UNDESCRIBED = {"/api/schema/", "/api/docs/", "/healthz", "/readyz", "/metrics", "/s"}
UNDESCRIBED |= {"/api/calendar/<str:secret>.ics"}


def test_the_committed_document_matches_the_code(tmp_path: Path) -> None:
    write(tmp_path / "openapi.json")
    assert (tmp_path / "openapi.json").read_text() == FILE.read_text(), "run python -m tests.write_openapi"


def test_the_phones_table_of_kinds_matches_the_document(tmp_path: Path) -> None:
    write_kinds.write(tmp_path)
    for written in tmp_path.iterdir():
        assert written.read_text() == (write_kinds.FOLDER / written.name).read_text(), "run make types"


def test_every_route_is_described() -> None:
    routes = {"/" + re.sub(r"<uuid:(\w+)>", r"{\1}", route) for route in MATRIX if route != DAMAGED_LINK}
    assert routes - UNDESCRIBED == set(DOCUMENT["paths"])


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


def test_the_committed_document_is_served_publicly(stranger: Api) -> None:
    answer = stranger.get("/api/schema/", Accept="application/vnd.oai.openapi+json")
    assert json.loads(answer.content) == DOCUMENT


def conforms_to(name: str, body: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    assert not list(Draft202012Validator(schema).iter_errors(body))


@pytest.fixture
def full(as_alice: Api) -> dict[str, Any]:
    """A check-in with all fields."""
    as_alice.put(f"/api/people/{ID}/", {"nickname": "J.", "safe": "unsure"})
    as_alice.put(f"/api/sensations/{ID}/", {"label": "a hum", "hidden": True})
    changes: dict[str, Any] = CHECK_IN | {"felt_at": "2026-11-20T21:14:03Z", "person": ID}
    return keep(as_alice, **changes)


def test_responses_conform_to_the_document(as_alice: Api, full: dict[str, Any]) -> None:
    bare = keep(as_alice, sensations=[{"code": f"own:{ID}"}], note="words")
    for kept in (full, bare):
        conforms_to("KeptCheckIn", kept)
    conforms_to("check_insPage", as_alice.get("/api/check-ins/").json())
    tied = practise(as_alice, person=ID, before=full["id"], after=bare["id"], met="neutral", beliefs=["owe"])
    conforms_to("KeptPractice", tied)
    conforms_to("practicesPage", as_alice.get("/api/practices/").json())
    conforms_to("KeptKnownPerson", as_alice.get(f"/api/people/{ID}/").json())
    conforms_to("KeptOwnSensation", as_alice.get(f"/api/sensations/{ID}/").json())
    conforms_to("ChangesSchema", as_alice.get("/api/changes/").json())
    conforms_to("PatternsSchema", as_alice.get("/api/patterns/?from=2026-11-01&to=2026-11-30").json())
    conforms_to("MeSchema", as_alice.get("/api/me/").json())
    conforms_to("ProblemSchema", as_alice.put(f"/api/check-ins/{uuid4()}/", {}).json())


def test_responses_about_shares_conform_to_the_document(as_alice: Api, full: dict[str, Any]) -> None:
    made = share(as_alice, sections=list(SECTIONS))
    conforms_to("MadeShareSchema", made)
    for section in SHARED:
        tell(as_alice, section)
    viewer = open_link(made["link"])
    report = viewer.get("report/?to=2026-12-31").json()
    assert report["entries"]
    assert all(report[section]["entries"] for section in SHARED)
    conforms_to("ReportSchema", report)
    conforms_to(
        "ReportSchema",
        open_link(share(as_alice, sections=["words"])["link"]).get("report/").json(),
    )
    conforms_to("Shares", as_alice.get("/api/shares/").json())
    conforms_to("ShareViews", as_alice.get(f"/api/shares/{made['id']}/views/").json())


def test_responses_about_nudges_conform_to_the_document(as_alice: Api) -> None:
    for changes in ({}, {"at": None, "within": {"from": "10:00", "to": "20:00", "times": 3}}):
        conforms_to("KeptReminder", remind(as_alice, ends="2030-01-01", own_words="hello", **changes))
    conforms_to("remindersPage", as_alice.get("/api/reminders/").json())
    made = subscribe(as_alice, label="Phone")
    conforms_to("SubscriptionSchema", made)
    conforms_to("Subscriptions", as_alice.get("/api/push/subscriptions/").json())
    conforms_to("PushKey", as_alice.get("/api/push/key/").json())
    conforms_to("Rest", as_alice.get("/api/rest/").json())
    claim_due(timezone.now() + timedelta(days=2))
    nudges = as_alice.get("/api/nudges/").json()
    assert nudges["results"]
    conforms_to("Nudges", nudges)
    id = nudges["results"][0]["id"]
    conforms_to("NudgeSchema", as_alice.put(f"/api/nudges/{id}/response/", {"action": "opened"}).json())


def test_the_documents_examples_are_accepted(as_alice: Api) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        assert as_alice.put(f"/api/check-ins/{uuid4()}/", CHECK_IN).status_code == 201
        assert as_alice.put(f"/api/reminders/{uuid4()}/", REMINDER).status_code == 201
        assert as_alice.prove().post("/api/shares/", SHARE).status_code == 201
