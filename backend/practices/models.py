"""Practices, small steps towards closeness: what was expected, what happened and how it was met."""

from django.db import models

from backend.entries.columns import JSONColumn
from backend.entries.dated import Dated


class Practice(Dated):
    """Chosen before it happens and completed afterwards, when `practised_at` becomes the time it happened."""

    practice = models.CharField(max_length=40)
    #: How it was met; null until it is completed.
    met = models.CharField(max_length=40, null=True)
    beliefs = JSONColumn()
    with_person = models.UUIDField(null=True)
    #: The check-ins that the person linked to it.
    before = models.UUIDField(null=True)
    after = models.UUIDField(null=True)

    kind = "practices"
    moment = "practised_at"
    references = {"person": "with_person", "before": "before", "after": "after"}
    plain = {"practice": "", "met": None, "beliefs": ()}
    texts = ("bracing", "happened")

    class Meta(Dated.Meta):
        pass
