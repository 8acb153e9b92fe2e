"""Django's session check without Django's request: cookie, row, signature, person, hash of the password.

Needs no settings: keys and salts are given to the same functions that Django uses.
"""

import base64
import hashlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.load.fastapi_peer.database import reading
from tests.load.fastapi_peer.problems import Refusal
from tests.load.fastapi_peer.tables import Person, Session, UserSession

SECRET_KEY = os.environ["NOTICING_SECRET_KEY"]
COOKIE, CSRF_COOKIE = "noticing-session", "noticing-csrf"
SESSION_SALT = "django.contrib.sessions.SessionStore"
HASH_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
SIGNED_OUT = Refusal(401, "signed_out")


async def reader() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(reading, expire_on_commit=False) as db:
        yield db


Reader = Annotated[AsyncSession, Depends(reader)]


async def consented(request: Request, db: Reader) -> Person:
    """The person who is signed in and consented; raises Refusal with 401 or 403."""
    person = await signed_in(db, request.cookies.get(COOKIE, ""))
    if request.method != "GET":
        refuse_forgery(request)
    if person.consent_version is None:
        raise Refusal(403, "consent_required")
    return person


Consented = Annotated[Person, Depends(consented)]


async def signed_in(db: AsyncSession, key: str) -> Person:
    """The session and whose it is, in one query, as ours; what the session says, signed, decides."""
    key = base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:30]).decode()
    listed = select(Session.session_data, Session.expire_date, Person).where(
        Session.session_key == key, UserSession.session_key == key, Person.id == UserSession.user_id
    )
    row = (await db.execute(listed)).one_or_none()
    if row is None or row.expire_date <= datetime.now(UTC):
        raise SIGNED_OUT
    person: Person = row.Person
    content = opened(row.session_data)
    expected = salted_hmac(HASH_SALT, person.password, secret=SECRET_KEY, algorithm="sha256").hexdigest()
    same = constant_time_compare(content.get("_auth_user_hash", ""), expected)
    if not (same and person.is_active and content.get("_auth_user_id") == str(person.id)):
        raise SIGNED_OUT
    return person


def opened(data: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = signing.loads(
            data, key=SECRET_KEY, salt=SESSION_SALT, serializer=JSONSerializer, fallback_keys=[]
        )
    except signing.BadSignature:
        raise SIGNED_OUT from None
    return content


def refuse_forgery(request: Request) -> None:
    """The double-submitted token, as Django has it: the header repeats the cookie."""
    token = request.cookies.get(CSRF_COOKIE, "")
    if len(token) != 32 or not constant_time_compare(request.headers.get("X-CSRFToken", ""), token):
        raise Refusal(403, "csrf")
