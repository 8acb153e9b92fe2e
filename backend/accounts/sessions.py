"""Django's database sessions, loaded together with their person in one query instead of two.

The list of devices (allauth's usersessions) gives the person of a session. This only saves a query: the
signed session data still decides. Each request queries the database, so that a session that was ended
elsewhere is over with the next request.

A session's key is stored only as a hash, so that a copy of the database can't be used to sign in.
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
from backend.accounts import erased_sessions
from backend.accounts.models import Person

#: `last_seen_at` is updated at most once an hour, so that read requests seldom write.
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


def hash_key(session_key: str) -> str:
    """The stored form of a session's key: 240 bits of its SHA-256 in base64url, to fit columns of 40
    characters.

    No salt is needed, since the key itself is random.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(session_key.encode()).digest()[:30]).decode()


class SessionStore(db.SessionStore):
    """`listed_person` is the person according to the list of devices, once the session has been loaded.

    `keeps_cookie`: the session is over, but its cookie stays, so that its device can be told that the account
    was erased.
    """

    listed_person: Person | None = None
    keeps_cookie = False

    def load(self) -> dict[str, Any]:
        if self.session_key is None:
            return super().load()
        key, now = hash_key(self.session_key), timezone.now()
        rows = sql.select([*FIELDS, SEEN], FIND, [key, sql.to_db_value(EXPIRES, now)])
        if not rows:
            # There is no such session, or it isn't in the list of devices.
            self.keeps_cookie = erased_sessions.is_noted(key)
            return super().load()
        *columns, seen, data = rows[0]
        self.listed_person = Person.from_db(connection.alias, [field.attname for field in FIELDS], columns)
        update_last_seen(key, seen, now)
        return self.decode(data)

    def person(self) -> Person | None:
        """The signed-in person, if known without another query; otherwise Django's own check decides.

        Applies the same conditions as django.contrib.auth.get_user.
        """
        signed_in, person = self.get(SESSION_KEY), self.listed_person
        if person is None or signed_in != str(person.pk) or not person.is_active:
            return None
        if self.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            return None
        same = constant_time_compare(self.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
        return person if same else None

    def is_empty(self) -> bool:
        """Django's middleware deletes the cookie of an empty session."""
        return bool(super().is_empty()) and not self.keeps_cookie

    def flush(self) -> None:
        self.keeps_cookie = False
        super().flush()

    # -- Django's methods, with the hashed key

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        try:
            return self.model.objects.get(
                session_key=hash_key(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(hash_key(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = hash_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(hash_key(key))


def update_last_seen(key: str, seen: datetime, now: datetime) -> None:
    if now - seen > HOUR:
        UserSession.objects.filter(session_key=key).update(last_seen_at=now)
