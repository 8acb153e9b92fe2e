"""X-Forwarded-For and X-Forwarded-Proto are trusted only if a configured proxy set them."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from backend.api.proxies import TrustedProxies, client_address

PROXY, CLIENT = "10.0.0.7", "203.0.113.9"


@pytest.fixture
def trusted(settings: Settings) -> None:
    networks = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]
    settings.TRUSTED_PROXIES = [ip_network(network) for network in networks]


def seen(peer: str, **headers: str) -> HttpRequest:
    """The request as seen after the middleware."""
    found: list[HttpRequest] = []

    def look(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
    TrustedProxies(look)(request)
    return found[0]


def address(peer: str, forwarded_for: str) -> Any:
    return seen(peer, **{"X-Forwarded-For": forwarded_for}).META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    "peer", [CLIENT, "127.0.0.1", "11.0.0.1", "2001:db9::1", "::ffff:11.0.0.1", "", "unix:"]
)
def test_headers_from_other_peers_are_ignored(trusted: None, peer: str) -> None:
    request = seen(peer, **{"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https"})
    assert request.META["REMOTE_ADDR"] == peer
    assert not request.is_secure()


def test_by_default_no_proxy_is_trusted() -> None:
    assert address("127.0.0.1", CLIENT) == "127.0.0.1"
    assert not seen("127.0.0.1", **{"X-Forwarded-Proto": "https"}).is_secure()


@pytest.mark.parametrize(
    ("forwarded_for", "found"),
    [
        (CLIENT, CLIENT),
        (f"198.51.100.1, {CLIENT}", CLIENT),
        (f"198.51.100.1,10.1.1.1 , {CLIENT},10.2.2.2,192.0.2.1", CLIENT),
        (f"{CLIENT}, 2001:db8::5", CLIENT),
        ("2001:db9::5", "2001:db9::5"),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ("::ffff:203.0.113.9", CLIENT),
        ("", PROXY),
        (" , ", PROXY),
        ("unknown", PROXY),
        (f"{CLIENT}, unknown", PROXY),
        (f"{CLIENT}:4711", PROXY),
        ("fe80::1%eth0", PROXY),
        ("' OR 1=1 --", PROXY),
        (f"nonsense, {CLIENT}", CLIENT),
    ],
)
def test_the_client_is_the_rightmost_untrusted_hop(trusted: None, forwarded_for: str, found: str) -> None:
    assert address(PROXY, forwarded_for) == found


@pytest.mark.parametrize("peer", ["10.255.255.255", "192.0.2.1", "2001:db8::1", "::ffff:10.0.0.7"])
def test_proxies_may_be_addresses_or_networks_of_ipv4_and_ipv6(trusted: None, peer: str) -> None:
    assert address(peer, CLIENT) == CLIENT


@pytest.mark.parametrize(
    ("proto", "secure"), [("https", True), ("http", False), ("", False), ("HTTPS, x", False)]
)
def test_the_scheme_is_taken_from_the_proxy(trusted: None, proto: str, secure: bool) -> None:
    assert seen(PROXY, **{"X-Forwarded-Proto": proto}).is_secure() is secure


def test_forwarded_headers_are_removed(trusted: None) -> None:
    names = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")
    for peer in (PROXY, CLIENT):
        request = seen(peer, **dict.fromkeys(names, CLIENT))
        assert not [name for name in names if name in request.headers]


@given(prefix=st.text() | st.lists(st.ip_addresses().map(str)).map(", ".join))
def test_a_clients_own_headers_do_not_hide_its_address(prefix: str) -> None:
    with override_settings(TRUSTED_PROXIES=[ip_network("10.0.0.0/8")]):
        for chain in (f"{prefix},{CLIENT}", f"{prefix}, {CLIENT}, 10.1.2.3"):
            assert str(client_address(ip_address(PROXY), chain)) == CLIENT
