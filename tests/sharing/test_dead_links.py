"""Links that are unknown, expired, revoked, locked or have a wrong secret get the same response, byte for
byte, with the same queries and one comparison of digests, so that nobody can tell which of these a link
is."""

import re
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.sharing.models import TRIES, Share, Viewing
from tests.conftest import Api, share

PIN = "0417"


def unknown(asked: dict[str, str]) -> None:
    asked["share"] = str(uuid4())


def no_id(asked: dict[str, str]) -> None:
    asked["share"] = "nonsense"


def wrong_secret(asked: dict[str, str]) -> None:
    asked["secret"] = asked["secret"][:-1] + ("A" if asked["secret"][-1] != "A" else "B")


def short_secret(asked: dict[str, str]) -> None:
    asked["secret"] = "x"


def expired(asked: dict[str, str]) -> None:
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def revoked(asked: dict[str, str]) -> None:
    Share.objects.get().revoke(timezone.now())


def locked(asked: dict[str, str]) -> None:
    for _ in range(TRIES):
        assert Api().post("/api/viewings/", asked | {"pin": "0000"}).status_code == 401


def unconsented(asked: dict[str, str]) -> None:
    Share.objects.get().person.consent(None, timezone.now())


DEAD: list[Callable[[dict[str, str]], None]] = [
    *(unknown, no_id, wrong_secret, short_secret),
    *(expired, revoked, locked, unconsented),
]
#: A dead link stays dead with a PIN, right or wrong.
PINS = (None, PIN, "0000")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the digests that the gate compared. Fails if a PIN is checked."""
    lengths: list[int] = []

    def watched(one: bytes, other: bytes) -> bool:
        lengths.append(len(one))
        assert len(one) == len(other)
        return compare_digest(one, other)

    def never(*_: object) -> bool:
        raise AssertionError("a PIN was looked at")

    monkeypatch.setattr("backend.sharing.gate.compare_digest", watched)
    monkeypatch.setattr("backend.sharing.gate.check_password", never)
    return lengths


def answered(asked: dict[str, str], pin: str | None) -> tuple[bytes, dict[str, str], list[str]]:
    """The response's body and headers, and its SQL statements without their values."""
    with CaptureQueriesContext(connection) as queries:
        answer = Api().post("/api/viewings/", asked | {"pin": pin})
    assert answer.status_code == 404
    assert not answer.cookies
    shapes = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b", "?", query["sql"]) for query in queries]
    return answer.content, dict(answer.headers), shapes


@pytest.fixture
def asked(as_alice: Api) -> dict[str, str]:
    """The body that opens a share with a PIN, without the PIN."""
    made = share(as_alice, pin=PIN)
    return dict(zip(("share", "secret"), made["link"].split("#")[1].split("."), strict=True))


@pytest.fixture
def unknowns(db: None) -> tuple[bytes, dict[str, str], list[str]]:
    """The response to an unknown link."""
    return answered({"share": str(uuid4()), "secret": "x" * 43}, None)


@pytest.mark.parametrize("dies", DEAD, ids=lambda dies: dies.__name__)
def test_every_dead_link_gets_the_response_of_an_unknown_link(
    asked: dict[str, str],
    unknowns: Any,
    dies: Callable[[dict[str, str]], None],
    request: pytest.FixtureRequest,
) -> None:
    dies(asked)
    compared = request.getfixturevalue("compared")
    for pin in PINS:
        assert answered(asked, pin) == unknowns
    assert compared == [32] * len(PINS)
    assert len(unknowns[2]) == 1
    assert not Viewing.objects.exists()


def test_a_working_link_gets_another_response(asked: dict[str, str], unknowns: Any) -> None:
    """A check that the tests above can fail."""
    without = Api().post("/api/viewings/", asked)
    assert (without.status_code, without.content) != (404, unknowns[0])
    assert Api().post("/api/viewings/", asked | {"pin": PIN}).status_code == 201


def test_a_link_locked_during_the_request_gets_the_same_response(
    asked: dict[str, str], unknowns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding the share and using up a try, another request used the last one."""
    spend = Share.spend_try

    def too_late(share: Share, now: Any) -> int | None:
        Share.objects.update(pin_tries=TRIES, locked_at=now)
        return spend(share, now)

    monkeypatch.setattr(Share, "spend_try", too_late)
    answer = Api().post("/api/viewings/", asked | {"pin": PIN})
    assert (answer.status_code, answer.content, dict(answer.headers)) == (404, *unknowns[:2])
