"""Words at rest: the service's own cipher, and its data keys by way of SQLAlchemy."""

import os
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend import keys
from backend.sealing import cipher
from tests.load.fastapi_peer.tables import CheckIn, DataKey

_wrapping = [keys.sealing_key(value) for value in os.environ["NOTICING_SEALING_KEYS"].split(",")]
WRAPPING_KEYS = {cipher.name_of(key): key for key in _wrapping}


async def data_keys(db: AsyncSession, person_id: int) -> dict[int, bytes]:
    """The person's data keys by version; one is made when there is none."""
    rows = (await db.scalars(select(DataKey).where(DataKey.person_id == person_id))).all()
    return {row.version: unwrap(row) for row in rows}


async def made(db: AsyncSession, person_id: int) -> dict[int, bytes]:
    """A first data key, within a transaction that holds the person's lock."""
    key, (name, wrapping) = os.urandom(32), next(iter(WRAPPING_KEYS.items()))
    sealed = cipher.seal(wrapping, 1, key, cipher.place("sealing.DataKey", "wrapped", 1, person_id))
    db.add(DataKey(person_id=person_id, version=1, wrapped_by=name, wrapped=sealed))
    return {1: key}


def unwrap(row: DataKey) -> bytes:
    place = cipher.place("sealing.DataKey", "wrapped", row.version, row.person_id)
    return cipher.unseal(WRAPPING_KEYS[row.wrapped_by], row.wrapped, place)


def seal(known: dict[int, bytes], check_in: CheckIn, words: dict[str, Any]) -> bytes:
    version = max(known)
    return cipher.seal(known[version], version, orjson.dumps(words), place(check_in))


def unseal(known: dict[int, bytes], check_in: CheckIn) -> dict[str, Any]:
    if check_in.words is None:
        return {}
    words: dict[str, Any] = orjson.loads(
        cipher.unseal(known[check_in.words[0]], check_in.words, place(check_in))
    )
    return words


def place(check_in: CheckIn) -> bytes:
    return cipher.place("fastapi.CheckIn", "words", check_in.id, check_in.person_id)
