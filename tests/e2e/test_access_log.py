"""An access log in front of the service could never contain a share's secret or PIN."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.conftest import LAPTOP, PHONE, Browsing
from tests.e2e.phone import Phone
from tests.e2e.sharing import begin, go_on, made_link, switch
from tests.e2e.texts import text
from tests.services.delay_proxy import DelayProxy
from tests.services.postgres import free_port
from tests.services.serving import Serving

PIN = "481516234207"
#: A request line with its header fields; JSON bodies never match this.
HEAD = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n")
#: Headers that no access log writes.
COOKIE = re.compile(rb"^cookie:[^\r\n]*\r\n", re.IGNORECASE | re.MULTILINE)


@pytest.fixture
def door(server: Serving) -> Iterator[DelayProxy]:
    """A proxy in front of the service."""
    proxy = DelayProxy(free_port(), server.port, 0)
    yield proxy
    proxy.close()


def logged(door: DelayProxy) -> list[tuple[bytes, bytes]]:
    """Everything a log could contain: each request's target, and its headers without cookies."""
    heads = [head for asked in door.asked for head in HEAD.findall(bytes(asked))]
    return [(target, COOKIE.sub(b"", fields)) for target, fields in heads]


def test_neither_secret_nor_pin_is_in_any_line_or_header(
    door: DelayProxy, browsing: Browsing, server: Serving, username: str
) -> None:
    origin = f"http://localhost:{door.door}"
    Account.sign_up(origin, username).keep(note="words", for_session=True)
    phone = Phone(*browsing.begin(origin, PHONE)).open()
    phone.sign_in(username)
    begin(phone)
    go_on(phone, "until")
    switch(phone, "newShare.withPin").check()
    phone.textbox(text("newShare.pin")).fill(PIN)
    go_on(phone, "preview")
    link = made_link(phone)

    laptop = Phone(*browsing.begin(origin, LAPTOP))
    laptop.watch.expect(401, "/api/viewings/")  # the PIN is asked for
    laptop.page.goto(link)
    laptop.button("therapist.open").click()
    laptop.textbox(text("therapist.pin.label")).fill(PIN)
    laptop.button("therapist.open").click()
    laptop.button("therapist.acknowledge").click()
    expect(laptop.words("therapist.acknowledged", label="M.")).to_be_visible()
    laptop.button("therapist.close").click()
    expect(laptop.heading("therapist.endedTitle")).to_be_visible()

    targets = {target for target, _ in logged(door)}
    shared = link.split("#")[1].split(".")[0]
    report = f"/api/shared/{shared}/report/".encode()
    assert {b"/s", b"/api/shares/", b"/api/viewings/", report} <= targets
    secret = link.split(".")[-1].encode()
    bodies = b"".join(door.asked)
    for hidden in (secret, PIN.encode()):
        assert hidden in bodies
        assert not any(hidden in target or hidden in fields for target, fields in logged(door))
    assert link.split(".")[-1] not in server.log()
