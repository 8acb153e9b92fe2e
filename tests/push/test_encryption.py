"""RFC 8291: the RFC's example byte for byte, and decryption of our messages by an independent library."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from backend import keys
from backend.push.encryption import PADDED, Recipient, encrypt, encrypt_with, point

# RFC 8291, Appendix A
PLAINTEXT = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(scalar: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(keys.decode(scalar)), ec.SECP256R1())


def test_the_example_of_the_rfc_is_reproduced_byte_for_byte() -> None:
    to = Recipient.parse(keys.decode(P256DH), keys.decode(AUTH))
    message = encrypt_with(PLAINTEXT, to, private(SENDER), keys.decode(SALT), padded=0)
    assert keys.encode(message) == MESSAGE


@given(st.binary(max_size=PADDED))
def test_an_independent_library_decrypts_the_payload(payload: bytes) -> None:
    import http_ece

    to = Recipient.parse(keys.decode(P256DH), keys.decode(AUTH))
    message = encrypt(payload, to)
    opened = http_ece.decrypt(message, private_key=private(RECEIVER), auth_secret=keys.decode(AUTH))
    assert opened == payload


def test_all_messages_have_the_same_length() -> None:
    to = Recipient.parse(keys.decode(P256DH), keys.decode(AUTH))
    assert len({len(encrypt(b"x" * length, to)) for length in (0, 1, 500, PADDED)}) == 1


def test_no_two_messages_share_key_or_salt() -> None:
    to = Recipient.parse(keys.decode(P256DH), keys.decode(AUTH))
    one, other = encrypt(PLAINTEXT, to), encrypt(PLAINTEXT, to)
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


def test_a_payload_larger_than_a_record_is_refused() -> None:
    to = Recipient.parse(keys.decode(P256DH), keys.decode(AUTH))
    encrypt(b"x" * (4096 - 17), to)
    with pytest.raises(ValueError, match="4079 bytes at most"):
        encrypt(b"x" * (4096 - 16), to)


GOOD = point(private(RECEIVER).public_key())


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        (b"", bytes(16)),
        (GOOD[:-1], bytes(16)),
        (GOOD + b"\0", bytes(16)),
        (b"\x02" + GOOD[1:33], bytes(16)),
        (GOOD[:-1] + bytes([GOOD[-1] ^ 1]), bytes(16)),
        (b"\x04" + bytes(64), bytes(16)),
        (b"\x05" + GOOD[1:], bytes(16)),
        (GOOD, b""),
        (GOOD, bytes(15)),
        (GOOD, bytes(17)),
    ],
)
def test_invalid_keys_are_refused(p256dh: bytes, auth: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (some come from the library)
        Recipient.parse(p256dh, auth)
