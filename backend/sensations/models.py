"""A person's own sensations."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField


class OwnSensation(Entry):
    """Check-ins refer to it as `own:<id>`, so that a new label also applies to earlier check-ins."""

    label = SealedField(null=True)
    hidden = models.BooleanField(default=False)

    kind = "sensations"

    def content(self) -> Content:
        return {"label": self.label, "hidden": self.hidden}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.label, self.hidden = content["label"], content["hidden"]

    def empty(self) -> None:
        self.label, self.hidden = None, False
