"""Hostile endpoints are refused."""

import pytest

from backend.push.endpoints import RefusedEndpointError, is_public, parse, pin

GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:DEF-_1",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QGk3",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2b",
]
HOSTILE = [
    "",
    "fcm.googleapis.com",
    "//fcm.googleapis.com/x",
    "http://fcm.googleapis.com/x",
    "HTTPS://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "https://",
    "https:///x",
    "https://169.254.169.254/x.googleapis.com/",
    "https://169.254.169.254/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://[::ffff:a9fe:a9fe]/fcm.googleapis.com",
    "https://fcm.googleapis.com@169.254.169.254/",
    "https://user@fcm.googleapis.com/",
    "https://user:password@fcm.googleapis.com/",
    "https://:@fcm.googleapis.com/",
    "https://@fcm.googleapis.com/",
    "https://fcm.googleapis.com:80/",
    "https://fcm.googleapis.com:8443/",
    "https://fcm.googleapis.com:0443/",
    "https://fcm.googleapis.com:/",
    "https://fcm.googleapis.com:443:443/",
    "https://fcm.googleapis.com:99999/",
    "https://fcm.googleapis.com:port/",
    "https://fcm.googleapis.com./",
    "https://fcm.googleapis.com../",
    "https://FCM.googleapis.com/",
    "https://fcm.googleapis.com.evil.example/",
    "https://evil-fcm.googleapis.com/",
    "https://evilfcm.googleapis.com.example/",
    "https://notify.windows.com/",
    "https://evilnotify.windows.com/",
    "https://.notify.windows.com/",
    "https://a..notify.windows.com/",
    "https://-a.notify.windows.com/",
    "https://xn--fcm-ggleapis-kjb.com/",
    "https://fcm.g\u043e\u043egleapis.com/",
    "https://fcm\u3002googleapis.com/",
    "https://fcm.googleapis.com\uff0f@evil.example/",
    "https://evil.example\\@fcm.googleapis.com/",
    "https://evil.example#@fcm.googleapis.com/",
    "https://evil.example?@fcm.googleapis.com/",
    "https://fcm.googleapis.com/#x",
    "https://fcm.googleapis.com%00.evil.example/",
    "https://fcm.googleapis.com%2eevil.example/",
    "https://fcm.googleapis.com /",
    " https://fcm.googleapis.com/",
    "https://fcm.googleapis.com/\r\nHost: evil.example",
    "https://fcm.googleapis.com/\t",
    "https://fcm.goo\ngleapis.com/",
    "https://fcm.googleapis.com/\0",
    "https://[fcm.googleapis.com]/",
    "https://[::1%25eth0]/",
    "javascript:alert(1)",
    "https://fcm.googleapis.com/" + "x" * 2048,
]


@pytest.mark.parametrize("url", GOOD)
def test_the_browsers_push_services_are_accepted(url: str) -> None:
    endpoint = parse(url)
    assert endpoint.url == url
    assert endpoint.origin == f"https://{endpoint.host}"


@pytest.mark.parametrize("url", HOSTILE)
def test_any_other_endpoint_is_refused(url: str) -> None:
    with pytest.raises(RefusedEndpointError):
        parse(url)


def test_an_operator_can_allow_a_host_by_its_full_name_only() -> None:
    assert parse("https://push.example.org/x", {"push.example.org"}).host == "push.example.org"
    with pytest.raises(RefusedEndpointError):
        parse("https://a.push.example.org/x", {"push.example.org"})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",  # noqa: S104
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fd00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "", "localhost", "1.2.3", "0x7f.1",
    ],
)  # fmt: skip
def test_an_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.184.234", "2a00:1450:4003:80e::200a", "::ffff:142.250.184.234"])
def test_an_address_is_public(address: str) -> None:
    assert is_public(address)


def test_the_checked_address_is_returned_for_the_connection() -> None:
    assert pin("fcm.googleapis.com", resolve=lambda host: ["142.250.184.234"]) == "142.250.184.234"


@pytest.mark.parametrize("found", [[], ["127.0.0.1"], ["142.250.184.234", "127.0.0.1"], ["::1"]])
def test_a_name_with_any_internal_address_is_refused(found: list[str]) -> None:
    with pytest.raises(RefusedEndpointError):
        pin("fcm.googleapis.com", resolve=lambda host: found)


def test_a_host_allowed_by_the_operator_may_be_internal() -> None:
    assert pin("push.example.org", allowed=True, resolve=lambda host: ["127.0.0.1"]) == "127.0.0.1"
