"""Concurrent writes, each with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from backend.checkins.models import CheckIn
from backend.sealing.models import DataKey
from tests.conftest import Api, check_in, keep, make_person

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 8


def at_once(action: Callable[[int], Any]) -> list[Any]:
    """Run the action TOGETHER times, each in a thread with its own connection."""

    def alone(number: int) -> Any:
        try:
            return action(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(alone, range(TOGETHER)))


def revisions(api: Api) -> list[int]:
    return [change["revision"] for change in api.get("/api/changes/").json()["changes"]]


def test_concurrent_entries_get_different_revisions() -> None:
    person = make_person("carol")
    phones = [Api(person) for _ in range(TOGETHER)]
    body = check_in(note="words")
    answers = at_once(lambda number: phones[number].put(f"/api/check-ins/{uuid4()}/", body).status_code)
    assert answers == [201] * TOGETHER
    assert revisions(phones[0]) == list(range(1, TOGETHER + 1))
    # The concurrent first writes created one data key, and all words were sealed with it.
    assert DataKey.objects.count() == 1
    assert all(entry["note"] == "words" for entry in phones[0].get("/api/check-ins/").json()["results"])


def test_the_same_put_sent_concurrently_creates_one_entry() -> None:
    person, id = make_person("carol"), uuid4()
    phones = [Api(person) for _ in range(TOGETHER)]
    answers = at_once(lambda number: phones[number].put(f"/api/check-ins/{id}/", check_in()).status_code)
    assert sorted(answers) == [200] * (TOGETHER - 1) + [201]
    assert revisions(phones[0]) == [1]


def test_of_concurrent_edits_of_one_revision_one_succeeds_and_the_others_get_412() -> None:
    person = make_person("carol")
    phones = [Api(person) for _ in range(TOGETHER)]
    kept = keep(phones[0])

    def edit(number: int) -> int:
        body, match = check_in(note=f"edit {number}"), {"If-Match": '"1"'}
        status: int = phones[number].put(f"/api/check-ins/{kept['id']}/", body, **match).status_code
        return status

    assert sorted(at_once(edit)) == [200] + [412] * (TOGETHER - 1)
    assert CheckIn.objects.get().revision == 2
