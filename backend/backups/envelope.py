"""The format of a backup file: a header line, then content encrypted with AES-256-GCM in chunks.

    header    one line of JSON: {"noticing": "backup", "version": 1, "part": "data" | "keys",
              "taken_at": instant, "key": name of the backup key, "salt": 32 bytes in base64}
    chunks    each 65,536 bytes of content and a tag of 16 bytes; only the last one may be shorter

The file's key is HKDF-SHA256 (RFC 5869) of the backup key with the salt, and with the header line as info, so
that a changed header yields another key. A chunk's nonce is its number (11 bytes) and 1 for the last chunk,
else 0 (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): changed, truncated, omitted,
repeated or reordered chunks fail to decrypt. No content is written to disk unencrypted.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend import keys, zones
from backend.backups.broken import BackupBrokenError

CHUNK = 64 * 1024
TAG = 16
#: The longest header, in bytes.
HEADER = 1024


@dataclass(frozen=True)
class Header:
    part: str
    taken_at: datetime
    #: The name of the backup key.
    key: str
    salt: bytes
    #: The exact bytes in the file, from which the file's key is derived.
    line: bytes

    @classmethod
    def fresh(cls, part: str, taken_at: datetime, key: str) -> Self:
        fields = {
            "noticing": "backup",
            "version": 1,
            "part": part,
            "taken_at": zones.rfc3339(taken_at),
            "key": key,
            "salt": keys.encode(os.urandom(32)),
        }
        return cls._of(orjson.dumps(fields) + b"\n")

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """Read the header. Raises BackupBrokenError if the file isn't a backup of this version."""
        try:
            return cls._of(file.readline(HEADER))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupBrokenError("is not a backup of Noticing, or of a newer version") from None

    @classmethod
    def _of(cls, line: bytes) -> Self:
        fields = orjson.loads(line)
        taken_at = zones.instant(fields["taken_at"])
        if (fields["noticing"], fields["version"]) != ("backup", 1) or taken_at.tzinfo is None:
            raise ValueError
        return cls(
            fields["part"],
            zones.instant(fields["taken_at"]),
            fields["key"],
            keys.decode(fields["salt"]),
            line,
        )

    def cipher(self, backup_key: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, self.salt, self.line).derive(backup_key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Writer:
    """Encrypts content. `write()` takes any number of bytes; the file is complete only after `close()`."""

    def __init__(self, file: BinaryIO, header: Header, backup_key: bytes) -> None:
        self.file, self.cipher = file, header.cipher(backup_key)
        self.buffer, self.number = bytearray(), 0
        file.write(header.line)

    def write(self, content: bytes) -> None:
        self.buffer += content
        while len(self.buffer) > CHUNK:
            self._write_chunk(is_last=False)

    def close(self) -> None:
        self._write_chunk(is_last=True)

    def _write_chunk(self, is_last: bool) -> None:
        content = bytes(self.buffer[:CHUNK])
        del self.buffer[:CHUNK]
        self.file.write(self.cipher.encrypt(_nonce(self.number, is_last), content, None))
        self.number += 1


def contents(file: BinaryIO, header: Header, backup_keys: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the authenticated content in chunks. Raises BackupBrokenError at the first that fails to decrypt.

    `file` is positioned after its header. Don't use any content before the end: truncation shows only there.
    """
    if header.key not in backup_keys:
        raise BackupBrokenError(f"needs the backup key {header.key}: NOTICING_BACKUP_KEYS lacks it")
    cipher, number = header.cipher(backup_keys[header.key]), 0
    chunk = file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), chunk, None)
        except (InvalidTag, ValueError):
            raise BackupBrokenError("does not open: it was changed or cut short") from None
        if not following:
            return
        chunk, number = following, number + 1


def lines(pieces: Iterator[bytes]) -> Iterator[Any]:
    """Parse content as JSON values, one per line."""
    rest = b""
    for piece in pieces:
        *complete, rest = (rest + piece).split(b"\n")
        for line in complete:
            yield orjson.loads(line)
