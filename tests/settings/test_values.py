"""Every NOTICING_* variable, also as a file: valid values are accepted, invalid ones are refused with one
line."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from backend import environment
from tests.settings.conftest import SECRET, refused

ORIGIN = "https://noticing.example"
Give = Callable[[str, str], None]
PUBLIC = "https://noticing.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://noticing.example", PUBLIC),
        ("https://noticing.example/", PUBLIC),
        ("  https://noticing.example  ", PUBLIC),
        ("HTTPS://Noticing.Example", PUBLIC),
        ("https://noticing.example:8443", "https://noticing.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", None),
        (" ", None),
    ],
)
def test_an_origin_is_a_valid_public_url(give: Give, url: str, origin: str | None) -> None:
    give("PUBLIC_URL", url)
    assert environment.public_url() == origin
    hosts = environment.allowed_hosts(environment.public_url())
    assert {"localhost", "127.0.0.1", "[::1]"} <= set(hosts)
    assert environment.vapid_subject(environment.public_url())


@pytest.mark.parametrize(
    "url",
    [
        *[
            "noticing.example",
            "//noticing.example",
            "ftp://noticing.example",
            "https://",
            "https:///x",
            "https",
        ],
        *[
            f"{PUBLIC}/app",
            f"{PUBLIC}?a=b",
            f"{PUBLIC}#a",
            f"https://me:{SECRET}@noticing.example",
            "https://[bad",
        ],
        *[
            f"{PUBLIC}:port",
            f"{PUBLIC}:99999",
            "http://noticing.example",
            "http://192.168.0.7:8000",
            "http://0.0.0.0",
        ],
        *["http://localhost.example", "http://127.0.0.1.example"],
    ],
)
def test_an_invalid_public_url_is_refused(give: Give, url: str) -> None:
    give("PUBLIC_URL", url)
    refused("PUBLIC_URL", environment.public_url)


def test_an_http_url_of_another_machine_is_refused_with_a_hint(give: Give) -> None:
    give("PUBLIC_URL", "http://noticing.example")
    assert "https" in refused("PUBLIC_URL", environment.public_url)


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ("noticing.example", ["noticing.example"]),
        ("a.example, b.example\n.c.example", ["a.example", "b.example", ".c.example"]),
        ("192.0.2.7,[2001:db8::1],", ["192.0.2.7", "[2001:db8::1]"]),
        ("", ["noticing.example"]),
    ],
)
def test_host_names_are_accepted(give: Give, given: str, hosts: list[str]) -> None:
    give("ALLOWED_HOSTS", given)
    assert environment.allowed_hosts(PUBLIC) == [*hosts, *environment.LOOPBACK_HOSTS]


@pytest.mark.parametrize(
    "given", ["*", "https://a.example", "a.example:80", "a b.example/x", "a_b.example!", "*.a.example"]
)
def test_an_invalid_host_is_refused(give: Give, given: str) -> None:
    for name, read in (
        ("ALLOWED_HOSTS", lambda: environment.allowed_hosts(None)),
        ("PUSH_EXTRA_HOSTS", environment.push_hosts),
    ):
        give(name, given)
        refused(name, read)


def test_a_push_service_may_have_a_fixed_address(give: Give) -> None:
    give("PUSH_EXTRA_HOSTS", "push.example, near.example=10.0.0.7:8443 six.example=[::1]:443")
    assert environment.push_hosts() == {
        "push.example": None,
        "near.example": "10.0.0.7:8443",
        "six.example": "[::1]:443",
    }


@pytest.mark.parametrize(
    "place", ["", "10.0.0.7", "near.example:443", "10.0.0.7:x", "u@10.0.0.7:1", "::1:443"]
)
def test_an_invalid_address_of_a_push_service_is_refused(give: Give, place: str) -> None:
    give("PUSH_EXTRA_HOSTS", f"push.example={place}")
    refused("PUSH_EXTRA_HOSTS", environment.push_hosts)


def test_without_a_public_url_only_this_machine_is_served() -> None:
    assert environment.allowed_hosts(None) == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("given", "networks"),
    [
        ("10.0.0.0/8, 127.0.0.1", ["10.0.0.0/8", "127.0.0.1/32"]),
        ("2001:db8::/32\n::1", ["2001:db8::/32", "::1/128"]),
        ("", []),
    ],
)
def test_proxies_are_addresses_or_networks(give: Give, given: str, networks: list[str]) -> None:
    give("TRUSTED_PROXIES", given)
    assert environment.networks("TRUSTED_PROXIES") == [ip_network(network) for network in networks]


@pytest.mark.parametrize(
    "given", ["proxy.example", "10.0.0.1/8", "10.0.0.0/33", "*", "1.2.3", "10.0.0.1 or so"]
)
def test_an_invalid_proxy_is_refused(give: Give, given: str) -> None:
    give("TRUSTED_PROXIES", given)
    refused("TRUSTED_PROXIES", lambda: environment.networks("TRUSTED_PROXIES"))


def test_several_origins_are_accepted(give: Give) -> None:
    give("ORIGINS", "https://App.example/, http://localhost:5173")
    assert environment.origins("ORIGINS") == ["https://app.example", "http://localhost:5173"]


@pytest.mark.parametrize(
    "given", ["*", "app.example", "https://app.example/x", f"https://me:{SECRET}@a.example", "https://[bad"]
)
def test_an_invalid_origin_is_refused(give: Give, given: str) -> None:
    give("ORIGINS", given)
    refused("ORIGINS", lambda: environment.origins("ORIGINS"))


@pytest.mark.parametrize(
    "given", ["redis://localhost:6379/0", "rediss://:pw@redis.example/1", "memory://localhost", ""]
)
def test_a_valid_broker_url_is_accepted(give: Give, given: str) -> None:
    give("BROKER_URL", given)
    assert environment.broker_url() == (given or "memory://localhost")


@pytest.mark.parametrize(
    "given", [f"amqp://me:{SECRET}@mq.example", SECRET, f"redis://:{SECRET}@[bad", f"redis://x:{SECRET}/0"]
)
def test_an_unsupported_broker_is_refused(give: Give, given: str) -> None:
    give("BROKER_URL", given)
    refused("BROKER_URL", environment.broker_url)


def test_without_an_email_url_no_mail_is_sent() -> None:
    assert environment.email(None) == {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


@pytest.mark.parametrize(
    ("scheme", "port", "at_once", "later"),
    [("smtps", 465, True, False), ("submission", 587, False, True), ("smtp", 25, False, False)],
)
def test_the_scheme_of_the_email_url_selects_tls_or_starttls(
    give: Give, scheme: str, port: int, at_once: bool, later: bool
) -> None:
    give("EMAIL_URL", f"{scheme}://me%40x:{SECRET}@mail.example")
    found = environment.email(ORIGIN)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", SECRET)
    assert (found.get("EMAIL_USE_SSL", False), found.get("EMAIL_USE_TLS", False)) == (at_once, later)
    give("EMAIL_URL", f"{scheme}://mail.example:2525")
    assert environment.email(ORIGIN)["EMAIL_PORT"] == 2525


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://me%40mail.example@mail.example", "me@mail.example"),
        ("smtp://me@mail.example", "noticing@noticing.example"),
        ("smtp://me@mail.example?from=quiet%40mail.example", "quiet@mail.example"),
    ],
)
def test_the_sender_of_mail(give: Give, url: str, sender: str) -> None:
    give("EMAIL_URL", url)
    assert environment.email(ORIGIN)["DEFAULT_FROM_EMAIL"] == sender


def test_mail_without_a_public_url_is_refused(give: Give) -> None:
    give("EMAIL_URL", f"smtp://me:{SECRET}@mail.example")
    refused("EMAIL_URL", lambda: environment.email(None))


@pytest.mark.parametrize(
    "given",
    [
        SECRET,
        f"pigeon://me:{SECRET}@x",
        f"smtp://me:{SECRET}@x:port",
        f"smtp://me:{SECRET}@[bad",
        f"smtp://me:{SECRET}@x?from=nobody",
    ],
)
def test_an_invalid_email_url_is_refused(give: Give, given: str) -> None:
    give("EMAIL_URL", given)
    refused("EMAIL_URL", lambda: environment.email(ORIGIN))


@pytest.mark.parametrize("given", ["mailto:me@noticing.example", "https://noticing.example/contact"])
def test_a_valid_vapid_subject_is_accepted(give: Give, given: str) -> None:
    give("VAPID_SUBJECT", given)
    assert environment.vapid_subject(None) == given


def test_the_default_vapid_subject() -> None:
    assert environment.vapid_subject(PUBLIC) == PUBLIC
    assert environment.vapid_subject("http://127.0.0.1:8000").startswith("mailto:")
    assert environment.vapid_subject(None).startswith("mailto:")


@pytest.mark.parametrize(
    "given", ["me@noticing.example", "http://noticing.example", "http://localhost", "tel:5"]
)
def test_an_invalid_vapid_subject_is_refused(give: Give, given: str) -> None:
    give("VAPID_SUBJECT", given)
    refused("VAPID_SUBJECT", lambda: environment.vapid_subject(None))


@pytest.mark.parametrize("name", ["PUBLIC_URL", "SECRET_KEY", "DATABASE_URL"])
def test_an_unreadable_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe" + SECRET.encode())
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / "binary", tmp_path / "binary" / "x"):
        monkeypatch.setenv(f"NOTICING_{name}_FILE", str(path))
        refused(f"{name}_FILE", lambda: environment.text(name))


def test_a_file_takes_precedence_over_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("\n https://from.file \n")
    monkeypatch.setenv("NOTICING_PUBLIC_URL", "https://from.variable")
    monkeypatch.setenv("NOTICING_PUBLIC_URL_FILE", str(tmp_path / "url"))
    assert environment.public_url() == "https://from.file"


DATABASES: list[tuple[str, dict[str, Any]]] = [
    ("sqlite:////srv/a.sqlite3", {"NAME": "/srv/a.sqlite3"}),
    ("postgresql://me:p%40ss@db.example:5433/n", {"NAME": "n", "PASSWORD": "p@ss", "PORT": 5433}),
    ("postgres://db.example/n?sslmode=require", {"HOST": "db.example"}),
]


@pytest.mark.parametrize(("given", "parts"), DATABASES)
def test_a_valid_database_url_is_accepted(
    give: Give, tmp_path: Path, given: str, parts: dict[str, Any]
) -> None:
    give("DATABASE_URL", given)
    found = environment.database(tmp_path)
    assert found.items() >= parts.items()
    if "sslmode" in given:
        assert found["OPTIONS"]["sslmode"] == "require"
    assert ("pool" in found["OPTIONS"]) == found["ENGINE"].endswith("postgresql")


@pytest.mark.parametrize("folder", ["plain", "with space", "with#hash", "with?mark", "with%20", "é🌊"])
@pytest.mark.parametrize("empty", ["", " ", None])
def test_the_default_database_is_a_file_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str, empty: str | None
) -> None:
    if empty is not None:
        monkeypatch.setenv("NOTICING_DATABASE_URL", empty)
    found = environment.database(tmp_path / folder)
    assert found["NAME"] == str(tmp_path / folder / "noticing.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    "given",
    [
        *[
            SECRET,
            f"mysql://me:{SECRET}@db/n",
            f"postgresql://me:{SECRET}/x@db/n",
            f"postgresql://me:{SECRET}@[db/n",
        ],
        *[
            f"postgresql://me:{SECRET}@db:port/n",
            "postgresql://db.example",
            "sqlite://",
            "sqlite:///",
            "/srv/a.sqlite3",
        ],
    ],
)
def test_an_invalid_database_url_is_refused(give: Give, tmp_path: Path, given: str) -> None:
    give("DATABASE_URL", given)
    refused("DATABASE_URL", lambda: environment.database(tmp_path))
