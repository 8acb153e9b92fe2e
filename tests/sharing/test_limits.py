"""How often a link may be tried: by address and by link, for a while, and told apart from nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from pytest_django import Settings
from redis.exceptions import ConnectionError as Away

from backend.api.proxies import neighborhood
from backend.sharing import gate, owner_views
from backend.sharing.models import Share, Viewing
from tests.conftest import Api, faults, fragment, open_link, share

PROXY = "10.0.0.7"
AS_BUILT = gate.OPENINGS_OF_AN_ADDRESS, gate.OPENINGS_OF_A_SHARE
MOST = 4
Tried = Callable[..., Any]
UseUp = Callable[..., None]


def test_a_reader_never_gets_there() -> None:
    """A practice with many therapists behind one address, and a link that is opened in a group."""
    address, link = AS_BUILT
    assert (address.most, link.most, address.seconds, link.seconds) == (60, 120, 600, 600)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few as can be told apart, so that nobody has to wait for these tests."""
    for name in ("OPENINGS_OF_AN_ADDRESS", "OPENINGS_OF_A_SHARE"):
        monkeypatch.setattr(gate, name, getattr(gate, name)._replace(most=MOST))


@pytest.fixture
def tried(stranger: Api) -> Tried:
    """Opens a link from an address, as somebody whom nobody knows."""

    def once(body: Any, address: str = "203.0.113.9", **headers: str) -> Any:
        stranger.client.cookies.clear()
        stranger.client.defaults["REMOTE_ADDR"] = address
        return stranger.post("/api/viewings/", body, **headers)

    return once


def unknown() -> dict[str, str]:
    return {"share": str(uuid4()), "secret": "x" * 43}


@pytest.fixture
def use_up(tried: Tried) -> UseUp:
    """Tries as often as an address may."""

    def all_of_them(address: str, **headers: str) -> None:
        for _ in range(MOST):
            assert tried(unknown(), address, **headers).status_code == 404

    return all_of_them


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 9, 3, tzinfo=UTC), tick=False) as moved:
        yield moved


def test_an_address_has_so_many_tries_in_ten_minutes(
    as_alice: Api, clock: Any, tried: Tried, use_up: UseUp
) -> None:
    right = fragment(share(as_alice)["link"])
    use_up("203.0.113.9")
    refused = tried(right)
    assert faults(refused, 429) == {"": "too_many_requests"}
    assert refused["Retry-After"] == str(7 * 60)
    assert not refused.cookies
    assert not Viewing.objects.exists()
    # Whoever comes from elsewhere is let in, and the first one too when the time is over.
    assert tried(right, "203.0.113.10").status_code == 201
    clock.shift(timedelta(minutes=7))
    assert tried(right).status_code == 201


def test_who_goes_on_trying_is_not_kept_out_for_longer(as_alice: Api, clock: Any, tried: Tried) -> None:
    right = fragment(share(as_alice)["link"])
    for _ in range(3 * MOST):
        tried(unknown())
    clock.shift(timedelta(minutes=7))
    assert tried(right).status_code == 201


def test_the_refusal_tells_nothing_of_the_link(
    as_alice: Api, clock: Any, tried: Tried, use_up: UseUp
) -> None:
    made = share(as_alice, pin="0417")
    right = fragment(made["link"])
    use_up("203.0.113.9")
    bodies = [
        right | {"pin": "0417"},
        right | {"pin": "0000"},
        right,
        right | {"secret": "x"},
        unknown(),
        {},
        [],
    ]
    answers = [tried(body) for body in bodies]
    Share.objects.update(revoked_at=datetime.now(UTC))
    answers.append(tried(right))
    told = {(answer.status_code, answer.content, str(dict(answer.headers))) for answer in answers}
    assert len(told) == 1
    assert answers[0].status_code == 429
    assert Share.objects.get().pin_tries == 0


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "Client-IP"]
)
def test_no_header_makes_somebody_else_of_one(
    db: None, clock: Any, header: str, tried: Tried, use_up: UseUp
) -> None:
    use_up("203.0.113.9")
    for number in range(5):
        assert tried(unknown(), **{header: f"198.51.100.{number}"}).status_code == 429
        assert tried(unknown(), **{header: f"for=198.51.100.{number}"}).status_code == 429


def test_behind_a_proxy_it_is_the_address_that_the_proxy_saw(
    db: None, clock: Any, settings: Settings, tried: Tried, use_up: UseUp
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    use_up(PROXY, **{"X-Forwarded-For": "203.0.113.9"})
    for forged in ("", "198.51.100.1, ", "10.1.1.1, ", "127.0.0.1,", "nonsense, "):
        assert tried(unknown(), PROXY, **{"X-Forwarded-For": f"{forged}203.0.113.9"}).status_code == 429
    assert tried(unknown(), PROXY, **{"X-Forwarded-For": "203.0.113.10"}).status_code == 404
    # And who goes past the proxy brings nobody's address but their own.
    use_up("198.51.100.7", **{"X-Forwarded-For": "203.0.113.11"})
    assert tried(unknown(), "198.51.100.7", **{"X-Forwarded-For": "203.0.113.12"}).status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_however_many_addresses_it_has(address: str, counted: str) -> None:
    assert neighborhood(address) == counted


def test_an_ipv6_network_has_no_more_tries_than_an_address(db: None, clock: Any, tried: Tried) -> None:
    for number in range(MOST):
        assert tried(unknown(), f"2001:db8:1:2::{number:x}").status_code == 404
    assert tried(unknown(), "2001:db8:1:2:ffff::1").status_code == 429
    assert tried(unknown(), "2001:db8:1:3::1").status_code == 404


def test_a_link_opens_only_so_often_wherever_from(
    as_alice: Api, clock: Any, monkeypatch: Any, tried: Tried
) -> None:
    monkeypatch.setattr(gate, "OPENINGS_OF_A_SHARE", gate.OPENINGS_OF_A_SHARE._replace(most=3))
    right, other = fragment(share(as_alice)["link"]), fragment(share(as_alice)["link"])
    statuses = [tried(right, f"203.0.113.{number}").status_code for number in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    assert tried(other).status_code == 201
    assert Viewing.objects.count() == 4
    clock.shift(timedelta(minutes=10))
    assert tried(right).status_code == 201


def test_who_knows_only_the_id_keeps_nobody_out(as_alice: Api, clock: Any, tried: Tried) -> None:
    """Else anybody could close the door to the one whom it was opened for."""
    right = fragment(share(as_alice)["link"])
    for number in range(2 * MOST):
        assert tried(right | {"secret": "x" * 43}, f"198.51.100.{number}").status_code == 404
    assert tried(right).status_code == 201


def test_leaving_is_never_refused(as_alice: Api, clock: Any, use_up: UseUp) -> None:
    viewer = open_link(share(as_alice)["link"])
    viewer.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    use_up("203.0.113.9")
    assert viewer.delete("viewing/").status_code == 204


def test_without_the_cache_links_still_open(as_alice: Api, monkeypatch: Any, tried: Tried) -> None:
    """A secret of 256 random bits is not for guessing, and a PIN's tries are counted in the database."""

    def away(*_: Any, **__: Any) -> None:
        raise Away

    monkeypatch.setattr("backend.api.rate_limits.cache.add", away, raising=False)
    assert tried(fragment(share(as_alice)["link"])).status_code == 201


def test_a_stretch_that_ends_while_it_is_counted_refuses_nobody(
    db: None, monkeypatch: Any, tried: Tried
) -> None:
    monkeypatch.setattr("backend.api.rate_limits.cache.add", lambda *_: False, raising=False)
    assert tried(unknown()).status_code == 404


def test_shares_have_an_end_and_those_that_are_forgotten_make_room(as_alice: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(owner_views, "MOST", 2)
    first = share(as_alice)
    share(as_alice)
    body = {"label": "M.", "sections": ["words"], "expires_at": first["expires_at"]}
    refused = as_alice.prove().post("/api/shares/", body)
    assert faults(refused) == {"": "too_many"}
    assert Share.objects.count() == 2
    assert as_alice.delete(f"/api/shares/{first['id']}/").status_code == 204
    assert as_alice.prove().post("/api/shares/", body).status_code == 201
