"""AES-256-GCM: a sealed value can be opened in its own place only."""

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from backend.sealing.cipher import SealBrokenError, place, seal, unseal

KEY = os.urandom(32)
HERE = place("checkins.CheckIn", "words", "0191", 7)


@given(st.binary(max_size=300))
def test_a_sealed_value_opens_to_the_plain_text(plain: bytes) -> None:
    assert unseal(KEY, seal(KEY, 1, plain, HERE), HERE) == plain


def test_the_format_is_version_nonce_ciphertext_tag() -> None:
    sealed = seal(KEY, 3, b"words", HERE)
    assert sealed[0] == 3
    assert len(sealed) == 1 + 12 + 5 + 16
    # Decrypted with the primitive itself, to verify the format independently of our code.
    assert AESGCM(KEY).decrypt(sealed[1:13], sealed[13:], HERE) == b"words"


def test_equal_texts_are_sealed_differently() -> None:
    assert seal(KEY, 1, b"words", HERE) != seal(KEY, 1, b"words", HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("checkins.CheckIn", "words", "0191", 8),
        place("checkins.CheckIn", "words", "0192", 7),
        place("checkins.CheckIn", "note", "0191", 7),
        place("sharing.Share", "words", "0191", 7),
        place("checkins.CheckIn", "words0191", "", 7),
    ],
)
def test_a_value_moved_to_another_place_does_not_open(elsewhere: bytes) -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, seal(KEY, 1, b"words", HERE), elsewhere)


@pytest.mark.parametrize("position", range(1, 34))
def test_a_value_with_one_changed_bit_does_not_open(position: int) -> None:
    sealed = bytearray(seal(KEY, 1, b"words", HERE))
    sealed[position] ^= 1
    with pytest.raises(SealBrokenError):
        unseal(KEY, bytes(sealed), HERE)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28])
def test_a_truncated_value_does_not_open(length: int) -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, seal(KEY, 1, b"words", HERE)[:length], HERE)


def test_the_error_contains_no_details() -> None:
    with pytest.raises(SealBrokenError, match=r"^a sealed value does not open$"):
        unseal(b"k" * 32, b"\x01" + b"x" * 40, b"")
