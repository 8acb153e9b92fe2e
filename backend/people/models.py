"""People in a person's life, under nicknames, and the signs noticed with them."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from backend.entries.columns import REQUIRED, JSONColumn, Shape
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField

SIGN = Shape({"code": REQUIRED, "count": REQUIRED})


class KnownPerson(Entry):
    """`safe` is the person's own decision, never derived from counts: yes, not-now, unsure or null.

    `signs` counts how often each sign was noticed: a list of `{"code", "count"}` in the catalogue's order.
    """

    nickname = SealedField(null=True)
    safe = models.CharField(max_length=16, null=True)
    color = models.CharField(max_length=16, null=True)
    signs = JSONColumn(default=list, shape=SIGN)

    kind = "people"

    def content(self) -> Content:
        return {"nickname": self.nickname, "safe": self.safe, "color": self.color, "signs": self.signs}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.nickname, self.safe = content["nickname"], content["safe"]
        self.color, self.signs = content["color"], content["signs"]

    def empty(self) -> None:
        self.nickname = self.safe = self.color = None
        self.signs = []
