"""What somebody wrote, to a prompt or freely."""

from django.db import models

from backend.entries.dated import Dated


class JournalEntry(Dated):
    #: One of the catalogue's; nothing for free writing.
    prompt = models.CharField(max_length=60, null=True)

    kind = "journal"
    moment = "written_at"
    plain = {"prompt": None}
    texts = ("text",)

    class Meta(Dated.Meta):
        pass
