"""Journal entries: free writing, or an answer to a prompt."""

from django.db import models

from backend.entries.dated import Dated


class JournalEntry(Dated):
    #: A code of the catalogue; null for free writing.
    prompt = models.CharField(max_length=60, null=True)

    kind = "journal"
    moment = "written_at"
    plain = {"prompt": None}
    texts = ("text",)

    class Meta(Dated.Meta):
        pass
