"""The HTTP server's header reader, and its log."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import given
from hypothesis import strategies as st

from backend.embedded.http import Headers, HTTPServer


def read(*lines: bytes) -> dict[bytes, bytes]:
    return Headers()(BytesIO(b"".join(line + b"\r\n" for line in [*lines, b""])))


def test_repeated_headers_are_joined_in_order() -> None:
    found = read(b"X-Forwarded-For: a", b"Host: h", b"x-forwarded-for:b, c", b"X-FORWARDED-FOR:  d\t")
    assert found == {b"X-Forwarded-For": b"a, b, c, d", b"Host": b"h"}
    assert read(b"Cookie: a=1", b"Cookie: b=2") == {b"Cookie": b"a=1; b=2"}
    # Not a number, so the request is refused: two lengths are an attack.
    assert read(b"Content-Length: 5", b"Content-Length: 6") == {b"Content-Length": b"5, 6"}


@given(
    st.lists(
        st.tuples(st.sampled_from([b"X-Forwarded-For", b"x-forwarded-for", b"Host"]), st.integers(0, 99))
        | st.tuples(st.sampled_from([b"X_Forwarded_For", b"x-forwarded_for", b"_", b"X_"]), st.just(100))
    )
)
def test_headers_with_an_underscore_are_dropped(fields: list[tuple[bytes, int]]) -> None:
    found = read(*[b"%s: %d" % field for field in fields])
    wanted = ", ".join(str(number) for name, number in fields if name.lower() == b"x-forwarded-for")
    assert found.get(b"X-Forwarded-For", b"").decode() == wanted
    assert not [name for name in found if b"_" in name]


@pytest.mark.parametrize("cut", [b"", b"Host: h", b"Host: h\r\n", b"Host: h\n\n", b"Host: h\r\r\n\r\n"])
def test_incomplete_headers_are_refused(cut: bytes) -> None:
    with pytest.raises(ValueError, match="Malformed"):
        Headers()(BytesIO(cut))


def test_the_log_contains_neither_an_address_nor_the_request(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    server = HTTPServer(("127.0.0.1", 0), WSGIHandler, 1)
    server.error_log("a connection error from 203.0.113.9:4711")
    assert caplog.records == []
    try:
        raise RuntimeError("words of hers")
    except RuntimeError as wrong:
        server.error_log(repr(wrong), traceback=True)
    assert [record.getMessage() for record in caplog.records] == ["a fault in the HTTP server"]
    # The formatter prints exceptions (tests/api/test_logs.py).
    assert capfd.readouterr() == ("", "")
