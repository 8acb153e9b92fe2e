"""Reads and validates the configuration: `NOTICING_*` variables, each also as `NOTICING_*_FILE`.

An invalid value raises ImproperlyConfigured with one line that names the variable and never contains a
secret.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environs import FileAwareEnv

from backend import keys

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Scheme -> default port and TLS settings (RFC 8314: implicit TLS with smtps, STARTTLS with submission).
SMTP: dict[str, tuple[int, dict[str, bool]]] = {
    "smtp": (25, {}),
    "submission": (587, {"EMAIL_USE_TLS": True}),
    "smtps": (465, {"EMAIL_USE_SSL": True}),
}

_env = FileAwareEnv(prefix="NOTICING_")
_HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]|[0-9.]+", re.IGNORECASE)


def text(name: str) -> str | None:
    """The variable, or the content of the file that `<name>_FILE` names; None if empty."""
    try:
        return (_env.str(name, None) or "").strip() or None
    except (ValueError, OSError):
        raise ImproperlyConfigured(f"NOTICING_{name}_FILE is not a file that can be read as text") from None


def items(name: str) -> list[str]:
    """A list separated by commas or white space."""
    return [item for item in re.split(r"[,\s]+", text(name) or "") if item]


def split(name: str, url: str) -> SplitResult:
    """The parts of a URL. The error doesn't quote it, since it may contain a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"NOTICING_{name} is not a URL") from None
    return parts


def is_origin(parts: SplitResult) -> bool:
    """Whether the URL has a scheme, host and optional port, and nothing else."""
    rest = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not rest


def data_dir() -> Path:
    """The folder for the database and keys of a single machine. Created with mode 0700 if missing."""
    path = Path(text("DATA_DIR") or "data").resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(f"NOTICING_DATA_DIR: {path} can't be used: {wrong.strerror}") from None
    return path


def key_list(
    name: str, parse: Callable[[str], Any], make: Callable[[], str], directory: Path, needed: bool = True
) -> list[str]:
    """Keys, newest first: from the environment, else from the data directory, else created there by `serve`.

    Without any, raises ImproperlyConfigured, or returns an empty list if they aren't `needed`.
    """
    values = items(name) or keys.read_stored(directory, name)
    if not values and os.environ.get("NOTICING_MAKE_KEYS"):
        values = [keys.make_and_store(directory, name, make)]
    if not values and needed:
        raise ImproperlyConfigured(f"NOTICING_{name} is not set (only `manage.py serve` makes one)")
    for place, value in enumerate(values, start=1):
        try:
            parse(value)
        except ValueError as wrong:
            raise ImproperlyConfigured(f"NOTICING_{name}: key {place} of {len(values)}: {wrong}") from None
    return values


def erasures(directory: Path) -> Path:
    """The file with the list of erasures. It must outlive the database, so it may be on another disk."""
    path = Path(text("ERASURES") or directory / "erasures").resolve()
    if path.is_dir() or not os.access(path if path.exists() else f"{path.parent}/", os.W_OK):
        raise ImproperlyConfigured(f"NOTICING_ERASURES: {path} can't be written")
    return path


def database(directory: Path) -> dict[str, Any]:
    """Django's settings for the database. SQLite uses WAL, and transactions take the write lock at BEGIN."""
    url = text("DATABASE_URL") or f"sqlite:///{quote(str(directory / 'noticing.sqlite3'))}"
    parts = split("DATABASE_URL", url)
    if parts.scheme not in ("sqlite", "postgres", "postgresql") or len(parts.path) < 2:
        raise ImproperlyConfigured(
            "NOTICING_DATABASE_URL is sqlite:///<file> or postgresql://<host>/<database>"
        )
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    options = dict(parsed.get("OPTIONS", {}))
    if parsed["ENGINE"].endswith("sqlite3"):
        # secure_delete: overwrites deleted and replaced content in the file, even if SQLite's build default
        # is off. synchronous=FULL: commits survive a power cut (WAL with NORMAL may lose the last ones).
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA busy_timeout=20000"
        )
        options |= {"transaction_mode": "IMMEDIATE", "init_command": pragmas, "timeout": 20}
        # A thread keeps its connection, since closing the last one would checkpoint the log each time.
        parsed["CONN_MAX_AGE"] = None
    else:
        options |= {"pool": {"min_size": 1, "max_size": 20, "timeout": 20}}
        # Check each connection before use, since PostgreSQL may have restarted.
        parsed["CONN_HEALTH_CHECKS"] = True
    return parsed | {"OPTIONS": options}


def public_url() -> str | None:
    """The public origin, without a final slash; None means plain http on this machine only."""
    url = text("PUBLIC_URL")
    if url is None:
        return None
    parts = split("PUBLIC_URL", url)
    if not is_origin(parts):
        raise ImproperlyConfigured("NOTICING_PUBLIC_URL is an origin, like https://noticing.example")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("NOTICING_PUBLIC_URL: anywhere but on this machine, https is needed")
    return f"{parts.scheme}://{parts.netloc}".lower()


def allowed_hosts(origin: str | None) -> list[str]:
    """The allowed Host headers: as configured or from the public URL, plus the loopback names."""
    hosts = items("ALLOWED_HOSTS") or ([host_of(origin)] if origin else [])
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"NOTICING_ALLOWED_HOSTS: {host!r} is not a host name (no scheme, port or *)"
            )
    # Loopback names are always allowed, for local health checks.
    return [*hosts, *LOOPBACK_HOSTS]


def host_of(origin: str) -> str:
    """The origin's host as in a Host header: an IPv6 address in brackets."""
    host = urlsplit(origin).hostname or ""
    return f"[{host}]" if ":" in host else host


def networks(name: str) -> Sequence[IPNetwork]:
    """Addresses or networks: `10.0.0.0/8, 127.0.0.1`."""
    try:
        return [ipaddress.ip_network(item) for item in items(name)]
    except ValueError as wrong:
        raise ImproperlyConfigured(f"NOTICING_{name}: {wrong}") from None


def origins(name: str) -> list[str]:
    """Origins of front ends on other hosts: `https://app.example`."""
    for origin in items(name):
        if not is_origin(split(name, origin)):
            raise ImproperlyConfigured(f"NOTICING_{name} holds origins, like https://app.example")
    return [origin.rstrip("/").lower() for origin in items(name)]


def push_hosts() -> dict[str, str | None]:
    """Additional push services: `push.example`, or `push.example=10.0.0.7:8443` with its address."""
    hosts: dict[str, str | None] = {}
    for item in items("PUSH_EXTRA_HOSTS"):
        host, _, address = item.partition("=")
        if not _HOST.fullmatch(host):
            raise ImproperlyConfigured(f"NOTICING_PUSH_EXTRA_HOSTS: {host!r} is not a host name")
        if "=" in item and not is_socket(address):
            raise ImproperlyConfigured(f"NOTICING_PUSH_EXTRA_HOSTS: {address!r} is not <address>:<port>")
        hosts[host] = address or None
    return hosts


def is_socket(text: str) -> bool:
    """An IP address and a port: `10.0.0.7:8443`, `[::1]:8443`."""
    try:
        parts = urlsplit(f"//{text}")
        ipaddress.ip_address(parts.hostname or "")
        return parts.port is not None and parts.netloc == text and "@" not in text
    except ValueError:
        return False


def broker_url() -> str:
    """Celery's broker. The in-memory one suffices for `manage.py serve`, which is a single process."""
    url = text("BROKER_URL") or "memory://localhost"
    if split("BROKER_URL", url).scheme not in ("memory", "redis", "rediss"):
        raise ImproperlyConfigured("NOTICING_BROKER_URL begins with redis://, rediss:// or memory://")
    return url


def metrics_token() -> str | None:
    """The bearer token for /metrics; without one, only local requests can read them."""
    token = text("METRICS_TOKEN")
    if token is not None and len(token) < 16:
        raise ImproperlyConfigured("NOTICING_METRICS_TOKEN: at least 16 characters are needed")
    return token


def email(origin: str | None) -> dict[str, Any]:
    """Django's e-mail settings. Without a URL, no e-mail is sent, and the app doesn't offer it.

    The sender is the URL's `?from=`, else its user name if that is an address, else `noticing@` the public
    host.
    """
    url = text("EMAIL_URL")
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = split("EMAIL_URL", url)
    if parts.scheme not in SMTP or not parts.hostname:
        raise ImproperlyConfigured(
            "NOTICING_EMAIL_URL is like smtps://user:password@host or submission://..."
        )
    if origin is None:
        raise ImproperlyConfigured("NOTICING_EMAIL_URL needs NOTICING_PUBLIC_URL: every mail holds a link")
    port, tls = SMTP[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender(parts, origin),
        **tls,
    }


def sender(parts: SplitResult, origin: str) -> str:
    user = unquote(parts.username or "")
    public = urlsplit(origin).hostname
    given = parse_qs(parts.query).get("from")
    if not given:
        return user if "@" in user else f"noticing@{public}"
    try:
        validate_email(given[0])
    except ValidationError:
        raise ImproperlyConfigured("NOTICING_EMAIL_URL: from= is no e-mail address") from None
    return given[0]


def vapid_subject(origin: str | None) -> str:
    """The operator's contact for push services (RFC 8292 section 2.1): a mailto: or https: URI."""
    reachable = origin if origin and origin.startswith("https:") else "mailto:nobody@localhost"
    subject = text("VAPID_SUBJECT") or reachable
    if not subject.startswith(("mailto:", "https:")):
        raise ImproperlyConfigured("NOTICING_VAPID_SUBJECT is a mailto: or https: address")
    return subject
