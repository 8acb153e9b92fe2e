"""Erasing a person: their data keys first, so that nothing they wrote opens again, then every row."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from backend.accounts.models import Person
from backend.sealing.models import DataKey


def erase(person: Person) -> None:
    """At once and for good; shares die with it. Signs out every device."""
    with transaction.atomic():
        person.lock()
        DataKey.objects.filter(person=person).delete()
        sessions = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
        Session.objects.filter(session_key__in=list(sessions)).delete()
        person.delete()
