"""Makes shares and changes them, and is killed after each of the statements in turn; prints what is there.

`python -m tests.sharing.killed`, under settings of its own. Each attempt is a process with somebody of its
own, forked before anything has spoken to the database.
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
#: More statements than either takes.
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
    """Whether it came to its end; False when it was killed."""
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
    """After the first statement, after the second, ... until there are no more; how many those were."""
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
    """Somebody's first share, so that their keys are made as well."""
    from tests.conftest import Api, make_person, share

    api = Api(make_person(name))
    return partial(share, api, **MADE)


def changing(name: str) -> Act:
    """A share that somebody is reading gets another PIN and shows something else."""
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
