"""A rupture with one person, and what was tried to mend it. It may stay open for ever."""

from django.db import models

from backend.entries.columns import JSONColumn
from backend.entries.dated import Dated

STATES = ("open", "tended", "set-aside")


class Repair(Dated):
    whose = models.CharField(max_length=16, null=True)
    state = models.CharField(max_length=16)
    #: What was braced for in conflict, learned early.
    expected = JSONColumn()
    #: The skills that were tried.
    skills = JSONColumn()
    with_person = models.UUIDField(null=True)

    kind = "repairs"
    moment = "ruptured_at"
    references = {"person": "with_person"}
    plain = {"whose": None, "state": "open", "expected": (), "skills": ()}
    #: What happened, what came instead of what was expected, and the draft of a complaint.
    texts = ("what", "came", "say_it")

    class Meta(Dated.Meta):
        pass
