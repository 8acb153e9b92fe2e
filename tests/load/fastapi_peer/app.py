"""The two addresses that are measured."""

import base64
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import FastAPI, Header, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import literal, select, tuple_

from tests.load.fastapi_peer import sealing, writing
from tests.load.fastapi_peer.access import Consented, Reader
from tests.load.fastapi_peer.bodies import Body
from tests.load.fastapi_peer.problems import Refusal, invalid, refused
from tests.load.fastapi_peer.tables import CheckIn, Instant

PAGE = 50
app = FastAPI()
app.add_exception_handler(Refusal, refused)
app.add_exception_handler(RequestValidationError, invalid)


@app.put("/api/check-ins/{id}/")
async def put(
    id: UUID, body: Body, person: Consented, if_match: Annotated[str | None, Header()] = None
) -> Response:
    kept, created = await writing.put(person.id, id, body, if_match)
    answer = as_json(kept, 201 if created else 200)
    answer.headers["ETag"] = f'"{kept["revision"]}"'
    return answer


@app.get("/api/check-ins/")
async def newest(person: Consented, db: Reader, cursor: str | None = None) -> Response:
    chosen = select(CheckIn).where(CheckIn.person_id == person.id)
    if cursor is not None:
        chosen = chosen.where(tuple_(CheckIn.felt_at, CheckIn.id) < tuple_(*decoded(cursor)))
    ordered = chosen.order_by(CheckIn.felt_at.desc(), CheckIn.id.desc()).limit(PAGE + 1)
    found = (await db.scalars(ordered)).all()
    known = await sealing.data_keys(db, person.id)
    results = [writing.shown(check_in, known) for check_in in found[:PAGE]]
    return as_json({"results": results, "next": encoded(found[PAGE - 1]) if len(found) > PAGE else None})


def as_json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def encoded(last: CheckIn) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([last.felt_at, str(last.id)])).decode()


def decoded(cursor: str) -> tuple[Any, Any]:
    felt_at, id = orjson.loads(base64.urlsafe_b64decode(cursor))
    return literal(datetime.fromisoformat(felt_at), Instant()), literal(UUID(id))
