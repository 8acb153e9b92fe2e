"""The owner's changes take effect on the viewer's next request."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from backend.accounts.models import Person
from backend.sharing.models import Share, Viewing
from backend.sharing.owner_views import fill
from tests.conftest import Api, faults, keep, open_link, share

REPORT = "report/"
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def made(as_alice: Api) -> dict[str, Any]:
    """A share of one check-in with words from two days ago."""
    keep(as_alice, note="the words", felt_at="2026-11-20T12:00:00Z", for_session=True)
    return share(as_alice)


def change(api: Api, made: dict[str, Any], **changes: Any) -> Any:
    return api.prove().patch(f"/api/shares/{made['id']}/", changes)


def revoke(api: Api, made: dict[str, Any]) -> None:
    assert api.patch(f"/api/shares/{made['id']}/", {"revoked": True}).status_code == 200


def forget(api: Api, made: dict[str, Any]) -> None:
    assert api.delete(f"/api/shares/{made['id']}/").status_code == 204


def erase(api: Api, made: dict[str, Any]) -> None:
    assert api.prove().delete("/api/me/").status_code == 204


def withdraw_consent(api: Api, made: dict[str, Any]) -> None:
    assert api.patch("/api/me/", {"consent": None}).status_code == 200


@pytest.mark.parametrize("act", [revoke, forget, erase, withdraw_consent], ids=lambda act: act.__name__)
def test_a_stopped_share_shows_nothing(
    as_alice: Api, made: dict[str, Any], act: Callable[[Api, Any], None]
) -> None:
    viewers = [open_link(made["link"]) for _ in range(2)]
    act(as_alice, made)
    for viewer in viewers:
        assert viewer.get(REPORT).status_code == 401
        assert viewer.put("acknowledgement/", {}).status_code == 401
    with pytest.raises(AssertionError):
        open_link(made["link"])


def test_a_share_ends_at_its_expiry_time(as_alice: Api, made: dict[str, Any]) -> None:
    viewer = open_link(made["link"])
    change(as_alice, made, expires_at="2026-11-22T12:30:00Z")
    assert viewer.get(REPORT).status_code == 200
    with time_machine.travel(TODAY + timedelta(minutes=30), tick=False):
        assert viewer.get(REPORT).status_code == 401


def test_a_narrower_share_shows_less(as_alice: Api, made: dict[str, Any]) -> None:
    viewer = open_link(made["link"])
    assert "the words" in viewer.get(REPORT).content.decode()
    assert change(as_alice, made, sections=["sensations"]).status_code == 200
    report = viewer.get(REPORT)
    assert "the words" not in report.content.decode()
    assert "answers" not in report.json()["entries"][0]
    change(as_alice, made, sections=["words"])
    report = viewer.get(REPORT).json()
    assert report["patterns"] is None
    assert "sensations" not in report["entries"][0]


@pytest.mark.parametrize("changes", [{"from": "2026-11-21"}, {"hold_back_days": 3}])
def test_a_shorter_period_shows_less(as_alice: Api, made: dict[str, Any], changes: dict[str, Any]) -> None:
    viewer = open_link(made["link"])
    assert viewer.get(REPORT).json()["check_ins"] == 1
    change(as_alice, made, **changes)
    report = viewer.get(f"{REPORT}?from=1900-01-01&to=2999-12-31").json()
    assert (report["check_ins"], report["entries"], report["patterns"]["sensations"]) == (0, [], [])


def test_an_entry_marked_never_shared_or_deleted_disappears(as_alice: Api, made: dict[str, Any]) -> None:
    viewer = open_link(made["link"])
    kept = as_alice.get("/api/check-ins/").json()["results"][0]
    path, match = f"/api/check-ins/{kept['id']}/", {"If-Match": f'"{kept["revision"]}"'}
    assert as_alice.put(path, kept | {"never_shared": True}, **match).status_code == 200
    assert viewer.get(REPORT).json()["check_ins"] == 0
    keep(as_alice, felt_at="2026-11-21T12:00:00Z")
    assert viewer.get(REPORT).json()["check_ins"] == 1
    for entry in as_alice.get("/api/check-ins/").json()["results"]:
        as_alice.delete(f"/api/check-ins/{entry['id']}/")
    assert viewer.get(REPORT).json()["check_ins"] == 0


NARROWER: list[dict[str, Any]] = [
    {"sections": ["words"]},
    {"from": "2026-11-21"},
    {"hold_back_days": 3},
    {"hold_back_days": 2},  # as it was
    {"expires_at": "2026-11-23T00:00:00Z"},
    {"pin": "0417"},
    {"revoked": True},
    {"sections": ["sensations"], "from": "2026-11-21", "revoked": True},
]
WIDER: list[dict[str, Any]] = [
    {"sections": ["sensations", "words", "people"]},
    {"sections": ["people"]},
    {"from": "2026-10-31"},
    {"from": None},
    {"hold_back_days": 1},
    {"expires_at": "2026-12-31T00:00:00Z"},
    {"pin": "1704"},
    {"pin": None},
    {"unlock": True},
    {"label": "N."},
    {"audience": "trusted"},
    {"revoked": True, "label": "N."},
    {"hold_back_days": 3, "from": None},
]


@pytest.mark.parametrize("body", NARROWER, ids=str)
def test_stopping_or_narrowing_a_share_needs_no_proof(as_alice: Api, body: dict[str, Any]) -> None:
    made = share(as_alice, hold_back_days=2)
    assert Api(as_alice.person).patch(f"/api/shares/{made['id']}/", body).status_code == 200


@pytest.mark.parametrize("body", WIDER, ids=str)
def test_widening_a_share_needs_a_proof(as_alice: Api, body: dict[str, Any]) -> None:
    made = share(as_alice, hold_back_days=2, pin="0417", **{"from": "2026-11-01"})
    before = Share.objects.values().get()
    answer = Api(as_alice.person).patch(f"/api/shares/{made['id']}/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")
    assert Share.objects.values().get() == before


def test_a_stopped_link_stays_stopped(as_alice: Api, made: dict[str, Any]) -> None:
    revoke(as_alice, made)
    stopped_at = as_alice.get(f"/api/shares/{made['id']}/").json()["revoked_at"]
    wrong: list[Any] = [False, None, 0, "true", 1, "false", [], {}]
    for again in wrong:
        assert set(faults(change(as_alice, made, revoked=again))) == {"/revoked"}
    assert change(as_alice, made, expires_at="2027-11-01T00:00:00Z", label="N.").status_code == 200
    with time_machine.travel(TODAY + timedelta(hours=1)):
        revoke(as_alice, made)
    kept = as_alice.get(f"/api/shares/{made['id']}/").json()
    assert (kept["revoked_at"], kept["label"]) == (stopped_at, "N.")
    with pytest.raises(AssertionError):
        open_link(made["link"])


def test_a_patch_changes_only_the_named_fields(as_alice: Api) -> None:
    everything = {"topic": "t", "from": "2026-11-01", "hold_back_days": 4, "audience": "trusted"}
    made = share(as_alice, **everything)
    link = made.pop("link")
    assert change(as_alice, made).json() == made
    assert change(as_alice, made, label="N.").json() == made | {"label": "N."}
    assert change(as_alice, made, topic=None).json() == made | {"label": "N.", "topic": None}
    assert set(faults(change(as_alice, made, label=None, sections=[]))) == {"/label", "/sections"}
    assert open_link(link).get(REPORT).status_code == 200


def test_erasing_one_person_keeps_other_peoples_shares(
    as_alice: Api, as_bob: Api, made: dict[str, Any]
) -> None:
    bobs = open_link(share(as_bob)["link"])
    erase(as_alice, made)
    assert bobs.get(REPORT).status_code == 200
    assert Person.objects.count() == Share.objects.count() == Viewing.objects.count() == 1


def test_a_link_does_not_open_without_its_secret(as_alice: Api, made: dict[str, Any]) -> None:
    for secret in ("", made["id"], "x" * 43, str(uuid4())):
        answer = Api().post("/api/viewings/", {"share": made["id"], "secret": secret})
        assert answer.status_code in (400, 404)


def test_a_change_does_not_overwrite_concurrent_updates(
    as_alice: Api, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and writing the owner's share, it is locked by wrong PINs and acknowledged by a
    viewer."""

    def meanwhile(share: Share, body: dict[str, Any]) -> None:
        Share.objects.update(locked_at=TODAY, pin_tries=5, acknowledged_at=TODAY)
        fill(share, body)

    monkeypatch.setattr("backend.sharing.owner_views.fill", meanwhile)
    assert change(as_alice, made, hold_back_days=5, label="N.").status_code == 200
    kept = Share.objects.get()
    assert (kept.locked_at, kept.pin_tries, kept.acknowledged_at) == (TODAY, 5, TODAY)
    assert (kept.hold_back_days, kept.label) == (5, "N.")
