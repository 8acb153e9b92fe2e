"""A share whose words can't be decrypted is shown without them, and its owner can still stop it."""

from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.entries.models import SetAside
from backend.personal_data.set_aside import retry
from backend.sealing.fields import Sealed
from backend.sharing.models import Share
from tests.conftest import Api, exported, open_link, share

DAMAGED = Sealed(b"\x01" + bytes(40))
words = pytest.mark.parametrize("column", ["label", "topic"])


def damage(made: dict[str, Any], column: str) -> bytes:
    """Damage a sealed column and return its previous value."""
    rows = Share.objects.filter(pk=made["id"])
    (before,) = rows.values_list(column, flat=True)
    rows.update(**{column: DAMAGED})
    return bytes(before)


@pytest.fixture
def poison(as_alice: Api) -> dict[str, Any]:
    return share(as_alice, topic="My shoulders.")


@words
def test_an_unreadable_share_is_listed_without_its_words(
    as_alice: Api, poison: dict[str, Any], column: str
) -> None:
    good = share(as_alice)
    damage(poison, column)
    shown = {name: poison[name] for name in poison if name != "link"} | {column: None}
    assert as_alice.get("/api/shares/").json()["results"] == [
        {name: good[name] for name in good if name != "link"},
        shown,
    ]
    assert as_alice.get(f"/api/shares/{poison['id']}/").json() == shown


@words
def test_an_export_lists_it_as_unreadable(as_alice: Api, poison: dict[str, Any], column: str) -> None:
    good = share(as_alice)
    damage(poison, column)
    document = exported(as_alice)
    assert [each["id"] for each in document["shares"]] == [poison["id"], good["id"]]
    assert document["shares"][0][column] is None
    assert document["unreadable"] == [{"kind": "shares", "id": poison["id"], "reason": "does-not-open"}]


@words
def test_its_owner_can_change_stop_and_delete_it(as_alice: Api, poison: dict[str, Any], column: str) -> None:
    damage(poison, column)
    path = f"/api/shares/{poison['id']}/"
    narrowed = as_alice.patch(path, {"hold_back_days": 3})
    assert (narrowed.status_code, narrowed.json()["hold_back_days"]) == (200, 3)
    assert as_alice.patch(path, {"revoked": True}).json()["revoked_at"] is not None
    assert as_alice.delete(path).status_code == 204
    assert retry(timezone.now()) == 0
    assert not SetAside.objects.exists()


def test_its_owner_can_set_a_new_label(as_alice: Api, poison: dict[str, Any]) -> None:
    damage(poison, "label")
    answer = as_alice.prove().patch(f"/api/shares/{poison['id']}/", {"label": "M."})
    assert (answer.status_code, answer.json()["label"]) == (200, "M.")


@words
def test_its_reader_still_gets_the_report(as_alice: Api, poison: dict[str, Any], column: str) -> None:
    viewer = open_link(poison["link"])
    damage(poison, column)
    report = viewer.get("report/")
    assert (report.status_code, report.json()[column]) == (200, None)
    assert as_alice.get(f"/api/shares/{poison['id']}/preview/").json()[column] is None


@words
def test_it_is_set_aside_until_it_can_be_read_again(
    as_alice: Api, alice: Person, poison: dict[str, Any], column: str
) -> None:
    before = damage(poison, column)
    for _ in range(2):
        as_alice.get("/api/shares/")
    told = [event["what"] for event in as_alice.get("/api/events/").json()["results"]]
    assert told.count("set-aside") == 1
    assert SetAside.objects.get().kind == "shares"
    assert retry(timezone.now()) == 0
    Share.objects.filter(pk=poison["id"]).update(**{column: Sealed(before)})
    revision = Person.objects.get(pk=alice.pk).revision
    assert retry(timezone.now()) == 1
    assert not SetAside.objects.exists()
    assert Person.objects.get(pk=alice.pk).revision == revision  # no entry has changed
    assert as_alice.get(f"/api/shares/{poison['id']}/").json()[column] == poison[column]
