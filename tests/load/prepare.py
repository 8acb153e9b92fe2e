"""Makes a design's tables and some people who are signed in; prints `[{"cookies": ..., "token": ...}, ...]`.

A program of its own, since each design has settings of its own: `python -m tests.load.prepare <how many>`.
The last two people have not consented.
"""

import asyncio
import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command

UNCONSENTED = 2
#: A CSRF secret is any 32 letters and digits (Django's double submit).
TOKEN = "t" * 32


def people(count: int) -> list[dict[str, str]]:
    from django.utils import timezone

    from backend.accounts.models import Person
    from backend.content import catalogue

    version, now = catalogue.CONSENT_VERSION, timezone.now()
    made = [Person(username=f"person {number}", password="!unusable") for number in range(count)]
    for person in made[:-UNCONSENTED]:
        person.consent_version, person.consented_at = version, now
    return [signed_in(person) for person in Person.objects.bulk_create(made)]


def signed_in(person: Any) -> dict[str, str]:
    """A session as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import login
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = new_session()
    login(request, person, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    key = row = str(request.session.session_key)
    if settings.SESSION_ENGINE == "backend.accounts.sessions":
        row = list_device(person, key)
    cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return {"cookies": cookies, "token": TOKEN, "session": key, "row": row}


def list_device(person: Any, key: str) -> str:
    """The key as it stands in the database."""
    from allauth.usersessions.models import UserSession

    from backend.accounts.sessions import hash_key

    UserSession.objects.create(user=person, ip="::", session_key=hash_key(key))
    return hash_key(key)


def new_session() -> Any:
    from importlib import import_module

    from django.conf import settings

    return import_module(settings.SESSION_ENGINE).SessionStore()


async def tables_of_fastapi() -> None:
    from tests.load.fastapi_peer.database import engine
    from tests.load.fastapi_peer.tables import CheckIn

    async with engine.begin() as connection:
        await connection.run_sync(lambda on: CheckIn.__table__.create(on))  # type: ignore[attr-defined]
    await engine.dispose()


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    # The plain design's tables, which have no migrations, refer to those above.
    call_command("migrate", verbosity=0, run_syncdb=True)
    json.dump(people(int(sys.argv[1])), sys.stdout)
    if "NOTICING_LOAD_FASTAPI" in os.environ:
        asyncio.run(tables_of_fastapi())
