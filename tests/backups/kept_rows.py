"""Creates people with rows in every table that a backup contains, and reads all of these rows."""

from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
from allauth.account.models import EmailAddress
from django.utils import timezone

from backend.accounts.models import Person
from backend.backups.kept import Model, columns, data_models
from backend.personal_data import export
from backend.reminders.models import Calendar
from backend.sealing.models import DataKey
from tests.conftest import Api, keep, make_person
from tests.sealing.test_canary import CANARY, write_everywhere

__all__ = ["CANARY", "as_restored", "fill", "models", "rows_kept", "words_and_rows", "write_much"]

Rows = dict[str, list[list[Any]]]


def fill() -> tuple[Api, Api, list[str]]:
    """Create Anna, with rows in all tables, and Ben, without words or a data key. Also returns their
    secrets."""
    anna, ben = Api(make_person("anna")), Api(make_person("ben"))
    secrets = write_everywhere(anna)
    anna.delete(f"/api/check-ins/{keep(anna, note=CANARY)['id']}/")
    ben.put(
        f"/api/check-ins/{uuid4()}/",
        {"felt_at": "2026-11-20T21:14:03.25Z", "zone": "UTC", "moment": "before"},
    )
    nudge(anna)
    Calendar.open(anna.person.pk, timezone.now())  # type: ignore[union-attr]  # she is signed in
    EmailAddress.objects.create(user=anna.person, email="anna@noticing.example", verified=True)
    return anna, ben, secrets


def write_much(api: Api) -> None:
    """Write more than two chunks of a backup can hold."""
    for number in range(60):
        keep(api, note=f"{number}" * 1200)


def nudge(api: Api) -> None:
    """Create a ledger line as the worker does, and a rest."""
    assert api.person
    now = timezone.now()
    assert api.put("/api/rest/", {"until": (now + timedelta(days=1)).isoformat()}).status_code == 200
    nudge = api.person.nudges.create(
        reminder=uuid4(),
        due_at=now,
        local_date=now.date(),
        slot=0,
        useful_until=now,
        state="accepted",
        sent_at=now,
    )
    device = api.person.push.get()
    nudge.deliveries.create(subscription=device, round=1, not_before=now, state="accepted", ended_at=now)


def models() -> list[Model]:
    return [*data_models(), DataKey]


def rows_kept() -> Rows:
    """Every row of every table that a backup contains, as read from the database."""
    found = {}
    for model in models():
        names = [column.attname for column in columns(model) if model is not DataKey or column.name != "id"]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found[model._meta.label] = [[plain(value) for value in row] for row in rows]
    return found


def plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def opened() -> list[dict[str, Any]]:
    """Each person's export, with words in clear."""
    exports = (b"".join(export.as_json(person)) for person in Person.objects.order_by("pk"))
    return [without_times(orjson.loads(export)) for export in exports]


def without_times(export: dict[str, Any]) -> dict[str, Any]:
    """Without values that depend on the time of the export."""
    del export["exported_at"]
    # Everyone signs in again.
    del export["devices"]
    for reminder in export["entries"]["reminders"]:
        del reminder["next_due"]
    return export


def words_and_rows() -> tuple[list[dict[str, Any]], Rows]:
    return opened(), rows_kept()


def as_restored(rows: Rows) -> Rows:
    """Apply the expected changes of a restore with --keep-shares: counters, and the viewers' tokens."""
    rows = deepcopy(rows)
    for label, name, change in (
        ("accounts.Person", "revision", lambda value: value + 1_000_000),
        ("sharing.Viewing", "token_digest", lambda value: None),
    ):
        model = next(model for model in models() if model._meta.label == label)
        place = [column.attname for column in columns(model)].index(name)
        for row in rows[label]:
            row[place] = change(row[place])
    return rows
