"""Django's sessions in the database, found together with whose they are: one query instead of two.

The list of devices (allauth's usersessions) says whom a session belongs to. It only saves asking: what the
session itself says, signed, still decides. Every request asks the database, so that a session which was ended
elsewhere is over at the next one.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from backend import sql
from backend.accounts.models import Person

FIELDS = Person._meta.concrete_fields
FIND = f"""
    SELECT {", ".join(f"accounts_person.{field.column}" for field in FIELDS)}, django_session.session_data
    FROM django_session
    JOIN usersessions_usersession ON usersessions_usersession.session_key = django_session.session_key
    JOIN accounts_person ON accounts_person.id = usersessions_usersession.user_id
    WHERE django_session.session_key = %s AND django_session.expire_date > %s
"""  # noqa: S608  # names of ours


class SessionStore(db.SessionStore):
    """`listed` is the person whom the list of devices names, once the session has been loaded."""

    listed: Person | None = None

    def load(self) -> dict[str, Any]:
        now = sql.written(Session._meta.get_field("expire_date"), timezone.now())
        rows = sql.select(FIELDS, FIND, [self.session_key, now])
        if not rows:
            # No such session, or one that is not in the list.
            return super().load()
        *columns, data = rows[0]
        self.listed = Person.from_db(connection.alias, [field.attname for field in FIELDS], columns)
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
