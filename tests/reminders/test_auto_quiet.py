"""Where nothing answers, nudges become fewer, for those who asked for it; any sign brings all back."""

from datetime import timedelta

import pytest

from backend.accounts.models import Person
from backend.reminders.silence import Silence, allows_nudge
from tests.conftest import keep, remind
from tests.reminders.conftest import DUE, MORNING, Answer, Clock, Phone, days, ledger


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        (Silence(0, None), True),
        (Silence(6, 1), True),
        (Silence(7, 1), False),
        (Silence(7, 2), True),
        (Silence(7, None), True),
        (Silence(13, 1), False),
        (Silence(14, 6), False),
        (Silence(14, 7), True),
        (Silence(27, 7), True),
        (Silence(27, None), True),
        (Silence(28, None), False),
        (Silence(400, 400), False),
        # a check-in that was felt after the nudge's own day, as a phone further east has it
        (Silence(-1, 1), True),
    ],
)
def test_how_few(silence: Silence, expected: bool) -> None:
    assert allows_nudge(silence) is expected


def evenings(clock: Clock, phone: Phone, number: int) -> list[int]:
    """On which of so many evenings from the first one on a nudge came, the first being 0."""
    for day in range(number):
        clock.ring(DUE + days(day))
    came = {nudge["local_date"] for nudge in ledger(phone.api) if nudge["state"] == "accepted"}
    return [day for day in range(number) if (DUE + days(day)).date().isoformat() in came]


def test_off_unless_asked_for(clock: Clock, phone: Phone, due: Answer) -> None:
    assert phone.api.get("/api/me/").json()["auto_quiet"] is False
    assert evenings(clock, phone, 40) == list(range(40))


def test_fewer_and_fewer_until_none(clock: Clock, phone: Phone, due: Answer) -> None:
    assert phone.api.patch("/api/me/", {"auto_quiet": True}).json()["auto_quiet"] is True
    assert evenings(clock, phone, 45) == [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 19, 26]
    line = next(nudge for nudge in ledger(phone.api) if nudge["local_date"] == "2026-11-30")
    assert (line["state"], line["reason"]) == ("cancelled", "auto-quiet")


def test_all_of_a_days_moments_come_on_a_day_that_has_them(clock: Clock, phone: Phone, due: Answer) -> None:
    remind(phone.api, at="21:00")
    phone.api.patch("/api/me/", {"auto_quiet": True})
    for day in range(9):
        clock.ring(DUE + days(day))
        clock.ring(DUE + days(day) + timedelta(minutes=30))
    came = [nudge["local_date"][-2:] for nudge in ledger(phone.api) if nudge["state"] == "accepted"]
    assert came[:4] == ["01", "01", "29", "29"]


def check_in(phone: Phone, clock: Clock) -> None:
    keep(phone.api, felt_at=clock.now.isoformat())


def answer(phone: Phone, clock: Clock) -> None:
    phone.api.put(f"/api/nudges/{ledger(phone.api)[0]['id']}/response/", {"action": "not-today"})


def look_in(phone: Phone, clock: Clock) -> None:
    phone.api.put(f"/api/push/subscriptions/{phone.id}/", phone.subscription | {"label": "Phone"})


def rest(phone: Phone, clock: Clock) -> None:
    phone.api.put("/api/rest/", {"until": (clock.now + timedelta(minutes=1)).isoformat()})


def switch_on_anew(phone: Phone, clock: Clock) -> None:
    phone.api.patch("/api/me/", {"auto_quiet": True})


@pytest.mark.parametrize("sign", [check_in, answer, look_in, rest, switch_on_anew])
def test_any_sign_brings_them_back(clock: Clock, phone: Phone, due: Answer, sign: object) -> None:
    phone.api.patch("/api/me/", {"auto_quiet": True})
    clock.ring(DUE)
    for day in range(1, 31):
        clock.ring(DUE + days(day))
    assert ledger(phone.api)[0]["reason"] == "auto-quiet"
    clock.go(DUE + days(30) + timedelta(minutes=10))
    sign(phone, clock)  # type: ignore[operator]
    clock.ring(DUE + days(31))
    assert ledger(phone.api)[0]["state"] == "accepted"


def test_it_is_ones_own_matter(clock: Clock, phone: Phone, due: Answer, bob: Person) -> None:
    """Another person's signs and wishes change nothing."""
    clock.go(MORNING)
    other = Phone(phone.service, bob, "Bob's")
    other.api.patch("/api/me/", {"auto_quiet": True})
    remind(other.api)
    phone.api.patch("/api/me/", {"auto_quiet": True})
    for day in range(8):
        clock.ring(DUE + days(day))
        check_in(other, clock)
    assert ledger(phone.api)[0]["reason"] == "auto-quiet"
    assert ledger(other.api)[0]["state"] == "accepted"
