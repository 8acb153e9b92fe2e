"""Creating a share needs a recent proof and an expiry date, and returns the secret once."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend.sharing.kinds import SECTIONS
from backend.sharing.models import Share
from tests.conftest import Api, exported, faults, share

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BODY = {"label": "M.", "sections": ["sensations"], "expires_at": "2026-12-22T12:00:00Z"}


def make(api: Api, **changes: Any) -> Any:
    with time_machine.travel(NOW, tick=False):
        return api.prove().post("/api/shares/", BODY | changes)


def test_creating_a_share_needs_a_recent_proof(as_alice: Api) -> None:
    answer = as_alice.post("/api/shares/", BODY)
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert not Share.objects.exists()


def test_a_proof_lasts_five_minutes(as_alice: Api) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        as_alice.prove()
        clock.shift(timedelta(minutes=4, seconds=59))
        assert as_alice.post("/api/shares/", BODY).status_code == 201
        clock.shift(timedelta(seconds=1))
        assert as_alice.post("/api/shares/", BODY).status_code == 403


def test_absent_fields_have_careful_defaults(as_alice: Api) -> None:
    made = make(as_alice).json()
    assert made | {"id": 0, "link": 0} == BODY | {
        "id": 0,
        "link": 0,
        "audience": "therapist",
        "topic": None,
        "from": None,
        "hold_back_days": 0,
        "created_at": "2026-11-22T12:00:00Z",
        "revoked_at": None,
        "acknowledged_at": None,
        "acknowledged_line": None,
        "has_pin": False,
        "locked_at": None,
    }


@pytest.mark.parametrize(
    ("expires_at", "code"),
    [
        (None, "null"),
        ("2026-11-22T12:00:00Z", "range"),
        ("2026-11-22T11:59:59Z", "range"),
        ("1999-01-01T00:00:00Z", "range"),
        ("2027-11-23T12:00:01Z", "range"),
        ("2999-12-31T23:59:59Z", "range"),
        ("2026-12-22T12:00:00", "naive"),
        ("2026-12-22", "type"),
        ("never", "type"),
    ],
)
def test_a_share_expires_within_a_year(as_alice: Api, expires_at: Any, code: str) -> None:
    assert faults(make(as_alice, expires_at=expires_at)) == {"/expires_at": code}
    assert not Share.objects.exists()


@pytest.mark.parametrize("expires_at", ["2026-11-22T12:00:01Z", "2027-11-23T12:00:00Z"])
def test_the_first_and_last_allowed_expiry_are_accepted(as_alice: Api, expires_at: str) -> None:
    assert make(as_alice, expires_at=expires_at).status_code == 201


def test_a_share_needs_an_expiry_date(as_alice: Api) -> None:
    body = {name: value for name, value in BODY.items() if name != "expires_at"}
    assert faults(as_alice.prove().post("/api/shares/", body)) == {"/expires_at": "required"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"label": None}, {"/label": "null"}),
        ({"label": " "}, {"/label": "blank"}),
        ({"label": "m" * 81}, {"/label": "max_length"}),
        ({"label": 5}, {"/label": "type"}),
        ({"topic": "t" * 501}, {"/topic": "max_length"}),
        ({"audience": None}, {"/audience": "null"}),
        ({"audience": "everyone"}, {"/audience": "invalid_choice"}),
        ({"sections": []}, {"/sections": "min_length"}),
        ({"sections": None}, {"/sections": "null"}),
        ({"sections": "words"}, {"/sections": "not_a_list"}),
        ({"sections": ["words", "words"]}, {"/sections": "not_unique"}),
        ({"sections": ["words", "dreams"]}, {"/sections/1": "invalid_choice"}),
        ({"sections": ["words", None]}, {"/sections/1": "null"}),
        ({"sections": ["words"] * (len(SECTIONS) + 1)}, {"/sections": "max_length"}),
        ({"hold_back_days": 31}, {"/hold_back_days": "range"}),
        ({"hold_back_days": -1}, {"/hold_back_days": "range"}),
        ({"hold_back_days": True}, {"/hold_back_days": "type"}),
        ({"hold_back_days": None}, {"/hold_back_days": "null"}),
        ({"from": "2026-W47-7"}, {"/from": "type"}),
        ({"from": "2026-11-31"}, {"/from": "type"}),
        ({"starts_on": "2026-11-01"}, {"/starts_on": "unknown_field"}),
        ({"secret": "mine"}, {"/secret": "unknown_field"}),
        ({"secret_digest": "00"}, {"/secret_digest": "unknown_field"}),
        ({"person": 2}, {"/person": "unknown_field"}),
        ({"revoked": False}, {"/revoked": "unknown_field"}),
        ({"link": "https://example.org"}, {"/link": "unknown_field"}),
    ],
)
def test_an_invalid_body_creates_nothing(as_alice: Api, changes: Any, found: dict[str, str]) -> None:
    assert faults(make(as_alice, **changes)) == found
    assert not Share.objects.exists()


def test_the_secret_is_returned_once_and_only_its_digest_is_stored(as_alice: Api) -> None:
    made = share(as_alice)
    origin, fragment = made["link"].split("/s#")
    share_id, secret = fragment.split(".")
    assert (origin, share_id) == ("http://testserver", made["id"])
    assert len(secret) >= 22  # 128 bits in base64
    assert bytes(Share.objects.get().secret_digest) == hashlib.sha256(secret.encode()).digest()
    for path in ("/api/shares/", f"/api/shares/{made['id']}/", f"/api/shares/{made['id']}/views/"):
        assert secret not in as_alice.get(path).content.decode()
    assert secret not in json.dumps(exported(as_alice))


def test_every_secret_is_different(as_alice: Api) -> None:
    assert len({share(as_alice)["link"].split(".")[-1] for _ in range(20)}) == 20


def test_own_shares_are_listed_newest_first(as_alice: Api, as_bob: Api) -> None:
    first, second = share(as_alice, label="first"), share(as_alice, label="second")
    listed = as_alice.get("/api/shares/").json()["results"]
    assert [each["label"] for each in listed] == ["second", "first"]
    assert as_bob.get("/api/shares/").json()["results"] == []
    for made in (first, second):
        path = f"/api/shares/{made['id']}/"
        assert as_bob.get(path).status_code == as_bob.get(path + "views/").status_code == 404
        assert as_bob.prove().patch(path, {"revoked": True}).status_code == 404
        assert as_bob.delete(path).status_code == 404
        assert as_alice.get(path).json()["revoked_at"] is None
