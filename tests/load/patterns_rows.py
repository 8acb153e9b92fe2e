"""How a design keeps made-up check-ins: the rows of one person, to be multiplied (patterns_prepare.py)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend import zones
from backend.accounts.models import Person
from backend.checkins.packed import strongest
from tests.load.patterns_multiply import Table

#: Numbers of the grouped design's check-ins: one for each keeper of a template's.
NUMBER = "t.{} * (SELECT COUNT(*) FROM keepers) + k.place"
OURS = (Table("checkins_checkin", "revision", {"person_id": "k.person_id"}),)
GROUPED = (
    Table(
        "patterns_peer_checkin",
        "number",
        {"person_id": "k.person_id", "number": NUMBER.format("number")},
    ),
    *(
        Table(f"patterns_peer_{name}", "check_in_id", {"check_in_id": NUMBER.format("check_in_id")}, ("id",))
        for name in ("sensation", "response")
    ),
)


def keep_as_ours(person: Person, bodies: list[dict[str, Any]]) -> None:
    from backend.checkins.models import CheckIn

    made = []
    for revision, body in enumerate(bodies, start=1):
        made.append(CheckIn.blank(person, body["id"]))
        made[-1].fill(body)
        made[-1].revision = revision
    CheckIn.objects.bulk_create(made, batch_size=500)


def keep_as_grouped(person: Person, bodies: list[dict[str, Any]]) -> None:
    from tests.load.patterns_peer.models import CheckIn, Response, Sensation

    check_ins, sensations, responses = [], [], []
    for number, body in enumerate(bodies, start=1):
        check_ins.append(CheckIn(number=number, person=person, **columns(body)))
        for code, strength in strongest(body["sensations"]).items():
            sensations.append(Sensation(check_in_id=number, code=code, strength=strength))
        responses += [Response(check_in_id=number, code=code) for code in body["responses"]]
    for model, made in ((CheckIn, check_ins), (Sensation, sensations), (Response, responses)):
        model.objects.bulk_create(made, batch_size=500)


def columns(body: Mapping[str, Any]) -> dict[str, Any]:
    """A check-in's own columns in the grouped design."""
    felt_at: datetime = zones.instant(body["felt_at"])
    local = felt_at.astimezone(ZoneInfo(body["zone"]))
    return {
        "felt_at": felt_at,
        "local_date": local.date(),
        "local_hour": local.hour,
        "with_person": body["person"],
        "words": {**body["answers"], "note": body["note"]},
        **{name: body[name] for name in ("id", "zone", "moment", "longing", "fear", "now")},
    }
