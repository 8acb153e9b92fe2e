"""GET /api/changes/: every write of all kinds, ordered by revision."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Api, keep


def changes(api: Api, after: int = 0, limit: int = 500) -> dict[str, Any]:
    feed: dict[str, Any] = api.get(f"/api/changes/?after={after}&limit={limit}").json()
    return feed


def test_an_empty_feed_has_an_epoch(as_alice: Api) -> None:
    feed = changes(as_alice)
    assert feed == {"epoch": feed["epoch"], "revision": 0, "more": False, "changes": []}
    assert len(feed["epoch"]) == 36


def test_the_feed_has_all_kinds_in_the_order_of_writing(as_alice: Api) -> None:
    own, person = uuid4(), uuid4()
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    as_alice.put(f"/api/people/{person}/", {"nickname": "J.", "safe": "yes"})
    kept = keep(as_alice, sensations=[{"code": f"own:{own}"}], person=str(person))
    as_alice.put(f"/api/sensations/{own}/", {"label": "a low hum"}, **{"If-Match": '"1"'})
    feed = changes(as_alice)
    assert [(change["kind"], change["revision"]) for change in feed["changes"]] == [
        ("people", 2), ("check-ins", 3), ("sensations", 4),
    ]  # fmt: skip
    assert feed["changes"][1] == {
        "kind": "check-ins", "id": kept["id"], "revision": 3, "deleted": False, "data": kept,
    }  # fmt: skip
    assert feed["changes"][2]["data"]["label"] == "a low hum"
    assert feed["revision"] == 4


def test_tombstones_are_in_the_feed_without_data(as_alice: Api) -> None:
    kept = keep(as_alice)
    as_alice.delete(f"/api/check-ins/{kept['id']}/")
    assert changes(as_alice)["changes"] == [
        {"kind": "check-ins", "id": kept["id"], "revision": 2, "deleted": True, "data": None}
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_pages_together_have_every_change_once(as_alice: Api, limit: int) -> None:
    for number in range(7):
        keep(as_alice) if number % 2 else as_alice.put(f"/api/people/{uuid4()}/", {"nickname": f"{number}"})
    seen, after, more = [], 0, True
    while more:
        page = changes(as_alice, after, limit)
        assert len(page["changes"]) <= limit
        seen += [change["revision"] for change in page["changes"]]
        after, more = seen[-1], page["more"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert changes(as_alice, after)["changes"] == []


def test_a_phone_that_is_ahead_gets_the_servers_revision(as_alice: Api) -> None:
    keep(as_alice)
    assert changes(as_alice, after=1_000_000) == changes(as_alice) | {"changes": []}


def test_the_feed_contains_only_the_persons_own_changes(as_alice: Api, as_bob: Api) -> None:
    keep(as_alice)
    assert changes(as_bob)["changes"] == []
    assert changes(as_bob)["revision"] == 0
