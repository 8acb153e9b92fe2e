"""Rate limits for opening links, by address and by link; a refusal reveals nothing about the link."""

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


def test_the_limits_leave_room_for_readers() -> None:
    """Such as a practice with many therapists behind one address, or a link that is opened in a group."""
    address, link = AS_BUILT
    assert (address.most, link.most, address.seconds, link.seconds) == (60, 120, 600, 600)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small limits that can still be distinguished, so that these tests are fast."""
    for name in ("OPENINGS_OF_AN_ADDRESS", "OPENINGS_OF_A_SHARE"):
        monkeypatch.setattr(gate, name, getattr(gate, name)._replace(most=MOST))


@pytest.fixture
def tried(stranger: Api) -> Tried:
    """Opens a link from an address, signed out."""

    def once(body: Any, address: str = "203.0.113.9", **headers: str) -> Any:
        stranger.client.cookies.clear()
        stranger.client.defaults["REMOTE_ADDR"] = address
        return stranger.post("/api/viewings/", body, **headers)

    return once


def unknown() -> dict[str, str]:
    return {"share": str(uuid4()), "secret": "x" * 43}


@pytest.fixture
def use_up(tried: Tried) -> UseUp:
    """Tries as often as the limit for an address allows."""

    def all_of_them(address: str, **headers: str) -> None:
        for _ in range(MOST):
            assert tried(unknown(), address, **headers).status_code == 404

    return all_of_them


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 9, 3, tzinfo=UTC), tick=False) as moved:
        yield moved


def test_an_address_has_a_limited_number_of_tries_in_ten_minutes(
    as_alice: Api, clock: Any, tried: Tried, use_up: UseUp
) -> None:
    right = fragment(share(as_alice)["link"])
    use_up("203.0.113.9")
    refused = tried(right)
    assert faults(refused, 429) == {"": "too_many_requests"}
    assert refused["Retry-After"] == str(7 * 60)
    assert not refused.cookies
    assert not Viewing.objects.exists()
    # Another address may open the link, and the first one may again when the time is over.
    assert tried(right, "203.0.113.10").status_code == 201
    clock.shift(timedelta(minutes=7))
    assert tried(right).status_code == 201


def test_further_tries_do_not_extend_the_refusal(as_alice: Api, clock: Any, tried: Tried) -> None:
    right = fragment(share(as_alice)["link"])
    for _ in range(3 * MOST):
        tried(unknown())
    clock.shift(timedelta(minutes=7))
    assert tried(right).status_code == 201


def test_a_refusal_reveals_nothing_about_the_link(
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
def test_no_client_header_bypasses_the_limit(
    db: None, clock: Any, header: str, tried: Tried, use_up: UseUp
) -> None:
    use_up("203.0.113.9")
    for number in range(5):
        assert tried(unknown(), **{header: f"198.51.100.{number}"}).status_code == 429
        assert tried(unknown(), **{header: f"for=198.51.100.{number}"}).status_code == 429


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    db: None, clock: Any, settings: Settings, tried: Tried, use_up: UseUp
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    use_up(PROXY, **{"X-Forwarded-For": "203.0.113.9"})
    for forged in ("", "198.51.100.1, ", "10.1.1.1, ", "127.0.0.1,", "nonsense, "):
        assert tried(unknown(), PROXY, **{"X-Forwarded-For": f"{forged}203.0.113.9"}).status_code == 429
    assert tried(unknown(), PROXY, **{"X-Forwarded-For": "203.0.113.10"}).status_code == 404
    # Clients that bypass the proxy are counted by their own address.
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
def test_addresses_are_counted_by_network(address: str, counted: str) -> None:
    assert neighborhood(address) == counted


def test_an_ipv6_network_counts_as_one_address(db: None, clock: Any, tried: Tried) -> None:
    for number in range(MOST):
        assert tried(unknown(), f"2001:db8:1:2::{number:x}").status_code == 404
    assert tried(unknown(), "2001:db8:1:2:ffff::1").status_code == 429
    assert tried(unknown(), "2001:db8:1:3::1").status_code == 404


def test_openings_of_a_link_are_limited_across_addresses(
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


def test_tries_without_the_secret_do_not_block_the_link(as_alice: Api, clock: Any, tried: Tried) -> None:
    """Otherwise anybody who knows the id could lock out the reader."""
    right = fragment(share(as_alice)["link"])
    for number in range(2 * MOST):
        assert tried(right | {"secret": "x" * 43}, f"198.51.100.{number}").status_code == 404
    assert tried(right).status_code == 201


def test_ending_a_viewing_is_never_refused(as_alice: Api, clock: Any, use_up: UseUp) -> None:
    viewer = open_link(share(as_alice)["link"])
    viewer.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    use_up("203.0.113.9")
    assert viewer.delete("viewing/").status_code == 204


def test_without_the_cache_links_still_open(as_alice: Api, monkeypatch: Any, tried: Tried) -> None:
    """A secret of 256 random bits can't be guessed, and a PIN's tries are counted in the database."""

    def away(*_: Any, **__: Any) -> None:
        raise Away

    monkeypatch.setattr("backend.api.rate_limits.cache.add", away, raising=False)
    assert tried(fragment(share(as_alice)["link"])).status_code == 201


def test_a_counter_that_expires_during_the_request_refuses_nobody(
    db: None, monkeypatch: Any, tried: Tried
) -> None:
    monkeypatch.setattr("backend.api.rate_limits.cache.add", lambda *_: False, raising=False)
    assert tried(unknown()).status_code == 404


def test_the_number_of_shares_is_limited_and_deleted_ones_make_room(as_alice: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(owner_views, "MOST", 2)
    first = share(as_alice)
    share(as_alice)
    body = {"label": "M.", "sections": ["words"], "expires_at": first["expires_at"]}
    refused = as_alice.prove().post("/api/shares/", body)
    assert faults(refused) == {"": "too_many"}
    assert Share.objects.count() == 2
    assert as_alice.delete(f"/api/shares/{first['id']}/").status_code == 204
    assert as_alice.prove().post("/api/shares/", body).status_code == 201
