"""Creates and changes shares in processes that are killed after each SQL statement in turn; prints the
result.

`python -m tests.sharing.killed`, with separate settings. Each attempt is a process with its own person,
forked before any connection to the database is opened.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import django
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

MADE = {"pin": "0417", "sections": ["sensations"], "hold_back_days": 1}
CHANGED = {"pin": "1704", "sections": ["words"], "hold_back_days": 7}
#: More statements than either action takes.
ENOUGH = 60

Act = Callable[[], Any]


def main() -> None:
    django.setup()
    setup_test_environment()  # so that its client is let in
    import_module("backend.urls")  # once, not in each attempt
    import_module("tests.conftest")
    in_a_child(partial(call_command, "migrate", verbosity=0))
    counted = {act.__name__: killed_again_and_again(act) for act in (making, changing)}
    sys.stdout.flush()
    in_a_child(partial(tell, counted))


def in_a_child(work: Act) -> bool:
    """Whether the child finished; False if it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if status:
        raise SystemExit(f"an attempt ended with {status}")
    return True


def killed_again_and_again(prepare: Callable[[str], Act]) -> int:
    """Kill after the first statement, after the second, and so on; returns the number of statements."""
    for number in range(1, ENOUGH):
        if in_a_child(partial(die_after, number, prepare, f"{prepare.__name__}-{number}")):
            return number - 1
    raise SystemExit("it never came to its end")


def die_after(number: int, prepare: Callable[[str], Act], name: str) -> None:
    act = prepare(name)
    count = 0

    def executed(execute: Any, *arguments: Any) -> Any:
        nonlocal count
        found = execute(*arguments)
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    with connection.execute_wrapper(executed):
        act()


def making(name: str) -> Act:
    """Create a person's first share, which also creates their data key."""
    from tests.conftest import Api, make_person, share

    api = Api(make_person(name))
    return partial(share, api, **MADE)


def changing(name: str) -> Act:
    """Change the PIN and the sections of a share that somebody is reading."""
    from tests.conftest import Api, make_person, share

    api = Api(make_person(name))
    made = share(api, **MADE)
    opening = dict(zip(("share", "secret"), made["link"].split("#")[1].split("."), strict=True))
    assert Api().post("/api/viewings/", opening | {"pin": MADE["pin"]}).status_code == 201
    return lambda: api.prove().patch(f"/api/shares/{made['id']}/", CHANGED)


def tell(counted: dict[str, int]) -> None:
    from backend.sharing.models import Share

    shares = [
        {
            "whose": share.person.username,
            "pin": [
                pin for pin in (MADE["pin"], CHANGED["pin"]) if check_password(str(pin), share.pin_hash or "")
            ],
            "sections": share.sections,
            "hold_back_days": share.hold_back_days,
            "awake": share.viewings.exclude(token_digest=None).count(),
            "secret": len(bytes(share.secret_digest)),
            "label": share.label,
        }
        for share in Share.objects.select_related("person")
    ]
    sys.stdout.write(json.dumps({"killed": counted, "shares": shares}) + "\n")


if __name__ == "__main__":
    main()
