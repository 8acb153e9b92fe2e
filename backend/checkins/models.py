"""A check-in: what a body said, when, and what the person made of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from backend import zones
from backend.checkins.packed import TOO_LONG, countable, fitting, pack, unpack
from backend.entries.columns import REQUIRED, JSONColumn, Shape
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField

SENSATION = Shape({"code": REQUIRED} | dict.fromkeys(("strength", "place", "side", "texture")))
#: Counted, so in clear. Their order is the order of the API's answer.
COUNTED = Shape(
    {
        "sensations": [],
        "responses": [],
        **dict.fromkeys(("moment", "longing", "fear", "now")),
        "for_session": False,
        "never_shared": False,
    },
    {"sensations": SENSATION},
)
ANSWERS = ("feeling", "protecting", "learned")


def shown(
    felt_at: datetime,
    zone: str,
    with_person: UUID | None,
    counted: Mapping[str, Any],
    words: Mapping[str, Any],
) -> Content:
    """What a check-in holds, as the API shows it."""
    return {
        "felt_at": zones.rfc3339(felt_at),
        "zone": zone,
        "person": with_person and str(with_person),
        **counted,
        **words_shown(words),
    }


def words_shown(words: Mapping[str, Any]) -> Content:
    return {
        "answers": {
            "feeling": words.get("feeling"),
            "protecting": words.get("protecting"),
            "learned": words.get("learned"),
        },
        "note": words.get("note"),
    }


class CheckIn(Entry):
    """One JSON column for what is counted, beside the few columns that are searched; words sealed as one."""

    felt_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    #: ` chest-tightness jaw-tension `: each code between spaces, for one portable LIKE.
    codes = models.TextField()
    with_person = models.UUIDField(null=True)
    counted = JSONColumn(shape=COUNTED)
    #: The same, as the patterns read it (backend/checkins/packed.py).
    packed = models.TextField()
    words = SealedField(null=True)

    kind = "check-ins"
    moment = "felt_at"
    marks = "counted__"
    list_order = ("-felt_at", "-id")

    class Meta(Entry.Meta):
        indexes = [
            models.Index(
                fields=["person", "-felt_at", "-id"],
                condition=Q(deleted_at=None),
                name="checkins_newest_first",
            ),
            models.Index(
                # Patterns are read from it alone. Without `deleted_at` SQLite would look into the rows.
                fields=["person", "local_date", "packed", "deleted_at"],
                condition=Q(deleted_at=None),
                name="checkins_by_day",
            ),
        ]

    def content(self) -> Content:
        return shown(self.felt_at, self.zone, self.with_person, self.counted, self.words or {})

    def structured(self) -> Content:
        return {**self.counted, "person": self.with_person}

    def worded(self) -> Content:
        return words_shown(self.words or {})

    def derived(self) -> Content:
        return {"local_date": self.local_date.isoformat()}

    def to_count(self) -> list[Any]:
        """As the patterns read it, however long it is."""
        return unpack(self.packed if self.packed != TOO_LONG else self.pack_again())

    def pack_again(self) -> str:
        with_person = self.with_person and str(self.with_person)
        return pack({**self.counted, "person": with_person}, self.felt_at, self.zone)

    def recheck(self) -> Content:
        """Like `Entry.recheck`, and packs the check-in again."""
        changes, packed = super().recheck(), self.pack_again()
        countable(unpack(packed))
        return changes | {"packed": fitting(packed)}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.felt_at = zones.instant(content["felt_at"])
        self.zone = content["zone"]
        self.local_date = zones.local_date(self.felt_at, self.zone)
        self.with_person = content["person"]
        self.counted = {name: content[name] for name in COUNTED.defaults}
        self.codes = " ".join(["", *sorted({sensation["code"] for sensation in content["sensations"]}), ""])
        self.packed = fitting(pack(content, self.felt_at, self.zone))
        words = {**content["answers"], "note": content["note"]}
        self.words = {name: text for name, text in words.items() if text is not None} or None

    def empty(self) -> None:
        """A tombstone keeps when it was felt at the earliest time there is, and nothing else."""
        self.felt_at, self.zone, self.local_date = zones.EARLIEST, "UTC", zones.EARLIEST.date()
        self.codes, self.packed, self.with_person, self.counted, self.words = "", "", None, {}, None
