"""The server is killed during a sync and restarted: each check-in is there once and complete."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.services.serving import Serving

FELT = ["chest-tightness", "ease", "restlessness"]


def before_it_arrives(route: Route, serving: Serving) -> None:
    serving.kill()
    route.abort("connectionrefused")


def while_it_is_under_way(route: Route, serving: Serving) -> None:
    route.continue_()
    serving.kill()


def after_it_is_taken_and_before_the_answer(route: Route, serving: Serving) -> None:
    assert route.fetch().ok
    serving.kill()
    route.abort("connectionreset")


@pytest.mark.parametrize(
    ("kill", "nth"),
    [
        (before_it_arrives, 2),
        (while_it_is_under_way, 1),
        (after_it_is_taken_and_before_the_answer, 1),
        (after_it_is_taken_and_before_the_answer, 3),
    ],
)
def test_a_server_killed_during_a_sync_loses_and_repeats_nothing(
    mortal: Serving,
    new_phone: Callable[..., Phone],
    username: str,
    kill: Callable[[Route, Serving], None],
    nth: int,
) -> None:
    phone = new_phone(mortal)
    phone.wait_for_shell()
    phone.page.reload()
    phone.sign_up(username)
    phone.lose_network()
    keep_all(phone)

    with phone.page.expect_event("requestfailed", lambda request: "/api/check-ins/" in request.url):
        kill_at(phone, mortal, kill, nth)
        phone.find_network()
    mortal.start()
    phone.lose_network()
    phone.find_network()
    phone.wait_until_stored()

    account = Account.sign_in(mortal.origin, username)
    kept = account.check_ins()
    assert sorted(each["sensations"][0]["code"] for each in kept) == sorted(FELT)
    assert sorted(each["answers"]["feeling"] for each in kept) == sorted(FELT)
    assert account.revision() == len(FELT)
    phone.room("now")
    expect(phone.page.get_by_role("main").get_by_role("time")).to_have_count(len(FELT))


def keep_all(phone: Phone) -> None:
    phone.room("now")
    for code in FELT:
        phone.notice(code)
        phone.answer_and_leave(code)


def kill_at(phone: Phone, serving: Serving, kill: Callable[[Route, Serving], None], nth: int) -> None:
    """Kill the server once, around the nth check-in sent from now on."""
    numbers = count(1)

    def at(route: Route) -> None:
        if next(numbers) == nth:
            kill(route, serving)
        else:
            route.continue_()

    phone.page.route("**/api/check-ins/*/", at)
