"""Someone in a person's life, by a nickname that they made up."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField


class KnownPerson(Entry):
    """`safe` is what the person decided, never what we counted: yes, not-now, unsure, or nothing."""

    nickname = SealedField(null=True)
    safe = models.CharField(max_length=16, null=True)

    kind = "people"

    def content(self) -> Content:
        return {"nickname": self.nickname, "safe": self.safe}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.nickname, self.safe = content["nickname"], content["safe"]

    def empty(self) -> None:
        self.nickname = self.safe = None
