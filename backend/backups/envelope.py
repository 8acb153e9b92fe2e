"""The encrypted file that a backup is: one line that says what it is, then AES-256-GCM in chunks.

    header    one line of JSON: {"noticing": "backup", "version": 1, "part": "data" | "keys",
              "taken_at": instant, "key": name of the backup key, "salt": 32 bytes in base64}
    chunks    each 65,536 bytes of content and a tag of 16 bytes; only the last one may be shorter

The file's own key is HKDF-SHA256 (RFC 5869) of the backup key with the salt, and with the header line as
info: whoever changes the header has another key. A chunk's nonce is its number (11 bytes) and 1 for the last
chunk, else 0 (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): chunks that are
changed, cut off, left out, repeated or put in another order do not open. Nothing is on the disk in clear.
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
#: No header is longer, in bytes.
HEADER = 1024


@dataclass(frozen=True)
class Header:
    part: str
    taken_at: datetime
    #: The name of the backup key.
    key: str
    salt: bytes
    #: As it stands in the file: the file's key comes from these very bytes.
    line: bytes

    @classmethod
    def fresh(cls, part: str, taken_at: datetime, key: str) -> Self:
        said = {
            "noticing": "backup",
            "version": 1,
            "part": part,
            "taken_at": zones.rfc3339(taken_at),
            "key": key,
            "salt": keys.encode(os.urandom(32)),
        }
        return cls._of(orjson.dumps(said) + b"\n")

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """BackupBrokenError when the file is something else."""
        try:
            return cls._of(file.readline(HEADER))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupBrokenError("is not a backup of Noticing, or of a newer version") from None

    @classmethod
    def _of(cls, line: bytes) -> Self:
        said = orjson.loads(line)
        taken_at = zones.instant(said["taken_at"])
        if (said["noticing"], said["version"]) != ("backup", 1) or taken_at.tzinfo is None:
            raise ValueError
        return cls(
            said["part"], zones.instant(said["taken_at"]), said["key"], keys.decode(said["salt"]), line
        )

    def cipher(self, backup_key: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, self.salt, self.line).derive(backup_key))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Writer:
    """`write()` takes any number of bytes; only `close()` makes the file whole."""

    def __init__(self, file: BinaryIO, header: Header, backup_key: bytes) -> None:
        self.file, self.cipher = file, header.cipher(backup_key)
        self.waiting, self.number = bytearray(), 0
        file.write(header.line)

    def write(self, content: bytes) -> None:
        self.waiting += content
        while len(self.waiting) > CHUNK:
            self._put(is_last=False)

    def close(self) -> None:
        self._put(is_last=True)

    def _put(self, is_last: bool) -> None:
        content = bytes(self.waiting[:CHUNK])
        del self.waiting[:CHUNK]
        self.file.write(self.cipher.encrypt(_nonce(self.number, is_last), content, None))
        self.number += 1


def contents(file: BinaryIO, header: Header, backup_keys: Mapping[str, bytes]) -> Iterator[bytes]:
    """The content in pieces, each proven; BackupBrokenError at the first that isn't.

    `file` stands after its header. What came before a cut is proven too, so use nothing before the end.
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
    """Content as JSON values, one a line."""
    rest = b""
    for piece in pieces:
        *complete, rest = (rest + piece).split(b"\n")
        for line in complete:
            yield orjson.loads(line)
