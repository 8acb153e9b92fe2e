"""A PIN: five tries for whoever has the right link, and nothing at all for whoever hasn't."""

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
def test_it_is_never_shown_again(as_alice: Api, made: dict[str, Any]) -> None:
    assert made["has_pin"] is True
    assert "pin" not in made
    assert PIN not in as_alice.get("/api/shares/").content.decode()
    assert (Share.objects.get().pin_hash or "").startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_the_right_one_opens_it(made: dict[str, Any]) -> None:
    viewer = Viewer(made["id"])
    assert open_with(made, PIN, viewer).status_code == 201
    assert viewer.get(REPORT).status_code == 200


def test_without_one_it_is_asked_for_and_no_try_is_spent(made: dict[str, Any]) -> None:
    for pin in (None, "", "  "):
        assert left(open_with(made, pin)) == TRIES
    assert left(Api().post("/api/viewings/", fragment(made["link"]))) == TRIES


def test_five_tries_then_it_is_locked_until_the_owner_unlocks_it(as_alice: Api, made: dict[str, Any]) -> None:
    assert [left(open_with(made, "0000")) for _ in range(TRIES)] == [4, 3, 2, 1, 0]
    assert open_with(made, PIN).status_code == 404
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["locked_at"] is not None
    unlocked = as_alice.prove().patch(f"/api/shares/{made['id']}/", {"unlock": True}).json()
    assert unlocked["locked_at"] is None
    assert open_with(made, PIN).status_code == 201


def test_the_right_one_gives_the_tries_back(made: dict[str, Any]) -> None:
    open_with(made, "0000")
    open_with(made, PIN)
    assert left(open_with(made, "0000")) == TRIES - 1


def test_locked_is_the_same_as_unknown(made: dict[str, Any]) -> None:
    for _ in range(TRIES):
        open_with(made, "0000")
    locked, unknown = open_with(made, PIN), open_with(made | {"link": f"#{uuid4()}.{'x' * 43}"}, PIN)
    assert locked.status_code == unknown.status_code == 404
    assert (locked.content, dict(locked.headers)) == (unknown.content, dict(unknown.headers))


def test_with_a_wrong_secret_nobody_learns_that_there_is_a_pin(made: dict[str, Any]) -> None:
    wrong = made | {"link": made["link"][:-1] + ("A" if made["link"][-1] != "A" else "B")}
    assert open_with(wrong, None).status_code == open_with(wrong, PIN).status_code == 404
    assert Share.objects.get().pin_tries == 0


@pytest.mark.parametrize("pin", [None, "1704"])
def test_another_pin_asks_everybody_anew(as_alice: Api, made: dict[str, Any], pin: str | None) -> None:
    viewer = Viewer(made["id"])
    open_with(made, PIN, viewer)
    as_alice.prove().patch(f"/api/shares/{made['id']}/", {"pin": pin})
    assert viewer.get(REPORT).status_code == 401
    assert open_with(made, pin, viewer).status_code == 201


@pytest.mark.parametrize("changed", [{"pin": "1704"}, {"pin": None}, {"revoked": True}])
def test_who_was_opening_it_by_the_old_one_is_not_let_in(
    as_alice: Api, made: dict[str, Any], changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes while the PIN is being looked at, which takes a moment; another link stays."""
    viewer = Viewer(made["id"])
    another = Share.objects.filter(pk=share(as_alice)["id"])
    another.update(pin_hash=Share.objects.get(pk=made["id"]).pin_hash)

    def meanwhile(pin: str, pin_hash: str) -> bool:
        as_alice.prove().patch(f"/api/shares/{made['id']}/", changed)
        return check_password(pin, pin_hash)

    monkeypatch.setattr(gate, "check_password", meanwhile)
    assert open_with(made, PIN, viewer).status_code == 404
    assert viewer.get(REPORT).status_code == 401


def test_who_is_reading_goes_on_reading_when_somebody_else_guesses(made: dict[str, Any]) -> None:
    viewer = Viewer(made["id"])
    open_with(made, PIN, viewer)
    for _ in range(TRIES):
        open_with(made, "0000")
    assert viewer.get(REPORT).status_code == 200


@pytest.mark.parametrize(
    ("pin", "code"),
    [("12", "digits"), ("12a4", "digits"), ("١٢٣٤", "digits"), ("1" * 13, "max_length"), (1234, "type")],
)
def test_what_is_no_pin(as_alice: Api, pin: Any, code: str) -> None:
    body = {"label": "M.", "sections": ["words"], "expires_at": "2026-12-01T00:00:00Z", "pin": pin}
    assert faults(as_alice.prove().post("/api/shares/", body))["/pin"] == code


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_have_five_tries_between_them() -> None:
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
