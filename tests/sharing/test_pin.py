"""A PIN has five tries, and nobody without the link's secret can use or notice them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection

from backend.sharing import gate
from backend.sharing.models import TRIES, Share
from tests.conftest import Api, Viewer, faults, fragment, make_person, share

PIN = "0417"
REPORT = "report/"


@pytest.fixture
def made(as_alice: Api) -> dict[str, Any]:
    return share(as_alice, pin=PIN)


def open_with(made: dict[str, Any], pin: str | None, viewer: Api | None = None) -> Any:
    return (viewer or Api()).post("/api/viewings/", fragment(made["link"]) | {"pin": pin})


def left(answer: Any) -> int:
    assert (answer.status_code, answer.json()["code"]) == (401, "pin_required"), answer.content
    assert not answer.cookies
    tries: int = answer.json()["tries_left"]
    return tries


@pytest.mark.usefixtures("hashing")
def test_a_pin_is_never_returned_and_stored_as_an_argon2_hash(as_alice: Api, made: dict[str, Any]) -> None:
    assert made["has_pin"] is True
    assert "pin" not in made
    assert PIN not in as_alice.get("/api/shares/").content.decode()
    assert (Share.objects.get().pin_hash or "").startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_the_right_pin_opens_the_share(made: dict[str, Any]) -> None:
    viewer = Viewer(made["id"])
    assert open_with(made, PIN, viewer).status_code == 201
    assert viewer.get(REPORT).status_code == 200


def test_a_missing_pin_uses_up_no_try(made: dict[str, Any]) -> None:
    for pin in (None, "", "  "):
        assert left(open_with(made, pin)) == TRIES
    assert left(Api().post("/api/viewings/", fragment(made["link"]))) == TRIES


def test_after_five_tries_a_share_is_locked_until_its_owner_unlocks_it(
    as_alice: Api, made: dict[str, Any]
) -> None:
    assert [left(open_with(made, "0000")) for _ in range(TRIES)] == [4, 3, 2, 1, 0]
    assert open_with(made, PIN).status_code == 404
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["locked_at"] is not None
    unlocked = as_alice.prove().patch(f"/api/shares/{made['id']}/", {"unlock": True}).json()
    assert unlocked["locked_at"] is None
    assert open_with(made, PIN).status_code == 201


def test_the_right_pin_resets_the_tries(made: dict[str, Any]) -> None:
    open_with(made, "0000")
    open_with(made, PIN)
    assert left(open_with(made, "0000")) == TRIES - 1


def test_a_locked_link_looks_like_an_unknown_one(made: dict[str, Any]) -> None:
    for _ in range(TRIES):
        open_with(made, "0000")
    locked, unknown = open_with(made, PIN), open_with(made | {"link": f"#{uuid4()}.{'x' * 43}"}, PIN)
    assert locked.status_code == unknown.status_code == 404
    assert (locked.content, dict(locked.headers)) == (unknown.content, dict(unknown.headers))


def test_a_wrong_secret_does_not_reveal_that_there_is_a_pin(made: dict[str, Any]) -> None:
    wrong = made | {"link": made["link"][:-1] + ("A" if made["link"][-1] != "A" else "B")}
    assert open_with(wrong, None).status_code == open_with(wrong, PIN).status_code == 404
    assert Share.objects.get().pin_tries == 0


@pytest.mark.parametrize("pin", [None, "1704"])
def test_a_new_pin_ends_all_viewings(as_alice: Api, made: dict[str, Any], pin: str | None) -> None:
    viewer = Viewer(made["id"])
    open_with(made, PIN, viewer)
    as_alice.prove().patch(f"/api/shares/{made['id']}/", {"pin": pin})
    assert viewer.get(REPORT).status_code == 401
    assert open_with(made, pin, viewer).status_code == 201


@pytest.mark.parametrize("changed", [{"pin": "1704"}, {"pin": None}, {"revoked": True}])
def test_an_opening_with_the_old_pin_fails_if_the_pin_changes_meanwhile(
    as_alice: Api, made: dict[str, Any], changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PIN changes while it is being verified, which takes a moment; another link isn't affected."""
    viewer = Viewer(made["id"])
    another = Share.objects.filter(pk=share(as_alice)["id"])
    another.update(pin_hash=Share.objects.get(pk=made["id"]).pin_hash)

    def meanwhile(pin: str, pin_hash: str) -> bool:
        as_alice.prove().patch(f"/api/shares/{made['id']}/", changed)
        return check_password(pin, pin_hash)

    monkeypatch.setattr(gate, "check_password", meanwhile)
    assert open_with(made, PIN, viewer).status_code == 404
    assert viewer.get(REPORT).status_code == 401


def test_wrong_pins_do_not_end_an_open_viewing(made: dict[str, Any]) -> None:
    viewer = Viewer(made["id"])
    open_with(made, PIN, viewer)
    for _ in range(TRIES):
        open_with(made, "0000")
    assert viewer.get(REPORT).status_code == 200


@pytest.mark.parametrize(
    ("pin", "code"),
    [("12", "digits"), ("12a4", "digits"), ("١٢٣٤", "digits"), ("1" * 13, "max_length"), (1234, "type")],
)
def test_an_invalid_pin_is_refused(as_alice: Api, pin: Any, code: str) -> None:
    body = {"label": "M.", "sections": ["words"], "expires_at": "2026-12-01T00:00:00Z", "pin": pin}
    assert faults(as_alice.prove().post("/api/shares/", body))["/pin"] == code


@pytest.mark.django_db(transaction=True)
def test_fifty_concurrent_guesses_share_five_tries() -> None:
    made = share(Api(make_person("carol")), pin=PIN)

    def guess(number: int) -> int:
        try:
            return int(open_with(made, f"{number:04}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(guess, range(1000, 1050)))
    assert sorted(statuses) == [401] * TRIES + [404] * (50 - TRIES)
    assert open_with(made, PIN).status_code == 404
