"""A small step towards closeness: what was braced for, what happened, how it was met."""

from django.db import models

from backend.entries.columns import JSONColumn
from backend.entries.dated import Dated


class Practice(Dated):
    """Chosen before it happens, and come back to afterwards: then `practised_at` moves to when it was."""

    practice = models.CharField(max_length=40)
    #: How it was met; nothing while it waits.
    met = models.CharField(max_length=40, null=True)
    beliefs = JSONColumn()
    with_person = models.UUIDField(null=True)
    #: The check-ins that the person laid beside it.
    before = models.UUIDField(null=True)
    after = models.UUIDField(null=True)

    kind = "practices"
    moment = "practised_at"
    references = {"person": "with_person", "before": "before", "after": "after"}
    plain = {"practice": "", "met": None, "beliefs": ()}
    texts = ("bracing", "happened")

    class Meta(Dated.Meta):
        pass
