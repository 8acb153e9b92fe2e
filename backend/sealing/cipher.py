"""AES-256-GCM (NIST SP 800-38D) for words at rest. Pure: no database, no settings.

A sealed value is `version (1 byte) | nonce (12 bytes) | ciphertext and tag (n + 16 bytes)`. The version
selects the person's data key. The associated data names the value's model, field, row and person, so that a
value that is moved elsewhere can't be unsealed.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class SealBrokenError(Exception):
    """A sealed value can't be unsealed: wrong key, wrong place or changed bytes."""


def place(model: str, field: str, row: object, person: int) -> bytes:
    """The associated data of one value: model, field, row and person."""
    return f"noticing\x1f{model}\x1f{field}\x1f{row}\x1f{person}".encode()


def seal(key: bytes, version: int, plain: bytes, associated: bytes) -> bytes:
    """Seal with a fresh random nonce. `key` has 32 bytes, `version` is 1 to 255."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes([version]) + nonce + AESGCM(key).encrypt(nonce, plain, associated)


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plain bytes. Raises SealBrokenError."""
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError) as wrong:
        raise SealBrokenError("a sealed value does not open") from wrong


def name_of(key: bytes) -> str:
    """A key's public name: the first 8 hex digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:8]
