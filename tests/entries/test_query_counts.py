"""Saving and reading take a constant number of queries, however much data there is. The README quotes the
numbers.

Each count includes one query for the session and its person.
"""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.kinds import KINDS
from tests.conftest import Api, check_in, keep

BOUNDS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def count(queries: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(BOUNDS) for query in queries.captured_queries)


@pytest.fixture
def queries(db: None) -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


@pytest.mark.parametrize("already", [0, 60])
def test_saving_a_check_in_with_words_takes_five_queries(
    as_alice: Api, queries: CaptureQueriesContext, already: int
) -> None:
    keep(as_alice, note="the data key is there")
    for _ in range(already):
        keep(as_alice, note="words")
    body = check_in(note="words", answers={"feeling": "a", "protecting": "b", "learned": "c"})
    with queries:
        assert as_alice.put(f"/api/check-ins/{uuid4()}/", body).status_code == 201
    # session and person, the counter, the entry, the data key, insert
    assert count(queries) == 5


@pytest.mark.parametrize("already", [1, 60])
def test_reading_a_page_takes_three_queries(
    as_alice: Api, queries: CaptureQueriesContext, already: int
) -> None:
    for _ in range(already):
        keep(as_alice, note="words")
    with queries:
        assert len(as_alice.get("/api/check-ins/").json()["results"]) == min(already, 50)
    # session and person, the page, the data key
    assert count(queries) == 3


@pytest.mark.parametrize("already", [1, 60])
def test_reading_the_feed_takes_four_queries_plus_one_per_kind(
    as_alice: Api, queries: CaptureQueriesContext, already: int
) -> None:
    for _ in range(already):
        keep(as_alice, note="words")
    as_alice.get("/api/changes/")  # the very first request creates the epoch
    with queries:
        assert len(as_alice.get("/api/changes/").json()["changes"]) == already
    # session and person, the counter, the epoch, the data key; and each kind
    assert count(queries) == 4 + len(KINDS)
