"""The encrypted file either returns exactly its original content or an error."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from backend.backups.broken import BackupBrokenError
from backend.backups.envelope import CHUNK, TAG, Header, Writer, contents, lines
from backend.sealing.cipher import name_of

KEY, OTHER = b"backup key of the tests.........", b"another one....................."
NOW = datetime(2026, 11, 22, 9, 14, 3, 250, tzinfo=UTC)


def sealed(content: bytes, key: bytes = KEY, piece: int = 10_000) -> bytes:
    file = BytesIO()
    writer = Writer(file, Header.fresh("data", NOW, name_of(key)), key)
    for start in range(0, len(content), piece):
        writer.write(content[start : start + piece])
    writer.close()
    return file.getvalue()


def opened(file: bytes, *keys: bytes) -> bytes:
    stream = BytesIO(file)
    header = Header.read(stream)
    return b"".join(contents(stream, header, {name_of(key): key for key in keys or (KEY,)}))


def broken(file: bytes) -> str:
    with pytest.raises(BackupBrokenError) as wrong:
        opened(file)
    return str(wrong.value)


def parts(file: bytes) -> tuple[bytes, list[bytes]]:
    """The header line and the chunks."""
    header, _, rest = file.partition(b"\n")
    step = CHUNK + TAG
    return header + b"\n", [rest[start : start + step] for start in range(0, len(rest), step)]


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", [10_000, CHUNK, 5 * CHUNK])
def test_the_content_is_returned_unchanged(size: int, piece: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    assert opened(sealed(content[:size], piece=piece)) == content[:size]


def test_the_file_is_encrypted_and_no_two_files_are_equal() -> None:
    first, second = sealed(b"words of hers"), sealed(b"words of hers")
    assert b"words" not in first
    assert parts(first)[1] != parts(second)[1]


def test_a_file_opens_with_any_of_several_keys() -> None:
    assert opened(sealed(b"words", OTHER), KEY, OTHER) == b"words"


def test_the_missing_key_is_named() -> None:
    assert f"needs the backup key {name_of(OTHER)}: NOTICING_BACKUP_KEYS lacks it" in broken(
        sealed(b"words", OTHER)
    )


def test_another_key_under_the_same_name_does_not_open_it() -> None:
    stream = BytesIO(sealed(b"words"))
    header = Header.read(stream)
    with pytest.raises(BackupBrokenError, match="does not open"):
        list(contents(stream, header, {header.key: OTHER}))


@pytest.mark.parametrize("size", SIZES)
def test_a_truncated_file_does_not_open(size: int) -> None:
    header, chunks = parts(sealed(bytes(size)))
    for count in range(len(chunks)):
        assert "changed or cut short" in broken(header + b"".join(chunks[:count]))
        assert "changed or cut short" in broken(header + b"".join(chunks[:count]) + chunks[count][:-1])
        assert "changed or cut short" in broken(header + b"".join(chunks[:count]) + chunks[count][:5])


def test_a_file_with_a_changed_byte_does_not_open() -> None:
    whole = sealed(b"words of hers")
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(BackupBrokenError):
            opened(bytes(changed))


def test_chunks_cannot_be_reordered_repeated_or_left_out() -> None:
    header, (first, second, last) = parts(sealed(bytes(2 * CHUNK + 5)))
    for changed in (
        [second, first, last],
        [first, last],
        [first, first, second, last],
        [last],
        [second, last],
    ):
        assert "changed or cut short" in broken(header + b"".join(changed))
    assert "changed or cut short" in broken(header + first + second + last + b"more")


def test_a_chunk_of_another_file_is_refused() -> None:
    (header, (first, last)), (_, (other, _)) = (
        parts(sealed(bytes(CHUNK + 5))),
        parts(sealed(bytes(CHUNK + 5))),
    )
    assert opened(header + first + last)
    assert "changed or cut short" in broken(header + other + last)


def test_a_changed_header_is_detected() -> None:
    header, chunks = parts(sealed(b"words"))
    read = Header.read(BytesIO(header))
    assert (read.part, read.taken_at, read.key) == ("data", NOW, name_of(KEY))
    later = header.replace(b"2026-11-22", b"2026-11-23")
    assert later != header
    stream = BytesIO(later + b"".join(chunks))
    with pytest.raises(BackupBrokenError, match="changed or cut short"):
        list(contents(stream, Header.read(stream), {name_of(KEY): KEY}))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"3\n",
        b"SQLite format 3\x00",
        b'{"noticing": "backup", "version": 2}\n',
        b"x" * 5000,
    ],
)
def test_another_file_is_refused_as_a_backup(file: bytes) -> None:
    assert "is not a backup of Noticing" in broken(file)


def test_lines_may_span_chunks() -> None:
    content = b"".join(b'"%s"\n' % (b"x" * length) for length in (0, 3, CHUNK, 2 * CHUNK + 1, 1))
    pieces = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    assert [len(value) for value in lines(iter(pieces))] == [0, 3, CHUNK, 2 * CHUNK + 1, 1]
