"""The contract's rules of PUT."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from backend import zones
from tests.load.fastapi_peer import sealing
from tests.load.fastapi_peer.bodies import Answers, Body
from tests.load.fastapi_peer.database import engine
from tests.load.fastapi_peer.problems import Refusal
from tests.load.fastapi_peer.tables import CheckIn, Person

COUNTED = ("sensations", "responses", "moment", "longing", "fear", "now", "for_session", "never_shared")
QUESTIONS = ("feeling", "protecting", "learned")


async def put(person_id: int, id: UUID, body: Body, if_match: str | None) -> tuple[dict[str, Any], bool]:
    """What is kept afterwards, and whether it is new. The UPDATE is counter and lock; a refusal undoes it."""
    async with AsyncSession(engine, expire_on_commit=False) as db:
        advance = update(Person).where(Person.id == person_id).values(revision=Person.revision + 1)
        revision = await db.scalar(advance.returning(Person.revision))
        known = await sealing.data_keys(db, person_id) or await sealing.made(db, person_id)
        kept = await db.get(CheckIn, (person_id, id))
        created = kept is None
        if kept is None:
            kept = CheckIn(person_id=person_id, id=id)
            db.add(kept)
        else:
            current = shown(kept, known)
            if content(body) == {name: current[name] for name in content(body)}:
                return current, False
            refuse_unless_current(current, if_match)
        fill(kept, body, known)
        kept.revision = revision or 0
        await db.commit()
        return shown(kept, known), created


def refuse_unless_current(current: dict[str, Any], if_match: str | None) -> None:
    if if_match is None:
        raise Refusal(428, "revision_required", current=current)
    if if_match != f'"{current["revision"]}"':
        raise Refusal(412, "stale", current=current)


def content(body: Body) -> dict[str, Any]:
    """The body after normalisation, as it is shown."""
    dumped = body.model_dump(exclude={"id", "revision", "local_date"})
    answers = (body.answers or Answers()).model_dump()
    return dumped | {"felt_at": zones.rfc3339(body.felt_at), "answers": answers}


def fill(kept: CheckIn, body: Body, known: dict[int, bytes]) -> None:
    given = content(body)
    kept.felt_at, kept.zone = body.felt_at, body.zone
    kept.local_date = zones.local_date(body.felt_at, body.zone)
    kept.counted = {name: given[name] for name in COUNTED}
    words = given["answers"] | {"note": given["note"]}
    kept.words = sealing.seal(known, kept, words) if any(words.values()) else None


def shown(kept: CheckIn, known: dict[int, bytes]) -> dict[str, Any]:
    words = sealing.unseal(known, kept)
    return {
        "id": str(kept.id),
        "revision": kept.revision,
        "felt_at": zones.rfc3339(kept.felt_at),
        "zone": kept.zone,
        "person": None,
        **kept.counted,
        "answers": {name: words.get(name) for name in QUESTIONS},
        "note": words.get("note"),
        "local_date": kept.local_date.isoformat(),
    }
