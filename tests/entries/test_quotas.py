"""The quotas of entries: more than a lifetime needs, but limited."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import Person
from backend.checkins.kind import CHECK_INS
from backend.entries import quotas
from backend.kinds import KINDS
from backend.people.models import KnownPerson
from tests.conftest import Api, faults
from tests.entries.test_every_kind import BODIES


def test_every_kind_has_a_quota() -> None:
    # Enough for a check-in per hour for twenty years, and at least 5,000 of every kind.
    assert CHECK_INS.quota >= 24 * 365 * 20
    assert all(kind.quota >= 5_000 for kind in KINDS)


def give_quota(monkeypatch: pytest.MonkeyPatch, quota: int) -> None:
    limited = {kind.word: replace(kind, quota=quota) for kind in KINDS}
    monkeypatch.setattr(quotas, "kind_of", limited.get)


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    give_quota(monkeypatch, 2)


def put(api: Api, kind: str, id: str | None = None, **headers: str) -> Any:
    return api.put(f"/api/{kind}/{id or uuid4()}/", BODIES[kind].other, **headers)


@pytest.mark.usefixtures("room_for_two")
@pytest.mark.parametrize("kind", BODIES)
def test_only_a_new_entry_beyond_the_quota_is_refused(as_alice: Api, as_bob: Api, kind: str) -> None:
    first = str(uuid4())
    assert [put(as_alice, kind, id).status_code for id in (first, None)] == [201, 201]
    before = as_alice.get("/api/changes/").json()
    assert faults(put(as_alice, kind)) == {"/id": "too_many"}
    # No revision was used up, existing entries can be updated, and other people have their own quota.
    assert as_alice.get("/api/changes/").json() == before
    assert put(as_alice, kind, first).status_code == 200
    assert put(as_bob, kind).status_code == 201


@pytest.mark.usefixtures("room_for_two")
def test_tombstones_count_towards_the_quota(as_alice: Api) -> None:
    """Otherwise somebody could fill the disk by creating and deleting entries."""
    for _ in range(2):
        id = str(uuid4())
        assert put(as_alice, "people", id).status_code == 201
        assert as_alice.delete(f"/api/people/{id}/").status_code == 204
    assert faults(put(as_alice, "people")) == {"/id": "too_many"}
    # A tombstone can be restored, since that adds no row.
    revision = {"If-Match": f'"{as_alice.get("/api/changes/").json()["changes"][-1]["revision"]}"'}
    assert put(as_alice, "people", id, **revision).status_code == 200


@pytest.mark.usefixtures("room_for_two")
def test_updates_do_not_count_towards_the_quota(as_alice: Api) -> None:
    id = str(uuid4())
    for number in range(4):
        headers = {"If-Match": f'"{number}"'}
        assert as_alice.put(f"/api/people/{id}/", {"nickname": f"{number}"}, **headers).status_code < 300
    assert put(as_alice, "people").status_code == 201


def test_rows_are_counted_only_once_the_revision_exceeds_the_quota(
    as_alice: Api, alice: Person, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: Any
) -> None:
    give_quota(monkeypatch, 5)
    model = KINDS[1].model
    with django_assert_num_queries(0):
        quotas.check_quota(model, alice, 5)
    with django_assert_num_queries(1):
        quotas.check_quota(model, alice, 6)


def test_an_unlisted_kind_raises(alice: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(quotas, "kind_of", {}.get)
    with pytest.raises(LookupError, match="people is not listed"):
        quotas.check_quota(KnownPerson, alice, 1)
