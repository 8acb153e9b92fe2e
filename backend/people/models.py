"""Someone in a person's life, by a nickname that they made up, and what was noticed with them."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from backend.entries.columns import REQUIRED, JSONColumn, Shape
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField

SIGN = Shape({"code": REQUIRED, "count": REQUIRED})


class KnownPerson(Entry):
    """`safe` is what the person decided, never what we counted: yes, not-now, unsure, or nothing.

    `signs` says how often each was noticed: `{"code", "count"}`, in the catalogue's order.
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
