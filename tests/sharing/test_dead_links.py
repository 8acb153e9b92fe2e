"""Unknown, wrong secret, expired, revoked, locked: one answer, byte for byte, by the same queries, and each
with the comparison of a digest. Nobody can tell what a link that doesn't open once was."""

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
#: Also with a PIN, the right one or another, what is dead is dead.
PINS = (None, PIN, "0000")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long each two digests were that the gate compared; a PIN is never looked at."""
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
    """The answer's bytes and headers, and the statements behind it without the values in them."""
    with CaptureQueriesContext(connection) as queries:
        answer = Api().post("/api/viewings/", asked | {"pin": pin})
    assert answer.status_code == 404
    assert not answer.cookies
    shapes = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b", "?", query["sql"]) for query in queries]
    return answer.content, dict(answer.headers), shapes


@pytest.fixture
def asked(as_alice: Api) -> dict[str, str]:
    """What opens a share that has a PIN, but for the PIN."""
    made = share(as_alice, pin=PIN)
    return dict(zip(("share", "secret"), made["link"].split("#")[1].split("."), strict=True))


@pytest.fixture
def unknowns(db: None) -> tuple[bytes, dict[str, str], list[str]]:
    """What a link that never was answers."""
    return answered({"share": str(uuid4()), "secret": "x" * 43}, None)


@pytest.mark.parametrize("dies", DEAD, ids=lambda dies: dies.__name__)
def test_every_dead_link_answers_as_one_that_never_was(
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


def test_one_that_lives_does_not(asked: dict[str, str], unknowns: Any) -> None:
    """So that the tests above could fail."""
    without = Api().post("/api/viewings/", asked)
    assert (without.status_code, without.content) != (404, unknowns[0])
    assert Api().post("/api/viewings/", asked | {"pin": PIN}).status_code == 201


def test_a_pin_that_locks_at_the_same_moment_finds_the_same(
    asked: dict[str, str], unknowns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding the share and spending a try, somebody else has spent the last one."""
    spend = Share.spend_try

    def too_late(share: Share, now: Any) -> int | None:
        Share.objects.update(pin_tries=TRIES, locked_at=now)
        return spend(share, now)

    monkeypatch.setattr(Share, "spend_try", too_late)
    answer = Api().post("/api/viewings/", asked | {"pin": PIN})
    assert (answer.status_code, answer.content, dict(answer.headers)) == (404, *unknowns[:2])
