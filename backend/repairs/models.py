"""Ruptures with a person, and what was tried to repair them. One may stay open indefinitely."""

from django.db import models

from backend.entries.columns import JSONColumn
from backend.entries.dated import Dated

STATES = ("open", "tended", "set-aside")


class Repair(Dated):
    whose = models.CharField(max_length=16, null=True)
    state = models.CharField(max_length=16)
    #: What the person, from early experience, expected in the conflict.
    expected = JSONColumn()
    #: The repair skills that were tried.
    skills = JSONColumn()
    with_person = models.UUIDField(null=True)

    kind = "repairs"
    moment = "ruptured_at"
    references = {"person": "with_person"}
    plain = {"whose": None, "state": "open", "expected": (), "skills": ()}
    #: What happened, what came instead of what was expected, and a draft of a complaint.
    texts = ("what", "came", "say_it")

    class Meta(Dated.Meta):
        pass
