"""Django's sessions in the database, found together with whose they are: one query instead of two.

The list of devices (allauth's usersessions) says whom a session belongs to. It only saves asking: what the
session itself says, signed, still decides. Every request asks the database, so that a session which was ended
elsewhere is over at the next one.

A session's key is only ever stored as its SHA-256: a copy of the database signs nobody in.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from backend import sql
from backend.accounts.models import Person

#: When a device was used last is known to the hour: nothing needs it finer, and reading stays reading.
HOUR = timedelta(hours=1)
EXPIRES = Session._meta.get_field("expire_date")
SEEN = UserSession._meta.get_field("last_seen_at")
FIELDS = Person._meta.concrete_fields
FIND = f"""
    SELECT {", ".join(f"accounts_person.{field.column}" for field in FIELDS)},
        usersessions_usersession.last_seen_at, django_session.session_data
    FROM django_session
    JOIN usersessions_usersession ON usersessions_usersession.session_key = django_session.session_key
    JOIN accounts_person ON accounts_person.id = usersessions_usersession.user_id
    WHERE django_session.session_key = %s AND django_session.expire_date > %s
"""  # noqa: S608  # names of ours


def stored(session_key: str) -> str:
    """What stands in the database for a session's key, which is itself random: 240 bits of its SHA-256, in
    the forty characters that the columns have."""
    return base64.urlsafe_b64encode(hashlib.sha256(session_key.encode()).digest()[:30]).decode()


class SessionStore(db.SessionStore):
    """`listed` is the person whom the list of devices names, once the session has been loaded."""

    listed: Person | None = None

    def load(self) -> dict[str, Any]:
        if self.session_key is None:
            return super().load()
        key, now = stored(self.session_key), timezone.now()
        rows = sql.select([*FIELDS, SEEN], FIND, [key, sql.to_db_value(EXPIRES, now)])
        if not rows:
            # No such session, or one that is not in the list.
            return super().load()
        *columns, seen, data = rows[0]
        self.listed = Person.from_db(connection.alias, [field.attname for field in FIELDS], columns)
        note_use(key, seen, now)
        return self.decode(data)

    def person(self) -> Person | None:
        """Who is signed in, if that can be told without another query; else Django's own check has to tell.

        The same conditions as in django.contrib.auth.get_user.
        """
        signed_in, person = self.get(SESSION_KEY), self.listed
        if person is None or signed_in != str(person.pk) or not person.is_active:
            return None
        if self.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            return None
        same = constant_time_compare(self.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
        return person if same else None

    # -- Django's own, by what is stored

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        try:
            return self.model.objects.get(
                session_key=stored(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(stored(key))


def note_use(key: str, seen: datetime, now: datetime) -> None:
    if now - seen > HOUR:
        UserSession.objects.filter(session_key=key).update(last_seen_at=now)
