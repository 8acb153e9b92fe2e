"""With auto-quiet, nudges become fewer while there is no sign of the person; any sign brings them all
back."""

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
        # a check-in dated after the nudge's own day, as from a phone further east
        (Silence(-1, 1), True),
    ],
)
def test_whether_a_nudge_comes_after_a_silence(silence: Silence, expected: bool) -> None:
    assert allows_nudge(silence) is expected


def evenings(clock: Clock, phone: Phone, number: int) -> list[int]:
    """The evenings on which a nudge came, out of `number` evenings counted from 0."""
    for day in range(number):
        clock.ring(DUE + days(day))
    came = {nudge["local_date"] for nudge in ledger(phone.api) if nudge["state"] == "accepted"}
    return [day for day in range(number) if (DUE + days(day)).date().isoformat() in came]


def test_auto_quiet_is_off_by_default(clock: Clock, phone: Phone, due: Answer) -> None:
    assert phone.api.get("/api/me/").json()["auto_quiet"] is False
    assert evenings(clock, phone, 40) == list(range(40))


def test_nudges_become_fewer_until_none_comes(clock: Clock, phone: Phone, due: Answer) -> None:
    assert phone.api.patch("/api/me/", {"auto_quiet": True}).json()["auto_quiet"] is True
    assert evenings(clock, phone, 45) == [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 19, 26]
    line = next(nudge for nudge in ledger(phone.api) if nudge["local_date"] == "2026-11-30")
    assert (line["state"], line["reason"]) == ("cancelled", "auto-quiet")


def test_on_a_day_with_nudges_all_of_its_moments_come(clock: Clock, phone: Phone, due: Answer) -> None:
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


def switch_on_again(phone: Phone, clock: Clock) -> None:
    phone.api.patch("/api/me/", {"auto_quiet": True})


@pytest.mark.parametrize("sign", [check_in, answer, look_in, rest, switch_on_again])
def test_any_sign_of_the_person_brings_nudges_back(
    clock: Clock, phone: Phone, due: Answer, sign: object
) -> None:
    phone.api.patch("/api/me/", {"auto_quiet": True})
    clock.ring(DUE)
    for day in range(1, 31):
        clock.ring(DUE + days(day))
    assert ledger(phone.api)[0]["reason"] == "auto-quiet"
    clock.go(DUE + days(30) + timedelta(minutes=10))
    sign(phone, clock)  # type: ignore[operator]
    clock.ring(DUE + days(31))
    assert ledger(phone.api)[0]["state"] == "accepted"


def test_another_persons_activity_does_not_count(
    clock: Clock, phone: Phone, due: Answer, bob: Person
) -> None:
    """Neither does another person's setting."""
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
