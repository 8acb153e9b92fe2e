"""A page of check-ins, newest first: from the rows straight to what is shown.

In SQL by hand. The ORM would build the same statement for each request, and a model for each row that is only
looked at; together that costs more than the rest of the request.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from backend import sql, zones
from backend.accounts.models import Person
from backend.checkins.models import CheckIn, shown
from backend.entries.aside import UNREADABLE, set_aside
from backend.entries.models import Content
from backend.entries.paging import PAGE, decode, encode

COLUMNS = ("id", "revision", "felt_at", "zone", "with_person", "counted", "words", "local_date")
FIELDS = {name: CheckIn._meta.get_field(name) for name in (*COLUMNS, "codes")}
SELECT = f"SELECT {', '.join(COLUMNS)} FROM checkins_checkin WHERE person_id = %s AND deleted_at IS NULL"  # noqa: S608  # names of ours
NEWEST_FIRST = f"ORDER BY felt_at DESC, id DESC LIMIT {PAGE + 1}"
#: What can be asked for -> the condition, and the column that says how a value is written.
CONDITIONS = {
    "from": ("local_date >= %s", "local_date"),
    "to": ("local_date <= %s", "local_date"),
    "sensation": ("codes LIKE '%% ' || %s || ' %%'", "codes"),
    "person": ("with_person = %s", "with_person"),
}
AFTER = "(felt_at, id) < (%s, %s)"


def page(person: Person, chosen: Mapping[str, Any], cursor: str | None) -> Content:
    """The person's check-ins that meet what is `chosen`: `{"results": [...], "next": cursor | null}`."""
    conditions, values = [SELECT], [person.pk]
    for name, value in chosen.items():
        condition, column = CONDITIONS[name]
        conditions.append(condition)
        values.append(sql.to_db_value(FIELDS[column], value))
    if cursor is not None:
        felt_at, id = decode(cursor, 2)
        conditions.append(AFTER)
        values += [sql.to_db_value(FIELDS["felt_at"], felt_at), sql.to_db_value(FIELDS["id"], id)]
    rows = sql.select(map(FIELDS.get, COLUMNS), f"{' AND '.join(conditions)} {NEWEST_FIRST}", values)
    last = dict(zip(COLUMNS, rows[PAGE - 1], strict=True)) if len(rows) > PAGE else None
    return {
        "results": [data for row in rows[:PAGE] if (data := readable_data(person, row)) is not None],
        "next": encode([zones.rfc3339(last["felt_at"]), last["id"]]) if last else None,
    }


def readable_data(person: Person, row: list[Any]) -> Content | None:
    """None for what can't be read; it's set aside."""
    try:
        return as_data(person, *row)
    except UNREADABLE as wrong:
        set_aside(CheckIn(person=person, id=row[0]), wrong)
        return None


def as_data(person: Person, id: object, revision: int, *columns: Any) -> Content:
    """The same as the entry's own `as_data`; the person's keys are asked for once."""
    felt_at, zone, with_person, counted, sealed, local_date = columns
    id = str(id)
    words = orjson.loads(person.keyring.unseal(sealed, CheckIn._meta.label, "words", id)) if sealed else {}
    content = shown(felt_at, zone, with_person, counted, words)
    return {"id": id, "revision": revision, **content, "local_date": local_date.isoformat()}
