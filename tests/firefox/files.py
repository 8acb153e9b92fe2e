"""Searches the files of a Firefox profile for words."""

from pathlib import Path

#: Firefox's own header of a file that is one block of LZ4, before the size as four bytes.
LZ4 = b"mozLz40\0"


def holding(profile: Path, *words: str) -> set[str]:
    """The files that contain any of the words, as paths within the profile with the origin left out.

    Firefox compresses the rows of IndexedDB by Snappy, which stores the first occurrence of a text as it is.
    So each word has no four letters in common with other text. Its ends may be stored as copies, together
    with what surrounds them, so only its middle is searched for.
    """
    found = set()
    for file in profile.rglob("*"):
        try:
            content = file.read_bytes() if file.is_file() else b""
        except FileNotFoundError:
            continue  # Firefox has just deleted or renamed it
        if content.startswith(LZ4):
            content += unpacked(content[len(LZ4) + 4 :])
        if any(word[4:-4].encode(code) in content for word in words for code in ("utf-8", "utf-16-le")):
            found.add(named(file.relative_to(profile)))
    return found


def named(file: Path) -> str:
    """The path without the origin; a database's write-ahead log counts as the database."""
    return "/".join(part for part in file.parts if not part.startswith("http+++")).removesuffix("-wal")


def unpacked(block: bytes) -> bytes:
    """A block of LZ4 (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md)."""
    content = bytearray()
    at = 0
    while at < len(block):
        token = block[at]
        length, at = _length(block, at + 1, token >> 4)
        content += block[at : at + length]
        at += length
        if at < len(block):
            back = int.from_bytes(block[at : at + 2], "little")
            length, at = _length(block, at + 2, token & 15)
            for _ in range(length + 4):
                content.append(content[-back])
    return bytes(content)


def _length(block: bytes, at: int, length: int) -> tuple[int, int]:
    """A length that goes on in further bytes if it is 15, and where it ends."""
    more = length == 15
    while more:
        length += block[at]
        more = block[at] == 255
        at += 1
    return length, at
