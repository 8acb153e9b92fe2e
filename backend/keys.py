"""The service's own keys: their formats, and the files of keys that `manage.py serve` creates.

The files are `<data>/keys/<name>`, mode 0600, one key per line, newest first.
"""

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured


def decode(value: str) -> bytes:
    """Decode base64 in either alphabet (RFC 4648 sections 4 and 5), padded or not. Raises ValueError."""
    plain = value.strip().replace("+", "-").replace("/", "_").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def secret_key(value: str) -> str:
    if len(value) < 32:
        raise ValueError("at least 32 characters are needed")
    return value


def sealing_key(value: str) -> bytes:
    """A key-encryption key: 32 bytes for AES-256."""
    key = decode(value)
    if len(key) != 32:
        raise ValueError(f"32 bytes in base64 are needed, these are {len(key)}")
    return key


def backup_key(value: str) -> bytes:
    """The key that encrypts backups: 32 bytes for AES-256."""
    return sealing_key(value)


def vapid_key(value: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 private key (RFC 8292 section 2): its 32-byte scalar."""
    scalar = decode(value)
    if len(scalar) != 32:
        raise ValueError(f"32 bytes in base64 are needed, these are {len(scalar)}")
    return ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())


def make_secret_key() -> str:
    return secrets.token_urlsafe(48)


def make_sealing_key() -> str:
    return encode(secrets.token_bytes(32))


def make_backup_key() -> str:
    return make_sealing_key()


def make_vapid_key() -> str:
    return encode(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32))


def read_stored(directory: Path, name: str) -> list[str]:
    """The keys stored in the data directory, newest first; empty if there is no such file."""
    try:
        return (directory / "keys" / name.lower()).read_text().split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        file = directory / "keys" / name.lower()
        raise ImproperlyConfigured(f"NOTICING_{name}: {file} can't be read as text") from None


def make_and_store(directory: Path, name: str, make: Callable[[], str]) -> str:
    """Create a key and write it to disk before anything uses it."""
    if name == "SEALING_KEYS" and (directory / "noticing.sqlite3").exists():
        raise ImproperlyConfigured(
            f"NOTICING_SEALING_KEYS is not set and {directory}/keys/sealing_keys is gone, but there "
            "is a database: a new key could not open what the old one sealed"
        )
    value = make()
    try:
        write_new(directory / "keys", name.lower(), value)
    except OSError as wrong:
        raise ImproperlyConfigured(
            f"NOTICING_DATA_DIR: {directory} can't be written: {wrong.strerror}"
        ) from None
    return value


def write_new(folder: Path, name: str, value: str) -> None:
    """Write a new file atomically, with fsync.

    Raises FileExistsError, so that a concurrent start can't replace it.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=folder)  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / name)
    finally:
        os.unlink(draft)
    entries = os.open(folder, os.O_RDONLY)
    os.fsync(entries)
    os.close(entries)
