"""Measures requests for links that don't open, in the configured database; prints each round's seconds. It
takes the lower quartile, since other load makes a request slower, never faster.

`python -m tests.load.viewings_measured <rounds> <requests>`. It includes a link that opens, for comparison.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

Body = dict[str, str]


def measured(rounds: int, requests: int) -> dict[str, list[float]]:
    links, client = made(), Client()
    found: dict[str, list[float]] = {name: [] for name in links}
    for turn in range(-1, rounds):
        took: dict[str, list[float]] = {name: [] for name in links}
        for number in range(requests):
            for name in in_turn(list(links), number):
                took[name].append(seconds(client, links[name], 201 if name == "opens" else 404))
        if turn >= 0:  # the first one warms up
            for name, each in took.items():
                found[name].append(sorted(each)[len(each) // 4])
    return found


def in_turn(names: list[str], number: int) -> list[str]:
    """Rotate the order, so that none always follows the same one."""
    place = number % len(names)
    return names[place:] + names[:place]


def seconds(client: Client, body: Body, expected: int) -> float:
    client.cookies.clear()
    cache.clear()  # otherwise the rate limits would answer
    began = time.perf_counter()
    answer = client.post("/api/viewings/", body, "application/json")
    took = time.perf_counter() - began
    assert answer.status_code == expected, (body, answer.status_code)
    return took


def made() -> dict[str, Body]:
    """The request bodies by type of link."""
    from django.utils import timezone

    from backend.accounts.models import Person
    from backend.content import catalogue

    now = timezone.now()
    person = Person.objects.create(username="robin", password="!", consent_version=catalogue.CONSENT_VERSION)
    right = link(person)
    return {
        "unknown": {"share": str(uuid4()), "secret": right["secret"]},
        "wrong secret": link(person) | {"secret": right["secret"]},
        "expired": link(person, expires_at=now - timedelta(days=1)),
        "revoked": link(person, revoked_at=now),
        "locked": link(person, locked_at=now, pin_tries=5, pin_hash="!"),
        "opens": right,
    }


def link(person: Any, **changes: Any) -> Body:
    from django.utils import timezone

    from backend.sharing.models import Share

    now = timezone.now()
    share = Share(person=person, label="M.", created_at=now, expires_at=now + timedelta(days=30))
    share.audience, share.sections = "therapist", ["sensations"]
    secret = share.new_secret()
    for name, value in changes.items():
        setattr(share, name, value)
    share.save(force_insert=True)
    return {"share": str(share.pk), "secret": secret}


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    json.dump(measured(*(int(argument) for argument in sys.argv[1:])), sys.stdout)
